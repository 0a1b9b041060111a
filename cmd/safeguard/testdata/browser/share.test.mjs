// on: demo
// A manager shares questions, a contact answers them by link on a phone, with JavaScript off and on, one answer comes back
// and is mended, and all are accepted. axe looks at every state of the contact's pages.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { axe, browse, signIn, url } from "./lib.mjs";

const client = "Elm Street Optometry";
const first = ["incident-policy", "incident-log", "policies-written"];
const second = ["policies-approved", "retention-six-years"];

let desk, manager, assessment;

before(async () => {
  desk = await browse();
  manager = desk.page;
  await signIn(manager, "manager@demo.test");
  await manager.goto(`${url}/clients?q=Elm`);
  await manager.getByRole("link", { name: client }).first().click();
  assessment = manager.url().match(/\/assessments\/[^/?#]+/)[0];
});
after(() => desk.close());

// share sends questions to a contact and gives the link and the passphrase.
async function share(questions, contact) {
  await manager.goto(`${url}${assessment}/shares/new?${questions.map((id) => `question=${id}`).join("&")}`);
  await axe(manager, "the page for a new share");
  await manager.getByLabel(contact).check();
  await manager.getByLabel("Message", { exact: false }).and(manager.getByRole("textbox")).fill("Please answer these by Friday.");
  await manager.getByLabel("Phone to ask").fill("555-0142");
  await manager.getByRole("button", { name: "Share", exact: true }).click();
  await manager.getByText("Shown only now").waitFor();
  await axe(manager, "the page with the link");
  const link = await manager.getByLabel(`Link for ${contact}`).inputValue();
  const phrase = await manager.locator("dt:text-is('Passphrase') + dd").innerText();
  return { link, phrase };
}

// phone gives a contact's phone.
const phone = (options) => browse({ viewport: { width: 360, height: 740 }, hasTouch: true, ...options });

// comeIn follows a link and types the passphrase, wrong at first.
async function comeIn(page, { link, phrase }) {
  await page.goto(link);
  await axe(page, "the page of the link");
  await page.getByRole("button", { name: "Continue" }).click();
  assert.equal(page.url(), `${url}/shared/code`);
  await page.getByLabel("Passphrase").fill("four wrong words here");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.locator("#problems").waitFor();
  await axe(page, "a wrong passphrase");
  await page.getByLabel("Passphrase").fill(phrase.toUpperCase().replaceAll("-", " "));
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`${url}/shared`);
  await axe(page, "the list of questions");
}

// choose taps an answer, whose label lies over its radio.
const choose = (page, answer) => page.locator("label").getByText(answer, { exact: true }).first().click();

// narrow fails where a page is wider than the phone.
async function narrow(page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 360, `${page.url()} is ${width} pixels wide`);
}

// review opens what a contact sent.
async function review(contact) {
  await manager.goto(`${url}${assessment}/shares`);
  await axe(manager, "the list of shares");
  const panel = manager.locator("section.panel", { hasText: contact }).filter({ hasText: "to review" });
  await panel.getByRole("link", { name: /Review the answers/ }).click();
  await axe(manager, "the review");
}

// rows gives what the list of shares tells of a contact.
async function rows(contact) {
  await manager.goto(`${url}${assessment}/shares`);
  return manager.locator("tr[data-row]", { hasText: contact }).allInnerTexts();
}

test("a contact answers without JavaScript, mends what came back, and the manager accepts", async () => {
  const opens = await share(first, "Devon Price");
  const { page, close } = await phone({ javaScriptEnabled: false });
  await page.goto(opens.link);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Passphrase").fill(opens.phrase);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Please answer these by Friday.").waitFor();
  await page.getByRole("link", { name: "Start with question 1" }).click();
  await page.getByRole("button", { name: /^Save and go/ }).click(); // nothing is chosen
  await page.locator("#problems").waitFor();
  await choose(page, "Partly");
  await page.getByLabel(/Anything to add/).fill("Only at the front desk.");
  await page.getByRole("button", { name: /^Save and go/ }).click();
  await page.getByText("Question 2 of 3").first().waitFor();
  await choose(page, "I don’t know");
  await page.getByRole("button", { name: /^Save and go/ }).click();
  await choose(page, "Yes, always");
  await page.getByRole("button", { name: /^Save and/ }).click();
  await page.waitForURL(`${url}/shared/check`);
  await page.getByText("Only at the front desk.").waitFor();
  await page.getByRole("button", { name: /Send/ }).click();
  await page.waitForURL(`${url}/shared/done`);

  await review("Devon Price");
  assert.equal(await manager.getByText("Only at the front desk.").count(), 1);
  for (const card of await manager.locator("article.question").all()) {
    const back = (await card.innerText()).includes("Only at the front desk.");
    await card.getByLabel(back ? "Return with a remark" : "Accept").check();
    if (back) await card.getByLabel(/Remark/).fill("Since when?");
  }
  await manager.getByRole("button", { name: /^Save/ }).click();
  await manager.getByText(/Accepted 2 answers/).waitFor();
  assert.match((await rows("Devon Price")).join(), /1 answer returned/);

  await page.goto(`${url}/shared`);
  await page.getByText("Since when?").waitFor();
  await page.getByRole("link", { name: /question 1/ }).first().click();
  await choose(page, "Yes, always");
  await page.getByLabel(/Anything to add/).fill("Since May, everywhere.");
  await page.getByRole("button", { name: /^Save and/ }).click();
  await page.getByRole("button", { name: /Send/ }).click();
  await page.waitForURL(`${url}/shared/done`);

  await review("Devon Price");
  await manager.getByLabel("Accept").check();
  await manager.getByRole("button", { name: /^Save/ }).click();
  await manager.getByText(/Accepted 1 answer/).waitFor();
  await manager.goto(`${url}${assessment}/answers/${first[0]}/history`);
  await manager.getByText(/Devon Price/).first().waitFor();
  await manager.getByText(/passphrase told by phone/).first().waitFor();
  await close();
});

test("a contact answers with JavaScript, each answer saved as it is chosen", async () => {
  const opens = await share(second, "Marta Hale");
  const { page, context, close } = await phone();
  await comeIn(page, opens);
  await narrow(page);
  await page.getByRole("link", { name: "Start with question 1" }).click();
  await axe(page, "a question");
  await narrow(page);
  await choose(page, "Ask a colleague to answer");
  await page.getByLabel("Their mail address").waitFor();
  await axe(page, "a question that is to be passed on");
  await choose(page, "Does not apply to us");
  await page.getByLabel(/Why/).waitFor();
  await choose(page, "No");
  await page.getByText(/^Saved \d/).waitFor();

  // On another device the answer is there.
  const other = await phone();
  await other.page.goto(opens.link);
  await other.page.getByRole("button", { name: "Continue" }).click();
  await other.page.getByLabel("Passphrase").fill(opens.phrase);
  await other.page.getByRole("button", { name: "Continue" }).click();
  await other.page.getByRole("link", { name: /^1|record|kept|visitors?/i }).first().waitFor();
  await other.page.goto(page.url());
  assert.ok(await other.page.getByLabel("No", { exact: true }).isChecked());
  await other.close();

  // What cannot be saved stays on the page.
  await context.setOffline(true);
  await page.getByLabel(/Anything to add/).fill("We keep them for a year.");
  await choose(page, "Partly");
  await page.getByText("Not saved: the server did not answer.").waitFor();
  await context.setOffline(false);
  assert.equal(await page.getByLabel(/Anything to add/).inputValue(), "We keep them for a year.");

  // A record number is warned of, and may stay.
  await page.getByLabel(/Anything to add/).fill("As for MRN 1234567.");
  await page.getByRole("button", { name: /^Save and/ }).click();
  await page.getByText("Do not send patient data here.").waitFor();
  await axe(page, "a warning of patient data");
  await page.getByLabel(/Anything to add/).fill("We keep them for a year.");
  await page.getByRole("button", { name: /^Save and/ }).click();
  await page.getByText("Question 2 of 2").first().waitFor();
  await choose(page, "Yes, always");
  await page.getByRole("button", { name: /^Save and/ }).click();
  await page.waitForURL(`${url}/shared/check`);
  await axe(page, "the check");
  await narrow(page);

  // A question is asked, and answered at the desk.
  await page.goto(`${url}/shared/questions/${second[0]}/messages`);
  await axe(page, "messages");
  await page.getByRole("textbox").fill("Do you mean paper as well?");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("Do you mean paper as well?").waitFor();
  await manager.goto(`${url}${assessment}/answers/${second[0]}/messages`);
  await manager.getByText("Do you mean paper as well?").waitFor();
  await axe(manager, "messages at the desk");
  await manager.getByRole("textbox", { name: /message/i }).fill("Yes, paper too.");
  await manager.getByRole("button", { name: "Send" }).click();
  await page.goto(`${url}/shared`);
  await page.getByRole("link", { name: /1 new message/ }).click();
  await page.getByText("Yes, paper too.").waitFor();

  await page.goto(`${url}/shared/check`);
  await page.getByRole("button", { name: /Send/ }).click();
  await page.waitForURL(`${url}/shared/done`);
  await axe(page, "the end");
  await page.goto(`${url}/shared`);
  await axe(page, "the list when all is sent");
  assert.equal(await page.getByRole("link", { name: /^Start/ }).count(), 0);
  await page.getByRole("button", { name: "Stop for now" }).click();
  await axe(page, "after leaving");
  await page.goto(`${url}/shared`);
  await page.getByText("Your visit is over").waitFor();
  await axe(page, "a visit that is over");
  await page.goto(`${opens.link.slice(0, -4)}AAAA`);
  await page.getByText("This link opens nothing").first().waitFor();
  await axe(page, "a link that opens nothing");
  await close();
});
