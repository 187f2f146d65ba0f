// How much of a text's bound is left, once little is.

import type { Section } from "./section";

const LIMIT = 16_384; // bytes of UTF-8 that the server takes
const NEAR = 0.9 * LIMIT;
const PAUSE = 1000; // milliseconds without a key, after which it is said to those who do not see it

/** Counts each time that it is called. `tell` shows a sentence, '' when there is none to be shown. */
export function counting(s: Section, field: HTMLTextAreaElement, tell: (sentence: string) => void): () => void {
  let waiting = 0;
  field.removeAttribute("maxlength"); // a browser cuts off what is pasted beyond it, and says nothing
  return () => {
    clearTimeout(waiting);
    const { length } = field.value;
    const size = new TextEncoder().encode(field.value).length;
    const over = size > LIMIT;
    field.setAttribute("aria-invalid", `${over}`);
    if (size < NEAR) return tell("");
    const letters = Math.ceil((Math.abs(LIMIT - size) * length) / size); // those are what people count
    const sentence = s.kit.counted(s, over ? "over" : "left", letters);
    tell(sentence);
    waiting = setTimeout(s.say, PAUSE, sentence);
  };
}
