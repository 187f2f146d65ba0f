// Put a page of a conversation in the place of another, a few comments at a time: the form and what is typed in it stay.

import { dress } from "./dressing";
import { nodes } from "./markup";
import { home } from "./replying";
import type { Section } from "./section";
import { query, Refused, type At } from "./server";

const AT_ONCE = 10; // comments of the top that go in together: no reader waits for more

/** The conversation as the server has it, not yet on the page. Throws Refused. */
export async function fetched(at: At, asked: Record<string, string | number>): Promise<HTMLElement> {
  const answer = await fetch(`${at.base}/threads?${query(at, asked)}`, { cache: "no-cache" });
  const text = await answer.text();
  if (!answer.ok) throw new Refused("", `${answer.status}`);
  const box = nodes(text).querySelector<HTMLElement>(".voxpop");
  if (!box) throw new Refused("");
  return box;
}

const pause = (): Promise<void> => new Promise((done) => setTimeout(done));

/** Take all but the first comments out of their list; what puts them back, some at a time. */
export function held(box: HTMLElement): Iterable<() => HTMLElement[]> {
  const list = box.querySelector(".vp-comments:not(.vp-pinned)");
  const items = list ? [...list.children].slice(AT_ONCE) : [];
  for (const item of items) item.remove();
  return (function* () {
    for (let start = 0; start < items.length; start += AT_ONCE) {
      const some = items.slice(start, start + AT_ONCE) as HTMLElement[];
      yield () => {
        list?.append(...some);
        return some;
      };
    }
  })();
}

/** Put in what was held back. */
export async function follow(s: Section, rest: Iterable<() => HTMLElement[]>): Promise<void> {
  for (const put of rest) {
    await pause();
    if (s.signal.aborted) return;
    for (const item of put()) dress(s, item);
  }
}

/** Show another page of it. */
export async function lay(s: Section, asked: Record<string, string | number>): Promise<void> {
  const fresh = await fetched(s.at, asked);
  const rest = held(fresh);
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
