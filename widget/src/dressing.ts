// What a comment gets when it comes onto the page, whichever way it came.

import { fold } from "./folding";
import type { Section } from "./section";

/** A page's own style sheet reaches everything that has a name: class vp-like is ::part(like). */
function parts(part: ParentNode): void {
  for (const node of part.querySelectorAll("[class^=vp-]")) {
    node.part.value = node.className.replaceAll("vp-", "");
  }
}

export function dress(s: Section, part: ParentNode): void {
  if (s.root instanceof ShadowRoot) parts(part);
  fold(s, part);
}
