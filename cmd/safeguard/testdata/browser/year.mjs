// The year of a client, as a person goes through it on the pages. The steps are the same with and without JavaScript; what
// differs is how an answer is given.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Hand, labelled } from "./hand.mjs";
import { Walker } from "./keys.mjs";
import { browse, day, out, signIn } from "./lib.mjs";

export const thisYear = new Date().getFullYear();
export const sites = ["Main office", "Annex"];
const name = "Riverside Family Dental";
const official = "Lena Ortiz";

// What the client has to say beside Yes: one of each kind of answer, and a few gaps.
export const firstYear = new Map([
  ["Is a note kept each time someone faces a consequence for breaking a security rule?", { answer: "No", note: "Nothing was written down so far. 🦷 <b>Ask again</b>" }],
  ["Does a person see each serious security alert within four hours, on nights and weekends too?", { answer: "Partial", note: "Not on weekends." }],
  ["In the last three months, did someone check who opened which patient records?", { answer: "Unknown", owner: "Dana Reyes", due: day(30) }],
  ["Is every account of a person who leaves closed by the end of their last day?", { answer: "Partial", note: "HR tells us, at times a day late.", decide: "Termination" }],
  ["Is the storage of every laptop, tablet and phone that can hold patient data encrypted?", { answer: "No", note: "Three laptops are not.", decide: "Encryption and decryption" }],
  ["Is the disk of a copier, printer, scanner or medical device wiped before the machine leaves you?", { answer: "Not applicable", reason: "No machine has a disk; all are rented without one." }],
  ["Are the screens at this site placed so that only staff can read them?", { answer: "Yes", at: { Annex: { answer: "No", note: "The front desk faces the door." } } }],
]);

// facts are what this client is like.
const facts = new Map([
  ["How many people work with patient data away from your sites, for example at home or on the road?", "Some people"],
  ["Where are the servers that this organization runs for itself?", "At one or more of its own sites"],
  ["Which devices of their own do people use for work with patient data?", "Phones or tablets only"],
  ["Are any medical devices connected to this organization's network?", "Yes"],
]);

export async function addClient(hand) {
  await hand.follow("Add your first client");
  await hand.fill("Name", name);
  await hand.tick("Covered entity");
  await hand.fill(/^People whose ePHI it holds/, 4200);
  await hand.fill(/^Workforce/, 18);
  await hand.fill(/^Sites/, sites.join("\n"));
  await hand.fill(/^Your agreement with it was signed on/, day(-400));
  await hand.send("Add client");
}

export async function openFirst(hand) {
  await hand.follow(`Open ${thisYear}`);
  await hand.send(`Open ${thisYear}`);
}

// scopeFirst says what the analysis covers, as of some days ago.
export async function scopeFirst(hand) {
  await hand.fill("Scope", "All ePHI of both sites, with remote work and vendors.");
  await hand.fill("As of", day(-7));
  await hand.fill("Assessor’s qualification", "Seven years of risk analyses for small practices");
  await hand.fill("Client’s security official", official);
  await hand.fill("Official’s title", "Practice manager");
  const source = hand.page.getByRole("group", { name: "Source 1" });
  await hand.choose("Kind", "Interview", source);
  await hand.fill("Who", official, source);
  await hand.fill("About what", "How the practice works", source);
  await hand.fill("Day", day(-7), source);
  await hand.fill("Set by", official);
  await hand.send("Save, go to questions");
}

// inventory enters what the client has, and says that the rest does not exist.
export async function inventory(hand, client) {
  await hand.open(`/clients/${client}/assets`);
  for (const kind of ["Laptop", "Workstation", "Server", "Phone", "Backup", "EHR", "Medical device"]) await addAsset(hand, kind);
  const none = hand.page.getByRole("group", { name: "We have none of these" });
  for (const label of await none.locator("label").allTextContents()) await hand.tick(label.trim(), none);
  await hand.fill("Confirmed by", `${official}, practice manager`);
  await hand.fill("On", day(-7));
  await hand.send("Save what does not exist");
}

async function addAsset(hand, kind) {
  const form = hand.page.locator("form", { has: hand.page.getByRole("button", { name: "Add asset" }) });
  await hand.fill("Name", `Our ${kind.toLowerCase()}s`, form);
  await hand.choose("Kind", kind, form);
  await hand.fill("How many", 3, form);
  await hand.tick("Maintains", form);
  if (kind === "Laptop") await hand.tick("Portable: it leaves the building", form);
  await hand.send("Add asset");
}

// answerAll goes from section to section until nothing is open, as the last button of each section leads.
export async function answerAll(hand, given, answer) {
  const seen = new Set();
  for (;;) {
    const section = await hand.page.getByRole("heading", { level: 1 }).textContent();
    assert.ok(!seen.has(section), `${section} comes a second time`);
    seen.add(section);
    if (hand.quick && section === keyed) await byKeys(hand, given);
    await answerSection(hand, given, answer);
    const next = hand.page.getByRole("link", { name: /^Next section/ }).last();
    if ((await next.count()) === 0) return seen.size;
    await hand.leave(() => next.click());
  }
}

// keyed is the section that is answered without a mouse.
const keyed = "Security management";

async function byKeys(hand, given) {
  const keys = { Yes: "1", Partial: "2", No: "3", Unknown: "4" };
  await new Walker(hand).through(async (question, walker) => {
    const { answer, note, owner, due } = given.get(question) ?? { answer: "Yes" };
    await walker.answer(keys[answer], [note, owner].filter(Boolean), due);
  }, official);
}

// answerSection answers what is open in the section on the page. An answer may bring another question up.
async function answerSection(hand, given, answer) {
  for (;;) {
    const open = await hand.page.locator("article", { hasNot: hand.page.getByText("Answered", { exact: true }) }).getByRole("heading", { level: 3 }).allTextContents();
    if (open.length === 0) return;
    for (const question of open) {
      const card = hand.page.getByRole("article", { name: question, exact: true });
      await answer(hand, card, given.get(question) ?? { answer: facts.get(question) ?? "Yes" });
    }
    await hand.open(hand.page.url().replace(/[?#].*/, "?show=open"));
  }
}

// placesOf lists the places at which a card is answered: its sites, or the card itself.
export async function placesOf(card) {
  const list = [];
  for (const site of sites) {
    const place = card.locator("form", { has: card.page().getByRole("group", { name: site, exact: true }) });
    if (await place.count()) list.push({ site, place });
  }
  return list.length ? list : [{ site: "", place: card.locator("form").first() }];
}

// choice is an answer to choose. A fact of which nothing is said takes the first.
export async function choice(place, answer) {
  const named = labelled(place, answer);
  return (await named.count()) ? named : place.locator(".choice label").first();
}

// plainly answers a card through its form and its own button.
export async function plainly(hand, card, given) {
  for (const { site, place } of await placesOf(card)) {
    const here = given.at?.[site] ?? given;
    hand.actions++;
    await (await choice(place, here.answer)).check();
    await words(hand, place, here);
    await hand.send(/^Save ?, question/, place);
  }
  if (given.decide) await decide(hand, card, given.decide);
}

// quickly answers a card by mouse, with what saves itself.
export async function quickly(hand, card, given) {
  for (const { site, place } of await placesOf(card)) {
    const here = given.at?.[site] ?? given;
    const choose = async () => (await choice(place, here.answer)).click();
    await (here.reason ? choose() : hand.saved(choose)); // one that cannot apply waits for its reason
    if (!here.note && !here.reason && !here.owner) continue;
    await words(hand, place, here);
    await hand.saved(() => hand.page.keyboard.press("Control+Enter"));
  }
  if (given.decide) await decide(hand, card, given.decide);
}

// words fills in what an answer needs beside it.
export async function words(hand, place, given) {
  if (given.note) {
    await hand.unfold("Note", place);
    await hand.fill(/^Note/, given.note, place);
  }
  if (given.reason) await hand.fill("Why can this not apply?", given.reason, place);
  if (given.owner) await hand.fill("Who will find out?", given.owner, place);
  if (given.due) await hand.fill("By when?", given.due, place);
}

// decide writes the decision on an addressable specification that is not fully in place.
export async function decide(hand, card, specification) {
  const form = card.locator("details", { has: card.page().locator("summary", { hasText: specification }) }).first();
  await hand.tick("Implement", form);
  await hand.fill("What is reasonable and appropriate here?", "Reasonable for a practice of this size; it costs little.", form);
  await hand.fill("Who approved it?", official, form);
  await hand.fill("Their title", "Practice manager", form);
  await hand.fill("On which day?", day(-7), form);
  await hand.fill("When is it reviewed next?", day(300), form);
  await hand.settled(() => form.getByRole("button", { name: /^Save decision/ }).click());
}

// reviewRisks ticks every risk, which none is beforehand, and says on what basis.
export async function reviewRisks(hand) {
  const boxes = hand.page.getByRole("checkbox", { name: /^Reviewed: / });
  const count = await boxes.count();
  assert.ok(count > 40, `${count} risks to review`);
  for (const box of await boxes.all()) {
    assert.ok(!(await box.isChecked()), "a risk is ticked beforehand");
    hand.actions++;
    await box.check();
  }
  await hand.fill("Basis for this client", "Talked through with the practice manager, one by one.");
  await hand.send("Mark the ticked ones as reviewed");
  return count;
}

// override sets the harm of the risk of which no key control counts, the way that the page before the review leads.
export async function override(hand) {
  await hand.leave(() => hand.page.getByRole("link", { name: /^No key control of risk .* counts here/ }).first().click());
  await hand.unfold(/verride/);
  await hand.choose("Harm, once it occurs", "Low");
  const form = hand.page.locator("form", { has: hand.page.getByRole("button", { name: "Save the override" }) });
  await hand.fill("Why", "The machines are rented without a disk.", form);
  await hand.send("Save the override");
}

// respond gives each risk over the threshold a response, the highest first.
export async function respond(hand) {
  await hand.follow(/^Treat \d+ risks? above/);
  for (let n = 1; ; n++) {
    if (await hand.page.getByText(/^Every control that counts is in place/).count()) await accept(hand);
    else await hand.tick("Mitigate", hand.page.getByRole("group", { name: "How does the client respond?" }));
    await hand.send("Save the response");
    await hand.follow(/^(Next risk|Go to the plan)/);
    if ((await hand.page.getByRole("link", { name: "Treat this risk" }).count()) === 0) return n;
  }
}

// accept is for a risk of which every control is in place, so that nothing is left to plan.
async function accept(hand) {
  const form = hand.page.locator("form", { has: hand.page.getByRole("button", { name: "Save the response" }) });
  await hand.tick("Accept", form);
  await hand.fill("Why", "What remains is watched; more would cost out of proportion.", form);
  await hand.fill("Approved by", official, form);
  await hand.fill("Their title", "Practice manager", form);
  await hand.fill("On", day(-7), form);
  await hand.fill("Until", day(300), form);
}

// adopt plans every gap that wants a remediation.
export async function adopt(hand, owner) {
  for (const box of await hand.page.getByRole("checkbox", { name: /^Adopt: / }).all()) {
    if (!(await box.isVisible())) continue;
    hand.actions++;
    await box.check();
  }
  await hand.fill(/^Somebody else/, owner);
  await hand.send("Adopt the ticked ones");
}

// send sends the draft to the client's official once nothing is missing.
export async function send(hand) {
  await hand.fill("Next review", day(300));
  await hand.fill("What would bring the review forward", "A new record system\nA move");
  await hand.tick("I reviewed this with the client");
  await hand.send("Send for review");
}

// approve records the word of the official, and makes the analysis final.
export async function approve(hand) {
  await hand.fill("Name of the official", official);
  await hand.fill("Title", "Practice manager");
  await hand.fill("Approved on", day(0));
  await hand.tick("A file that the official signed is kept");
  await hand.send("Record the approval");
  await hand.send(/^Make .*final/);
}

// readReport downloads the risk analysis and gives its text.
export async function readReport(hand) {
  await hand.open(hand.page.url().replace(/\/[^/]*$/, "/reports"));
  const [download] = await Promise.all([hand.page.waitForEvent("download"), hand.page.getByRole("link", { name: /^PDF ?of Risk analysis/ }).click()]);
  const file = join(out, "risk-analysis.pdf");
  await download.saveAs(file);
  return execFileSync("pdftotext", [file, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
}

// The second year: what is asked on proof, what is better and what is worse than a year ago.
export const proven = "Security awareness and training";
export const better = "Is every account of a person who leaves closed by the end of their last day?";
export const worse = "Does each person have their own sign-in on every system with patient data?";

export async function openNext(hand, client) {
  await hand.open(`/clients/${client}`);
  await hand.follow("Open an assessment");
  await hand.page.getByText(new RegExp(`^\\d+ answers from ${thisYear}\\. They are proposals`)).waitFor();
  await hand.send(`Open ${thisYear + 1}`);
}

// scopeNext says what changed, with nothing chosen beforehand: a vendor did.
export async function scopeNext(hand) {
  const questions = hand.page.getByRole("group").filter({ hasText: "A yes touches" });
  assert.equal(await questions.count(), 6);
  assert.equal(await questions.getByRole("radio", { checked: true }).count(), 0);
  for (const question of await questions.all()) {
    const vendor = (await question.textContent()).startsWith("Did a vendor");
    await hand.tick(vendor ? "Yes" : "No", question);
  }
  await hand.send("Save, go to questions");
}

// prove enters a proof of this year for the first questions of a section.
export async function prove(hand, client, count) {
  await hand.open(`/clients/${client}/evidence`);
  await hand.fill("What it is", "Training log and mail filter report 📎");
  await hand.fill("The day that it is about", day(-1));
  await hand.fill("Who examined it", "Dana Reyes");
  await hand.tick("Document");
  await hand.unfold(proven);
  const questions = await hand.page.getByRole("group", { name: proven }).locator("label").all();
  for (const question of questions.slice(0, count)) {
    hand.actions++;
    await question.check();
  }
  await hand.send("Add proof");
}

// together confirms on this year's proof what the page of the section offers, and gives how many answers that were.
export async function together(hand) {
  await hand.follow(/^Confirm \d+ together, fresh proof/);
  const heading = await hand.page.getByRole("heading", { level: 1 }).textContent();
  const count = Number(heading.match(/^Confirm (\d+) answers? in /)[1]);
  assert.equal(await hand.page.getByRole("row").filter({ hasText: "Training log and mail filter report" }).count(), count);
  await hand.send(/^Confirm th(ese \d+|is one)$/);
  await hand.page.getByText(new RegExp(`^Confirmed ${count} answers?`)).waitFor();
  return count;
}

// section goes to a section of the assessment, from its overview.
export async function section(hand, assessment, title) {
  await hand.open(`/assessments/${assessment}`);
  await hand.follow(title, hand.page.getByRole("table", { name: "Sections of the questionnaire" }));
}

// compared gives the questions that the page lists as improved or worse, and that were answered so this year.
export async function compared(hand, group, answer) {
  const rows = hand.page.getByRole("table", { name: group }).getByRole("row").filter({ has: hand.page.getByRole("cell", { name: answer, exact: true }).last() });
  return rows.getByRole("rowheader").locator("a").allTextContents();
}

// plainlyAgain walks through a section of the second year with its buttons alone.
export async function plainlyAgain(hand, changes) {
  for (;;) {
    const card = hand.page.getByRole("article").filter({ has: hand.page.getByRole("button", { name: /^Confirm / }) }).first();
    if ((await card.count()) === 0) return;
    const question = await card.getByRole("heading", { level: 3 }).textContent();
    const change = changes.get(question);
    if (change) await plainly(hand, hand.page.getByRole("article", { name: question, exact: true }), change);
    else await hand.send(/^Confirm /, card.locator("form").filter({ has: hand.page.getByRole("button", { name: /^Confirm / }) }).first());
  }
}

// byKeysAgain walks through it with the keys.
export async function byKeysAgain(hand, changes) {
  const keys = { Yes: "1", No: "3" };
  await new Walker(hand).through(async (question, walker) => {
    const change = changes.get(question);
    if (!change) await walker.confirm();
    else await walker.answer(keys[change.answer], change.note ? [change.note] : []);
  }, official);
}

// wholeYear is a year with a new client and what the next one makes of it.
export function wholeYear({ javaScriptEnabled }) {
  return async (t) => {
    const { page, close } = await browse({ javaScriptEnabled });
    const hand = new Hand(page, { quick: javaScriptEnabled });
    const at = {};
    const step = (name, act) => t.test(name, act);
    if (javaScriptEnabled) await page.clock.install();
    await step("sign in and add a client", async () => {
      await signIn(page, "manager@example.test");
      await addClient(hand, name);
      at.client = page.url().split("/").at(-1);
    });
    await step("open its first assessment", async () => {
      await openFirst(hand);
      at.first = page.url().split("/").at(-2);
      await scopeFirst(hand);
      await inventory(hand, at.client);
    });
    await step("answer every question", async () => {
      await section(hand, at.first, "How this organization works");
      assert.ok((await answerAll(hand, firstYear, javaScriptEnabled ? quickly : plainly)) >= 18, "sections");
    });
    await step("review, override and treat the risks", () => risks(hand, at.first));
    await step("plan, finalize and read the report", () => finish(hand, at.first));
    await step("open the next year", async () => {
      await openNext(hand, at.client);
      at.second = page.url().split("/").at(-2);
      await scopeNext(hand);
    });
    await step("confirm several on this year's proof", async () => {
      await prove(hand, at.client, 6);
      await section(hand, at.second, "Business associates");
      await page.getByText("What changed touches this section").waitFor();
      await section(hand, at.second, proven);
      assert.ok((await together(hand)) >= 2, "confirmed together");
    });
    await step("confirm the others alone, and change some", () => again(hand, at.second, javaScriptEnabled ? byKeysAgain : plainlyAgain));
    await step("see what is better and what is worse", async () => {
      await hand.open(`/assessments/${at.second}/compare`);
      assert.deepEqual(await compared(hand, "Improved", "Yes"), [better]);
      assert.deepEqual(await compared(hand, "Worse", "No"), [worse]);
    });
    await close();
  };
}

async function risks(hand, assessment) {
  await hand.open(`/assessments/${assessment}/risks`);
  await reviewRisks(hand);
  await hand.open(`/assessments/${assessment}/finalize`);
  await override(hand);
  await hand.open(`/assessments/${assessment}/risks`);
  assert.ok((await respond(hand)) > 3, "risks over the threshold");
}

async function finish(hand, assessment) {
  await hand.open(`/assessments/${assessment}/plan`);
  await adopt(hand, "Sam Okafor");
  await hand.open(`/assessments/${assessment}/finalize`);
  await send(hand);
  await approve(hand);
  await hand.page.getByText(`Final since`).first().waitFor();
  const text = await readReport(hand);
  for (const words of [name, String(thisYear), "A copier returned with its disk", "Nothing was written down so far.", "<b>Ask again</b>"]) {
    assert.ok(text.includes(words), `the report does not say ${words}`);
  }
  assert.ok(!/DRAFT/.test(text), "the final report says DRAFT");
}

// again walks through two sections of the second year: one answer is better, one is worse, the others are confirmed.
async function again(hand, assessment, walk) {
  const changes = new Map([[better, { answer: "Yes" }], [worse, { answer: "No", note: "The front desk shares one since June." }]]);
  for (const title of ["Workforce security", "Access control"]) {
    await section(hand, assessment, title);
    await walk(hand, changes);
    await hand.open(hand.page.url());
    const open = hand.page.getByRole("article").filter({ has: hand.page.getByRole("button", { name: /^Confirm / }) });
    assert.equal(await open.count(), 0, `${title} has something left to confirm`);
  }
}
