// Passkeys on the pages that use them, and the buttons beside recovery codes. Without this script the buttons stay hidden,
// and codes do the work.
(() => {
  "use strict";

  const able = window.isSecureContext && typeof window.PublicKeyCredential === "function" && navigator.credentials;

  // WebAuthn speaks bytes, and the server base64url.
  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (c) => c.charCodeAt(0));
  }

  function text(buffer) {
    let plain = "";
    for (const b of new Uint8Array(buffer)) plain += String.fromCharCode(b);
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function listed(list) {
    return (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  }

  function answerOf(credential) {
    const r = credential.response;
    const response = { clientDataJSON: text(r.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (r[name]) response[name] = text(r[name]);
    }
    if (r.getTransports) response.transports = r.getTransports();
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: credential.getClientExtensionResults() };
  }

  async function post(address, body) {
    const response = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (!response.ok || response.redirected) throw new Error(String(response.redirected ? 401 : response.status));
    return response.json();
  }

  async function ask(part) {
    const { publicKey } = await post(part.dataset.begin, {});
    publicKey.challenge = bytes(publicKey.challenge);
    if (part.dataset.passkey === "enroll") {
      publicKey.user.id = bytes(publicKey.user.id);
      publicKey.excludeCredentials = listed(publicKey.excludeCredentials);
      return navigator.credentials.create({ publicKey });
    }
    publicKey.allowCredentials = listed(publicKey.allowCredentials);
    return navigator.credentials.get({ publicKey });
  }

  function why(fault) {
    switch (fault.name === "Error" ? fault.message : fault.name) {
      case "InvalidStateError":
        return "This device has a passkey for you already. Use that one, or take another device.";
      case "NotAllowedError":
      case "AbortError":
        return "Nothing was done: the request was closed, or took too long. Try again.";
      case "401":
        return "You were signed out meanwhile. Load the page again to sign in.";
      case "403":
        return "It has to be confirmed again that it is you. Load the page again.";
      case "429":
        return "Too many tries. Wait a minute, then try again.";
      case "400":
      case "422":
        return "This passkey is not taken here. Try again with another one, or use a code.";
      default:
        return "The passkey could not be used. Try again, or use a code.";
    }
  }

  async function use(part) {
    const wrong = part.querySelector("[data-passkey-wrong]");
    const button = part.querySelector("[data-passkey-button]");
    if (button.getAttribute("aria-disabled") === "true") return;
    wrong.hidden = true;
    button.setAttribute("aria-disabled", "true");
    try {
      const credential = answerOf(await ask(part));
      const name = document.getElementById("passkey-name")?.value ?? "";
      const { next } = await post(part.dataset.finish, { name, next: part.dataset.next, credential });
      const form = document.getElementById("code-form");
      if (part.dataset.passkey === "confirm" && !part.dataset.next) form.requestSubmit();
      else location.assign(next);
    } catch (fault) {
      wrong.textContent = why(fault);
      wrong.hidden = false;
    } finally {
      button.removeAttribute("aria-disabled");
    }
  }

  for (const part of document.querySelectorAll("[data-passkey]")) {
    part.hidden = false;
    part.querySelector("[data-passkey-none]").hidden = Boolean(able);
    const button = part.querySelector("[data-passkey-button]");
    button.hidden = !able;
    button.addEventListener("click", () => use(part));
    const name = document.querySelector("[data-passkey-name]");
    if (name) name.hidden = !able;
  }

  for (const part of document.querySelectorAll("[data-codes]")) {
    part.hidden = false;
    part.addEventListener("click", async (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if ("print" in button.dataset) return window.print();
      const list = [...document.getElementById(button.dataset.copy).querySelectorAll("code")].map((code) => code.textContent);
      try {
        await navigator.clipboard.writeText(list.join("\n"));
        window.safeguard.status("Copied. Paste them into your password manager.");
      } catch {
        window.safeguard.status("Not copied: this browser does not allow it. Select the codes and copy them.");
      }
    });
  }
})();
