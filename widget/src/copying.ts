// The permanent link of a comment, for the reader to take along.

import { numberOf, type Section } from "./section";

const SHOWN = 2000; // milliseconds for which the button says so

/** The address of a comment: on a page of somebody's that page's own. */
function link(s: Section, number: number): string {
  return s.root instanceof ShadowRoot
    ? `${location.href.split("#")[0]}#comment-${number}`
    : new URL(`/comments/${number}`, location.href).href;
}

export async function copy(s: Section, button: HTMLElement): Promise<void> {
  const { said } = s.kit;
  try {
    await navigator.clipboard.writeText(link(s, numberOf(button)));
    s.say(said(s, "copied"));
    button.textContent = said(s, "copied");
    setTimeout(() => (button.textContent = said(s, "copy")), SHOWN);
  } catch {
    location.hash = `comment-${numberOf(button)}`; // then it stands where addresses stand
  }
}
