// Answering a section: saving as one goes, the keys, and where the focus goes. Without it every card is a form with a
// button of its own. It sends the forms itself instead of through htmx, since what is sent must be read at the moment of
// sending: the revision that the save before brought, and the last of several answers.
(() => {
  "use strict";

  const cards = document.querySelector("[data-walk]");
  const safeguard = window.safeguard;
  if (!cards || !safeguard) return;

  const root = document.documentElement;
  const passing = 600; // ms; arrow keys choose answers as they pass
  const pause = 800; // ms without a key before what is typed is saved
  const arriving = 400; // ms in which a new card takes no confirmation
  const patience = 15000; // ms until a server that does not answer is given up

  const refused = "Not saved: the server could not keep it. Your text is still here. Try again.";

  root.classList.add("walking");

  // What is saved

  const kept = new WeakMap(); // what the fields of a form said when they were loaded or saved
  const timers = new Map(); // forms that are saved after a pause
  const waiting = new Map(); // forms to be sent, each once, with the button that sent it and what hears of it
  let sending = false;
  let last = null; // the id of the form that was saved last

  function fields(form) {
    const data = new FormData(form);
    for (const name of [...data.keys()]) if (name.startsWith("revision")) data.delete(name);
    return new URLSearchParams(data).toString();
  }

  function remember(within) {
    for (const form of within.querySelectorAll("form[data-place], form[data-decision]")) kept.set(form, fields(form));
  }

  const changed = (form) => kept.get(form) !== fields(form);
  const disputed = (form) => form.querySelector("[data-conflict]") !== null;

  // unfinished finds what the server would refuse while it is being typed: no reason yet, half of a proof.
  function unfinished(form) {
    const value = (name) => form.elements[name]?.value.trim() ?? "";
    if (form.querySelector(".asks-reason:checked") && !value("reason")) return true;
    const proof = ["method", "date", "by", "evidence"].map((name) => value("verified." + name));
    return proof.some((part) => part) && !(proof[0] && proof[1]);
  }

  function later(form, ms) {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(save, ms, form));
  }

  // save sends a form by itself, unless there is nothing to save, or it waits for a decision or for more words.
  function save(form) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    if (!changed(form) || disputed(form) || unfinished(form)) return Promise.resolve(!changed(form));
    return submit(form, null);
  }

  // submit sends a form, after those that wait. It tells whether the form was saved.
  function submit(form, button) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    const before = waiting.get(form);
    const result = Promise.withResolvers ? Promise.withResolvers() : resolvers();
    waiting.set(form, { button: button ?? before?.button ?? null, tell: [...(before?.tell ?? []), result.resolve] });
    sendAll();
    return result.promise;
  }

  function resolvers() {
    const result = {};
    result.promise = new Promise((resolve) => { result.resolve = resolve; });
    return result;
  }

  // needless finds what was saved while it waited.
  function needless(form, button) {
    const acts = button !== null && (button.name !== "" || button.hasAttribute("formaction"));
    return !form.isConnected || (!acts && !changed(form) && !disputed(form));
  }

  async function sendAll() {
    if (sending) return;
    sending = true;
    while (waiting.size > 0) {
      const [form, { button, tell }] = waiting.entries().next().value;
      waiting.delete(form);
      const saved = needless(form, button) || await send(form, button);
      for (const hear of tell) hear(saved);
    }
    sending = false;
  }

  async function send(form, button) {
    const done = safeguard.busy("Saving...");
    const said = fields(form);
    let status, text;
    try {
      const response = await post(form, button);
      status = response.status;
      safeguard.answered(status, response.headers, form);
      text = await response.text();
    } catch {
      return fail(form, safeguard.notSaved);
    } finally {
      done();
    }
    if (status === 401) return fail(form, safeguard.signedOut, signIn());
    if (text.startsWith("<!") || ![200, 409, 422].includes(status)) return fail(form, refused);
    if (status === 200) {
      kept.set(form, said);
      last = form.id;
    }
    take(form, text, status === 200);
    return status === 200;
  }

  function post(form, button) {
    const own = button?.form === form ? button : null; // it may have gone with the message that it stood in
    const body = new URLSearchParams(new FormData(form, own));
    const url = own?.hasAttribute("formaction") ? own.formAction : form.getAttribute("action");
    return fetch(url, {
      method: "POST", body, headers: { "HX-Request": "true" }, keepalive: body.toString().length < 50000, signal: AbortSignal.timeout(patience),
    });
  }

  // signIn is a link that leaves the page as it is, with what was typed on it.
  function signIn() {
    const link = document.createElement("a");
    link.className = "btn";
    link.href = "/login";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in in a new tab";
    return link;
  }

  // fail says in the form that it was not saved. What was typed stays as it is.
  function fail(form, text, ...links) {
    clear(form);
    const banner = document.createElement("div");
    banner.className = "banner banner-blocked";
    banner.dataset.failed = "";
    const words = document.createElement("p");
    words.className = "banner-body";
    words.textContent = text;
    const again = document.createElement("button");
    again.className = "btn";
    again.textContent = "Try again";
    banner.append(words, ...links, again);
    form.prepend(banner);
    safeguard.status(text);
    return false;
  }

  // What the server answers: parts that take the place of those with the same ids

  function take(form, text, saved) {
    const parts = [...new DOMParser().parseFromString(text, "text/html").body.children];
    const card = form.closest("[data-row]");
    clear(form);
    for (const part of parts) {
      const old = part.id ? document.getElementById(part.id) : document.querySelector(`nav[aria-label="${part.getAttribute("aria-label")}"]`);
      if (!old) continue;
      exchange(old, part, "decision" in form.dataset);
      if (part.dataset.title) document.title = part.dataset.title;
    }
    for (const link of card?.querySelectorAll("[data-wrong]") ?? []) mark(document.getElementById(link.dataset.wrong), link);
    const said = parts.flatMap((part) => [part, ...part.querySelectorAll("[data-said]")]).map((part) => part.dataset.said).filter(Boolean);
    const wrong = parts.map((part) => part.querySelector(".wrong")?.textContent.replace("Error:", "").trim()).filter(Boolean);
    if (wrong.length + said.length > 0) (saved ? safeguard.say : safeguard.status)(wrong[0] ?? said[0]);
  }

  // exchange replaces a part and keeps the focus: on the same element, or on the heading of its card. Decisions that are
  // being written stay, and only go out of sight where none is needed any more.
  function exchange(old, part, decided) {
    const being = [...old.querySelectorAll("form[data-decision]")].some(changed);
    if (being && !decided) {
      old.hidden = part.childElementCount === 0;
      return;
    }
    const focus = old.contains(document.activeElement) ? document.activeElement : null;
    const at = focus ? stops(old).indexOf(focus) : -1;
    old.replaceWith(part);
    remember(part);
    if (!focus) return;
    const again = document.getElementById(focus.id) ?? (part.closest("[data-row]") ? heading(part.closest("[data-row]")) : stops(part)[at]);
    again?.focus({ preventScroll: true });
  }

  // clear takes away what was said of the attempt before.
  function clear(form) {
    for (const field of form.querySelectorAll("[data-marked]")) unmark(field);
    const banner = form.querySelector("[data-failed]");
    if (banner?.contains(document.activeElement)) heading(rowOf(form))?.focus({ preventScroll: true });
    banner?.remove();
  }

  const stops = (part) => [...part.querySelectorAll("a, button, input, summary")];

  function mark(field, link) {
    if (!field) return;
    field.dataset.marked = "";
    field.setAttribute("aria-invalid", "true");
    if (!field.hasAttribute("aria-describedby")) field.setAttribute("aria-describedby", link.closest("[id]").id);
    unfold(field);
  }

  function unmark(field) {
    delete field.dataset.marked;
    field.removeAttribute("aria-invalid");
    if (field.getAttribute("aria-describedby")?.startsWith("message-")) field.removeAttribute("aria-describedby");
  }

  // Where the focus goes

  const rowOf = (element) => element?.closest?.("[data-row]") ?? null;
  const heading = (card) => card?.querySelector("[data-open]") ?? null;
  const all = () => [...cards.querySelectorAll("[data-row]")];
  const answered = (card) => card.querySelector("[data-answered]")?.dataset.answered === "true";

  function unfold(field) {
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  function go(element) {
    if (!element) return false;
    unfold(element);
    element.focus();
    return true;
  }

  // placeOf gives the form that a key is about: the one with the focus, else the first that is open, else the first.
  function placeOf(card) {
    const own = document.activeElement?.closest("form[data-place]");
    if (own) return own;
    const forms = [...(card?.querySelectorAll("form[data-place]") ?? [])];
    return forms.find((form) => !form.querySelector("input[type=radio]:checked")) ?? forms[0] ?? null;
  }

  // wanting gives the field that still needs words for the answer that is chosen.
  function wanting(form) {
    const chosen = form.querySelector("input[type=radio]:checked");
    for (const name of ["reason", "owner", "note", "value"]) {
      const field = form.elements[name];
      if (chosen?.classList.contains("asks-" + name) && field && !field.value.trim()) return field;
    }
    return null;
  }

  // undecided gives the first field of a decision that nobody has made yet.
  function undecided(card) {
    for (const form of card.querySelectorAll("form[data-decision]")) {
      if (!form.closest("[hidden]") && !form.querySelector("input[type=radio]:checked")) return form.querySelector("input[type=radio]");
    }
    return null;
  }

  function nextSite(form) {
    const forms = [...rowOf(form).querySelectorAll("form[data-place]")];
    const next = forms.slice(forms.indexOf(form) + 1).find((other) => !other.querySelector("input[type=radio]:checked"));
    return next?.querySelector("[data-site]") ?? null;
  }

  // nextOpen goes to the heading of the next open card, round to the top, or to the link that leads on.
  function nextOpen(card) {
    const list = all();
    const at = list.indexOf(card);
    const next = [...list.slice(at + 1), ...list.slice(0, Math.max(at, 0))].find((other) => !answered(other));
    return go(heading(next)) || go(document.querySelector("[data-next]"));
  }

  // goOn goes to what comes after an answer. from is the field that was left on purpose, even if it is empty.
  function goOn(form, from) {
    const card = rowOf(form);
    const field = form.matches("[data-place]") ? wanting(form) : null;
    if (field && field !== from) return go(field);
    const decision = undecided(card);
    if (decision && !form.matches("[data-decision]")) return go(decision);
    if (form.matches("[data-place]") && go(nextSite(form))) return true;
    return nextOpen(card);
  }

  // still gives the form that has the place of one that was exchanged.
  const still = (form) => (form.isConnected ? form : document.getElementById(form.id));

  // Keys

  let here = null; // the card with the focus
  let arrived = 0; // when the focus came to it

  document.addEventListener("focusin", (event) => {
    if (rowOf(event.target) === here) return;
    here = rowOf(event.target);
    arrived = performance.now();
  });

  function choose(card, n) {
    if (!card || !cards.contains(card)) return false;
    if (document.activeElement?.closest("form[data-decision]")) return true;
    const form = placeOf(card);
    const choice = form?.querySelectorAll("input[type=radio]")[n - 1];
    if (!choice) return false;
    passed = false;
    choice.click();
    if (wanting(form) || !choice.className) goOn(form);
    else decideNext(form);
    return true;
  }

  // decideNext goes on once the server has said whether the answer needs a decision.
  async function decideNext(form) {
    const card = rowOf(form);
    if (await save(form) && rowOf(document.activeElement) === card) goOn(still(form));
  }

  for (let n = 1; n <= 9; n++) safeguard.key(String(n), (event, card) => choose(card, n));

  safeguard.key("c", (event, card) => {
    const button = placeOf(card)?.querySelector("button[name=proposal]") ?? card?.querySelector("button[name=proposal]");
    if (!button || !cards.contains(button)) return false;
    if (!event.repeat && performance.now() - arrived >= arriving) confirm(button);
    return true;
  });

  async function confirm(button) {
    const form = button.form;
    const card = rowOf(form);
    if (await submit(form, button) && rowOf(document.activeElement) === card) goOn(still(form));
  }

  function openField(card, name) {
    const field = placeOf(card)?.elements[name];
    return cards.contains(card) && go(field);
  }

  safeguard.key("n", (event, card) => openField(card, "note"));
  safeguard.key("e", (event, card) => openField(card, "verified.method"));
  safeguard.key("u", (event, card) => nextOpen(card));

  // z takes back what was saved in the card with the focus, else what was saved last.
  safeguard.key("z", (event, card) => {
    const button = placeOf(card)?.querySelector("[data-undo]") ?? card?.querySelector("[data-undo]") ?? document.getElementById(last)?.querySelector("[data-undo]");
    if (!button) return false;
    const row = rowOf(button);
    submit(button.form, button).then((saved) => saved && go(heading(row)));
    return true;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow") || event.key === " ") passed = event.key !== " ";
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || root.dataset.keys !== "on") return;
    const form = event.target.closest?.("form[data-place], form[data-decision]") ?? placeOf(rowOf(event.target));
    if (!form || !cards.contains(form)) return;
    event.preventDefault();
    saveAndGoOn(form, event.target);
  });

  async function saveAndGoOn(form, from) {
    const saved = changed(form) || form.querySelector("[data-conflict], [data-failed]") ? await submit(form, null) : true;
    if (saved) goOn(still(form) ?? form, from);
    else wrongField(form);
  }

  function wrongField(form) {
    const now = still(form);
    go(now?.querySelector("[aria-invalid=true]"));
  }

  // Saving as one goes

  let passed = false; // the answer was chosen by an arrow key

  document.addEventListener("pointerdown", () => { passed = false; });

  cards.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-place]");
    if (!form) return;
    if (event.target.type === "radio") {
      if (/asks-(note|owner|reason)/.test(event.target.className)) unfold(form.elements.note);
      later(form, passed ? passing : 0);
      passed = false;
    } else if (event.target.matches("select")) {
      later(form, 0);
    }
  });

  cards.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-place]");
    if (!form || !event.target.matches("textarea, input:not([type=radio])")) return;
    const own = event.target.name === "value" && form.querySelector(".asks-value");
    if (own) own.checked = true;
    later(form, pause);
  });

  // Leaving a field saves it; leaving the place sends it even unfinished, so that the server says what is missing.
  cards.addEventListener("focusout", (event) => {
    const form = event.target.closest("form[data-place]");
    if (!form || !form.isConnected) return;
    const leaving = event.relatedTarget && !form.contains(event.relatedTarget);
    if (leaving && changed(form) && unfinished(form) && !disputed(form)) submit(form, null);
    else if (event.target.matches("textarea, input:not([type=radio])")) save(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!cards.contains(form)) return;
    event.preventDefault();
    submit(form, event.submitter).then((saved) => saved || wrongField(form));
  }, { capture: true });

  // Keeping what somebody else saved shows it, and lets go of one's own.
  cards.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-keep]");
    if (!link) return;
    event.preventDefault();
    const card = rowOf(link);
    const url = link.closest("form").getAttribute("action");
    try {
      const response = await fetch(url, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(patience) });
      if (!response.ok) return location.assign(link.href);
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").body.firstElementChild;
      card.replaceWith(fresh);
      remember(fresh);
      heading(fresh)?.focus({ preventScroll: true });
    } catch {
      location.assign(link.href);
    }
  });

  // Leaving the page

  const forms = () => [...cards.querySelectorAll("form[data-place], form[data-decision]")];

  window.addEventListener("beforeunload", (event) => {
    for (const form of timers.keys()) save(form);
    const lost = forms().some((form) => changed(form) && (form.matches("[data-decision]") || disputed(form) || unfinished(form) || form.querySelector("[data-failed]")));
    if (lost || waiting.size > 0) event.preventDefault();
  });

  window.addEventListener("online", () => {
    for (const form of cards.querySelectorAll("form[data-place]:has([data-failed])")) save(form);
  });

  // A link may lead to a question that this view does not list.
  const wanted = location.hash.slice(1);
  if (wanted.startsWith("q-") && !document.getElementById(wanted)) {
    const view = new URL(location.href);
    if (view.searchParams.get("show") !== "all") {
      view.searchParams.set("show", "all");
      location.replace(view);
    }
  } else if (wanted.startsWith("q-")) {
    // A browser takes the focus away once more, when the page has come whole and it goes to the place of the address.
    const arrive = () => heading(document.getElementById(wanted))?.focus({ preventScroll: true });
    arrive();
    window.addEventListener("load", () => setTimeout(arrive));
  }

  remember(cards);
})();
