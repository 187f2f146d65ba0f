// Permanent links: one leads to its comment on this very page, wherever in the conversation that is.

import { lay } from "./laying";
import { reveal } from "./folding";
import { comment, on, type Section } from "./section";

const NAMED = /^#comment-(\d+)$/;

export const named = (): number => Number(NAMED.exec(location.hash)?.[1] ?? 0);

/** Bring a comment into sight. */
export function go(s: Section, number: number): boolean {
  const item = comment(s, number);
  const article = item?.querySelector<HTMLElement>(":scope > article");
  if (!item || !article) return false;
  reveal(item);
  for (const other of s.box.querySelectorAll(".vp-target")) other.classList.remove("vp-target");
  item.classList.add("vp-target");
  article.tabIndex = -1;
  article.focus({ preventScroll: true });
  item.scrollIntoView({ block: "start" });
  return true;
}

export async function look(s: Section): Promise<void> {
  const number = named();
  if (!number || go(s, number)) return;
  await lay(s, { at: number });
  go(s, number);
}

export function linking(s: Section): void {
  if (!(s.root instanceof ShadowRoot)) return; // a page of ours is asked for with the comment on it
  on(s, "click", ".vp-when, .vp-answering", (anchor, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const number = Number(/\/comments\/(\d+)/.exec((anchor as HTMLAnchorElement).href)?.[1] ?? 0);
    if (!number) return;
    event.preventDefault();
    history.pushState(null, "", `#comment-${number}`);
    void look(s).catch(() => undefined);
  });
  addEventListener("hashchange", () => void look(s).catch(() => undefined), { signal: s.signal });
}
