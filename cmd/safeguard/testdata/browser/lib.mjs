// What the tests in a browser share: a browser that speaks to nobody but the server, a person who signs in, and axe.
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";

const modules = new URL("../../../../static/npm/node_modules/", import.meta.url);
const { chromium } = await import(new URL("playwright-core/index.mjs", modules));
const axeSource = readFileSync(new URL("axe-core/axe.min.js", modules), "utf8");

export const url = process.env.SAFEGUARD_URL;
export const password = process.env.SAFEGUARD_PASSWORD;
export const out = process.env.SAFEGUARD_OUT;

// browse starts a browser with an empty profile and gives a page in it. Anything that goes wrong in a page fails the test:
// a script error, a request to another host, an answer of 500.
export async function browse(options = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (4\d\d)/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) faults.push(`another host: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} ${response.url()}`);
  });
  const close = async () => {
    await browser.close();
    assert.deepEqual(faults, []);
  };
  return { browser, context, page, close };
}

// signIn signs in and gives the page that this leads to.
export async function signIn(page, email) {
  await page.goto(`${url}/login`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${url}/clients**`);
}

// day gives a day so many days from today, as a field for days takes it.
export function day(from) {
  const d = new Date();
  d.setDate(d.getDate() + from);
  return [d.getFullYear(), d.getMonth() + 1, d.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// axe fails where the page as it is now violates a rule. It runs in the page without being a script of it.
export async function axe(page, what) {
  await page.evaluate(axeSource);
  const result = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), tags);
  const found = result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join("; ")}`);
  assert.deepEqual(found, [], `axe on ${what}`);
}
