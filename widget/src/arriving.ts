// What arrives waits behind a line that says how many there are: nothing moves under a reader's eyes.

import type { Section } from "./section";

export interface Arrival {
  id: number;
  parent: number | null;
  html?: string;
  item?: HTMLElement;
}

const SOON = 300; // milliseconds until it is known whose comment it is that arrives while one is being sent

const own = new Set<number>();
const waiting = new WeakMap<Section, Map<number, Arrival>>();

const item = (s: Section, one: Arrival): HTMLElement | null =>
  one.item ?? s.kit.nodes(one.html ?? "").querySelector<HTMLElement>("li");

function line(s: Section): HTMLButtonElement {
  const there = s.box.querySelector<HTMLButtonElement>(".vp-arrivals");
  if (there) return there;
  const made = document.createElement("button");
  made.type = "button";
  made.className = "vp-arrivals";
  made.part.value = "arrivals";
  made.onclick = () => show(s);
  s.box.querySelector(".vp-head")?.after(made);
  return made;
}

/** What the reader posts here does not arrive: it is there. */
export function arriving(s: Section): void {
  const from = s.root instanceof ShadowRoot ? s.root.host : s.box;
  from.addEventListener("voxpop:posted", (event) => own.add((event as CustomEvent).detail.comment), { signal: s.signal });
}

/** It is here and has been changed: what hangs at it stays, and what somebody writes there, and where the focus is. */
function renew(s: Section, there: HTMLElement, item: HTMLElement): void {
  for (const part of ["header", ".vp-text"]) {
    const old = there.querySelector(`:scope > article > ${part}`);
    const fresh = item.querySelector(`:scope > article > ${part}`);
    if (old && fresh) old.replaceChildren(...fresh.childNodes);
  }
  s.kit.dress(s, there);
}

export function arrived(s: Section, one: Arrival): void {
  if (s.box.querySelector(".vp-respond[aria-busy]")) {
    setTimeout(() => arrived(s, one), SOON);
    return;
  }
  if (own.delete(one.id)) return;
  const { comment, counted, tell } = s.kit;
  const there = comment(s, one.id);
  if (there) {
    const made = item(s, one);
    if (made) renew(s, there, made);
    return;
  }
  const those = waiting.get(s) ?? new Map<number, Arrival>();
  waiting.set(s, those.set(one.id, one));
  line(s).textContent = counted(s, "new", those.size);
  s.say(counted(s, "new", those.size));
  tell(s, "arrived", { comment: one.id });
}

function show(s: Section): void {
  const { comment, place } = s.kit;
  const those = [...(waiting.get(s)?.values() ?? [])].sort((one, other) => one.id - other.id);
  waiting.delete(s);
  s.box.querySelector(".vp-arrivals")?.remove();
  let first: HTMLElement | undefined;
  for (const one of those) {
    const made = comment(s, one.id) ? null : item(s, one);
    if (!made) continue;
    made.classList.add("vp-new");
    place(s, made, one.parent ?? 0);
    first ??= made;
  }
  const article = first?.querySelector<HTMLElement>("article");
  if (!article) return;
  article.tabIndex = -1;
  article.focus();
}

export function gone(s: Section, id: number): void {
  const those = waiting.get(s);
  if (those?.delete(id)) {
    if (those.size) line(s).textContent = s.kit.counted(s, "new", those.size);
    else s.box.querySelector(".vp-arrivals")?.remove();
  }
  const there = s.kit.comment(s, id);
  if (there?.querySelector(":scope > :is(.vp-answers, .vp-respond)")) there.querySelector(":scope > article")?.classList.add("vp-gone");
  else there?.remove();
}
