// What may wait until the rest is there: new comments, what is new since the last visit, the keyboard among comments.

import { keys } from "./keys";
import { live } from "./live";
import type { Section } from "./section";
import { visiting } from "./visiting";

export function begin(s: Section): void {
  visiting(s);
  keys(s);
  live(s);
}
