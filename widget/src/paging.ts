// The order of the comments and the pages before and after, without leaving this one.

import { lay } from "./laying";
import { on, said, type Section, why } from "./section";

/** The wishes that a link of the server's holds. */
function wishes(link: HTMLAnchorElement): Record<string, string> {
  const asked: Record<string, string> = {};
  for (const [name, value] of new URL(link.href, location.href).searchParams) {
    if (name === "order" || name === "after") asked[name] = value;
  }
  return asked;
}

export function paging(s: Section): void {
  if (!(s.root instanceof ShadowRoot)) return; // there each page has an address of its own, and is quick
  on(s, "click", ".vp-order a, .voxpop > .vp-pager a", async (link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const further = link.matches(".vp-pager a");
    s.say(said(s, "loading"));
    try {
      await lay(s, wishes(link as HTMLAnchorElement));
    } catch (error) {
      s.say(why(s, error), true);
      return;
    }
    s.say("");
    const next = s.box.querySelector<HTMLElement>(further ? ".vp-comment > article" : ".vp-order [aria-current]");
    if (next) {
      next.tabIndex = -1;
      next.focus({ preventScroll: !further });
    }
  });
}
