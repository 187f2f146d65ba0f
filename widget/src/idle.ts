// What may wait until the rest is there: how many responses, how long ago, new comments, what is new since the last visit, the keyboard among comments,
// likes and links.

import { copy } from "./copying";
import { keys } from "./keys";
import { headcount } from "./headcount";
import styles from "./idle.css";
import { live } from "./live";
import type { Section } from "./section";
import { times } from "./times";
import { visiting } from "./visiting";
import { vote } from "./voting";

/** One after the other, with a frame in between: each may change how all of it is drawn. */
export async function begin(s: Section): Promise<void> {
  s.kit.adopt(s.root, styles);
  for (const one of [headcount, times, visiting, keys, live]) {
    await new Promise((done) => setTimeout(done, 50));
    if (s.signal.aborted) return;
    one(s);
  }
}

/** A like, a reaction, or the wish for a link. */
export function pressed(s: Section, button: HTMLElement): Promise<void> {
  return button.matches(".vp-copy") ? copy(s, button) : vote(s, button);
}
