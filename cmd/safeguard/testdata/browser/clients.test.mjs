// on: demo
// Finding a client: the list filters as one types and has its own address; without scripts the field is a plain form.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { axe, browse, signIn, url } from "./lib.mjs";

let web;

before(async () => {
  web = await browse();
  await signIn(web.page, "manager@demo.test");
});

after(() => web.close());

// back goes back; the page is loaded anew then, since it was exchanged in place.
const back = (page) => Promise.all([page.waitForEvent("load"), page.goBack()]);

const names = (page) => page.getByRole("rowheader").getByRole("link").allTextContents();

test("the list filters as one types, and the focus stays in the field", async () => {
  const page = web.page;
  await page.goto(`${url}/clients?show=all`);
  const all = (await names(page)).length;
  await page.keyboard.press("/");
  await page.keyboard.type("river", { delay: 20 });
  await page.waitForURL(`${url}/clients?q=river`);
  await page.getByRole("heading", { level: 1, name: "Clients", exact: true }).waitFor();
  assert.deepEqual(await names(page), ["Riverside Family Dental"]);
  assert.deepEqual(await page.evaluate(() => [document.activeElement.id, document.activeElement.value]), ["search", "river"]);
  assert.equal(await page.title(), "Clients: All, 1 - Safeguard");
  assert.equal(await page.getByRole("status").last().textContent(), "1 client found.");
  await axe(page, "the filtered list");
  await page.keyboard.type("x");
  await page.getByText("No client here has “riverx” in its name or city.").waitFor();
  await back(page);
  await page.waitForURL(`${url}/clients?q=river`);
  assert.deepEqual(await names(page), ["Riverside Family Dental"]);
  await back(page);
  await page.waitForURL(`${url}/clients?show=all`);
  assert.equal((await names(page)).length, all);
});

test("what is typed fast asks once", async () => {
  const page = web.page;
  await page.goto(`${url}/clients`);
  const asked = [];
  page.on("request", (request) => request.resourceType() === "fetch" && asked.push(request.url()));
  await page.getByRole("searchbox").pressSequentially("cedar", { delay: 10 });
  await page.waitForURL(`${url}/clients?q=cedar`);
  assert.deepEqual(asked, [`${url}/clients?q=cedar`]);
});

test("elsewhere, and without scripts, the field leads to the list", async () => {
  const plain = await browse({ javaScriptEnabled: false });
  await signIn(plain.page, "manager@demo.test");
  for (const page of [plain.page, web.page]) {
    await page.goto(page === plain.page ? `${url}/clients` : `${url}/account`);
    await page.getByRole("searchbox").fill("river");
    await page.getByRole("searchbox").press("Enter");
    await page.waitForURL(`${url}/clients?q=river`);
    assert.deepEqual(await names(page), ["Riverside Family Dental"]);
  }
  await plain.close();
});

test("Esc leaves the field, and the keys work again", async () => {
  const page = web.page;
  await page.goto(`${url}/clients?show=all`);
  await page.keyboard.press("/");
  await page.locator("#search:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.locator("[data-row] a:focus").first().waitFor();
});
