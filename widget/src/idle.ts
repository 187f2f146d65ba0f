// What may wait until the rest is there: how long ago, new comments, what is new since the last visit, the keyboard among comments,
// likes and links.

import { copy } from "./copying";
import { keys } from "./keys";
import styles from "./idle.css";
import { live } from "./live";
import type { Section } from "./section";
import { times } from "./times";
import { visiting } from "./visiting";
import { vote } from "./voting";

export function begin(s: Section): void {
  s.kit.adopt(s.root, styles);
  times(s);
  visiting(s);
  keys(s);
  live(s);
}

/** A like, a reaction, or the wish for a link. */
export function pressed(s: Section, button: HTMLElement): Promise<void> {
  return button.matches(".vp-copy") ? copy(s, button) : vote(s, button);
}
