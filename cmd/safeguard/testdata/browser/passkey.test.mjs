// on: demo -mfa
// Second factors in a browser with an authenticator of its own: an app with codes and a passkey are added, sign somebody in
// after the password and without it, and confirm what cannot be undone.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { axe, browse, codeOf, enroll, password, showCode, showPassword, signIn, url } from "./lib.mjs";

const manager = "manager@demo.test";
const officer = "officer@demo.test";

let web, device;
before(async () => {
  web = await browse({ reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"] });
  device = await authenticator(web.page);
});
after(() => web.close());

// authenticator plugs a device into the page that verifies its owner at once.
async function authenticator(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { cdp, authenticatorId };
}

async function signOut(page) {
  await page.locator("details.menu summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${url}/login`);
}

// looked holds a page against axe and what every page keeps to, in light and dark, on a desk and on a phone.
async function looked(page, what) {
  assert.equal(await page.locator("h1").count(), 1, `h1 of ${what}`);
  for (const [colorScheme, width] of [["light", 1280], ["dark", 390], ["light", 390], ["dark", 1280]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await axe(page, `${what}, ${colorScheme}, ${width} px`);
  }
  await page.setViewportSize({ width: 320, height: 700 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${what} is wider than 320 px`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

test("an app with codes is added at the first sign-in", async () => {
  const { page } = web;
  await page.goto(`${url}/login`);
  await looked(page, "sign-in with the button for passkeys");
  await showPassword(page, officer);
  await page.waitForURL(/\/login\/enroll/);
  await looked(page, "adding a second factor");
  await page.goto(`${url}/clients`);
  assert.match(page.url(), /\/login\/enroll\?next=%2Fclients$/);
  await page.getByLabel("Type the code that the app shows").fill("000000");
  await page.getByRole("button", { name: "Add this app" }).click();
  await page.getByRole("alert").first().waitFor();
  await looked(page, "a wrong code of an app");
  await enroll(page, officer);
  await page.waitForURL(`${url}/clients**`);
  await signOut(page);
  await showPassword(page, officer);
  await page.waitForURL(/\/login\/code/);
  await looked(page, "the second factor");
  await showCode(page, officer);
  await page.waitForURL(`${url}/clients**`);
  await signOut(page);
});

test("a passkey is added, and recovery codes are kept", async () => {
  const { page } = web;
  await showPassword(page, manager);
  await page.waitForURL(/\/login\/enroll/);
  await page.getByLabel("Name of the passkey").fill("Dana's laptop");
  await page.getByRole("button", { name: "Add this passkey" }).click();
  await page.waitForURL(/\/login\/codes/);
  await looked(page, "recovery codes");
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByText("Copied.").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^([0-9a-z]{5}-[0-9a-z]{5}\n?){10}$/);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("alert").first().waitFor();
  await looked(page, "recovery codes that nobody kept");
  await page.getByLabel("I kept them").check();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.waitForURL(`${url}/clients**`);
  await page.goto(`${url}/account`);
  await page.getByRole("rowheader", { name: "Dana's laptop" }).waitFor();
  await looked(page, "the account with a passkey");
  await signOut(page);
});

test("the passkey signs in without a password, and after it", async () => {
  const { page } = web;
  await page.goto(`${url}/login?next=/account`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL(`${url}/account`);
  await page.locator("main").getByText(manager).waitFor();
  await signOut(page);
  await showPassword(page, manager);
  await page.waitForURL(/\/login\/code/);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL(`${url}/clients**`);
  await signOut(page);
});

test("a passkey that does not verify its owner, or is none of ours, is refused", async () => {
  const { page } = web;
  const { cdp, authenticatorId } = device;
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.goto(`${url}/login`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.locator("[data-passkey-wrong]:visible").waitFor();
  await looked(page, "sign-in with a passkey that was refused");
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  // A copy of the passkey that counts from before.
  await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
  await cdp.send("WebAuthn.addCredential", { authenticatorId, credential: { ...credentials[0], signCount: 0 } });
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("This passkey is not taken here.").waitFor();
  await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
  await cdp.send("WebAuthn.addCredential", { authenticatorId, credential: credentials[0] });
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL(`${url}/clients**`);
  await signOut(page);
});

test("a passkey is added in the account", async () => {
  const { page } = web;
  await signIn(page, officer);
  await page.goto(`${url}/account`);
  await page.getByRole("link", { name: "Add an app or a passkey" }).click();
  await looked(page, "adding another factor");
  await page.getByLabel("Name of the passkey").fill("");
  await page.getByRole("button", { name: "Add this passkey" }).click();
  await page.waitForURL(`${url}/account`);
  await page.getByRole("rowheader", { name: "Passkey", exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove App" }).click();
  await page.getByText("Removed. It lets nobody in any more.").waitFor();
  await page.getByRole("button", { name: "Remove Passkey" }).click();
  await page.getByRole("alert").first().waitFor();
  await looked(page, "the last factor");
  await signOut(page);
});

test("without JavaScript codes do the work", async () => {
  const plain = await browse({ javaScriptEnabled: false });
  const { page } = plain;
  await signIn(page, "admin@demo.test");
  await page.goto(`${url}/account`);
  await page.getByRole("rowheader", { name: "App" }).waitFor();
  await page.goto(`${url}/login/confirm`);
  await page.context().clearCookies();
  await page.goto(`${url}/login`);
  assert.equal(await page.getByRole("button", { name: "Sign in with a passkey" }).isVisible(), false);
  assert.ok(password.length > 0 && (await codeOf("admin@demo.test")).length === 6);
  await plain.close();
});
