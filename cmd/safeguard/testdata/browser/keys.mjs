// Walking through a section by its keys: j goes to the first card, c confirms, 1 to 5 answer, and from
// then on the focus goes by itself to what comes next.
import { day } from "./lib.mjs";

const question = "article h3:focus";
const site = "article legend[data-site]:focus";
const decision = "article form[data-decision] input:focus";
const onward = "a[data-next]:focus";
const any = [question, site, decision, onward].join(", ");

export class Walker {
  constructor(hand) {
    this.hand = hand;
    this.page = hand.page;
  }

  card(title) {
    return this.page.getByRole("article", { name: title, exact: true });
  }

  // through goes to the first card and has act answer each question that comes up, until the focus is on what leads to the
  // next section. Where an answer calls for a decision, it is written.
  async through(act, approver) {
    await this.page.waitForLoadState("load");
    await this.page.waitForTimeout(100); // as long as a browser may take to go to the place of the address
    if ((await this.page.locator(any).count()) === 0) await this.hand.press("j");
    await this.page.locator(any).waitFor();
    while ((await this.page.locator(onward).count()) === 0) {
      if (await this.page.locator(decision).count()) {
        await this.decide(approver);
      } else {
        const before = await this.page.locator(any).textContent();
        await act(await this.title(), this);
        await this.page.locator(any).filter({ hasNotText: before }).waitFor();
      }
    }
  }

  // title is the question of the card with the focus.
  title() {
    return this.page.locator("article:focus-within").getByRole("heading", { level: 3 }).textContent();
  }

  // confirm takes last year's answer. The clock of the page is put forward first, for the time in which a person reads:
  // a confirmation is not taken in the first moment.
  async confirm() {
    await this.page.clock.fastForward(4000);
    await this.hand.press("c");
  }

  // answer chooses by its key, and writes what the answer needs into the fields that get the focus one after the other. A
  // day that is due has its field after the one for who finds out.
  async answer(key, words = [], due = "") {
    await this.hand.press(key);
    for (const text of words) await this.write(text);
    if (due) await this.due(due);
    if (words.length) await this.hand.press("Control+Enter");
  }

  async write(text) {
    await this.page.locator(":is(textarea, input:not([type=radio])):focus").waitFor();
    this.hand.actions++;
    await this.page.keyboard.insertText(text);
  }

  // due types a day as the field takes it: month, day, year.
  async due(date) {
    const [year, month, day] = date.split("-");
    await this.hand.press("Tab");
    this.hand.actions++;
    await this.page.keyboard.type(month + day + year);
  }

  // decide writes the decision in whose first field the focus is.
  async decide(approver) {
    const form = this.page.locator("form[data-decision]:focus-within");
    const id = await form.getAttribute("id");
    const fields = this.page.locator(`[id="${id}"]`);
    await this.hand.press("Space");
    await this.hand.fill("What is reasonable and appropriate here?", "Reasonable for an organization of this size.", fields);
    await this.hand.fill("Who approved it?", approver, fields);
    await this.hand.fill("Their title", "Security official", fields);
    await this.hand.fill("On which day?", day(0), fields);
    await this.hand.fill("When is it reviewed next?", day(300), fields);
    await this.hand.press("Control+Enter");
    await this.page.locator([question, site, onward].join(", ")).waitFor();
  }

  // next goes on to the next section by the link with the focus, and tells whether there is one.
  async next() {
    const label = await this.page.locator(onward).textContent();
    if (!label.includes("Next section")) return false;
    await this.hand.leave(() => this.page.keyboard.press("Enter"));
    return true;
  }
}
