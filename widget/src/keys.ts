// The keyboard among the comments, while one of them has the focus: j and k go on and back, r answers, l likes.

import type { Section } from "./section";

const STEPS: Record<string, number> = { j: 1, k: -1 };
const PRESSES: Record<string, string> = { r: ".vp-reply", l: ".vp-like", f: ".vp-fold" };

function step(s: Section, by: number): void {
  const all = [...s.box.querySelectorAll<HTMLElement>("li.vp-comment > article")].filter((one) => one.offsetParent);
  const here = s.root.activeElement?.closest("li.vp-comment > article") as HTMLElement | null;
  const next = all[here ? all.indexOf(here) + by : 0];
  if (!next) return;
  next.tabIndex = -1;
  next.focus();
}

export function keys(s: Section): void {
  s.box.addEventListener(
    "keydown",
    (event) => {
      const target = event.target as HTMLElement;
      if (event.key === "Escape" && target.closest(".vp-respond")) {
        s.box.querySelector<HTMLElement>(".vp-respond button.vp-cancel")?.click();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (target.matches("input, textarea, select") || !target.closest(".vp-comments")) return;
      const by = STEPS[event.key];
      const press = PRESSES[event.key];
      if (by) step(s, by);
      else if (press) target.closest("li")?.querySelector<HTMLElement>(`:scope > article ${press}`)?.click();
      else return;
      event.preventDefault();
    },
    { signal: s.signal },
  );
}
