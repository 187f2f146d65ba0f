// A conversation that stands on a page begins to move.

import { drafts } from "./drafts";
import { dress } from "./dressing";
import { form } from "./form";
import { folding } from "./folding";
import { linking } from "./linking";
import { paging } from "./paging";
import { replying } from "./replying";
import { kit } from "./kit";
import moving from "./moving.css";
import { on, type Section, tell } from "./section";
import { sending } from "./sending";
import type { At } from "./server";
import { signing } from "./signing";
import { adopt } from "./styles";

export const CONTRACT = 1; // what this script knows of the server's markup: docs/embedding.md

const SEEN = 8000; // milliseconds for which a sentence can be read
const IDLE = 2000; // milliseconds after which new comments are listened for even if the page is still busy

/** What is used rarely, fetched when something of it is touched; and what may wait until the rest is there. */
function later(s: Section): void {
  const listen = (): unknown => s.signal.aborted || import("./idle").then(({ begin }) => begin(s)).catch(() => undefined);
  if ("requestIdleCallback" in window) requestIdleCallback(listen, { timeout: IDLE });
  else setTimeout(listen, IDLE);
  on(s, "click", ".vp-like, .vp-react, .vp-copy", (button, event) => {
    event.preventDefault();
    void import("./idle").then(({ pressed }) => pressed(s, button));
  });
  s.box.addEventListener("focusin", (event) => {
    if ((event.target as HTMLElement).matches(".vp-respond [name=text]")) {
      void import("./writing").then(({ attend }) => attend(s)).catch(() => undefined);
    }
  }, { signal: s.signal });
  on(s, "submit", ".vp-find", (asked, event) => {
    event.preventDefault();
    void import("./finding").then(({ find }) => find(s, asked as HTMLFormElement));
  });
  if (!(s.root instanceof ShadowRoot)) return;
  on(s, "click", ".vp-edit", (link, event) => {
    event.preventDefault();
    void import("./editing").then(({ edit }) => edit(s, link));
  });
  on(s, "click", ".vp-mute", (button, event) => {
    event.preventDefault();
    void import("./muting").then(({ mute }) => mute(s, button));
  });
}

const BEHAVIOURS = [
  replying, drafts, sending, paging, folding, linking, signing, later,
]; // prettier-ignore

/** The section that stands in `root`. */
function section(root: ShadowRoot | Document, at: At, signal: AbortSignal): Section | undefined {
  const box = root.querySelector<HTMLElement>(`.voxpop[data-contract="${CONTRACT}"]`);
  if (!box) return undefined;
  const region = document.createElement("p");
  region.className = "vp-said";
  region.role = "status";
  box.after(region);
  signal.addEventListener("abort", () => region.remove());
  const say = (sentence: string, seen = false): void => {
    region.classList.toggle("vp-seen", seen);
    region.textContent = sentence;
    if (seen) setTimeout(() => region.textContent === sentence && (region.textContent = ""), SEEN);
  };
  return { at, root, box, words: JSON.parse(box.dataset.words || "{}"), lang: box.lang || "en", signal, say, kit };
}

/** Returns nothing where there is no conversation, or one of a server whose markup this script does not know. */
export function attend(root: ShadowRoot | Document, at: At, signal: AbortSignal): Section | undefined {
  const s = section(root, at, signal);
  if (!s) return undefined; // it works by its own forms and links
  if (!(root instanceof ShadowRoot)) adopt(root, moving);
  dress(s, s.box);
  for (const begin of BEHAVIOURS) begin(s);
  tell(s, "ready", { open: form(s) !== null });
  return s;
}
