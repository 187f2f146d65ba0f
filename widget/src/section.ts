// A conversation on a page: what every behaviour gets.

import type { Kit } from "./kit";
import type { At } from "./server";
import { plural, word, type Words } from "./words";

export interface Section {
  at: At;
  /** Where its markup stands: a shadow root on a page of somebody's, the document on one of ours. */
  root: ShadowRoot | Document;
  /** The section itself, whose `data-words` and `data-contract` the server wrote. */
  box: HTMLElement;
  words: Words;
  /** The language that it is in. */
  lang: string;
  /** Aborted when the conversation leaves the page. */
  signal: AbortSignal;
  /** Tell those who hear the page instead of seeing it; `seen`: and those who see it. */
  say(sentence: string, seen?: boolean): void;
  /** What the parts that come later work with. */
  kit: Kit;
}

/** Hear what happens to the things in it that match a selector, also those that come later. */
export function on<Kind extends keyof HTMLElementEventMap>(
  { box, signal }: Section,
  kind: Kind,
  selector: string,
  act: (found: HTMLElement, event: HTMLElementEventMap[Kind]) => void,
): void {
  box.addEventListener(
    kind,
    (event) => {
      const found = (event.target as Element).closest<HTMLElement>(selector);
      if (found && box.contains(found)) act(found, event);
    },
    { signal },
  );
}

export const said = (s: Section, key: string, values: Record<string, string> = {}): string => word(s.words, key, values);
export const counted = (s: Section, key: string, count: number): string => plural(s.words, key, count, s.lang);

/** The number of the comment that something stands in; 0 for none. */
export const numberOf = (node: Element): number =>
  Number(node.closest("[id^=comment-]")?.id.slice("comment-".length) ?? 0);

export const comment = (s: Section, number: number): HTMLElement | null =>
  s.box.querySelector<HTMLElement>(`#comment-${number}`);

/** Something that happened, for the page's own scripts. */
export function tell(s: Section, name: string, detail: Record<string, unknown>): void {
  const from = s.root instanceof ShadowRoot ? s.root.host : s.box;
  from.dispatchEvent(new CustomEvent(`voxpop:${name}`, { bubbles: true, detail }));
}

/** What was refused or did not arrive, in words. */
export function why(s: Section, error: unknown): string {
  if (error instanceof Error && "code" in error && error.message) return error.message;
  return said(s, navigator.onLine ? "failed" : "offline");
}
