// A person at a page: finds things by what they are called, and counts what a hand does. An action is a command key, a
// click, or a field that is filled.
import assert from "node:assert/strict";
import { url } from "./lib.mjs";

// labelled finds a label by its words. Its key may stand before them.
export function labelled(within, name) {
  const words = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return within.locator("label").filter({ hasText: new RegExp(`^\\s*(\\d\\s*)?${words}\\s*$`) });
}

export class Hand {
  actions = 0;

  // quick says that the pages run their scripts.
  constructor(page, { quick = true } = {}) {
    this.page = page;
    this.quick = quick;
  }

  // open goes to an address that is known, such as one kept from before. It is no action of the budget's.
  async open(path) {
    await this.page.goto(path.startsWith("http") ? path : url + path);
  }

  async press(keys) {
    this.actions++;
    await this.page.keyboard.press(keys);
  }

  async fill(label, text, within = this.page) {
    this.actions++;
    await within.getByLabel(label, { exact: typeof label === "string" }).fill(String(text));
  }

  // choose takes an option of a select.
  async choose(label, option, within = this.page) {
    this.actions++;
    await within.getByLabel(label, { exact: true }).selectOption({ label: option });
  }

  // tick takes a radio button or a box, on its label as most people do.
  async tick(name, within = this.page) {
    this.actions++;
    await labelled(within, name).check();
  }

  // follow clicks a link that leads to another page.
  async follow(name, within = this.page) {
    await this.leave(() => within.getByRole("link", { name }).first().click());
  }

  // send clicks the button that sends a form.
  async send(name, within = this.page) {
    await this.leave(() => within.getByRole("button", { name }).click());
  }

  // leave does what ends on another page, and waits until that has come.
  async leave(act) {
    this.actions++;
    await Promise.all([this.page.waitForEvent("domcontentloaded"), act()]);
  }

  // saved does what the page saves by itself, and waits until it is.
  async saved(act) {
    this.actions++;
    const [response] = await Promise.all([this.page.waitForResponse((r) => r.request().method() === "POST" && !r.url().endsWith("/unsaved")), act()]);
    assert.equal(response.status(), 200, response.url());
    await response.finished();
  }

  // settled does what saves: by itself with JavaScript, else by way of another page.
  settled(act) {
    return this.quick ? this.saved(act) : this.leave(act);
  }

  // unfold opens a fold, where it is not open yet.
  async unfold(summary, within = this.page) {
    const fold = within.locator("details", { has: this.page.locator("summary", { hasText: summary }) }).first();
    if ((await fold.getAttribute("open")) === null) {
      this.actions++;
      await fold.locator("summary").first().click();
    }
  }
}
