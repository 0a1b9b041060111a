// Walks the gallery with the keyboard alone: node keys.mjs BASE prints what a key did not do.
import { launch } from "./browser.mjs";

const [base] = process.argv.slice(2);
const browser = await launch();
const page = await browser.newPage();
const wrong = [];

// expect opens a page, presses keys and compares what see then finds in the page.
async function expect(what, name, keys, see, want) {
  await page.goto(`${base}/light/${name}`);
  for (const key of keys) await (typeof key === "function" ? key() : page.keyboard.press(key));
  const got = await page.evaluate(see);
  if (got !== want) wrong.push(`${what}: ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

const focused = () => document.activeElement.textContent.trim() || document.activeElement.id || document.activeElement.tagName;
const here = () => location.pathname + location.hash;
const menu = () => document.querySelector("details.menu").open;
const answer = () => document.querySelector("#main .question input:checked")?.value ?? "none";
const settle = (path) => () => page.waitForURL(base + path);
const focus = (selector) => () => page.focus(selector);
// stay keeps the page while a form is sent: as long as the answer is on its way.
const stay = () => page.evaluate(() => {
  window.sent = 0;
  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) window.sent += 1;
    event.preventDefault();
  });
});
const click = (selector) => () => page.click(selector);

await expect("/ goes to the search", "gallery", ["/"], focused, "search");
await expect("g c goes to clients", "gallery", ["g", "c", settle("/clients")], here, "/clients");
await expect("? opens the help", "gallery", ["?", settle("/help/keys")], here, "/help/keys");
await expect("the second key of a pair does nothing alone", "gallery", ["q"], here, "/light/gallery");
await expect("j goes to the first row", "gallery", ["j"], focused, "Workforce security");
await expect("j j k comes back", "gallery", ["j", "j", "k"], focused, "Workforce security");
await expect("k stays at the first row", "gallery", ["j", "k"], focused, "Workforce security");
await expect("j reaches the question", "gallery", ["j", "j", "j", "j"], () => document.activeElement.tagName, "H3");
await expect("1 answers the question with the focus", "gallery", ["j", "j", "j", "j", "1"], answer, "yes");
await expect("1 answers no question elsewhere", "gallery", ["j", "1"], answer, "none");
await expect("keys are dead in a field", "gallery", [focus("#name"), "g", "c", "?", "j"], here, "/light/gallery");
await expect("keys with Control are the browser's", "gallery", ["Control+j"], () => document.activeElement.tagName, "BODY");
await expect("keys that are off do nothing", "off", ["j"], () => document.activeElement.tagName, "BODY");
await expect("pairs that are off do nothing", "off", ["g", "c"], here, "/light/off");
await expect("Escape closes the menu", "gallery", [click("details.menu summary"), "Escape"], menu, false);
await expect("Escape closes the menu with keys off", "off", [click("details.menu summary"), "Escape"], menu, false);
await expect("Escape gives the focus back", "gallery", [click("details.menu summary"), "Escape"], focused, "Dana Reyes");
await expect("a click elsewhere closes the menu", "gallery", [click("details.menu summary"), click("h1")], menu, false);
await expect("problems have the focus", "problems", [], () => document.activeElement.id, "problems");
await expect("a problem leads to its field", "problems", ["Tab", "Enter"], () => document.activeElement.id, "reason");
await expect("the first Tab offers to skip", "gallery", ["Tab"], focused, "Skip to the main content");
await expect("skipping leads into the page", "gallery", ["Tab", "Enter", "Tab"], focused, "Clients");
await expect("a slow form says so", "off", [stay, focus("#slow button"), "Enter"], () => document.querySelector("#slow button").textContent.trim() + " " + document.getElementById("status-line").textContent, "Working... Working...");
await expect("a form is sent once", "off", [stay, focus("#slow button"), "Enter", "Enter"], () => window.sent, 1);
await expect("a frame that needs no scrolling takes no focus", "gallery", [() => page.waitForFunction(() => !document.querySelector(".table-frame[tabindex]"))], () => document.querySelectorAll(".table-frame[tabindex]").length, 0);
await expect("a short wait says nothing", "gallery", [() => page.evaluate(() => window.safeguard.busy("Saving...")())], () => document.getElementById("status-line").textContent, "");
await expect("a long wait says so", "gallery", [() => page.evaluate(() => { window.safeguard.busy("Saving..."); }), () => page.waitForFunction(() => document.getElementById("status-line").textContent !== "")], () => document.getElementById("status-line").textContent, "Saving...");
await expect("htmx puts no style into the page", "gallery", [], () => document.adoptedStyleSheets.length + document.querySelectorAll("style").length, 0);

await browser.close();
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
