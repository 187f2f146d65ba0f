// Put a page of a conversation in the place of another, a few comments at a time: the form and what is typed in it stay.

import { dress } from "./dressing";
import { parsed } from "./markup";
import { askMine } from "./mine";
import { home } from "./replying";
import type { Section } from "./section";
import { query, Refused, type At } from "./server";

const NEAR = 12; // comments that a screen may show at first; those below are laid out when they come near
const SOME = 20; // comments that are taken out at once
const EASY = 24; // milliseconds until a frame is shown: then the next may have twice as much, and is not long either

/** The conversation as the server has it, not yet on the page. Throws Refused. */
export async function fetched(at: At, asked: Record<string, string | number | null>): Promise<HTMLElement> {
  const answer = await fetch(`${at.base}/threads?${query(at, asked)}`, { cache: "no-cache" });
  const text = await answer.text();
  if (!answer.ok) throw new Refused("", `${answer.status}`);
  const box = (await parsed(text, pause)).querySelector<HTMLElement>(".voxpop");
  if (!box) throw new Refused("");
  return box;
}

/** Until the browser has shown what is there; a page that nobody sees is not shown. */
export const pause = (): Promise<void> =>
  new Promise((done) => (document.hidden ? setTimeout(done) : requestAnimationFrame(() => setTimeout(done))));

/** Take the comments out of their lists, a little at a time; what puts them back, one after the other. */
export async function held(box: HTMLElement): Promise<(() => HTMLElement)[]> {
  const items = [...box.querySelectorAll<HTMLElement>(".vp-comments:not(.vp-pinned) li.vp-comment")];
  const puts = items.map((item, nth) => {
    const list = item.parentElement;
    if (nth >= NEAR) item.classList.add("vp-far");
    return () => {
      list?.append(item);
      return item;
    };
  });
  for (const [nth, item] of items.reverse().entries()) {
    if (nth % SOME === 0) await pause();
    item.remove(); // answers before what they answer: none is taken along
  }
  return puts;
}

/** Put in what was held back, as many at a time as the browser shows with ease, and then what is the reader's own among it. */
export async function follow(s: Section, rest: (() => HTMLElement)[]): Promise<void> {
  let many = 0;
  let left = 0;
  for (const put of rest) {
    if (!left) {
      const from = performance.now();
      await pause();
      if (s.signal.aborted) return;
      left = many = (performance.now() - from < EASY && many * 2) || 1;
    }
    left -= 1;
    dress(s, put());
  }
  void askMine(s).catch(() => undefined);
}

/** Show another page of it. */
export async function lay(s: Section, asked: Record<string, string | number>): Promise<void> {
  const fresh = await fetched(s.at, asked);
  const rest = await held(fresh);
  home(s);
  const respond = s.box.querySelector(":scope > .vp-respond");
  fresh.querySelector(":scope > .vp-respond")?.remove();
  for (const node of [...s.box.childNodes]) {
    if (node !== respond) node.remove();
  }
  s.box.prepend(...fresh.childNodes);
  if (fresh.dataset.after) s.box.dataset.after = fresh.dataset.after;
  s.box.dataset.order = fresh.dataset.order ?? "";
  dress(s, s.box);
  await follow(s, rest);
}
