// What the tests in a browser share: a browser that speaks to nobody but the server, a person who signs in, and axe.
import { readFileSync } from "node:fs";
import { createHmac } from "node:crypto";
import assert from "node:assert/strict";

const modules = new URL("../../../../static/npm/node_modules/", import.meta.url);
const { chromium } = await import(new URL("playwright-core/index.mjs", modules));
const axeSource = readFileSync(new URL("axe-core/axe.min.js", modules), "utf8");

export const url = process.env.SAFEGUARD_URL;
export const password = process.env.SAFEGUARD_PASSWORD;
export const out = process.env.SAFEGUARD_OUT;

// browse starts a browser with an empty profile and gives a page in it. Anything that goes wrong in a page fails the test:
// a script error, a request to another host, an answer of 500. That the line was cut is what a test did itself.
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
    if (message.type() === "error" && !/status of (4\d\d)|ERR_INTERNET_DISCONNECTED/.test(message.text())) faults.push(`console: ${message.text()}`);
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

// signIn signs in and gives the page that this leads to. Where a second factor is asked for, it is an app with codes.
export async function signIn(page, email) {
  await showPassword(page, email);
  await page.waitForURL(/\/(clients|login\/enroll|login\/code)(\?|$)/);
  if (page.url().includes("/login/enroll")) await enroll(page, email);
  else if (page.url().includes("/login/code")) await showCode(page, email);
  await page.waitForURL(`${url}/clients**`);
}

// showPassword fills in the page for signing in.
export async function showPassword(page, email) {
  await page.goto(`${url}/login`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const apps = new Map(); // the key of each person's app, and the last time step that it was asked for

// enroll adds an app with codes on the page that asks for a second factor, and keeps the recovery codes.
export async function enroll(page, email) {
  const key = await page.locator("code.key").innerText();
  apps.set(email, { key: key.replaceAll(" ", ""), step: 0 });
  await page.getByLabel("Type the code that the app shows").fill(await codeOf(email));
  await page.getByRole("button", { name: "Add this app" }).click();
  await page.getByLabel("I kept them").check();
  await page.getByRole("button", { name: "Go on" }).click();
}

// showCode types a code on the page that asks for one.
export async function showCode(page, email) {
  await page.getByLabel("Code from your app").fill(await codeOf(email));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

// codeOf gives a code of the person's app that was not taken yet (RFC 6238). Where the next two were, it waits for another.
export async function codeOf(email) {
  const app = apps.get(email);
  const now = () => Math.floor(Date.now() / 30000);
  while (app.step > now()) await new Promise((wake) => setTimeout(wake, 500));
  app.step = Math.max(app.step + 1, now());
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...app.key].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(app.step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
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
