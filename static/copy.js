// The page on which questions are shared: how many of each section are chosen, and a button that chooses all of a section.
// Without it the boxes are there, and the counts say what was chosen when the page was made.
(() => {
  "use strict";

  for (const section of document.querySelectorAll("[data-sharing]")) {
    const boxes = [...section.querySelectorAll('input[type="checkbox"]')];
    const count = section.querySelector("[data-of]");
    const tell = () => { count.textContent = `${boxes.filter((box) => box.checked).length} of ${count.dataset.of} chosen`; };
    const all = section.querySelector("[data-whole]");
    all.hidden = boxes.length === 0;
    all.querySelector("button").addEventListener("click", () => {
      for (const box of boxes) box.checked ||= box.dataset.answered === undefined;
      tell();
    });
    section.addEventListener("change", tell);
    tell();
  }
})();
