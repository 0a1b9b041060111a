// on: demo
// Answering a section, as far as no checker of pages sees it: where the focus is, what a key does, what is sent, what is
// said, and what becomes of what was typed.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Hand, labelled } from "./hand.mjs";
import { axe, browse, signIn, url } from "./lib.mjs";
import { choice, decide } from "./year.mjs";

const started = "Beck and Lowe Law"; // opened, with nothing answered yet
const carried = "Riverside Family Dental"; // with answers of last year to confirm
const complete = "Oak County Dialysis"; // with nothing missing but the approval

let web, context;

before(async () => {
  web = await browse();
  context = web.context;
  await signIn(web.page, "manager@demo.test");
});

after(() => web.close());

// tab opens another tab of the same person. Its clock can be put forward, and what it sends and says is kept.
async function tab() {
  const page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(error.message));
  page.setDefaultTimeout(15000);
  await page.clock.install();
  await page.addInitScript(listen);
  page.sent = [];
  page.on("request", (request) => {
    if (request.method() !== "GET" && !request.url().endsWith("/unsaved")) page.sent.push(new URLSearchParams(request.postData()));
  });
  return page;
}

// listen keeps what the status line says.
function listen() {
  window.heard = [];
  document.addEventListener("DOMContentLoaded", () => {
    const line = document.getElementById("status-line");
    new MutationObserver(() => line.textContent && window.heard.push(line.textContent)).observe(line, { childList: true, characterData: true, subtree: true });
  });
}

// walk opens a section of a client's assessment at work, and gives the page with its cards.
async function walk(client, section, show = "open") {
  const page = await tab();
  await page.goto(`${url}/clients?q=${encodeURIComponent(client)}`);
  await page.getByRole("rowheader").getByRole("link", { name: client }).click();
  await page.getByRole("table", { name: "Assessments by year" }).getByRole("rowheader").getByRole("link").first().click();
  await page.getByRole("table", { name: "Sections of the questionnaire" }).getByRole("link", { name: section }).click();
  await page.goto(page.url().replace(/\?.*/, "") + `?show=${show}`);
  await page.locator("html.walking").waitFor();
  return page;
}

const cards = (page) => page.locator("article.question");
const titled = (page, title) => page.getByRole("article", { name: title, exact: true });
const titles = (page) => cards(page).getByRole("heading", { level: 3 }).allTextContents();
const saved = (card) => card.getByText(/^(Saved|Confirmed) \d\d:\d\d\.$/);
const heading = (page, title) => page.locator("h3:focus", { hasText: title });
const typed = (card) => card.getByRole("textbox", { name: /^Note/ });

// answer presses the label of an answer and waits until it is stored.
async function answer(page, card, response) {
  const stored = page.waitForResponse((r) => r.request().method() === "POST" && !r.url().endsWith("/unsaved"));
  await (await choice(card, response)).click();
  return (await stored).status();
}

const chosen = (card) => card.getByRole("radio", { checked: true }).evaluateAll((radios) => radios.map((r) => r.value));

// again is the card as it is stored.
async function again(page, title) {
  await page.goto(page.url().replace(/\?.*/, "") + "?show=all");
  return titled(page, title);
}

test("the focus goes on by itself, or to the field that still needs words", async () => {
  const page = await walk(started, "Security management");
  const [first, second, third] = await titles(page);
  await page.keyboard.press("j");
  await heading(page, first).waitFor();
  await page.keyboard.press("1");
  await heading(page, second).waitFor();
  await saved(titled(page, first)).waitFor();
  await page.keyboard.press("k");
  await heading(page, first).waitFor();
  await page.keyboard.press("u");
  await heading(page, second).waitFor();
  await page.keyboard.press("2");
  await titled(page, second).locator("textarea[name=note]:focus").waitFor();
  await page.keyboard.type("Only some 12345 cnu.");
  await page.keyboard.press("Control+Enter");
  await heading(page, third).waitFor();
  await page.keyboard.press("5");
  const reason = titled(page, third).getByLabel("Why can this not apply?");
  await titled(page, third).locator("textarea[name=reason]:focus").waitFor();
  await page.keyboard.press("Control+Enter");
  await titled(page, third).getByText("Say why it cannot apply.").waitFor();
  assert.equal(await reason.evaluate((field) => field === document.activeElement), true, "the field in error has the focus");
  assert.equal(await reason.getAttribute("aria-invalid"), "true");
  await page.keyboard.press("Escape");
  await heading(page, third).waitFor();
  assert.deepEqual(await chosen(await again(page, second)), ["partial"]);
  assert.equal(await typed(titled(page, second)).inputValue(), "Only some 12345 cnu.");
  await page.close();
});

test("arrow keys choose as they pass, save once, and are never a conflict with themselves", async () => {
  const page = await walk(started, "Security official", "all");
  const [title] = await titles(page);
  const card = titled(page, title);
  await card.getByRole("radio").first().focus();
  await page.keyboard.press("Space");
  await saved(card).waitFor();
  page.sent.length = 0;
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  assert.equal(page.sent.length, 0, "saved while passing");
  await page.waitForResponse((r) => r.request().method() === "POST" && !r.url().endsWith("/unsaved"));
  assert.deepEqual(page.sent.map((body) => body.get("response")), ["unknown"]);
  await page.keyboard.press("ArrowLeft"); // while the owner is asked for, back to No
  await page.waitForResponse((r) => r.request().method() === "POST" && !r.url().endsWith("/unsaved"));
  assert.equal(await card.locator("[data-conflict]").count(), 0);
  assert.equal(page.sent.length, 2);
  assert.deepEqual(await chosen(await again(page, title)), ["no"]);
  await page.close();
});

test("answers that follow each other quickly are stored in their order", async () => {
  const page = await walk(started, "Security official", "all");
  const [, title] = await titles(page);
  const card = titled(page, title);
  let open;
  const line = new Promise((resolve) => { open = resolve; }); // a line that is slow until all three are chosen
  await page.route("**/answers/**", (route) => line.then(() => route.continue()));
  for (const response of ["Yes", "No", "Partial"]) await (await choice(card, response)).click();
  open();
  await page.waitForFunction(() => window.heard.filter((text) => text.startsWith("Saved ")).length === 2);
  assert.deepEqual(page.sent.map((body) => body.get("response")), ["yes", "partial"], "the last of those that wait is sent");
  assert.deepEqual(await chosen(await again(page, title)), ["partial"]);
  await page.close();
});

test("the mouse never moves the focus", async () => {
  const page = await walk(started, "Workforce security");
  const [title] = await titles(page);
  const card = titled(page, title);
  await answer(page, card, "Yes");
  await saved(card).waitFor();
  assert.equal(await card.getByRole("radio", { name: /Yes/ }).evaluate((radio) => radio === document.activeElement), true);
  await page.close();
});

test("a held key confirms one, and the first moment confirms nothing", async () => {
  const page = await walk(carried, "Security awareness and training", "confirm");
  const [first, second] = await titles(page);
  await page.clock.pauseAt(Date.now() + 60_000); // from here on, time passes only as it is put forward
  await page.keyboard.press("j");
  await heading(page, first).waitFor();
  await page.clock.fastForward(390);
  await page.keyboard.press("c");
  await page.clock.fastForward(5);
  assert.equal(page.sent.length, 0, "confirmed within 400 ms");
  await page.clock.fastForward(10);
  await page.keyboard.down("c");
  for (let i = 0; i < 3; i++) await page.keyboard.down("c");
  await heading(page, second).waitFor();
  await page.clock.fastForward(2000);
  for (let i = 0; i < 3; i++) await page.keyboard.down("c");
  await page.keyboard.up("c");
  await saved(titled(page, first)).waitFor();
  assert.equal(page.sent.length, 1, "a held key confirms again");
  assert.equal(await saved(titled(page, second)).count(), 0);
  await page.clock.resume();
  await page.close();
});

test("z takes the answer back", async () => {
  const page = await walk(started, "Information access");
  const [title] = await titles(page);
  const card = titled(page, title);
  await page.keyboard.press("j");
  await page.keyboard.press("1");
  await saved(card).waitFor();
  await page.keyboard.press("z");
  await card.getByText(/^Taken back \d\d:\d\d\.$/).waitFor();
  await heading(page, title).waitFor();
  assert.deepEqual(await chosen(card), []);
  assert.deepEqual(await chosen(await again(page, title)), []);
  await page.close();
});

test("what is saved is said once, politely", async () => {
  const page = await walk(started, "Business associates");
  const [title] = await titles(page);
  await answer(page, titled(page, title), "Yes");
  await saved(titled(page, title)).waitFor();
  assert.equal(await page.locator("#status-line").getAttribute("aria-live"), "polite");
  const heard = await page.evaluate(() => window.heard);
  assert.equal(heard.filter((text) => /^Saved \d\d:\d\d$/.test(text)).length, 1, heard.join(" | "));
  await page.close();
});

test("single keys can be turned off, and stay off", async () => {
  const page = await walk(started, "Audit controls", "all");
  const [title] = await titles(page);
  await page.getByRole("button", { name: "Turn keys off" }).click();
  await page.getByRole("contentinfo").getByText("Keyboard keys are off.").waitFor();
  await page.reload();
  page.sent.length = 0;
  await titled(page, title).getByRole("heading", { level: 3 }).focus();
  for (const key of ["1", "c", "j", "n", "z", "x"]) await page.keyboard.press(key);
  assert.ok(await heading(page, title).count(), "a key moved the focus");
  assert.deepEqual(await chosen(titled(page, title)), []);
  assert.deepEqual(page.sent, []);
  await answer(page, titled(page, title), "Yes"); // the mouse still does
  await page.getByRole("button", { name: "Turn keys on" }).click();
  await page.getByRole("contentinfo").getByText("Keyboard keys are on.").waitFor();
  await page.close();
});

test("in a field, keys are letters", async () => {
  const page = await walk(started, "Integrity", "all");
  const [title] = await titles(page);
  await page.keyboard.press("j");
  await page.keyboard.press("n");
  await page.keyboard.type("cnuz123 /?");
  await page.keyboard.press("Control+Enter");
  await saved(titled(page, title)).waitFor();
  assert.deepEqual(await chosen(titled(page, title)), []);
  assert.equal(await typed(await again(page, title)).inputValue(), "cnuz123 /?");
  await page.close();
});

// meeting has one tab save Partial while another has the same card open, and gives that other one.
async function meeting(section) {
  const page = await walk(started, section, "all");
  const [title] = await titles(page);
  const theirs = await walk(started, section, "all");
  assert.equal(await answer(theirs, titled(theirs, title), "Partial"), 200);
  await theirs.close();
  return { page, title, card: titled(page, title) };
}

const meanwhile = (card, mine) => card.getByText(new RegExp(`saved Partial at \\d\\d:\\d\\d, after you opened the page\\. Yours, ${mine}, is not saved yet; both are below\\.$`)).waitFor();

test("two tabs on one answer: mine is saved on a second word", async () => {
  const { page, title, card } = await meeting("Sign-in");
  assert.equal(await answer(page, card, "Yes"), 409);
  await meanwhile(card, "Yes");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await axe(page, `a conflict, ${colorScheme}`);
  }
  assert.deepEqual(await chosen(card), ["yes"]);
  page.sent.length = 0;
  await card.locator("summary", { hasText: "Note" }).click();
  await typed(card).fill("Mine, since Monday.");
  await page.clock.fastForward(5000);
  assert.deepEqual(page.sent, [], "saved again without being asked to");
  const stored = page.waitForResponse((r) => r.request().method() === "POST" && !r.url().endsWith("/unsaved"));
  await card.getByRole("button", { name: /^Save mine: Yes/ }).first().click();
  assert.ok((await stored).status() < 400, `mine is refused: ${(await stored).status()}`); // leaving the page sooner would cut it off
  await saved(card).waitFor();
  assert.deepEqual(await chosen(await again(page, title)), ["yes"]);
  assert.equal(await typed(titled(page, title)).inputValue(), "Mine, since Monday.");
  await page.close();
});

test("two tabs on one answer: theirs is kept", async () => {
  const { page, title, card } = await meeting("What agreements say");
  await card.locator("summary", { hasText: "Note" }).click();
  await typed(card).fill("To be dropped.");
  await page.keyboard.press("Control+Enter");
  await meanwhile(card, "only the note");
  assert.equal(await typed(card).inputValue(), "To be dropped.");
  await card.getByRole("link", { name: "Keep Partial" }).click();
  await heading(page, title).waitFor();
  assert.deepEqual(await chosen(card), ["partial"]);
  assert.equal(await card.locator("[data-conflict]").count(), 0);
  assert.deepEqual(await chosen(await again(page, title)), ["partial"]);
  assert.equal(await typed(titled(page, title)).inputValue(), "");
  await page.close();
});

test("a server that does not answer loses nothing", async () => {
  const page = await walk(started, "Devices and media", "all");
  const [title] = await titles(page);
  const card = titled(page, title);
  await page.route("**/answers/**", (route) => route.abort());
  await card.locator("summary", { hasText: "Note" }).click();
  await typed(card).fill("Written while the line was down.");
  await (await choice(card, "Partial")).click();
  await card.getByText("Not saved: the server did not answer. Your text is still here. Try again.").waitFor();
  assert.ok((await page.evaluate(() => window.heard)).some((text) => text.startsWith("Not saved")), "the status line does not say so");
  assert.equal(await typed(card).inputValue(), "Written while the line was down.");
  await page.unroute("**/answers/**");
  await card.getByRole("button", { name: "Try again" }).click();
  await saved(card).waitFor();
  assert.equal(await card.getByText(/^Not saved/).count(), 0);
  assert.deepEqual(await chosen(await again(page, title)), ["partial"]);
  assert.equal(await typed(titled(page, title)).inputValue(), "Written while the line was down.");
  await page.close();
});

test("a decision is asked for, and the focus comes back", async () => {
  const page = await walk(started, "Contingency plan", "all");
  const title = "Is there a list of your systems in order of importance, with how long you can do without each?";
  await titled(page, title).getByRole("heading", { level: 3 }).focus();
  await page.keyboard.press("3");
  await titled(page, title).locator("textarea[name=note]:focus").waitFor();
  await page.keyboard.type("Nobody wrote one.");
  await page.keyboard.press("Control+Enter");
  await page.locator("form[data-decision] input[type=radio]:focus").waitFor();
  await decide(new Hand(page), titled(page, title), "Applications and data criticality analysis");
  await titled(page, title).getByText(/^Decision: Implement/).waitFor();
  await page.close();
});

test("buttons of many cards have names of their own", async () => {
  const page = await walk(carried, "Security awareness and training", "all");
  for (const role of ["button", "link"]) {
    const names = await cards(page).getByRole(role).evaluateAll((list) => list.map((e) => e.textContent.replace(/\s+/g, " ").trim() + "#" + (e.getAttribute("href") ?? "")));
    const twice = names.filter((name, i) => names.indexOf(name) !== i);
    assert.deepEqual(twice, [], `${role}s with the same name`);
  }
  await page.close();
});

test("what was finalized meanwhile cannot be changed, and nothing typed is lost", async () => {
  const stale = await walk(complete, "Evaluation", "all");
  const [title] = await titles(stale);
  const assessment = stale.url().match(/.*\/assessments\/[^/]+/)[0];
  const other = await tab();
  await other.goto(`${assessment}/finalize`);
  const hand = new Hand(other);
  await labelled(other, "I reviewed this with the client").check();
  await hand.send("Send for review");
  await hand.fill("Name of the official", "Bill Castro");
  await hand.fill("Title", "Security official");
  await hand.fill("Approved on", new Date().toISOString().slice(0, 10));
  await hand.tick("A file that the official signed is kept");
  await hand.send("Record the approval");
  await other.locator("label").filter({ hasText: /^\s*Make the analysis of \d+ for .* final\s*$/ }).check();
  await hand.send(/^Make .*final/);
  await other.getByText(/^Final since/).first().waitFor();
  const card = titled(stale, title);
  if ((await typed(card).count()) === 0) await card.locator("summary", { hasText: "Note" }).click();
  await typed(card).fill("Found after the end.");
  const wanted = (await chosen(card)).includes("no") ? "Partial" : "No";
  assert.equal(await answer(stale, card, wanted), 409);
  await card.getByText(/^Finalized at \d\d:\d\d, so your change was not saved\. Start an amendment to use it\.$/).waitFor();
  assert.equal(await typed(card).inputValue(), "Found after the end.");
  await other.close();
  await stale.close();
});

test("the keys are turned off and on in place, and what is typed stays", async () => {
  const page = await walk(started, "Workforce security");
  const [first] = await titles(page);
  const card = titled(page, first);
  await card.locator("summary", { hasText: "Note" }).click();
  await typed(card).fill("Half a thou");
  await page.getByRole("button", { name: "Turn keys off" }).click();
  await page.locator("html[data-keys=off]").waitFor();
  assert.equal(await typed(card).inputValue(), "Half a thou");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Turn keys on");
  assert.ok((await page.evaluate(() => window.heard)).includes("Keyboard keys are off."));
  assert.equal(await page.getByRole("link", { name: "Keys on" }).count(), 0, "a link says that the keys are on");
  await page.getByRole("button", { name: "Turn keys on" }).click();
  await page.locator("html[data-keys=on]").waitFor();
  await page.close({ runBeforeUnload: false });
});

test("the source is kept in place, and what is typed stays", async () => {
  const page = await walk(started, "Workforce security");
  const [, second] = await titles(page);
  const card = titled(page, second);
  await card.locator("summary", { hasText: "Note" }).click();
  await typed(card).fill("Half a thou");
  const source = page.locator("#walk-source");
  await source.locator("summary").click();
  await source.getByRole("button", { name: "Save source" }).click();
  await source.locator("#kind:focus[aria-invalid=true]").waitFor();
  await source.getByLabel("The answers come from a").selectOption("call");
  await source.getByRole("button", { name: "Save source" }).click();
  await source.getByText("Today's source: Call").waitFor();
  await source.locator("summary:focus").waitFor();
  assert.equal(await typed(card).inputValue(), "Half a thou");
  await page.close({ runBeforeUnload: false });
});

test("a save brings the main action up to date", async () => {
  const page = await walk(started, "Workforce security");
  const main = page.locator("#main-action");
  const open = async () => Number((await main.textContent()).match(/Continue: (\d+) open/)[1]);
  const before = await open();
  const done = Number((await page.title()).match(/: (\d+) of/)[1]);
  await answer(page, titled(page, (await titles(page))[0]), "Yes");
  await main.getByText(`Continue: ${before - 1} open`).waitFor();
  assert.match(await page.title(), new RegExp(`: ${done + 1} of \\d+ answered`));
  await page.close();
});
