// Mention somebody of this conversation: after @ and a letter, names to choose from.
//
// A text field of several lines cannot be a combobox; it can say which part of a list beside it is meant.

import { made } from "./making";
import type { Section } from "./section";
import { put } from "./typing";

const AT = /(?:^|[^\p{L}\p{N}_@/])@(\p{L}[^\n@]{0,79})$/u;
const PAUSE = 150; // milliseconds without a key, after which the server is asked
const POINTED = "aria-activedescendant";
const POINTS = "aria-controls";

/** Does a name begin so, whatever its case and accents? */
const fits = (name: string, begins: string): boolean =>
  !name.slice(0, begins.length).localeCompare(begins, [], { sensitivity: "base" });

/** The list; to be put beneath the field. */
export function mentioning(s: Section, field: HTMLTextAreaElement): HTMLElement {
  const list = made("ul", "names", { id: "vp-names", role: "listbox", "aria-label": s.kit.said(s, "people") });
  let known: string[] = []; // who was told of last
  let nobody = ""; // how no name begins
  let done = -1; // where a name begins that was chosen, or is not to be
  let waiting = 0;
  let asked = 0;
  let active = 0;

  /** The beginning of a name before the cursor, and where it is. */
  const begun = (): [begins: string, from: number] => {
    const end = field.selectionStart;
    const begins = AT.exec(field.value.slice(0, end))?.[1] ?? "";
    return [begins, end - begins.length];
  };

  const close = (): void => {
    clearTimeout(waiting);
    asked += 1; // what is on the way comes too late
    list.replaceChildren();
    field.removeAttribute(POINTS); // the list may leave the page with the form around it
    field.removeAttribute(POINTED);
  };

  const leave = (from: number): void => {
    done = from;
    close();
  };

  const point = (to: number): void => {
    const all = [...list.children];
    active = (to + all.length) % all.length;
    all.forEach((one, at) => one.setAttribute("aria-selected", `${at === active}`));
    field.setAttribute(POINTS, list.id);
    field.setAttribute(POINTED, `vp-name-${active}`);
    all[active]?.scrollIntoView({ block: "nearest" });
  };

  const choose = (): void => {
    const from = begun()[1];
    const text = `${list.children[active]?.textContent} `;
    const end = from + text.length;
    leave(from);
    put(field, [from, field.selectionStart, text, end, end]);
  };

  const option = (name: string, at: number): HTMLElement => {
    const one = made("li", "name", { id: `vp-name-${at}`, role: "option", dir: "auto" }, () => {
      active = at;
      choose();
    });
    one.textContent = name;
    return one;
  };

  /** Those of `known` that it may be. */
  const show = (begins: string): void => {
    const names = known.filter((name) => fits(name, begins));
    const before = list.children.length;
    if (!names[0]) return close();
    list.replaceChildren(...names.map(option));
    point(0);
    if (names.length !== before) s.say(s.kit.counted(s, "names", names.length));
  };

  const ask = async (begins: string, mine: number): Promise<void> => {
    const answer = await fetch(`${s.at.base}/api/v1/names?${s.kit.query(s.at, { q: begins })}`, { credentials: "omit" });
    const { names } = (await answer.json()) as { names: string[] };
    if (mine !== asked) return;
    known = names;
    if (!names[0]) nobody = begins;
    show(begins);
  };

  const look = (): void => {
    const [begins, from] = begun();
    clearTimeout(waiting);
    asked += 1;
    if (!begins) done = -1;
    if (!begins || from === done || (nobody && begins.startsWith(nobody))) return close();
    show(begins);
    waiting = setTimeout(() => void ask(begins, asked).catch(close), PAUSE); // not asked for, so it fails unsaid
  };

  const KEYS: Record<string, () => void> = {
    ArrowDown: () => point(active + 1),
    ArrowUp: () => point(active - 1),
    Enter: choose,
    Tab: choose,
    Escape: () => leave(begun()[1]),
  };

  const { signal } = s;
  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", look, { signal });
  field.addEventListener("blur", close, { signal });
  field.addEventListener(
    "keydown",
    (event) => {
      const act = KEYS[event.key];
      if (!list.firstChild || !act || event.isComposing || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation(); // Escape would leave the form, too
      act();
    },
    { signal },
  );
  list.onmousedown = (event) => event.preventDefault(); // the field keeps the keyboard
  return list;
}
