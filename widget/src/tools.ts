// The row of tools above a text: a button each, one stop for the keyboard, shortcuts inside the text.

import { made } from "./making";
import { bold, code, italic, link, list, quote, spoiler, type Tool } from "./marking";
import type { Section } from "./section";
import { use } from "./typing";

/** Its name among the words; what it does; what a pen draws on 24 by 24; the key that does it with Ctrl. */
const TOOLS: [name: string, tool: Tool, drawn: string, key?: string][] = [
  ["bold", bold, "M7 5v14h7a3.5 3.5 0 000-7H7h6a3.5 3.5 0 000-7z", "B"],
  ["italic", italic, "M10 5h8M6 19h8M14 5l-4 14", "I"],
  ["link", link, "M9 15l6-6M10 7l3-3a5 5 0 017 7l-3 3M14 17l-3 3a5 5 0 01-7-7l3-3", "K"],
  ["quote", quote, "M5 5v14M10 7h9M10 12h9M10 17h6"],
  ["code", code, "M8 6l-6 6 6 6M16 6l6 6-6 6"],
  ["list", list, "M9 6h11M9 12h11M9 18h11M4 6h0M4 12h0M4 18h0"],
  ["spoiler", spoiler, "M2 12q10-14 20 0-10 14-20 0M4 20L20 4"],
];

function svg(tag: string, name: string, value: string): Element {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  node.setAttribute(name, value);
  return node;
}

/** One of the buttons is where Tab leads, and arrows lead on from it. */
function roving(bar: HTMLElement, buttons: HTMLElement[]): void {
  let at = 0;
  const here = (to: number): void => {
    at = (to + buttons.length) % buttons.length;
    buttons.forEach((one, nth) => (one.tabIndex = nth === at ? 0 : -1));
  };
  here(0);
  bar.onkeydown = (event) => {
    const ahead = bar.matches("[dir=rtl] *") ? -1 : 1;
    const to = { ArrowRight: at + ahead, ArrowLeft: at - ahead, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    here(to);
    buttons[at]?.focus();
  };
}

export function tools(s: Section, field: HTMLTextAreaElement): HTMLElement {
  const bar = made("span", "tools", { role: "toolbar", "aria-label": s.kit.said(s, "tools"), "aria-controls": field.id });
  const buttons = TOOLS.map(([name, tool, drawn, key]) => {
    const words = s.kit.said(s, name);
    const title = words + (key ? ` (Ctrl+${key})` : "");
    const button = made("button", "tool", { type: "button", "aria-label": words, title }, () => use(tool, field));
    button.onmousedown = (event) => event.preventDefault(); // what is selected stays so
    const picture = svg("svg", "viewBox", "0 0 24 24");
    picture.append(svg("path", "d", drawn));
    button.append(picture);
    return button;
  });
  bar.append(...buttons);
  roving(bar, buttons);
  field.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return;
      const letter = /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : event.code.slice(3); // of another script
      const found = TOOLS.find(([, , , key]) => key === letter);
      if (!found) return;
      event.preventDefault();
      use(found[1], field);
    },
    { signal: s.signal },
  );
  return bar;
}
