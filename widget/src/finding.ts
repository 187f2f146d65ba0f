// Search in this conversation, on the page that it stands on.

import type { Section } from "./section";

function shown(s: Section, after: HTMLElement): HTMLElement {
  const there = s.box.querySelector<HTMLElement>(".vp-results");
  if (there) return there;
  const made = document.createElement("div");
  made.className = made.part.value = "vp-results";
  after.after(made);
  return made;
}

export async function find(s: Section, asked: HTMLFormElement): Promise<void> {
  const { dress, nodes, query, said, why } = s.kit;
  const words = `${new FormData(asked).get("q") ?? ""}`.trim();
  if (!words) {
    s.box.querySelector(".vp-results")?.remove();
    return;
  }
  const box = shown(s, asked.closest("header, nav") ?? asked);
  s.say(said(s, "loading"));
  try {
    const answer = await fetch(`${s.at.base}/threads/find?${query(s.at, { q: words })}`);
    if (!answer.ok) throw new Error();
    box.replaceChildren(nodes(await answer.text()));
    dress(s, box);
    const title = box.querySelector<HTMLElement>("h2, h3, [role=status]");
    s.say(title?.textContent ?? "");
    if (title) {
      title.tabIndex = -1;
      title.focus();
    }
  } catch (error) {
    s.say(why(s, error), true);
  }
}
