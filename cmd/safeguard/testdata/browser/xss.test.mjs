// on: demo
// Text that would be code if a page let it: it goes into every field for words of every form that can be found, and into
// every address. Then every page is read again. No script of it runs, the browser has nothing to refuse, no element comes
// of it, and all of it can be read as the text that it is. Forms are found by walking, so that new ones join by themselves.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { browse, day, signIn, url } from "./lib.mjs";

// attacks are ways into a page. Each calls __xss where it runs, and what becomes an element of it carries data-xss.
const attacks = [
  (m) => `${m}"'><script data-xss>__xss(1)</script><img data-xss src=x onerror=__xss(2)></textarea><svg data-xss onload=__xss(3)>{{7*7}}`,
  (m) => `<script data-xss>__xss("${m}")</script>`,
  (m) => `"><img data-xss src=x alt=${m} onerror=__xss(4)>`,
  (m) => `javascript:__xss("${m}")`,
  (m) => `</textarea></title></style><iframe data-xss srcdoc="<script>parent.__xss(5)</script>"></iframe>${m}`,
  (m) => `{{7*7}} \${7*7} <%= 7*7 %> [[7*7]] ${m}`,
  (m) => `<svg data-xss><animate onbegin=__xss(6) attributeName=x dur=1s></svg><math data-xss href="javascript:__xss(7)">${m}`,
  (m) => `" autofocus data-xss onfocus=__xss(8) x="' onmouseover='__xss(9)' ${m}`,
  (m) => `\uFF1Cscript data-xss\uFF1E \u202E<sc\u0131pt data-xss>__xss(10)</sc\u0131pt> \u2028<b data-xss>${m}</b>`,
  (m) => `--><!--<a data-xss href="data:text/html,<script>__xss(11)</script>" ping=x style="x:expression(__xss(12))">${m}`,
];

const parameters = ["q", "show", "with", "next", "page", "period", "questionnaire", "reuse", "saved", "from", "to", "kind", "set", "at", "cell"];
const turns = 3; // how often a form is filled, with other attacks each time
const closing = /\/(approve|return|amend|archive|restore|submit|finalize|takeback|remove|logout|login)$/;
const named = /^(sections|answers|risks|plan|reports|questionnaires|decisions|readiness|screenings)$/; // names follow them in an address
const filed = /\.(pdf|zip|csv|xlsx)$/;

let web;
const ran = []; // what a script of an attack told
const refused = []; // what the browser refused to load or run
const grown = new Set(); // elements and attributes that came of an attack
const sent = new Map(); // the attack: the form and field that it went into
const shown = new Set(); // attacks that were read as text
const forms = new Map(); // by form: how often it was filled, and how often that was kept

// watch counts in a context what runs and what is refused.
async function watch(context, told, barred) {
  await context.exposeBinding("__xss", (_, what) => told.push(String(what)));
  await context.exposeBinding("__csp", (_, what) => barred.push(what));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) => window.__csp(`${e.violatedDirective}: ${e.blockedURI} ${e.sample} at ${e.documentURI}`));
  });
  context.on("console", (message) => /Content.Security.Policy/i.test(message.text()) && barred.push(message.text()));
  context.on("dialog", (dialog) => (dialog.type() === "beforeunload" ? dialog.accept() : told.push(dialog.message())));
}

// grownOn gives what an attack made of the page that is open, and all that can be read on it, in fields and names too.
function grownOn() {
  const found = [];
  const words = [document.title];
  for (const e of document.querySelectorAll("*")) {
    if (e.hasAttribute("data-xss")) found.push(e.outerHTML.slice(0, 120));
    if (e.localName === "script" && !e.src) found.push(`a script in the page: ${e.text.slice(0, 80)}`);
    for (const { name, value } of e.attributes) {
      if (name.startsWith("on")) found.push(`${e.localName} ${name}=${value.slice(0, 60)}`);
      if (/^(href|src|action|formaction|xlink:href|srcdoc|data|hx-\w+)$/.test(name) && /^\s*(javascript|vbscript|data:text)/i.test(value)) found.push(`${e.localName} ${name}=${value.slice(0, 60)}`);
      if (/^(title|alt|placeholder|aria-label)$/.test(name)) words.push(value);
    }
    if (/^(input|textarea)$/.test(e.localName)) words.push(e.value);
  }
  if (/(\{\{|\$\{|<%= |\[\[)?\b49\b.*xss[a-j]+x/.test(document.body.innerText)) found.push("a sum was worked out");
  return { found, text: `${words.join("\n")}\n${document.body.textContent}` };
}

// look holds the open page against what no page may do.
async function look(page) {
  const { found, text } = await page.evaluate(grownOn);
  for (const what of found) grown.add(`${new URL(page.url()).pathname}: ${what}`);
  const plain = text.replace(/\s+/g, " ");
  for (const attack of sent.keys()) if (!shown.has(attack) && plain.includes(attack.replace(/\s+/g, " "))) shown.add(attack);
}

// kindOf gives the route of an address, as far as it shows.
function kindOf(address) {
  const parts = new URL(address, url).pathname.split("/");
  return parts.map((part, i) => (/^[0-9a-f-]{36}$/.test(part) || (named.test(parts[i - 1]) && part !== "new" && part !== "import") ? "*" : part)).join("/");
}

// pageOf is kindOf, and what the address asks for: the part of a page that is shown, or the names of the rest.
function pageOf(address) {
  const { searchParams } = new URL(address);
  return [kindOf(address), ...[...searchParams].map(([name, value]) => (name === "set" ? value : name)).sort()].join(" ");
}

// open goes to an address and looks at it. Who asks too often waits, as any person would.
async function open(page, address) {
  for (;;) {
    const response = await page.goto(address);
    if (response.status() !== 429) {
      await look(page);
      return response;
    }
    await page.waitForTimeout(2000);
  }
}

let count = 0;

// marked gives the attack of a turn with a word of its own, made of letters, since digits could look like somebody's number.
function marked(turn, form, field) {
  const word = `xss${[...String(++count)].map((digit) => "abcdefghij"[digit]).join("")}x`;
  const attack = attacks[turn === 0 ? 0 : 1 + ((count + turn) % (attacks.length - 1))](word);
  sent.set(attack, `${form} ${field}`);
  return attack;
}

// formsOn lists the forms of the open page that have a field for words.
function formsOn(page) {
  return page.evaluate(() => [...document.forms].map((form, at) => ({
    at, method: form.getAttribute("method") ?? "get", action: new URL(form.getAttribute("action") ?? "", location.href).href,
    words: [...form.elements].filter((e) => e.localName === "textarea" || (e.localName === "input" && /^(text|search|url|email|tel)$/.test(e.type))).map((e) => e.name),
  })).filter((form) => form.words.length > 0));
}

// keyOf names a form: what it is sent to, and its first fields.
const keyOf = (form) => `${form.method} ${kindOf(form.action)} ${[...new Set(form.words)].sort().slice(0, 3).join(" ")}`;

// fill puts the attacks into the fields for words, and something that fits into the others. In a later try what was found
// wrong gets plain contents.
function fill(page, form, attacksFor, turn, attempt) {
  return page.evaluate(({ at, texts, turn, attempt, days }) => {
    const form = document.forms[at];
    const plain = ["12", "Words", "12-3456789", "555-0142"];
    const address = "person@example.test";
    let n = 0;
    for (const e of form.elements) {
      const wrong = attempt > 0 && e.getAttribute("aria-invalid") === "true";
      if (e.localName === "textarea" || (e.localName === "input" && /^(text|search|url|email|tel)$/.test(e.type))) {
        if (!wrong && attempt > 0) continue;
        const text = texts[n++];
        if (wrong) e.value = e.type === "email" ? address : plain[attempt - 1];
        else e.value = e.localName === "textarea" && e.value !== "" ? `${e.value}\n${text}` : text;
      } else if (e.type === "select-one") {
        const options = [...e.options].filter((o) => o.value !== "");
        if (options.length > 0 && (attempt === 0 || wrong)) e.value = options[(turn + attempt) % options.length].value;
      } else if (e.type === "date") {
        if (wrong || e.value === "") e.value = days[attempt % days.length];
      } else if (e.type === "number") {
        if (wrong || e.value === "") e.value = "2";
      } else if (e.type === "radio") {
        const group = [...form.elements].filter((o) => o.name === e.name);
        if (group[0] === e && (attempt === 0 || wrong || !group.some((o) => o.checked))) group[(turn + attempt) % group.length].checked = true;
      } else if (e.type === "checkbox") {
        const group = [...form.elements].filter((o) => o.name === e.name);
        const elsewhere = (o) => [...form.elements].some((c) => c.type === "checkbox" && c.checked && c.value === o.value && c.name !== o.name);
        if (attempt > 0 || group.some((o) => o.checked)) continue;
        if (group.length === 1) e.checked = turn % 2 === 0;
        else (group.slice(turn).find((o) => !elsewhere(o)) ?? e).checked = true;
      } else if (e.type === "password") {
        e.value = "not the password of anyone";
      }
    }
  }, { at: form.at, texts: attacksFor, turn, attempt, days: [day(-20), day(40), day(-400)] });
}

// push sends a form as a browser without scripts does, by its own button, and gives the answer.
async function push(page, at) {
  const [response] = await Promise.all([
    page.waitForNavigation(),
    page.evaluate((i) => {
      const form = document.forms[i];
      const button = form.querySelector("button:not([type=button])");
      if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
      HTMLFormElement.prototype.submit.call(form);
    }, at),
  ]);
  await look(page);
  return response;
}

// send fills a form of the open page and sends it until it is kept, three times at most.
async function send(page, form, turn) {
  const key = keyOf(form);
  const tally = forms.get(key) ?? { filled: 0, kept: 0 };
  forms.set(key, tally);
  tally.filled++;
  const lists = /\/import$/.test(form.action);
  const texts = form.words.map((name) => (lists ? list(key, form.action) : marked(turn, key, name)));
  for (let attempt = 0, now = form; attempt < 5 && now; attempt++) {
    await fill(page, now, texts, turn, attempt);
    const response = await push(page, now.at);
    assert.ok(response.status() < 500, `${response.status()} for ${key}`);
    if (response.request().redirectedFrom() || (form.method === "get" && response.ok())) {
      tally.kept++;
      return;
    }
    const ticks = await page.evaluate(() => [...document.forms].findIndex((f) => f.querySelector("input[name=row]")));
    if (lists && ticks >= 0) {
      await page.evaluate(() => document.querySelectorAll("input[name=row]").forEach((tick) => { tick.checked = true; }));
      if ((await push(page, ticks)).request().redirectedFrom()) tally.kept++;
      return;
    }
    now = (await formsOn(page)).find((other) => keyOf(other) === key && !other.words.includes("q"));
  }
  tally.wrong = (await page.locator("[role=alert]").allInnerTexts()).join(" ").replace(/\s+/g, " ").slice(0, 300);
}

// list gives a list to bring in, with an attack in each row.
function list(key, action) {
  const row = () => `"${marked(0, key, "list").replaceAll('"', '""')}"`;
  return action.includes("/assets/") ? `name,kind,count\n${row()},laptop,2\n${row()},server,1` : `name,kinds,city,contact\n${row()},covered entity,${row()},${row()}`;
}

// fillAll fills the forms of the open page that have not had their turns yet. Those that end something wait.
async function fillAll(page, address, late) {
  const here = new Map(); // of cards that are alike, a few of a page
  for (const { at } of await formsOn(page)) {
    const form = (await formsOn(page)).find((other) => other.at === at);
    if (!form) return;
    const key = keyOf(form);
    const turn = forms.get(key)?.filled ?? 0;
    const secret = await page.evaluate((i) => document.forms[i].querySelector("[type=password]") !== null, at);
    if (closing.test(form.action)) {
      late.push([address, key]);
      continue;
    }
    const most = secret ? 1 : key.includes("/answers/") ? 2 * turns : turns;
    if (turn >= most || (here.get(key) ?? 0) >= 2) continue;
    here.set(key, (here.get(key) ?? 0) + 1);
    await send(page, form, turn);
    await open(page, address);
  }
}

// walk follows links, fills each kind of form a few times, and gives the addresses that it came to.
async function walk(page, from, { fills }) {
  const queue = [...from];
  const seen = new Set();
  const times = new Map();
  const late = [];
  while (queue.length > 0) {
    const address = queue.shift().replace(/#.*/, "");
    const kind = pageOf(address);
    const time = times.get(kind) ?? 0;
    if (seen.has(address) || time >= (kind.includes(" ") ? 1 : turns)) continue;
    seen.add(address);
    times.set(kind, time + 1);
    await open(page, address);
    if (fills) await fillAll(page, address, late);
    const links = await page.locator("a[href]").evaluateAll((all) => all.filter((a) => !a.hasAttribute("data-download")).map((a) => a.href));
    queue.push(...links.filter((link) => link.startsWith(url) && !filed.test(new URL(link).pathname)));
  }
  for (const [address, key] of late) {
    if ((forms.get(key)?.kept ?? 0) > 0) continue;
    await open(page, address);
    const form = (await formsOn(page)).find((other) => keyOf(other) === key);
    if (form) await send(page, form, 0);
  }
  return [...seen];
}

// change sends the form of the open page that goes to an action; texts in it are attacks.
async function change(page, action) {
  const form = await page.evaluate((end) => {
    const at = [...document.forms].findIndex((f) => f.getAttribute("action")?.endsWith(end));
    return { at, method: "post", action: at < 0 ? "" : new URL(document.forms[at].getAttribute("action"), location.href).href };
  }, action);
  assert.ok(form.at >= 0, `no form for ${action} on ${page.url()}`);
  const words = (await formsOn(page)).find((other) => other.at === form.at)?.words;
  if (words) return send(page, { ...form, words }, 0);
  await fill(page, form, [], 0, 0);
  await push(page, form.at);
}

const known = new Map(); // assessments by the names that their clients had before they were renamed

// assessmentOf opens the assessment at work of a client, and gives its address.
async function assessmentOf(page, client) {
  if (known.has(client)) {
    await open(page, known.get(client));
    return known.get(client);
  }
  await open(page, `${url}/clients?show=all&q=${encodeURIComponent(client)}`);
  await open(page, await page.getByRole("rowheader").getByRole("link").first().getAttribute("href").then((path) => url + path));
  const link = page.getByRole("table", { name: "Assessments by year" }).getByRole("rowheader").getByRole("link").first();
  const address = url + (await link.getAttribute("href"));
  known.set(client, address);
  await open(page, address);
  return address;
}

async function as(who) {
  await web.context.clearCookies();
  await signIn(web.page, `${who}@demo.test`);
  return web.page;
}

before(async () => {
  web = await browse({ reducedMotion: "reduce" });
  await watch(web.context, ran, refused);
});
after(() => web.close());

test("a page that lets attacks through is noticed", async () => {
  const context = await web.browser.newContext();
  const told = [], barred = [];
  await watch(context, told, barred);
  const page = await context.newPage();
  const policy = (await context.request.get(`${url}/login`)).headers()["content-security-policy"];
  const body = `<!doctype html><title>x</title><p>${attacks[0]("m")}`;
  for (const headers of [{}, { "content-security-policy": policy }]) {
    told.length = barred.length = 0;
    await page.route("**/let-through", (route) => route.fulfill({ contentType: "text/html", headers, body }));
    await page.goto(`${url}/let-through`);
    await page.waitForTimeout(200);
    const { found } = await page.evaluate(grownOn);
    assert.ok(found.length >= 3, "elements are found");
    assert.equal(told.length > 0, !headers["content-security-policy"], "a script runs where there is no policy");
    assert.equal(barred.length > 0, "content-security-policy" in headers, "what a policy refuses is counted");
    await page.unroute("**/let-through");
  }
  await context.close();
});

test("an assessment goes from the official's remark to its reports", async () => {
  const page = await as("officer");
  const address = await assessmentOf(page, "Mercy Ridge Clinic");
  await open(page, `${address}/review`);
  await change(page, "/return");
  await as("manager");
  await open(page, address);
  await open(page, `${address}/finalize`);
  await change(page, "/submit");
  await open(page, `${address}/review`);
  await change(page, "/approve");
  await open(page, `${address}/review`);
  await change(page, "/finalize");
  await open(page, `${address}/reports`);
  assert.match(await page.locator("main").innerText(), /Final/);
  await open(page, `${address}/amend`);
  await change(page, "/amend");
});

test("every form takes attacks as words", { timeout: 300_000 }, async (t) => {
  const page = await as("manager");
  const starts = [`${url}/clients?show=all`];
  for (const client of ["Riverside Family Dental", "Oak County Dialysis", "Pine Street Pharmacy", "Mercy Ridge Clinic"]) starts.push(await assessmentOf(page, client));
  await walk(page, starts, { fills: true });
  for (const [key, { filled, kept, wrong }] of forms) t.diagnostic(`${key}: filled ${filled} times, kept ${kept}${wrong ? `, wrong at last: ${wrong}` : ""}`);
  const kept = [...forms.values()].filter((form) => form.kept > 0).length;
  t.diagnostic(`${forms.size} forms, ${kept} of them kept what was typed; ${sent.size} texts`);
  assert.ok(kept >= 30, `only ${kept} forms kept what was typed`);
});

test("answering in place takes attacks as words", async () => {
  const page = await as("manager");
  const address = await assessmentOf(page, "Beck and Lowe Law");
  const section = page.getByRole("table", { name: "Sections of the questionnaire" }).getByRole("link", { name: "Workforce security" });
  await open(page, `${url}${(await section.getAttribute("href")).replace(/\?.*/, "")}?show=all`);
  await page.locator("html.walking").waitFor();
  for (const turn of [0, 1, 2, 3]) {
    const card = page.locator("article.question").nth(turn);
    const note = card.locator("textarea[name=note]");
    if (turn === 0) await card.locator("input[value=partial]").check({ force: true });
    if (!(await note.isVisible())) await card.locator("input[value=partial]").check({ force: true });
    await note.fill(marked(turn, "in place", "note"));
    const stored = page.waitForResponse((r) => r.request().method() === "POST" && !r.url().endsWith("/unsaved"));
    await note.press("Control+Enter");
    await stored;
    await page.waitForTimeout(300);
    await look(page);
  }
  await open(page, address);
});

test("every page shows them as words, and so does every address", { timeout: 300_000 }, async (t) => {
  for (const who of ["manager", "officer"]) {
    const page = await as(who);
    const client = new URL(await page.getByRole("rowheader").getByRole("link").first().getAttribute("href"), url);
    const table = await web.context.request.get(`${client}/plan.csv`);
    assert.match(table.headers()["content-type"], /^text\/csv/);
    assert.match(table.headers()["content-disposition"], /^attachment/);
    const starts = [`${url}/clients?show=all`];
    for (const client of ["Mercy Ridge Clinic", "Riverside Family Dental"]) starts.push(await assessmentOf(page, client));
    const places = await walk(page, starts, { fills: false });
    const kinds = new Map(places.map((address) => [kindOf(address), address.replace(/\?.*/, "")]));
    let turn = 0;
    for (const address of kinds.values()) {
      const query = new URLSearchParams(parameters.map((name) => [name, attacks[turn++ % attacks.length]("inaddress")]));
      await open(page, `${address}?${query}`);
    }
    await open(page, `${url}/clients/${encodeURIComponent(attacks[0]("inaddress"))}`);
    t.diagnostic(`${who}: ${places.length} pages of ${kinds.size} kinds`);
  }
});

test("nothing ran, nothing was refused, nothing grew, and all can be read", (t) => {
  t.diagnostic(`scripts that ran: ${ran.length}; refused by the Content-Security-Policy: ${refused.length}; elements that grew: ${grown.size}`);
  t.diagnostic(`${shown.size} of ${sent.size} texts were read on a page`);
  const unread = new Map();
  for (const [attack, place] of sent) unread.set(place, (unread.get(place) ?? true) && !shown.has(attack));
  const never = [...unread].filter(([, not]) => not).map(([place]) => place);
  t.diagnostic(`fields of which no text was read: ${never.join("; ") || "none"}`);
  assert.deepEqual(ran, []);
  assert.deepEqual(refused, []);
  assert.deepEqual([...grown], []);
  assert.ok(shown.size >= sent.size * 0.9, `${shown.size} of ${sent.size} texts can be read`);
});
