// The page is complete without this: it adds a key and a busy state.
"use strict";

const form = document.querySelector("form.ask");
const question = document.getElementById("q");

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey || !question) return;
  event.preventDefault();
  question.focus();
  question.select();
});

if (form) {
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  const filters = form.querySelectorAll(".filters input");

  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    button.setAttribute("aria-disabled", "true");
    status.textContent = form.dataset.asking;
    // What was left empty need not stand in the address.
    for (const input of filters) input.disabled = input.value === "";
  });

  // Going back may bring the page as it was left.
  window.addEventListener("pageshow", () => {
    form.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
    status.textContent = "";
    for (const input of filters) input.disabled = false;
  });
}
