// What was typed is kept in this browser until it is sent, whatever happens to the page meanwhile.

import { field, respond } from "./form";
import { keep, recall } from "./memory";
import { said, type Section } from "./section";

const PAUSE = 400; // milliseconds without a key, after which it is kept

const where = (s: Section): string => `${s.at.url} ${respond(s)?.dataset.parent ?? ""}`;

/** Put what was kept for this place into the field, if it is empty. */
export function restore(s: Section): void {
  const text = field(s);
  const kept = recall("draft", s.at, where(s));
  if (!text || text.value || !kept) return;
  text.value = kept;
  s.say(said(s, "restored"), true);
}

/** The form goes elsewhere: what is in it is a draft for there, and none for here any more. */
export function carry(s: Section, move: () => void): void {
  forget(s);
  move();
  restore(s);
  keep("draft", s.at, field(s)?.value ?? "", where(s));
}

export function forget(s: Section): void {
  keep("draft", s.at, "", where(s));
}

export function drafts(s: Section): void {
  let waiting = 0;
  let looked = false; // before that an empty field says nothing of what is kept
  const save = (): void => {
    clearTimeout(waiting);
    const text = field(s);
    if (text && looked) keep("draft", s.at, text.value, where(s));
  };
  s.box.addEventListener(
    "input",
    (event) => {
      if ((event.target as HTMLInputElement).name !== "text") return;
      clearTimeout(waiting);
      waiting = setTimeout(save, PAUSE);
    },
    { signal: s.signal },
  );
  let goes = false; // by the form itself, which takes what is written along
  s.root.addEventListener("submit", (event) => (goes = !event.defaultPrevented), { signal: s.signal });
  addEventListener("pagehide", save, { signal: s.signal });
  s.signal.addEventListener("abort", save);
  addEventListener(
    "beforeunload",
    (event) => {
      if (!goes && field(s)?.value.trim()) event.preventDefault();
    },
    { signal: s.signal },
  );
  // In a task of its own: the first look at what a browser keeps takes its time.
  setTimeout(() => {
    if (s.signal.aborted) return;
    restore(s);
    looked = true;
  });
}
