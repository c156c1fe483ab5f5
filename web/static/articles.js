// Copies a marked quote with its source, on an article's own page and beside an answer.
"use strict";

const SHOWN_MS = 3000; // what became of it, before the button is what it was

async function copy(button) {
  const label = (button.dataset.label ??= button.textContent);
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  } catch {
    button.textContent = button.dataset.failed; // no permission, or a page that did not come over HTTPS
  }
  const status = document.getElementById("status");
  if (status) status.textContent = button.textContent;
  setTimeout(() => (button.textContent = label), SHOWN_MS);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".copy-citation");
  if (button) copy(button);
});
