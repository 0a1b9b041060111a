// Looks at pages in a browser: node look.mjs BASE NAME... opens BASE/light/NAME and BASE/dark/NAME at the widths of a
// desk, a phone and 320 px, and prints every violation of axe, every line that runs out of the page, every error of the
// console, and where the system's theme or paper has other colors than it should. SHOTS=DIR also keeps pictures.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { launch } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const widths = { desk: 1280, phone: 390, small: 320 };
const [base, ...names] = process.argv.slice(2);
const shots = process.env.SHOTS;
const found = [];

// violations runs axe through the debugger, since the page's policy admits no other script.
async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values } }), tags);
  return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} ${n.failureSummary ?? ""}`));
}

async function look(context, theme, name, size) {
  const page = await context.newPage();
  const where = `${theme}/${name} ${size}`;
  page.on("console", (message) => message.type() === "error" && found.push(`${where}: ${message.text()}`));
  page.on("pageerror", (error) => found.push(`${where}: ${error.message}`));
  await page.setViewportSize({ width: widths[size], height: 900 });
  await page.goto(`${base}/${theme}/${name}`, { waitUntil: "load" });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) found.push(`${where}: ${over} px run out of the page`);
  if (size !== "small") {
    for (const violation of await violations(page)) found.push(`${where}: ${violation}`);
  }
  if (shots) await page.screenshot({ path: `${shots}/${theme}-${name}-${size}.png`, fullPage: true });
  await page.close();
}

// ground opens a page without a theme of its own and gives the color of its text and of its ground.
async function ground(name, colorScheme, media) {
  const context = await browser.newContext({ colorScheme });
  const page = await context.newPage();
  await page.goto(`${base}/${name}`);
  await page.emulateMedia({ media, colorScheme });
  const color = await page.evaluate(() => { const body = getComputedStyle(document.body); return body.color + " on " + body.backgroundColor; });
  await context.close();
  return color;
}

// same compares what shows under two themes.
function same(what, one, other) {
  if (one !== other) found.push(`${what}: ${one}, want ${other}`);
}

const browser = await launch();
for (const theme of ["light", "dark"]) {
  const context = await browser.newContext({ colorScheme: theme === "light" ? "dark" : "light" });
  for (const name of names) {
    for (const size of Object.keys(widths)) await look(context, theme, name, size);
  }
  await context.close();
}
same("the system's dark theme", await ground("system/off", "dark", "screen"), await ground("dark/off", "light", "screen"));
same("the system's light theme", await ground("system/off", "light", "screen"), await ground("light/off", "dark", "screen"));
same("the dark theme on paper", await ground("dark/off", "dark", "print"), await ground("light/off", "light", "print"));
same("the system's dark theme on paper", await ground("system/off", "dark", "print"), await ground("light/off", "light", "print"));
await browser.close();
if (found.length > 0) {
  console.error(found.join("\n"));
  process.exit(1);
}
