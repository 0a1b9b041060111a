// The pages of people: a field that filters a long list of clients, and a button that copies a link. Without it the list is
// there whole, and the link stands in a field to be copied by hand.
(() => {
  "use strict";

  for (const field of document.querySelectorAll("[data-filter]")) {
    const list = document.getElementById(field.dataset.filter);
    field.closest("[data-filter-line]").hidden = false;
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      let found = 0;
      for (const row of list.children) {
        row.hidden = !row.dataset.name.toLowerCase().includes(wanted);
        if (!row.hidden) found++;
      }
      window.safeguard?.say?.(found === 1 ? "1 client shown." : `${found} clients shown.`);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // it would send the form
    });
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue; // a page over plain http has none, and the field is there
    const field = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        window.safeguard?.status?.("The link is copied.");
      } catch {
        window.safeguard?.status?.("Not copied: press Ctrl+C, the link is marked.");
      }
    });
  }
})();
