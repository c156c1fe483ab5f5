// Citations: a chip shows its quote on hover, focus and tap; quotes are copied with their source.
import { isWide, openPanel } from "./panel.js";

const CLOSE_AFTER_MS = 250; // time for the pointer to travel from the chip into what it shows
let peek = null; // what is shown
let shownBy = null;
let closing = 0;

function quoteOf(chip) {
  return document.getElementById(chip.hash.slice(1));
}

function closePeek() {
  clearTimeout(closing);
  peek?.remove();
  peek = shownBy = null;
}

function closeSoon() {
  clearTimeout(closing);
  closing = setTimeout(closePeek, CLOSE_AFTER_MS);
}

function place() {
  const chip = shownBy.getBoundingClientRect();
  const box = peek.getBoundingClientRect();
  const edge = 8;
  const left = Math.min(Math.max(edge, chip.left + chip.width / 2 - box.width / 2), innerWidth - box.width - edge);
  const above = chip.top - box.height - 4;
  peek.style.left = `${Math.max(edge, left)}px`;
  peek.style.top = `${above >= edge ? above : Math.min(chip.bottom + 4, Math.max(edge, innerHeight - box.height - edge))}px`;
}

function openPeek(chip) {
  clearTimeout(closing);
  if (shownBy === chip) return;
  closePeek();
  const quote = quoteOf(chip);
  const template = document.getElementById("peek");
  if (!quote || !template) return;
  peek = template.content.firstElementChild.cloneNode(true);
  const words = quote.querySelector("blockquote");
  const shown = peek.querySelector(".peek-words");
  shown.append(...[...words.childNodes].map((node) => node.cloneNode(true)));
  shown.dir = "auto";
  if (words.lang) shown.lang = words.lang;
  const title = quote.querySelector("figcaption .title");
  const byline = peek.querySelector(".byline");
  const name = document.createElement("span");
  name.textContent = title.textContent;
  byline.append(name, ...[...quote.querySelectorAll(".byline > :not(a)")].map((node) => node.cloneNode(true)));
  peek.querySelector("a").href = title.href;
  chip.after(peek);
  shownBy = chip;
  peek.addEventListener("pointerenter", () => clearTimeout(closing));
  peek.addEventListener("pointerleave", closeSoon);
  peek.addEventListener("focusout", (event) => {
    if (event.relatedTarget !== chip) closeSoon();
  });
  peek.addEventListener("focusin", () => clearTimeout(closing));
  peek.showPopover?.();
  place();
}

async function copy(button) {
  const quote = button.closest(".quote");
  const place = new URL(quote.querySelector("figcaption .title").href);
  const pattern = document.getElementById("log").dataset.quoted;
  const words = pattern.replace("{words}", () => quote.querySelector("blockquote").textContent);
  const label = (button.dataset.label ??= button.textContent);
  try {
    await navigator.clipboard.writeText(`${words} — ${button.dataset.source}\n${place}`);
    button.textContent = button.dataset.done;
  } catch {
    button.textContent = button.dataset.failed; // no permission, or a page that did not come over HTTPS
  }
  document.getElementById("status").textContent = button.textContent;
  setTimeout(() => (button.textContent = label), 3000);
}

/** Go to the next citation, or to the one before: the link under each quote that leads to its place. */
export function walk(step) {
  const links = [...document.querySelectorAll(".turn .quote .title")];
  if (links.length === 0) return;
  const here = document.activeElement?.closest(".quote")?.querySelector(".title");
  const last = [...document.querySelectorAll(".turn")].at(-1);
  const start = step > 0 ? links.findIndex((link) => last.contains(link)) : links.length - 1;
  const at = here ? (links.indexOf(here) + step + links.length) % links.length : Math.max(0, start);
  links[at].focus({ preventScroll: true });
  links[at].closest(".quote").scrollIntoView({ block: "nearest" });
}

/** Show the buttons that need a script, in the page or in a part that came later. */
export function reveal(part) {
  for (const button of part.querySelectorAll(".copy")) button.hidden = false;
}

export function startCiting() {
  reveal(document);
  const chipOf = (event) => event.target.closest?.(".chip");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch" && chipOf(event)) openPeek(chipOf(event));
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "touch" && chipOf(event)) closeSoon();
  });
  document.addEventListener("focusin", (event) => {
    const chip = chipOf(event);
    if (chip?.matches(":focus-visible")) openPeek(chip);
    else if (peek && !peek.contains(event.target)) closePeek();
  });
  document.addEventListener("focusout", (event) => {
    if (chipOf(event) && !peek?.contains(event.relatedTarget)) closeSoon();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    if (button) copy(button);
    const chip = chipOf(event);
    if (!chip) {
      if (peek && !peek.contains(event.target)) closePeek();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (event.pointerType === "touch") {
      event.preventDefault();
      openPeek(chip);
    } else if (isWide()) {
      event.preventDefault();
      closePeek();
      openPanel(quoteOf(chip).querySelector(".title").href, chip);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !peek) return;
    event.preventDefault();
    if (peek.contains(document.activeElement)) shownBy.focus();
    closePeek();
  });
  document.addEventListener("scroll", () => peek && place(), { passive: true, capture: true });
}
