// The form of a conversation: there is one, and it stands where the reader writes.

import { nodes } from "./markup";
import { type Section } from "./section";
import { ask, query, Refused } from "./server";

export const respond = (s: Section): HTMLElement | null => s.box.querySelector<HTMLElement>(".vp-respond");
export const form = (s: Section): HTMLFormElement | null => respond(s)?.querySelector("form") ?? null;
export const field = (s: Section, name = "text"): HTMLInputElement | null =>
  (form(s)?.elements.namedItem(name) as HTMLInputElement | null) ?? null;

/** The form as the server has it for this reader now, around what was typed; if it is still `wanted` then. */
export async function refresh(s: Section, wanted: () => boolean = () => true): Promise<void> {
  const parent = respond(s)?.dataset.parent;
  const answer = await ask(s.at, `/api/v1/form?${query(s.at, { reply_to: parent ?? 0 })}`);
  if (!answer.ok) throw new Refused((await answer.json()).detail);
  const fresh = nodes(await answer.text()).querySelector<HTMLFormElement>(".vp-respond form");
  const old = form(s);
  if (!fresh || !old || !wanted()) return;
  const typed = new FormData(old);
  const text = field(s);
  const focus = s.root.activeElement;
  const inside = old.contains(focus);
  fresh.querySelector("[name=text]")?.replaceWith(text as Node); // the very same: with its cursor, and what can be undone in it
  old.replaceChildren(...fresh.childNodes);
  for (const name of ["name", "email", "website"]) {
    const value = typed.get(name);
    const input = field(s, name);
    if (value && input) input.value = `${value}`;
  }
  if (inside) (field(s, (focus as HTMLInputElement).name) ?? old.querySelector<HTMLElement>(".vp-logout, .vp-way"))?.focus();
}

/** Why it could not be taken, above the form and read out; nothing when it can. */
export function refuse(s: Section, sentence: string): void {
  const box = respond(s);
  box?.querySelector(".vp-error")?.remove();
  if (!box || !sentence) return;
  const shown = document.createElement("p");
  shown.className = "vp-error";
  shown.part.value = "error";
  shown.id = "vp-error";
  shown.role = "alert";
  form(s)?.before(shown);
  shown.textContent = sentence;
}
