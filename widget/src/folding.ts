// Long comments show their beginning, and the answers to one can be put away.

import { counted, on, said, type Section } from "./section";

const LONG = 1800; // characters, about a screen of a phone

function button(name: string, words: string, open: boolean): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.part.value = name.slice("vp-".length);
  made.textContent = words;
  made.ariaExpanded = `${open}`;
  return made;
}

const answers = (item: Element): HTMLElement | null => item.querySelector(":scope > .vp-answers");

export function fold(s: Section, part: ParentNode): void {
  for (const text of part.querySelectorAll<HTMLElement>(".vp-text:not(.vp-long)")) {
    if ((text.textContent ?? "").length < LONG) continue;
    text.classList.add("vp-long", "vp-cut");
    text.after(button("vp-more-text", said(s, "more"), false));
  }
  for (const list of part.querySelectorAll(".vp-answers")) {
    const footer = list.parentElement?.querySelector(":scope > article > footer");
    if (footer && !footer.querySelector(".vp-fold")) footer.append(button("vp-fold", said(s, "fold"), true));
  }
}

export function folding(s: Section): void {
  on(s, "click", ".vp-more-text", (pressed) => {
    const cut = pressed.previousElementSibling?.classList.toggle("vp-cut");
    pressed.ariaExpanded = `${!cut}`;
    pressed.textContent = said(s, cut ? "more" : "less");
  });
  on(s, "click", ".vp-fold", (pressed) => {
    const list = answers(pressed.closest("li") as HTMLElement);
    if (!list) return;
    list.hidden = !list.hidden;
    pressed.ariaExpanded = `${!list.hidden}`;
    pressed.textContent = list.hidden ? counted(s, "unfold", list.querySelectorAll("li.vp-comment").length) : said(s, "fold");
  });
}

/** Open what hides a node. */
export function reveal(node: Element): void {
  for (let list = node.closest<HTMLElement>(".vp-answers"); list; list = list.parentElement?.closest<HTMLElement>(".vp-answers") ?? null) {
    if (list.hidden) list.parentElement?.querySelector<HTMLElement>(":scope > article .vp-fold")?.click();
  }
}
