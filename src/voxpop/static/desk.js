// The desk by keys, by swipe, and without waiting. All of it works without this script, by its forms and links.
//
//   a key       presses what has it as data-key: in the comment that is looked at first, else anywhere on the page
//   an act      is sent from where one stands; what comes next is on the page already, or was fetched beforehand
//   arrivals    are counted, and put into their places when that is wanted; nothing moves by itself

const LOOK = 15_000; // milliseconds between two looks at what has come
const SWIPE = 90; // pixels to the side, from which on letting go is an act
const ONWARDS = new Set(["approve", "reject", "spam", "not_spam", "hide", "keep", "erase"]); // after which comes the next
const SIDES = { waiting: ["reject", "approve"], reported: ["reject", "keep"], spam: ["reject", "not_spam"] };

const main = document.getElementById("main");
const list = () => document.getElementById("items");
const items = () => [...(list()?.children ?? [])].filter((item) => item.id);
const said = document.createElement("p");
said.className = "live-said";
said.setAttribute("role", "status");
document.body.append(said);

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

// ---- keys

let current; // the comment of the list that keys are meant for

function look(item) {
  current = item;
  if (!item) return;
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = items().filter((item) => !item.classList.contains("past"));
  const at = all.indexOf(current);
  look(at < 0 ? all[0] : (all[Math.min(Math.max(at + by, 0), all.length - 1)] ?? all[0]));
  if (all.indexOf(current) > all.length - 10) void more();
}

function press(node) {
  if (node.matches("summary")) {
    node.parentElement.open = true;
    node.parentElement.querySelector("select, textarea, input:not([type=hidden]), button")?.focus();
  } else if (node.matches("input:not([type=checkbox]), textarea, select")) node.focus();
  else node.click();
}

function found(key) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  if (current?.isConnected) {
    const inside = current.querySelector(selector);
    if (inside) return inside;
  }
  return [...document.querySelectorAll(selector)].find((node) => !node.closest("#items"));
}

function help() {
  const rows = new Map();
  if (list()) rows.set("j", "The next comment").set("k", "The one before");
  for (const node of document.querySelectorAll("[data-key]")) {
    const { key, says } = node.dataset;
    if (!rows.has(key)) rows.set(key, says || node.ariaLabel || node.textContent.trim());
  }
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  const names = document.createElement("dl");
  for (const [key, what] of rows) {
    const [name, told] = [document.createElement("dt"), document.createElement("dd")];
    name.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    told.textContent = what;
    names.append(name, told);
  }
  const heading = Object.assign(document.createElement("h2"), { textContent: "Keys" });
  const close = Object.assign(document.createElement("button"), { textContent: "Close", className: "plain" });
  close.onclick = () => dialog.close();
  dialog.onclose = () => dialog.remove();
  dialog.append(heading, names, close);
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  if (target.matches("input:not([type=checkbox]), textarea, select")) {
    if (key === "Escape") target.blur();
    return;
  }
  if (key === "?") help();
  else if (list() && (key === "j" || key === "k")) step(key === "j" ? 1 : -1);
  else {
    const node = key.length === 1 ? found(key) : undefined;
    if (!node) return;
    press(node);
  }
  event.preventDefault();
});

document.addEventListener("focusin", ({ target }) => {
  const item = target.closest("#items > li");
  if (item) current = item;
});

// ---- acts

/** Send a form; the page that answers, or nothing when nobody does. Who is to sign in goes there. */
async function sent(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } });
    if (/^\/desk\/(sign-in|prove)/.test(new URL(answer.url).pathname)) {
      location.assign(answer.url);
      return undefined;
    }
    return { ok: answer.ok, url: answer.url, page: parsed(await answer.text()) };
  } catch {
    return { ok: false, url: "", page: undefined };
  }
}

function why({ page }) {
  const told = page?.querySelector(".said") ?? page?.querySelector("#main p");
  return told?.textContent.trim() || "The server did not answer. What became of it is not known.";
}

/** How many there are in each queue now. */
function count(page) {
  const counts = page.querySelector("nav[aria-label=Queues]");
  if (counts) document.querySelector("nav[aria-label=Queues]")?.replaceWith(counts);
}

/** Say what was done, with the way back, above everything; and count anew. */
function tell(page) {
  document.querySelectorAll("#main > .done").forEach((old) => old.remove());
  const done = page.querySelector("#main > .done");
  if (done) {
    main.querySelector("h1, p").after(done);
    said.textContent = done.querySelector("p").textContent;
  }
  count(page);
}

async function actInList(form, submitter, item) {
  if (item.classList.contains("past")) return;
  step(1);
  if (current === item) look(items().findLast((one) => one !== item && !one.classList.contains("past")));
  item.classList.add("past");
  const answer = await sent(form, submitter);
  if (!answer) return;
  if (answer.ok) {
    item.remove();
    tell(answer.page);
    if (items().length < 10) void more();
    return;
  }
  item.classList.remove("past");
  refuse(item, why(answer));
}

function refuse(place, sentence) {
  place.querySelector(":scope > .said")?.remove();
  const told = Object.assign(document.createElement("p"), { className: "said", textContent: sentence });
  told.setAttribute("role", "alert");
  place.prepend(told);
}

/** The page of the next comment, asked for while this one is read. */
let ahead;

function preload() {
  ahead = undefined;
  const next = document.querySelector("#comment") && document.querySelector("a[rel=next]");
  if (!next) return;
  const got = { url: next.href, page: undefined };
  ahead = got;
  fetch(next.href, { headers: { accept: "text/html" } })
    .then(async (answer) => {
      if (answer.ok) got.page = parsed(await answer.text());
    })
    .catch(() => undefined);
}

function show(page, url) {
  main.replaceChildren(...page.querySelector("#main").childNodes);
  document.title = page.title;
  history.pushState(null, "", url);
  scrollTo(0, 0);
  const head = main.querySelector("h1");
  head.tabIndex = -1;
  head.focus();
  preload();
}

async function actOnOne(form, submitter) {
  const from = location.href;
  const shown = ahead?.page ? ahead : undefined;
  const answering = sent(form, submitter);
  if (shown) show(shown.page, shown.url);
  const answer = await answering;
  if (!answer) return;
  if (answer.ok) {
    if (shown && new URL(answer.url).pathname === location.pathname) tell(answer.page);
    else show(answer.page, answer.url);
    return;
  }
  if (!shown) {
    refuse(main, why(answer));
    return;
  }
  refuse(main, `${why(answer)} `);
  const back = Object.assign(document.createElement("a"), { href: from, textContent: "Look at it again" });
  main.firstElementChild.append(back);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const act = /\/desk\/comments\/\d+\/(\w+)$/.exec(form.action)?.[1];
  if (!act || !ONWARDS.has(act)) return;
  const item = form.closest("#items > li");
  if (!item && !document.getElementById("comment")) return;
  event.preventDefault();
  if (item) void actInList(form, event.submitter, item);
  else if (!form.closest("#main > .done")) void actOnOne(form, event.submitter);
});

addEventListener("popstate", () => location.reload());

// ---- more of a list, before its end is reached

let asking = false;

async function more() {
  const link = main.querySelector(":scope > p > a[rel=next]");
  if (!link || !list() || asking) return;
  asking = true;
  try {
    const answer = await fetch(link.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const page = parsed(await answer.text());
    for (const item of page.querySelectorAll("#items > li[id]")) {
      if (!document.getElementById(item.id)) list().append(item);
    }
    const onwards = page.querySelector("#main > p > a[rel=next]");
    if (onwards) link.href = onwards.href;
    else link.parentElement.remove();
  } catch {
    // the link is still there
  } finally {
    asking = false;
  }
}

// ---- what comes in meanwhile

const here = new URLSearchParams(location.search);
for (const name of ["done", "many", "did", "first", "last", "passed"]) here.delete(name);

async function arrivals() {
  if (document.hidden || here.has("after")) return;
  const answer = await fetch(`/desk?${here}`, { headers: { accept: "text/html" } });
  if (!answer.ok || new URL(answer.url).pathname !== "/desk") return;
  const page = parsed(await answer.text());
  const fresh = [...page.querySelectorAll("#items > li[id]")];
  count(page);
  const whole = !page.querySelector("#main > p > a[rel=next]");
  const last = fresh.at(-1);
  for (const item of items()) {
    const ranked = whole || (last && Number(item.dataset.risk) > Number(last.dataset.risk));
    if (!ranked || item.classList.contains("past") || fresh.some((one) => one.id === item.id)) continue;
    item.classList.add("past");
    refuse(item, "A colleague has decided about this one.");
  }
  const come = fresh.filter((item) => !document.getElementById(item.id));
  document.querySelector(".come")?.remove();
  if (!come.length) return;
  const button = Object.assign(document.createElement("button"), {
    className: "come",
    textContent: `Show ${come.length === 1 ? "1 that has" : `${come.length} that have`} come`,
  });
  button.onclick = () => {
    button.remove();
    enter(fresh);
  };
  list().before(button);
  said.textContent = button.textContent;
}

/** Each at its place; what is looked at stays where it is on the screen. */
function enter(fresh) {
  const kept = items().find((item) => item.getBoundingClientRect().bottom > 0);
  const before = kept?.getBoundingClientRect().top ?? 0;
  if (!items().length) list().replaceChildren();
  let place = list().firstElementChild;
  for (const item of fresh) {
    const there = document.getElementById(item.id);
    if (there) place = there.nextElementSibling;
    else list().insertBefore(item, place);
  }
  if (kept) scrollBy(0, kept.getBoundingClientRect().top - before);
}

// ---- by thumb

let drag;

main.addEventListener("pointerdown", (event) => {
  const item = event.target.closest("#items > li[id]");
  if (event.pointerType === "mouse" || !item || event.target.closest("a, button, input")) return;
  drag = { item, x: event.clientX, y: event.clientY, by: 0 };
});

main.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
  if (Math.abs(y) > Math.abs(x)) return;
  drag.by = x;
  const act = side(drag);
  drag.item.style.transform = act ? `translateX(${x}px)` : "";
  drag.item.dataset.swipe = act && Math.abs(x) > SWIPE ? act.textContent.trim() : "";
});

/** The button that a swipe to that side presses. */
function side({ item, by }) {
  const act = (SIDES[list().dataset.queue] ?? ["reject", "hide"])[by > 0 ? 1 : 0];
  return item.querySelector(`[data-act="${act}"]`);
}

function letGo(event) {
  if (!drag) return;
  const { item, by } = drag;
  const act = side(drag);
  drag = undefined;
  item.style.transform = "";
  delete item.dataset.swipe;
  if (event.type === "pointerup" && Math.abs(by) > SWIPE) act?.click();
}
main.addEventListener("pointerup", letGo);
main.addEventListener("pointercancel", letGo);

// ---- begin

if (list()) {
  setInterval(() => arrivals().catch(() => undefined), LOOK);
  const link = main.querySelector(":scope > p > a[rel=next]");
  if (link) new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && void more(), { rootMargin: "1000px" }).observe(link);
}
if (location.hash === "#edit") press(document.querySelector("#edit > summary") ?? main);
document.querySelector("form[data-goes-on]")?.requestSubmit();
preload();
