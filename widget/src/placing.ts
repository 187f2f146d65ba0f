// Put a comment that came by itself where it belongs: beneath what it answers, or where its order has new ones.

import { dress } from "./dressing";
import { comment, type Section } from "./section";

const DEEPEST = 12; // levels of lists, below which answers go beside the one they answer; the site's own may be fewer

function list(above: HTMLElement, name: string): HTMLElement {
  const made = document.createElement("ol");
  made.className = name;
  above.append(made);
  return made;
}

const depth = (node: Element | null): number => (node ? 1 + depth(node.parentElement?.closest("li.vp-comment") ?? null) : 0);

/** The list that answers to a comment stand in: its own, or the one it stands in when that is as deep as lists go. */
function answers(s: Section, parent: HTMLElement): HTMLElement {
  const own = parent.querySelector<HTMLElement>(":scope > .vp-answers");
  if (own) return own;
  const deepest = Number(s.box.dataset.depth) || DEEPEST;
  return depth(parent) >= deepest ? (parent.parentElement as HTMLElement) : list(parent, "vp-answers");
}

function top(s: Section): HTMLElement {
  const there = s.box.querySelector<HTMLElement>(".vp-comments:not(.vp-pinned)");
  if (there) return there;
  const made = list(s.box, "vp-comments");
  (s.box.querySelector(":scope > .vp-respond") ?? made).before(made);
  return made;
}

export function place(s: Section, item: HTMLElement, parent: number): void {
  const above = parent ? comment(s, parent) : null;
  if (above) answers(s, above).append(item);
  else if (s.box.dataset.order === "newest") top(s).prepend(item);
  else top(s).append(item);
  const box = document.createElement("div"); // what is dressed is what stands in something
  item.before(box);
  box.append(item);
  dress(s, box);
  box.replaceWith(item);
}
