// The year of a client, as a person goes through it on the pages. The steps are the same with and without JavaScript; what
// differs is how an answer is given.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Hand, labelled } from "./hand.mjs";
import { Walker } from "./keys.mjs";
import { axe, browse, day, out, signIn } from "./lib.mjs";

export const thisYear = new Date().getFullYear();
export const sites = ["Main office", "Annex"];
const name = "Riverside Family Dental";
const official = "Lena Ortiz";

// What the client has to say beside Yes: one of each kind of answer, and a few gaps.
export const firstYear = new Map([
  ["Is a note kept each time someone breaks a security rule, with the step that was taken?", { answer: "No", note: "Nothing was written down so far. 🦷 <b>Ask again</b>" }],
  ["Does a person see each serious security alert within four hours, on nights and weekends too?", { answer: "Partial", note: "Not on weekends." }],
  ["In the last three months, did someone check who opened which patient records?", { answer: "Unknown", owner: "Dana Reyes", due: day(30) }],
  ["Is every account of a person who leaves closed by the end of their last day?", { answer: "Partial", note: "HR tells us, at times a day late.", decide: "Termination" }],
  ["Is the storage of every laptop, tablet and phone that can hold patient data encrypted?", { answer: "No", note: "Three laptops are not.", decide: "Encryption and decryption" }],
  ["Is the disk of a copier, printer, scanner or medical device wiped before the machine leaves you?", { answer: "Not applicable", reason: "No machine has a disk; all are rented without one." }],
  ["Do staff get practice phishing messages at least every three months, with follow-up for those who fall for one?", { answer: "No", note: "Planned for the spring.", decide: "Security reminders" }],
  ["Are the screens at this site placed so that only staff can read them?", { answer: "Yes", at: { Annex: { answer: "No", note: "The front desk faces the door." } } }],
]);

// facts are what this client is like.
const facts = new Map([
  ["How many people work with patient data away from your sites, for example at home or on the road?", "Some people"],
  ["Where are the servers that this organization runs for itself?", "At one or more of its own sites"],
  ["Which devices of their own do people use for work with patient data?", "Phones or tablets only"],
  ["Are any medical devices connected to the client's network?", "Yes"],
  ["Which portable devices can open or hold patient data, no matter who owns them?", "Laptops, and phones or tablets too"],
]);

export async function addClient(hand) {
  if (hand.quick) await axe(hand.page, "no clients yet");
  await hand.follow("Add your first client");
  await hand.fill("Name", name);
  await hand.tick("Covered entity");
  await hand.fill(/^People whose ePHI it holds/, 4200);
  await hand.fill(/^Workforce/, 18);
  await hand.fill(/^Sites/, sites.join("\n"));
  await hand.fill(/^Your agreement with it was signed on/, day(-400));
  await hand.send("Add client");
  if (hand.quick) await axe(hand.page, "a client with nothing yet");
}

export async function openFirst(hand) {
  await hand.follow(`Open ${thisYear}`);
  await hand.send(new RegExp(`^Open ${thisYear}$`));
}

// scopeFirst says what the analysis covers, as of some days ago.
export async function scopeFirst(hand) {
  await hand.fill("Scope", "All ePHI of both sites, with remote work and vendors.");
  await hand.fill(/^As of/, day(-7));
  await hand.fill("Assessor’s qualification", "Seven years of risk analyses for small practices");
  await hand.fill("Client’s security official", official);
  await hand.fill("Official’s title", "Practice manager");
  await interviewed(hand, day(-7));
  await hand.fill("Set by", official);
  await hand.send("Save, go to questions");
}

async function interviewed(hand, date) {
  const source = hand.page.getByRole("group", { name: "Source 1" });
  await hand.choose("Kind", "Interview", source);
  await hand.fill("Who", official, source);
  await hand.fill("About what", "How the practice works", source);
  await hand.fill("Day", date, source);
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

// reviewRisks ticks every risk, and says on what basis.
export async function reviewRisks(hand) {
  await tickAll(hand);
  await hand.fill("Basis for this client", "Talked through with the practice manager, one by one.");
  await hand.send("Mark the ticked ones as reviewed");
}

// tickAll ticks every risk, none of which is ticked beforehand.
async function tickAll(hand) {
  const boxes = await hand.page.getByRole("checkbox", { name: /^Reviewed: / }).all();
  assert.ok(boxes.length > 40, `${boxes.length} risks to review`);
  for (const box of boxes) {
    assert.ok(!(await box.isChecked()), "a risk is ticked beforehand");
    hand.actions++;
    await box.check();
  }
}

// override sets the harm of the risk of which no key control counts, the way that the page before the review leads.
export async function override(hand) {
  await hand.leave(() => hand.page.getByRole("link", { name: /^No key control of risk .* counts here/ }).first().click());
  await hand.choose("Harm, once it occurs", "Low");
  const form = hand.page.locator("form", { has: hand.page.getByRole("button", { name: "Save the override" }) });
  await hand.fill("Why", "The machines are rented without a disk.", form);
  await hand.send("Save the override");
}

// overrideAgain takes the override of the year before, which is shown and not filled in.
async function overrideAgain(hand) {
  await hand.leave(() => hand.page.getByRole("link", { name: /^No key control of risk .* counts here/ }).first().click());
  await hand.follow(/^Begin with the values of/);
  await hand.send("Save the override");
}

// respond gives each risk over the threshold a response, the highest first, until the register asks for none.
export async function respond(hand) {
  const tabs = hand.page.getByRole("navigation", { name: "Assessment" });
  let count = 0;
  for (; await hand.page.getByRole("link", { name: treat }).count(); count++) {
    await hand.follow(treat);
    const before = hand.page.getByRole("link", { name: /^Begin with the response of/ });
    if (await before.count()) await hand.leave(() => before.click());
    else if (await hand.page.getByText(/^Every control that counts is in place/).count()) await accept(hand);
    else await hand.tick("Mitigate", hand.page.getByRole("group", { name: "How does the client respond?" }));
    await hand.send("Save review and response");
    await hand.follow("Risks", tabs);
  }
  return count;
}

const treat = /^Treat \d+ risks? above/;

// accept is for a risk of which every control is in place, so that nothing is left to plan.
async function accept(hand) {
  const form = hand.page.locator("form", { has: hand.page.getByRole("button", { name: "Save review and response" }) });
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
  hand.actions++;
  await hand.page.locator("label").filter({ hasText: /^\s*Make the analysis of \d+ for .* final\s*$/ }).check();
  await hand.send(/^Make .*final/);
}

// readReport downloads the risk analysis and gives its text.
export async function readReport(hand) {
  await hand.open(hand.page.url().replace(/\/[^/]*$/, "/reports"));
  const [download] = await Promise.all([hand.page.waitForEvent("download"), hand.page.getByRole("link", { name: /^Download PDF ?of Risk analysis/ }).click()]);
  const file = join(out, "risk-analysis.pdf");
  await download.saveAs(file);
  return execFileSync("pdftotext", [file, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
}

// The second year: what changed, of about 140 answers. Six are better, seven are worse, two do not apply any more.
const nowYes = { answer: "Yes" };
export const secondYear = new Map([
  ["Is a note kept each time someone breaks a security rule, with the step that was taken?", nowYes],
  ["Does a person see each serious security alert within four hours, on nights and weekends too?", nowYes],
  ["In the last three months, did someone check who opened which patient records?", nowYes],
  ["Is every account of a person who leaves closed by the end of their last day?", nowYes],
  ["Is the storage of every laptop, tablet and phone that can hold patient data encrypted?", nowYes],
  ["Do staff get practice phishing messages at least every three months, with follow-up for those who fall for one?", nowYes],
  ["Does each person have their own sign-in on every system with patient data?", { answer: "No", note: "The front desk shares one since June." }],
  ["In the last 12 months, was the list of all accounts compared with the people who work for the client?", { answer: "Partial", note: "The EHR was left out.", decide: "Access establishment" }],
  ["Can the people who must follow a security policy find it within a minute?", { answer: "Partial", note: "Only on paper." }],
  ["Is a failed backup noticed and put right within one day?", { answer: "Partial", note: "It took three days in May." }],
  ["Is the security of a new system or app checked before it is bought?", { answer: "Partial", note: "Not for the new scheduling app." }],
  ["In the last 12 months, were your security policies reviewed and brought up to date?", { answer: "No", note: "Put off." }],
  ["Do all computers, tablets and phones that can show patient data lock after 15 idle minutes or less?", { answer: "Partial", note: "Not the two old tablets.", decide: "Automatic logoff" }],
  ["When a lock, door, wall or alarm is repaired or changed, is it written down?", { answer: "Not applicable", reason: "The landlord does all of it and keeps the records." }],
  ["Is a readable copy of the data made before equipment with patient data is moved or replaced?", { answer: "Not applicable", reason: "All data is in the cloud since March; no equipment holds any." }],
]);
const proven = ["Security awareness and training", "Contingency plan", "Workforce security", "Access control", "Security incidents", "Policies and records", "Protection of portable devices", "Use, loss and disposal of devices"];

export async function openNext(hand, client) {
  await hand.open(`/clients/${client}`);
  await hand.follow("Open an assessment");
  await hand.page.getByText(new RegExp(`^\\d+ answers from ${thisYear}\\. They are proposals`)).waitFor();
  await hand.send(new RegExp(`^Open ${thisYear + 1}$`));
}

// scopeNext says what changed, with nothing chosen beforehand: a vendor did.
export async function scopeNext(hand) {
  const questions = hand.page.getByRole("group").filter({ hasText: "Yes, touches" });
  assert.equal(await questions.count(), 6);
  assert.equal(await questions.getByRole("radio", { checked: true }).count(), 0);
  for (const question of await questions.all()) {
    const vendor = (await question.textContent()).startsWith("Did a vendor");
    hand.actions++;
    await question.locator("label").filter({ hasText: vendor ? /^Yes, touches/ : /^No$/ }).check();
  }
  await interviewed(hand, day(0));
  await hand.send("Save, go to questions");
}

// prove enters a proof of this year for the questions of some sections of which the answers stayed the same.
export async function prove(hand, client) {
  await hand.open(`/clients/${client}/evidence`);
  await hand.fill("What it is", "Yearly export and training log 📎");
  await hand.fill("The day that it is about", day(-1));
  await hand.fill("Who examined it", "Dana Reyes");
  await hand.tick("Document");
  for (const title of proven) {
    await hand.unfold(title);
    for (const question of await hand.page.getByRole("group", { name: title }).locator("label").all()) {
      if (!secondYear.has((await question.textContent()).trim())) await question.check();
    }
  }
  await hand.send("Add proof");
}

// together confirms on this year's proof what the page of the section offers, and gives how many answers that were.
export async function together(hand) {
  await hand.follow(/^Confirm \d+ together, fresh proof$/);
  const heading = await hand.page.getByRole("heading", { level: 1 }).textContent();
  const count = Number(heading.match(/^Confirm (\d+) answers? in /)[1]);
  assert.equal(await hand.page.getByRole("row").filter({ hasText: "Yearly export and training log" }).count(), count);
  await hand.send(/^Confirm th(ese \d+|is one)$/);
  await hand.page.getByText(new RegExp(`^Confirmed ${count} answers?`)).waitFor();
  return count;
}

// section goes to a section of the assessment, from its overview.
export async function section(hand, assessment, title) {
  await hand.open(`/assessments/${assessment}`);
  await hand.follow(title, hand.page.getByRole("table", { name: "Sections of the questionnaire" }));
}

// compared gives the questions that the page lists in a group.
export function compared(hand, group) {
  return hand.page.getByRole("table", { name: group }).getByRole("rowheader").locator("a").allTextContents();
}

// plainlyAgain walks through a section of the second year with its buttons alone.
export async function plainlyAgain(hand) {
  for (;;) {
    const card = hand.page.getByRole("article").filter({ has: hand.page.locator("[data-answered=false]") }).first();
    if ((await card.count()) === 0) return;
    const question = await card.getByRole("heading", { level: 3 }).textContent();
    const change = secondYear.get(question);
    if (change) await plainly(hand, hand.page.getByRole("article", { name: question, exact: true }), change);
    else await hand.send(/^Confirm /, card.locator("form").filter({ has: hand.page.getByRole("button", { name: /^Confirm / }) }).first());
  }
}

// byKeysAgain walks through it with the keys.
export async function byKeysAgain(hand) {
  const keys = { Yes: "1", Partial: "2", No: "3", "Not applicable": "5" };
  await new Walker(hand).through(async (question, walker) => {
    const change = secondYear.get(question);
    if (!change) await walker.confirm();
    else await walker.answer(keys[change.answer], [change.note ?? change.reason].filter(Boolean));
  }, official);
}

// wholeYear is a year with a new client and what the next one makes of it.
export function wholeYear({ javaScriptEnabled }) {
  return async (t) => {
    const { page, close } = await browse({ javaScriptEnabled });
    const hand = new Hand(page, { quick: javaScriptEnabled });
    const at = {};
    let broken = false;
    const step = async (name, act) => { // each stands on the one before
      if (broken) return;
      broken = true;
      await t.test(name, async (t) => {
        await act().catch(async (fault) => {
          t.diagnostic(`${page.url()}\n${await page.locator("main").innerText()}`);
          throw fault;
        });
        broken = false;
      });
    };
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
    const spent = {};
    const counted = (name, act) => step(name, async () => {
      hand.actions = 0;
      await act();
      spent[name] = hand.actions;
    });
    await step("prove some of it in the next year", () => prove(hand, at.client));
    await counted("open the next year", async () => {
      await openNext(hand, at.client);
      at.second = page.url().split("/").at(-2);
    });
    await counted("say what changed", () => scopeNext(hand));
    await counted("confirm on proof or alone, and change some", async () => {
      at.asked = await again(hand, at.second, javaScriptEnabled ? byKeysAgain : plainlyAgain);
    });
    await counted("review and treat the risks again", () => risksAgain(hand, at.second));
    await counted("plan and finalize again", () => finishAgain(hand, at.second));
    await step("see what is better and what is worse", () => see(hand, at.second));
    await step("all that took few actions", async () => {
      const all = Object.values(spent).reduce((sum, n) => sum + n, 0);
      t.diagnostic(`${all} actions for ${at.asked} questions: ${JSON.stringify(spent)}`);
      const more = 0.64 * (150 - at.asked); // as many as 150 questions would take, of which 54 are confirmed together
      if (javaScriptEnabled) assert.ok(all + more < 250, `${all} actions for ${at.asked} questions`);
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

// again walks through the second year from section to section: what this year's proof speaks for is confirmed together,
// what changed is answered, the rest is confirmed alone. It gives how many questions were asked.
async function again(hand, assessment, walk) {
  let shown = 0;
  await section(hand, assessment, "How this organization works");
  for (;;) {
    if (await hand.page.getByRole("link", { name: /^Confirm \d+ together, fresh proof$/ }).count()) shown += await together(hand);
    if (await hand.page.locator("[data-answered=false]").count()) await walk(hand);
    const next = hand.page.getByRole("link", { name: /^Next section/ }).last();
    if ((await next.count()) === 0) break;
    await hand.leave(() => next.click());
  }
  assert.ok(shown >= 30, `${shown} confirmed together`);
  await hand.open(`/assessments/${assessment}`);
  const whole = /^(\d+) of \1 answered, 100 %/;
  return Number((await hand.page.locator("span", { hasText: whole }).textContent()).match(whole)[1]);
}

async function risksAgain(hand, assessment) {
  await hand.open(`/assessments/${assessment}/finalize`);
  await overrideAgain(hand);
  await hand.open(`/assessments/${assessment}/risks`);
  if (hand.quick) {
    for (const level of await hand.page.locator("[data-ticks]").all()) {
      hand.actions++;
      await level.click();
    }
  } else {
    await tickAll(hand);
  }
  await hand.fill("Basis for this client", "Still valid because the practice works as it did; talked through with the manager.");
  await hand.tick("Mitigate those of them that need a response and have none");
  await hand.send("Mark the ticked ones as reviewed");
  await respond(hand);
}

async function finishAgain(hand, assessment) {
  await hand.open(`/assessments/${assessment}/plan`);
  await adopt(hand, "Sam Okafor");
  await hand.open(`/assessments/${assessment}/finalize`);
  await send(hand);
  await approve(hand);
  await hand.page.getByText(`Final since`).first().waitFor();
}

// see holds the comparison of both years against what was answered.
async function see(hand, assessment) {
  await hand.open(`/assessments/${assessment}/compare`);
  const became = (...answers) => [...secondYear].filter(([, given]) => answers.includes(given.answer)).map(([question]) => question).sort();
  assert.deepEqual((await compared(hand, "Improved")).sort(), became("Yes"));
  assert.deepEqual((await compared(hand, "Got worse")).sort(), became("No", "Partial"));
}
