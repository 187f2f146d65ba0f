// Search in this conversation, on the page that it stands on.

import type { Section } from "./section";

function shown(s: Section, after: HTMLElement): HTMLElement {
  const there = s.box.querySelector<HTMLElement>(".vp-results");
  if (there) return there;
  const made = document.createElement("div");
  made.className = "vp-results";
  made.part.value = "results";
  after.after(made);
  return made;
}

/** What was found, from the newest on, or from those that are older than `before`. */
async function look(s: Section, box: HTMLElement, q: string, before: string): Promise<void> {
  const { dress, nodes, query, said, why } = s.kit;
  s.say(said(s, "loading"));
  try {
    const answer = await fetch(`${s.at.base}/threads/find?${query(s.at, { q, before })}`);
    if (!answer.ok) throw new Error();
    box.replaceChildren(nodes(await answer.text()));
    dress(s, box);
  } catch (error) {
    s.say(why(s, error), true);
    return;
  }
  const older = box.querySelector<HTMLAnchorElement>(".vp-pager a");
  older?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void look(s, box, q, new URL(older.href).searchParams.get("before") ?? "");
  });
  const title = box.querySelector<HTMLElement>("h2, h3, [role=status]");
  s.say(title?.textContent ?? "");
  if (!title) return;
  title.tabIndex = -1;
  title.focus();
}

export async function find(s: Section, asked: HTMLFormElement): Promise<void> {
  const words = `${new FormData(asked).get("q") ?? ""}`.trim();
  if (words) await look(s, shown(s, asked.closest("header, nav") ?? asked), words, "");
  else s.box.querySelector(".vp-results")?.remove();
}
