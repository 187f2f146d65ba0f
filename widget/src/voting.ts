// Likes and reactions: one press gives it, the next takes it back.

import { press } from "./mine";
import { numberOf, type Section } from "./section";

interface Liked {
  id: number;
  likes: number;
  liked: boolean;
}
interface Reacted {
  count: number;
}

function likes(s: Section, button: Element, count: number): void {
  let shown = button.parentElement?.querySelector(".vp-likes");
  if (!shown) {
    shown = document.createElement("span");
    shown.className = "vp-likes";
    shown.part.value = "likes";
    button.after(" ", shown);
  }
  shown.textContent = count ? s.kit.counted(s, "likes", count) : "";
}

export async function vote(s: Section, button: HTMLElement): Promise<void> {
  const { acted, said, send, tell, why } = s.kit;
  const number = numberOf(button);
  const kind = button.dataset.kind;
  const gives = !button.hasAttribute("aria-pressed");
  const path = `/api/v1/comments/${number}/${kind ? `reactions/${kind}` : "like"}`;
  press(button, gives); // at once: it is taken back when the server says no
  try {
    const now = await send<Liked & Reacted>(s.at, gives ? "PUT" : "DELETE", path);
    acted(s.at);
    if (!kind) likes(s, button, now.likes);
    else button.querySelector(".vp-number")?.replaceChildren(now.count ? `${now.count}` : "");
    s.say(said(s, gives ? "liked" : "unliked"));
    tell(s, "vote", { comment: number, kind: kind ?? "like", given: gives });
  } catch (error) {
    press(button, !gives);
    s.say(why(s, error), true);
  }
}
