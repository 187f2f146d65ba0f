// What is the reader's own among the comments: theirs, those they like, those they do not want to see.

import { dress } from "./dressing";
import { nodes } from "./markup";
import { known } from "./memory";
import { comment, said, type Section } from "./section";
import { ask, query } from "./server";

interface Wrote {
  id: number;
  parent: number | null;
  waits: boolean;
  /** What is to stand there for them: the whole waiting comment, or the tools beside a live one. */
  markup: string;
}

export interface Mine {
  comments: Wrote[];
  likes: number[];
  reactions?: Record<string, string[]>;
  muted?: number[];
}

export const press = (button: Element | null | undefined, pressed: boolean): void => {
  if (pressed) button?.setAttribute("aria-pressed", "true");
  else button?.removeAttribute("aria-pressed");
};

function wrote(s: Section, one: Wrote): void {
  const there = comment(s, one.id);
  if (there) {
    const footer = there.querySelector(":scope > article > footer");
    if (!one.waits && footer && !footer.querySelector(".vp-edit")) footer.append(nodes(one.markup));
    return;
  }
  if (!one.waits) return;
  const above = one.parent ? comment(s, one.parent)?.querySelector(":scope > article") : null;
  const made = nodes(one.markup);
  dress(s, made);
  if (above) above.after(made);
  else s.box.querySelector(".vp-respond")?.before(made);
}

export function apply(s: Section, mine: Mine): void {
  for (const one of mine.comments) wrote(s, one);
  for (const number of mine.likes) press(comment(s, number)?.querySelector(":scope > article .vp-like"), true);
  for (const [number, kinds] of Object.entries(mine.reactions ?? {})) {
    for (const kind of kinds) press(comment(s, +number)?.querySelector(`:scope > article [data-kind="${kind}"]`), true);
  }
  for (const number of mine.muted ?? []) mute(s, comment(s, number));
}

function mute(s: Section, item: HTMLElement | null): void {
  const article = item?.querySelector<HTMLElement>(":scope > article");
  if (!item || !article || article.hidden) return;
  article.hidden = true;
  const line = document.createElement("p");
  line.className = "vp-muted";
  line.append(`${said(s, "muted")} `);
  const show = document.createElement("button");
  show.type = "button";
  show.textContent = said(s, "unmute");
  show.onclick = () => {
    line.remove();
    article.hidden = false;
  };
  line.append(show);
  article.before(line);
}

/** Ask what is theirs, if they may have anything here. */
export async function askMine(s: Section): Promise<void> {
  if (!known(s.at)) return;
  const answer = await ask(s.at, `/api/v1/mine?${query(s.at)}`);
  if (answer.ok) apply(s, (await answer.json()) as Mine);
}
