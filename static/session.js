// Signing off: what is typed is kept on the server while it is being typed, a warning comes two minutes before the end, and
// at the end the page leaves, so that nothing of a client stays on the screen. Without this script the server does the same
// for a form that is sent too late.
(() => {
  "use strict";

  const root = document.documentElement;
  const dialog = document.getElementById("log-off");
  const safeguard = window.safeguard;
  if (!dialog || !safeguard || !root.dataset.idle) return;

  const ms = (name) => Number(root.dataset[name]) * 1000;
  const idle = ms("idle");
  const ahead = Math.min(120000, (idle - ms("slack")) / 2); // the warning comes so long before the earliest end
  const pause = 2000; // ms without a key before what is typed is kept
  const longest = 20000; // ms of typing without a pause
  const patience = 15000; // ms until a server that does not answer is given up

  // What is typed

  const kept = new WeakMap(); // what the server keeps of a form
  const typing = new Map(); // forms to be kept: since when, and the timer

  const texts = "textarea, input:not([type=hidden], [type=submit], [type=button], [type=radio], [type=checkbox], [type=file])";
  const typed = (form) => [...form.elements].some((field) => field.matches(texts) && field.name !== "" && field.value !== field.defaultValue);
  const apart = "input[type=password], input[name=code]";

  function keepable(form) {
    return form?.getAttribute("method") === "post" && form.enctype !== "multipart/form-data" && !("download" in form.dataset) && !form.querySelector(apart);
  }

  function fields(form) {
    if (!typed(form)) return "";
    return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
  }

  // settled reports whether the server has all that is typed into a form.
  const settled = (form) => fields(form) === (kept.get(form) ?? "");

  // keep sends what is typed into a form to be kept, and nothing where it is as it was. It tells whether the server has it.
  async function keep(form) {
    clearTimeout(typing.get(form)?.timer);
    typing.delete(form);
    if (!form.isConnected || settled(form)) return true;
    const said = fields(form);
    const body = new URLSearchParams({
      action: new URL(form.getAttribute("action") ?? "", document.baseURI).pathname, site: form.elements.site?.value ?? "",
      page: here(), fields: said,
    });
    const response = await post("/unsaved", body);
    if (response?.status === 204 || response?.headers.get("HX-Redirect")) kept.set(form, said);
    if (response?.status === 204) used();
    if (response?.status === 401) signedOff(response.headers.get("HX-Redirect"));
    return response !== null; // what the server refuses, it refuses again
  }

  async function post(url, body) {
    const headers = { "HX-Request": "true" };
    try {
      return await fetch(url, { method: "POST", body, headers, keepalive: body.toString().length < 50000, signal: AbortSignal.timeout(patience) });
    } catch {
      return null;
    }
  }

  const open = () => [...document.forms].filter(keepable);
  const keepAll = async () => (await Promise.all(open().map(keep))).every(Boolean);

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!keepable(form)) return;
    const before = typing.get(form);
    const since = before?.since ?? Date.now();
    clearTimeout(before?.timer);
    typing.set(form, { since, timer: setTimeout(keep, Math.max(0, Math.min(pause, since + longest - Date.now())), form) });
  });

  // A form that is sent is not kept behind its back: it is saved, or comes back with what was typed.
  document.addEventListener("submit", (event) => {
    clearTimeout(typing.get(event.target)?.timer);
    typing.delete(event.target);
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) for (const form of [...typing.keys()]) keep(form);
    else check();
  });

  // The end

  const here = () => location.pathname + location.search;
  const windows = "BroadcastChannel" in window ? new BroadcastChannel("safeguard") : null;
  let last = Date.now(); // when the server was last asked for something
  let ends = Date.now() + ms("left");
  let timer = 0;
  let understood = false; // that the stay has an end
  let leaving = false;

  // used says to all windows that the server was asked for something, so that each stays as long as the others.
  function used() {
    last = Date.now();
    windows?.postMessage({ last, ends });
    check();
  }

  windows?.addEventListener("message", (event) => {
    last = Math.max(last, event.data.last);
    ends = Math.max(ends, event.data.ends);
    check();
  });

  function check() {
    if (leaving) return;
    const now = Date.now();
    const end = Math.min(last + idle, ends);
    const early = Math.min(last + idle - ms("slack"), ends) - ahead;
    const final = ends <= last + idle - ms("slack");
    if (now >= end) return leave(address(final ? "lifetime" : "idle"));
    if (now < early) close();
    else if (!dialog.open && !(final && understood)) warn(final);
    clearTimeout(timer);
    timer = setTimeout(check, Math.min(Math.max((now < early ? early : end) - now, 200), 60000));
  }

  function say(when, shown) {
    dialog.querySelector(`[data-when=${when}]`).hidden = !shown;
  }

  function warn(final) {
    const seconds = Math.round(ahead / 1000);
    const words = seconds < 60 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`.replace(/^1 minutes/, "1 minute");
    for (const element of dialog.querySelectorAll("[data-in]")) element.textContent = words;
    const all = open().every(settled);
    for (const [when, shown] of Object.entries({ idle: !final, lifetime: final, kept: all, unkept: !all, silent: false })) say(when, shown);
    dialog.querySelector("[data-stay]").hidden = final;
    dialog.querySelector("[data-understood]").hidden = !final;
    dialog.showModal();
  }

  function close() {
    if (dialog.open) dialog.close();
  }

  async function stay() {
    const response = await post("/account/stay", new URLSearchParams());
    if (response?.status === 204) used();
    else if (response?.status === 401) leave(response.headers.get("HX-Redirect") ?? address("idle"));
    else say("silent", true);
  }

  function accept() {
    understood = true;
    close();
  }

  dialog.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.querySelector("[data-understood]").addEventListener("click", accept);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (leaving) return;
    if (dialog.querySelector("[data-stay]").hidden) accept();
    else stay();
  });
  dialog.addEventListener("keydown", (event) => event.stopPropagation()); // the keys of the page behind it do nothing now

  const address = (out) => "/login?out=" + out;

  // leave hides the page at once, and goes to sign in when the server has what was typed.
  async function leave(url) {
    if (leaving) return;
    leaving = true;
    document.body.classList.add("signed-off");
    for (const form of open()) if (typed(form)) await hold(form);
    const to = new URL(url, location.origin);
    to.searchParams.set("next", here() + location.hash);
    if (open().some((form) => typed(form) && settled(form))) to.searchParams.set("kept", "yes");
    location.replace(to);
  }

  async function hold(form) {
    while (!(await keep(form))) {
      for (const paragraph of dialog.querySelectorAll("[data-when]")) paragraph.hidden = paragraph.dataset.when !== "waiting";
      for (const button of dialog.querySelectorAll("button")) button.hidden = true;
      if (!dialog.open) dialog.showModal();
      await new Promise((resolve) => { setTimeout(resolve, 5000); });
    }
  }

  function signedOff(url) {
    if (url) leave(url);
  }

  // What was typed is kept, so nothing asks whether to leave.
  window.addEventListener("beforeunload", (event) => {
    if (leaving) event.stopImmediatePropagation();
  }, { capture: true });

  // Other scripts tell what the server answered: where it leads somebody who is signed off, and that it kept the form.
  document.addEventListener("safeguard:answered", (event) => {
    const { status, signIn, form } = event.detail;
    if (status !== 401) return used();
    if (signIn && form) kept.set(form, fields(form));
    signedOff(signIn);
  });

  window.addEventListener("pageshow", check);
  used();
})();
