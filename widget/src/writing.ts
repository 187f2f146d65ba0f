// Help with writing, fetched when somebody begins to: tools, a look at the text, its bound, names to mention.
//
// Nothing is asked of the server before something is typed, and nothing is kept.

import style from "./writing.css";
import { ADDRESS, linked } from "./marking";
import { tools } from "./tools";
import { counting } from "./counting";
import { put } from "./typing";
import { mentioning } from "./mentioning";
import { made } from "./making";
import { previewing } from "./previewing";
import type { Section } from "./section";

interface Desk {
  above: HTMLElement;
  below: HTMLElement[];
  /** The field has the keyboard again, or was emptied. */
  renew(): void;
}

const desks = new WeakMap<HTMLTextAreaElement, Desk>();

/** An address that is pasted over words becomes a link from them. */
function paste(field: HTMLTextAreaElement, event: ClipboardEvent): void {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const address = event.clipboardData?.getData("text").trim() ?? "";
  const words = value.slice(from, to);
  if (!ADDRESS.test(address) || ADDRESS.test(words) || !/^[^\n[\]]+$/.test(words)) return;
  event.preventDefault();
  put(field, linked(value, from, to, address));
}

function furnish(s: Section, field: HTMLTextAreaElement): Desk {
  const note = made("span", "told", { id: "vp-told" });
  const tell = (sentence: string): void => {
    note.textContent = sentence;
  };
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${note.id}`);
  const count = counting(s, field, tell);
  const preview = previewing(s, field, (sentence) => {
    tell(sentence);
    s.say(sentence);
  });
  const renew = (): void => {
    preview.end();
    count();
  };
  const { signal } = s;
  field.addEventListener("input", count, { signal });
  field.addEventListener("paste", (event) => paste(field, event), { signal });
  (s.root instanceof ShadowRoot ? s.root.host : s.box).addEventListener("voxpop:posted", renew, { signal });
  const above = made("span", "bar");
  above.append(tools(s, field), preview.button);
  return { above, below: [mentioning(s, field), note], renew };
}

/** Called each time that the field gets the keyboard: the form around it may be another one. */
export function attend(s: Section): void {
  const field = s.box.querySelector<HTMLTextAreaElement>(".vp-respond form [name=text]");
  const around = field?.parentElement;
  if (!field || !around) return;
  s.kit.adopt(s.root, style);
  const desk = desks.get(field) ?? furnish(s, field);
  desks.set(field, desk);
  if (desk.above.parentElement !== around) {
    around.classList.add("vp-desk");
    field.before(desk.above);
    field.after(...desk.below);
  }
  desk.renew();
}
