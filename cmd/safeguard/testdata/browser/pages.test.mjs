// on: demo
// Every page that links lead to: axe in light and dark, on a desk and on a phone, one heading of level 1, a title of its
// own, and no scrolling sideways at 320 px. Pages are found by their links, so that new ones join by themselves.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { axe, browse, signIn, url } from "./lib.mjs";

const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const narrow = { width: 320, height: 700 };

// Each kind of page is looked at twice: light on a desk and dark on a phone, and another page of the kind dark on a desk.
const looks = [
  [{ colorScheme: "light", viewport: desk }, { colorScheme: "dark", viewport: phone }],
  [{ colorScheme: "dark", viewport: desk }],
];

const named = /^(sections|answers|risks|plan|questionnaires)$/; // what follows them in an address is a name
const filed = /\.(pdf|zip|csv|xlsx)$/;

// kindOf gives the route of an address, as far as it shows: ids and names are left out, and of a query the keys remain.
function kindOf(address) {
  const { pathname, searchParams } = new URL(address);
  const parts = pathname.split("/");
  const kinds = parts.map((part, i) => (/^([0-9a-f-]{36}|comparison-\d+)$/.test(part) || (named.test(parts[i - 1]) && part !== "new") ? "*" : part));
  return [kinds.join("/"), ...[...searchParams.keys()].sort()].join(" ");
}

// A document on screen is looked at once, for whoever comes first: they are the largest pages.
const reading = /\/reports\/[a-z]/;
const readings = new Set();
const large = 2500; // elements

// again reports whether a kind of page was looked at often enough: once where only the query differs from one without.
function again(kind, time, most) {
  if (!reading.test(kind)) return time >= (kind.includes(" ") ? 1 : most);
  const was = readings.has(kind);
  readings.add(kind);
  return was;
}

// crawl follows links from the clients on and calls look with each page, so many times for each kind of page.
async function crawl(page, most, look) {
  const queue = [`${url}/clients?show=all`];
  const seen = new Set();
  const times = new Map();
  while (queue.length > 0) {
    const address = queue.shift().replace(/#.*/, "");
    const kind = kindOf(address);
    const time = times.get(kind) ?? 0;
    if (seen.has(address) || again(kind, time, most)) continue;
    seen.add(address);
    times.set(kind, time + 1);
    await page.setViewportSize(desk);
    const response = await page.goto(address);
    assert.equal(response.status(), 200, address);
    const links = await page.locator("a[href]").evaluateAll((list) => list.filter((a) => !a.hasAttribute("data-download")).map((a) => a.href));
    queue.push(...links.filter((link) => link.startsWith(url) && !filed.test(new URL(link).pathname)));
    await look(kind, reading.test(kind) ? readings.size % looks.length : time);
  }
  return times;
}

// checked holds a page against what every page keeps to, in the looks of its turn.
async function checked(page, what, turn = 0) {
  assert.equal(await page.locator("h1").count(), 1, `h1 of ${what}`);
  const twice = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i));
  assert.deepEqual(twice, [], `ids that come twice on ${what}`);
  if (await page.locator("*").count() > large) {
    await fits(page, what);
    await shorten(page);
  }
  for (const { colorScheme, viewport } of looks[turn]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await axe(page, `${what}, ${colorScheme}, ${viewport.width} px`);
  }
  await unfold(page);
  if (turn === 0) await axe(page, `${what}, unfolded`); // what is folded has the same colors on a desk and on a phone
  await fits(page, what);
}

// fits fails where a page scrolls sideways on a narrow screen.
async function fits(page, what) {
  await page.setViewportSize(narrow);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${what} is ${wide} px wider than 320 px`);
}

// shorten leaves the beginning of a long page and of each of its tables, since axe takes minutes for all of it.
async function shorten(page) {
  await page.evaluate(() => document.querySelectorAll(".reading > :nth-child(n+25), .reading tbody tr:nth-child(n+4), main tbody tr:nth-child(n+12)").forEach((e) => e.remove()));
}

// The menu would lie over what is under it.
async function unfold(page) {
  await page.evaluate(() => document.querySelectorAll("details:not(.menu)").forEach((fold) => { fold.open = true; }));
}

let web;
before(async () => { web = await browse({ reducedMotion: "reduce" }); }); // a color on its way to another has no contrast yet
after(() => web.close());

test("signing in", async () => {
  const { page } = web;
  await page.goto(`${url}/login`);
  await checked(page, "sign-in");
  await page.getByLabel("Email").fill("manager@demo.test");
  await page.getByLabel("Password").fill("not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  assert.match(await page.title(), /^Error: /);
  await checked(page, "sign-in with a wrong password", 1);
});

test("forms that were sent wrong", async () => {
  const { page } = web;
  await signIn(page, "manager@demo.test");
  await page.goto(`${url}/clients/new`);
  await page.getByRole("button", { name: "Add client" }).click();
  await page.getByRole("alert").waitFor();
  await checked(page, "a client without a name");
  await page.goto(`${url}/clients?q=nobody+has+this+name`);
  await checked(page, "a search that finds nothing", 1);
  await page.goto(`${url}/clients/nobody`);
  await checked(page, "a page that is not found", 1);
});

test("the first page is small", async (t) => {
  const { browser, page } = web;
  await page.context().clearCookies();
  await signIn(page, "manager@demo.test");
  const cookies = await page.context().cookies();
  const context = await browser.newContext({ storageState: { cookies, origins: [] } });
  const fresh = await context.newPage();
  const weigh = async () => {
    const loads = [];
    const hear = (request) => loads.push(request.sizes());
    fresh.on("requestfinished", hear);
    await fresh.goto(`${url}/clients?show=all`);
    await fresh.waitForLoadState("networkidle");
    fresh.off("requestfinished", hear);
    const sizes = await Promise.all(loads);
    return [sizes.length, sizes.reduce((sum, s) => sum + s.responseBodySize + s.responseHeadersSize, 0)];
  };
  const [requests, cold] = await weigh();
  const [, warm] = await weigh();
  t.diagnostic(`cold: ${requests} requests, ${cold} bytes; warm: ${warm} bytes`);
  assert.ok(requests <= 8 && cold <= 120_000, "cold");
  assert.ok(warm <= 20_000, "warm");
  await context.close();
});

// An officer sees less of the same pages, so one look at each is enough.
for (const [who, most] of [["manager", looks.length], ["officer", 1]]) {
  test(`every page that the ${who} can go to`, { timeout: 900_000 }, async (t) => {
    const { page } = web;
    await page.context().clearCookies();
    await signIn(page, `${who}@demo.test`);
    const titles = new Map();
    const faults = [];
    const times = await crawl(page, most, async (kind, turn) => {
      const title = await page.title();
      const place = new URL(page.url()).pathname;
      if (titles.has(title) && titles.get(title) !== place) faults.push(`${place} and ${titles.get(title)} are both titled ${title}`);
      titles.set(title, place);
      await checked(page, kind, turn).catch((fault) => faults.push(fault.message));
    });
    t.diagnostic(`${times.size} kinds of pages`);
    assert.deepEqual(faults, []);
  });
}
