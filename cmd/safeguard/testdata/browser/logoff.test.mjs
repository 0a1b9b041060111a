// on: serve -idle 1m
// Automatic log-off (164.312(a)(2)(iii)): it comes by itself, warns in time, can be put off, and loses nothing that was typed.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { axe, browse, password, showCode, signIn, url } from "./lib.mjs";

const email = "manager@example.test";
const banner = /^What you typed at \d\d:\d\d is kept and not saved yet\.$/;
const ended = "You were signed out after 1 idle minute, to protect client data. Your last change is kept: sign in to save it.";

async function addClient(page, name) {
  await page.goto(`${url}/clients/new`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Not known yet").check();
  await page.getByRole("button", { name: "Add client" }).click();
  await page.waitForURL(/\/clients\/[0-9a-f-]{36}/);
  return page.url().match(/\/clients\/[0-9a-f-]{36}/)[0];
}

// inTurn does one sign-in after another: the codes of one person's app are taken in their order.
let turn = Promise.resolve();
function inTurn(work) {
  turn = turn.catch(() => {}).then(work);
  return turn;
}

const enter = (page) => inTurn(() => signIn(page, email));

async function signInAgain(page, path) {
  await inTurn(async () => {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(/\/login\/code\?/);
    await showCode(page, email);
    await page.waitForURL(`${url}${path}`);
  });
}

// keeps waits for what a page sends to be kept.
const keeps = (page) => page.waitForResponse((response) => response.url() === `${url}/unsaved`);

async function lookAtIt(page) {
  await page.getByText(banner).waitFor();
  await page.getByRole("link", { name: "Look at it" }).click();
}

// saveNow saves what is kept of the form that holds the text.
async function saveNow(page, text) {
  const form = page.locator("section.panel").filter({ hasText: text });
  assert.equal(await form.locator("dd").filter({ hasText: text }).innerText(), text);
  await form.getByRole("button", { name: /^Save it now/ }).click();
}

describe("log-off after a minute", { concurrency: true }, () => {
  test("the warning comes in time to all windows, and one key puts the end off", async (t) => {
    const { page, browser, close } = await browse();
    t.after(() => browser.close());
    await enter(page);
    await page.goto(`${url}/clients/new`);
    const note = page.getByLabel(/^Note/);
    const dialog = page.getByRole("alertdialog", { name: "Are you still there?" });
    let kept = keeps(page);
    await note.fill("for a moment");
    assert.equal((await kept).status(), 204);
    kept = keeps(page);
    await note.fill("");
    assert.equal((await kept).request().postDataJSON().fields, "");

    const other = await page.context().newPage();
    await other.goto(`${url}/account`);
    await other.getByText("You are signed out after 1 minute without use and after 12 hours at most.").waitFor();
    await page.bringToFront();
    await dialog.waitFor();
    await dialog.getByText("You will be signed out in 15 seconds.").waitFor();
    await dialog.getByText("What you typed is kept.").waitFor();
    await axe(page, "the warning");
    await other.getByRole("alertdialog").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Stay signed in");
    const stayed = page.waitForResponse(`${url}/account/stay`);
    await page.keyboard.press("Enter");
    assert.equal((await stayed).status(), 204);
    await dialog.waitFor({ state: "hidden" });
    await other.getByRole("alertdialog").waitFor({ state: "hidden" });
    assert.equal(await page.evaluate(() => document.activeElement.name), "note");
    await close();
  });

  test("at the end the page leaves by itself, and what was typed is there again", async (t) => {
    const { page, browser, close } = await browse();
    t.after(() => browser.close());
    await enter(page);
    const client = await addClient(page, "Harbor Clinic");
    const edit = `${client}/edit?a=b`;
    await page.goto(url + edit);
    const note = page.getByLabel(/^Note/);
    const kept = keeps(page);
    await note.fill("Two laptops lie\nin the open car.");
    assert.equal((await kept).status(), 204);
    await page.waitForURL(/\/login\?/, { timeout: 75000 });
    await page.getByText(ended).waitFor();
    await axe(page, "the page for signing in again");
    await signInAgain(page, edit);
    await lookAtIt(page);
    await axe(page, "the page of what is not saved");
    await saveNow(page, "Two laptops lie\nin the open car.");
    await page.waitForURL((at) => at.pathname === client);
    await page.goto(url + edit);
    assert.equal(await note.inputValue(), "Two laptops lie\nin the open car.");
    await close();
  });

  test("without JavaScript a form that is sent too late is kept", async (t) => {
    const { page, browser, close } = await browse({ javaScriptEnabled: false });
    t.after(() => browser.close());
    await enter(page);
    const edit = `${await addClient(page, "Lakeside Clinic")}/edit`;
    await page.goto(url + edit);
    const note = page.getByLabel(/^Note/);
    await note.fill("Screens face\nthe door.");
    await new Promise((resolve) => { setTimeout(resolve, 61000); });
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL(/\/login\?/);
    await page.getByText(ended).waitFor();
    await signInAgain(page, edit);
    await lookAtIt(page);
    await saveNow(page, "Screens face\nthe door.");
    await page.goto(url + edit);
    assert.equal(await note.inputValue(), "Screens face\nthe door.");
    await close();
  });
});
