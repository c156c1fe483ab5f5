// Questions without a reload: the page at the conversation's next address is fetched, and its last turn taken.
import { reveal } from "./citing.js";

const MOST_TURNS = 10; // as many as an address holds; then the page is loaded anew, and the oldest falls off
const form = document.getElementById("ask");
const log = document.getElementById("log");
const box = document.getElementById("q");
const status = document.getElementById("status");
const FILTERS = ["article", "source", "collection", "language", "since", "until"];
let shown = location.search; // which conversation stands on the page
let isAsking = false;

function fields(name, question) {
  const sent = new URLSearchParams();
  for (const input of form.querySelectorAll("#kept input")) sent.append(input.name, input.value);
  sent.append(name, question);
  for (const filter of FILTERS) {
    const value = form.elements[filter]?.value.trim();
    if (value) sent.append(filter, value);
  }
  return sent;
}

function hasOtherFilters(sent) {
  const before = new URLSearchParams(shown);
  return FILTERS.some((name) => (before.get(name)?.trim() ?? "") !== (sent.get(name) ?? ""));
}

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

function begin(question) {
  if (document.body.classList.contains("opening")) {
    document.body.classList.replace("opening", "running");
    document.getElementById("opening").remove();
    const heading = document.querySelector("main h1");
    heading.textContent = heading.dataset.running;
    heading.className = "unseen";
    box.placeholder = box.dataset.follow;
  }
  if (box.value.trim() === question) box.value = "";
  for (const part of log.querySelectorAll(".next, .turn.failed")) part.remove();
  const turn = document.getElementById("asking").content.firstElementChild.cloneNode(true);
  turn.querySelector("h2").textContent = question;
  log.append(turn);
  form.setAttribute("aria-busy", "true");
  turn.scrollIntoView({ block: "start" });
  return turn;
}

function fail(turn, section, retry) {
  const heading = section.querySelector("h1, h3");
  const smaller = document.createElement("h3");
  smaller.append(...heading.childNodes);
  heading.replaceWith(smaller);
  section.removeAttribute("aria-labelledby");
  turn.classList.replace("asking", "failed");
  turn.removeAttribute("aria-busy");
  turn.querySelector(".busy").replaceWith(section);
  for (const link of section.querySelectorAll("[data-retry]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      retry();
    });
  }
  countDown(section);
  status.textContent = [...section.querySelectorAll("h3, .detail")].map((part) => part.textContent).join(". ");
}

function countDown(part) {
  const link = part.querySelector("[data-seconds]");
  if (!link) return;
  const words = link.textContent;
  const ends = Date.now() + 1000 * Number(link.dataset.seconds);
  const tick = () => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    link.textContent = left > 0 ? link.dataset.wait.replace("{seconds}", String(left)) : words;
    if (left > 0 && link.isConnected) setTimeout(tick, 250);
  };
  tick();
}

async function ask(name, question) {
  if (isAsking) return;
  const sent = fields(name, question);
  const address = `/?${sent}`;
  const count = sent.getAll("q").length + sent.getAll("exact").length;
  if (count > MOST_TURNS || (shown && hasOtherFilters(sent))) {
    location.href = `${address}#turn-${Math.min(count, MOST_TURNS)}`;
    return;
  }
  isAsking = true;
  const turn = begin(question);
  try {
    const reply = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const answered = [...page.querySelectorAll("#log > .turn")].at(-1);
    const failure = page.querySelector(".failure");
    if (reply.ok && answered) take(page, turn, answered, address);
    else if (failure) fail(turn, failure, () => ask(name, question));
    else location.href = address; // a page of another kind, such as that to sign in
  } catch {
    const lost = document.getElementById("no-reply").content.firstElementChild.cloneNode(true);
    fail(turn, lost, () => ask(name, question));
  } finally {
    isAsking = false;
    form.removeAttribute("aria-busy");
    if (turn.classList.contains("failed") && !box.value) box.value = question;
    grow();
  }
}

function take(page, turn, answered, address) {
  turn.replaceWith(answered);
  reveal(answered);
  for (const id of ["kept", "tools", "exports"]) document.getElementById(id).replaceWith(page.getElementById(id));
  document.title = page.title;
  form.setAttribute("action", page.getElementById("ask").getAttribute("action"));
  shown = address.slice(1);
  history.pushState(null, "", `${address}#${answered.id}`);
  answered.scrollIntoView({ block: "start" });
  if (document.activeElement === document.body) {
    const heading = answered.querySelector("h2"); // the link that asked is gone, and the focus with it
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  if (matchMedia("(pointer: coarse)").matches) box.blur(); // the keyboard would cover the answer
  status.textContent = answered.dataset.says;
  findFollowUps();
}

async function findFollowUps() {
  const next = log.querySelector(".next[data-follow-ups]");
  if (!next || next.querySelector("ul")) return;
  try {
    const reply = await fetch(next.dataset.followUps);
    if (!reply.ok) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const found = page.querySelector(".next");
    if (found?.querySelector("ul") && next.isConnected) next.replaceWith(found);
  } catch {
    // They are an offer: without them nothing is missing.
  }
}

async function judge(feedback, button) {
  const thanks = feedback.querySelector(".thanks");
  try {
    const body = new URLSearchParams({ verdict: button.value });
    const reply = await fetch(feedback.action, { method: "POST", body, redirect: "manual" });
    if (reply.type !== "opaqueredirect" && !reply.ok) throw new TypeError("refused");
    feedback.querySelector("fieldset").remove();
    thanks.classList.add("shown");
    thanks.focus({ preventScroll: true }); // which says it aloud; the button that had the focus is gone
  } catch {
    thanks.classList.add("shown");
    status.textContent = thanks.textContent = thanks.dataset.failed;
  }
}

export function startAsking() {
  countDown(document);
  if (!form) return;
  form.addEventListener("keydown", (event) => {
    if (event.target !== box || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("formdata", ({ formData }) => {
    for (const name of FILTERS) if (!formData.get(name)) formData.delete(name);
  });
  box.addEventListener("input", grow);
  grow();
  form.addEventListener("submit", (event) => {
    if (!log) return; // on the page of an error there is no conversation to add to
    event.preventDefault();
    const question = box.value.trim();
    if (!question || isAsking) return;
    box.value = "";
    grow();
    ask("q", question);
  });
  if (!log) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-asks]");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(link.dataset.asks, link.textContent.trim());
  });
  log.addEventListener("submit", (event) => {
    if (!event.target.matches(".feedback")) return;
    event.preventDefault();
    judge(event.target, event.submitter);
  });
  window.addEventListener("popstate", () => {
    if (location.search !== shown) location.reload();
  });
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--composer", `${form.offsetHeight}px`);
  }).observe(form);
  findFollowUps();
}
