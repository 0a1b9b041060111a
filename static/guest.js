// Saves the answer of a contact a moment after it was chosen, by sending the form as its button would. Without this script
// the button saves; where a save fails, everything typed stays on the page.
"use strict";
(() => {
  const form = document.querySelector("form[data-answer]");
  if (!form || !window.fetch) return;
  const status = document.getElementById("saved");
  const pause = 600;
  let timer = 0;
  let sending = false;
  let waiting = false; // something changed while a save was under way

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };

  // Passing a question on is never done by itself, nor is a reason asked for before it was written.
  const ready = () => {
    const chosen = [...form.querySelectorAll("input[type=radio]:checked")];
    const reason = form.querySelector("textarea[name^=reason]");
    return chosen.length > 0 && !chosen.some((c) => c.classList.contains("asks-colleague") ||
      (c.classList.contains("asks-reason") && reason && !form.elements[c.name.replace("response", "reason")].value.trim()));
  };

  async function save() {
    if (sending) {
      waiting = true;
      return;
    }
    if (!ready()) return;
    sending = true;
    const slow = setTimeout(() => say("Saving..."), 300);
    const stop = window.AbortController ? new AbortController() : null;
    const late = setTimeout(() => stop && stop.abort(), 15000);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
        credentials: "same-origin",
        redirect: "manual",
        signal: stop ? stop.signal : undefined,
      });
      clearTimeout(slow);
      if (answer.ok) {
        const saved = await answer.json();
        for (const field of form.querySelectorAll("[data-revision]")) {
          const revision = saved.revisions[field.dataset.revision];
          if (revision !== undefined) field.value = revision;
        }
        say("Saved " + saved.at);
      } else if (answer.status < 500) {
        waiting = false;
        say("Not saved yet. Press the button below to see why. Your text is still here.");
      } else {
        failed();
      }
    } catch {
      clearTimeout(slow);
      failed();
    }
    clearTimeout(late);
    sending = false;
    if (waiting) {
      waiting = false;
      save();
    }
  }

  function failed() {
    waiting = false;
    say("Not saved: the server did not answer. Your text is still here. Try again.");
  }

  // A radio is saved when it is chosen, a text when it is left.
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  });
  // The button sends the form as it is now. What is under way meanwhile would make its revision an old one.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    waiting = false;
    if (!sending) return;
    event.preventDefault();
    const by = event.submitter;
    const again = setInterval(() => {
      if (sending) return;
      clearInterval(again);
      if (form.requestSubmit) form.requestSubmit(by || undefined);
      else form.submit();
    }, 50);
  });
})();
