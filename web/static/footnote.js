// The pages are complete without this. It adds keys, a theme, and on the conversation page answers without a reload.
import { startAsking } from "./asking.js";
import { startCiting, walk } from "./citing.js";
import { startPanel } from "./panel.js";

const question = document.getElementById("q");
const help = document.getElementById("help");

function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Storage may be switched off: the choice holds for this page.
  }
}

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function startTheme() {
  const button = document.getElementById("theme");
  const root = document.documentElement;
  const names = ["system", "light", "dark"];
  const describe = () => {
    const words = `${button.dataset.label}: ${button.dataset[root.dataset.theme ?? "system"]}`;
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  button.addEventListener("click", () => {
    const next = names[(names.indexOf(root.dataset.theme ?? "system") + 1) % names.length];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    remember("footnote.theme", next === "system" ? null : next);
    describe();
  });
  describe();
  button.hidden = false;
}

function startHelp() {
  const button = document.getElementById("show-help");
  const single = document.getElementById("single-keys");
  single.checked = recall("footnote.keys") !== "off";
  single.addEventListener("change", () => remember("footnote.keys", single.checked ? null : "off"));
  button.addEventListener("click", () => help.showModal());
  help.addEventListener("click", (event) => {
    if (event.target === help) help.close(); // the backdrop
  });
  button.hidden = false;

  const keys = {
    "/": () => {
      if (question) {
        question.focus();
        question.select();
      } else {
        location.href = "/";
      }
    },
    "?": () => help.showModal(),
    "]": () => walk(1),
    "[": () => walk(-1),
  };
  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    // AltGr is Ctrl and Alt together, and writes brackets on many keyboards.
    const isCommand = (event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph");
    if (!act || !single.checked || isTyping || isCommand || event.metaKey || help.open) return;
    event.preventDefault();
    act();
  });
}

startTheme();
startHelp();
startCiting(); // before the panel: Escape closes what lies on top first
startPanel();
startAsking();
