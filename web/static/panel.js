// The article beside the answer, at the quoted words. Where there is no room for it, links lead to its own page.
const panel = document.getElementById("panel");
const text = document.getElementById("panel-text");
let openedBy = null;
let request = null;

export function isWide() {
  return panel !== null && matchMedia("(min-width: 64rem)").matches;
}

export async function openPanel(href, opener) {
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  openedBy = opener;
  document.getElementById("panel-page").href = href;
  text.textContent = text.dataset.loading;
  panel.hidden = false;
  document.body.classList.add("has-panel");
  const place = new URL(href);
  try {
    const reply = await fetch(`${place.pathname}/reading${place.search}`, { signal });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const part = page.querySelector(reply.ok ? "article" : ".failure");
    if (!part) throw new TypeError("not an article");
    text.replaceChildren(part);
  } catch {
    if (!signal.aborted) location.href = href;
    return;
  }
  text.scrollTop = 0;
  const mark = text.querySelector("mark");
  if (mark) {
    const above = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTop = Math.max(0, above - text.clientHeight / 3);
  }
  (text.querySelector("mark[tabindex]") ?? text).focus({ preventScroll: true });
}

function closePanel() {
  request?.abort();
  panel.hidden = true;
  document.body.classList.remove("has-panel");
  text.replaceChildren();
  openedBy?.focus();
  openedBy = null;
}

export function startPanel() {
  if (!panel) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-reads]");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || !isWide()) return;
    event.preventDefault();
    const chip = link.closest(".peek")?.previousElementSibling;
    openPanel(link.href, chip ?? link);
  });
  document.getElementById("panel-close").addEventListener("click", closePanel);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || panel.hidden) return;
    if (document.querySelector("dialog[open]")) return;
    closePanel();
  });
}
