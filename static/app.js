// What every page does beyond plain forms and links: the status line, the keys, and buttons that work once. All of it is
// a convenience; without it every form and link still does its work. Other scripts use window.safeguard, see the end.
(() => {
  "use strict";

  const root = document.documentElement;
  const line = document.getElementById("status-line");
  const notSaved = "Not saved: the server did not answer. Your text is still here. Try again.";
  const signedOut = "Not saved: you were signed out, to protect client data. Your text is still here. Sign in in another tab, then try again.";

  // The status line

  let fading = 0;

  // status says one short sentence, politely to screen readers; it leaves sight after a while and stays to be read.
  function status(text) {
    clearTimeout(fading);
    line.classList.remove("past");
    line.textContent = text;
    fading = setTimeout(() => line.classList.add("past"), 6000);
  }

  // say says what the page shows anyway to those who hear it; in sight it would only cover something.
  function say(text) {
    status(text);
    line.classList.add("past");
  }

  // busy says text if what it is called for takes over 300 ms. It returns the function that ends it.
  function busy(text) {
    const waiting = setTimeout(() => status(text), 300);
    return () => {
      clearTimeout(waiting);
      if (line.textContent === text) status("");
    };
  }

  const saving = new WeakMap();

  // changes gives the request of an htmx event when it changes something.
  function changes(event) {
    const context = event.detail?.ctx;
    return context?.request && context.request.method !== "GET" ? context : null;
  }

  document.addEventListener("htmx:before:request", (event) => {
    const context = changes(event);
    if (context) saving.set(context, busy("Saving..."));
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const context = changes(event);
    if (context) saving.get(context)?.();
  });
  document.addEventListener("htmx:error", (event) => {
    if (changes(event)) status(notSaved);
  });

  // answered tells the script of signing off that the server answered, and where it leads somebody who is signed off.
  function answered(status, headers, form) {
    document.dispatchEvent(new CustomEvent("safeguard:answered", { detail: { status, signIn: headers.get("HX-Redirect"), form } }));
  }

  // What htmx exchanges

  // An answer without the part that was asked for, such as the page to sign in, takes the place of nothing.
  document.addEventListener("htmx:after:request", (event) => {
    const { select, text, request, response, sourceElement } = event.detail.ctx;
    answered(response.status, response.headers, sourceElement?.closest("form"));
    if (!select || text.includes(`id="${select.slice(1)}"`)) return;
    event.preventDefault();
    if (request.method === "GET") location.assign(request.action);
    else status(response.status === 401 ? signedOut : notSaved);
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const { select } = event.detail.ctx;
    const part = select ? document.querySelector(select) : null;
    if (!part) return;
    part.querySelectorAll(".table-frame").forEach((frame) => frames.observe(frame));
    if (part.dataset.switched) {
      root.dataset.keys = part.dataset.switched;
      status(`Keyboard keys are ${root.dataset.keys}.`);
    }
    const wrong = part.querySelector("[aria-invalid=true]");
    const said = part.dataset.said ?? part.querySelector("[data-said]")?.dataset.said;
    if (wrong) say(part.querySelector(".wrong").textContent.replace("Error:", "").trim());
    else if (said) say(said);
    if (document.activeElement === document.body) (wrong ?? part.querySelector("summary"))?.focus();
  });

  // Keys

  const acts = new Map(); // what other scripts do on a key
  let begun = ""; // the first key of a pair such as g c
  let forgetting = 0;

  function typing(element) {
    return element.isContentEditable || element.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button])");
  }

  function rowOf(element) {
    return element?.closest?.("[data-row]") ?? null;
  }

  // keyed finds what a key stands for: in the row that has the focus first, then outside all rows.
  function keyed(keys) {
    const all = [...document.querySelectorAll("[data-key]")].filter((element) => element.dataset.key === keys);
    const row = rowOf(document.activeElement);
    return (row && all.find((element) => row.contains(element))) ?? all.find((element) => !rowOf(element));
  }

  function begins(key) {
    return document.querySelector(`[data-key^="${key} "]`) !== null;
  }

  function follow(element) {
    if (!typing(element)) return element.click();
    element.focus();
    element.select?.();
  }

  // step moves the focus to the next or the previous row.
  function step(by) {
    const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length > 0);
    const at = rows.indexOf(rowOf(document.activeElement));
    const row = rows[at < 0 && by < 0 ? rows.length - 1 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    opening(row)?.focus();
    return row !== undefined;
  }

  function opening(row) {
    return row?.querySelector("[data-open]") ?? row?.querySelector("a, button, input, [tabindex]");
  }

  function tick() {
    const box = rowOf(document.activeElement)?.querySelector("input[type=checkbox]");
    box?.click();
    return box != null;
  }

  function pair(key) {
    const keys = begun ? begun + " " + key : key;
    clearTimeout(forgetting);
    begun = "";
    return keys;
  }

  function begin(key) {
    begun = key;
    forgetting = setTimeout(() => { begun = ""; }, 1500);
  }

  // act does what the keys stand for and reports whether they stand for anything.
  function act(keys, event) {
    const own = acts.get(keys);
    if (own && own(event, rowOf(document.activeElement)) !== false) return true;
    const element = keyed(keys);
    if (element) {
      follow(element);
      return true;
    }
    if (keys === "j" || keys === "k") return step(keys === "j" ? 1 : -1);
    return keys === "x" && tick();
  }

  // leave closes the open menu, or goes from a field back to its row; a field outside of rows it only leaves, so that the
  // keys work again.
  function leave(event) {
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (root.dataset.keys === "on" && typing(event.target)) {
      const back = opening(rowOf(event.target));
      if (back) back.focus();
      else event.target.blur();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave(event);
    const element = event.target instanceof Element ? event.target : document.body;
    if (root.dataset.keys !== "on" || event.defaultPrevented || event.isComposing || typing(element)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
    if (event.repeat && event.key !== "j" && event.key !== "k") return;
    const keys = pair(event.key);
    if (act(keys, event)) event.preventDefault();
    else if (keys === event.key && begins(keys)) begin(keys);
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // Forms that are sent once

  function work(button) {
    const words = button.querySelector("span") ?? button;
    button.dataset.words = words.textContent;
    words.textContent = "Working...";
    button.setAttribute("aria-disabled", "true");
    status("Working...");
  }

  function rest(form) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[data-words]")) {
      (button.querySelector("span") ?? button).textContent = button.dataset.words;
      button.removeAttribute("aria-disabled");
      delete button.dataset.words;
    }
  }

  // A form that answers with a file keeps the page, so it says data-download and may be sent again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "download" in form.dataset) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const slow = "slow" in form.dataset;
    if (slow && event.submitter) work(event.submitter);
    setTimeout(rest, slow ? 60000 : 5000, form);
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(rest);
  });

  // What was typed and not saved. Cards that save by themselves see to it themselves.

  let leaving = null; // the form that is being sent

  // typed finds what the server has not been told: what differs from what the page came with, or came back as wrong.
  function typed(form) {
    if (form.method !== "post" || form === leaving || "download" in form.dataset || form.closest("[data-walk]")) return false;
    if (form.querySelector("input[type=password]")) return false;
    return form.querySelector("[aria-invalid=true], .banner-blocked") !== null || [...form.elements].some(differs);
  }

  function differs(field) {
    if (field.matches("select")) {
      const first = [...field.options].some((option) => option.defaultSelected);
      return [...field.options].some((option, n) => option.selected !== (first || field.multiple ? option.defaultSelected : n === 0));
    }
    if (field.matches("input[type=checkbox], input[type=radio]")) return field.name !== "" && field.checked !== field.defaultChecked;
    if (field.matches("input[type=file]")) return field.value !== "";
    return field.matches("textarea, input:not([type=hidden], [type=submit], [type=button])") && field.value !== field.defaultValue;
  }

  document.addEventListener("submit", (event) => {
    leaving = event.defaultPrevented || "download" in event.target.dataset ? null : event.target;
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...document.forms].some(typed)) {
      event.preventDefault();
      setTimeout(() => document.querySelectorAll("form[data-sent]").forEach(rest)); // who stays may send it again
    }
    leaving = null;
  });

  // Boxes that are ticked by their level

  const tickers = document.querySelector("[data-tickers]");
  if (tickers) tickers.hidden = false;

  tickers?.addEventListener("click", (event) => {
    const level = event.target.closest("[data-ticks]")?.dataset.ticks;
    const boxes = [...tickers.closest("form").querySelectorAll("input[type=checkbox]")].filter((box) => box.dataset.level === level);
    if (boxes.length === 0) return;
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
    status(`${boxes.length} ${on ? "ticked" : "no longer ticked"}.`);
  });

  // A section of which all boxes are ticked at once, and how many are

  function counts(fold) {
    const boxes = [...fold.querySelectorAll("input[name]")];
    const ticked = boxes.filter((box) => box.checked).length;
    fold.querySelector("summary").textContent = fold.querySelector("summary").textContent.replace(/\d+ of \d+ ticked$/, `${ticked} of ${boxes.length} ticked`);
    fold.querySelector("[data-all] input").checked = ticked === boxes.length;
  }

  for (const all of document.querySelectorAll("[data-all]")) {
    const fold = all.closest("details");
    all.hidden = false;
    fold.addEventListener("change", (event) => {
      if (all.contains(event.target)) for (const box of fold.querySelectorAll("input[name]")) box.checked = event.target.checked;
      counts(fold);
    });
    counts(fold);
  }

  // What the page shows

  document.getElementById("problems")?.focus();

  // A frame takes the focus only while its table is wider than the frame.
  const frames = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(".table-frame").forEach((frame) => frames.observe(frame));

  // On paper folds that belong to the record are open, and a field that was filled in since the page came is no empty one.
  const unfolded = [];
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("main details[data-print]:not([open])")) {
      fold.open = true;
      unfolded.push(fold);
    }
    for (const field of document.querySelectorAll("main :is(input:not([type=radio], [type=checkbox]), textarea, select)")) {
      field.toggleAttribute("data-filled", field.value !== "");
    }
  });
  window.addEventListener("afterprint", () => {
    for (const fold of unfolded.splice(0)) fold.open = false;
  });

  // key lets a script of a page act on a key, such as "c" or "g q": act(event, row) with the row that has the focus. It
  // returns false where the key means nothing at that place.
  window.safeguard = Object.freeze({
    status,
    say,
    busy,
    answered,
    key: (keys, act) => acts.set(keys, act),
    notSaved,
    signedOut,
  });
})();
