// Answer a comment beneath it: the form goes there, and comes home again.

import { on, numberOf, said, type Section } from "./section";
import { field, respond } from "./form";
import { carry } from "./drafts";

const titles = new WeakMap<Section, Node[]>();

function parentField(s: Section, number: number): void {
  const box = respond(s);
  const form = box?.querySelector("form");
  if (!box || !form) return;
  form.querySelector("[name=parent]")?.remove();
  delete box.dataset.parent;
  if (!number) return;
  box.dataset.parent = `${number}`;
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "parent", value: `${number}` });
  form.prepend(input);
}

/** Whom it answers, in the place that the language has for the name; or as it was. */
function heading(s: Section, name: string): void {
  const title = respond(s)?.querySelector("h3");
  if (!title) return;
  if (!titles.has(s)) titles.set(s, [...title.childNodes]);
  if (!name) {
    title.replaceChildren(...(titles.get(s) ?? []));
    return;
  }
  const [before = "", after = ""] = said(s, "answer", { name: "\n" }).split("\n");
  const isolated = document.createElement("bdi");
  isolated.textContent = name;
  title.replaceChildren(before, isolated, after);
}

function cancelling(s: Section, link: HTMLElement | null): void {
  const head = respond(s)?.querySelector("header");
  head?.querySelector(".vp-cancel")?.remove();
  if (!link || !head) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "vp-cancel";
  button.part.value = "cancel";
  button.textContent = said(s, "cancel");
  button.onclick = () => {
    home(s);
    link.focus();
  };
  head.append(button);
}

/** Bring the form back to the end of the conversation. */
export function home(s: Section): void {
  const box = respond(s);
  if (!box || box.parentElement === s.box) return;
  carry(s, () => {
    s.box.append(box);
    parentField(s, 0);
  });
  heading(s, "");
  cancelling(s, null);
}

export function reply(s: Section, link: HTMLElement): void {
  const item = link.closest("li");
  const box = respond(s);
  const article = item?.querySelector(":scope > article");
  if (!box?.querySelector("form") || !item || !article) return;
  carry(s, () => {
    article.after(box);
    parentField(s, numberOf(link));
  });
  heading(s, article.querySelector(".vp-author")?.textContent ?? "");
  cancelling(s, link);
  field(s)?.focus();
}

export function replying(s: Section): void {
  on(s, "click", ".vp-reply", (link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    reply(s, link);
  });
  on(s, "click", "a.vp-cancel", (_, event) => {
    if (respond(s)?.parentElement === s.box) return; // the page was asked for with an answer begun: it leads away from it
    event.preventDefault();
    home(s);
  });
  on(s, "click", ".vp-jump", (_, event) => {
    event.preventDefault();
    home(s);
    field(s)?.focus();
  });
}
