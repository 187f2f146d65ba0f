// What is new since the reader was here last, for those who have done something here before.

import type { Section } from "./section";

export function visiting(s: Section): void {
  const { keep, known, recall } = s.kit;
  if (!known(s.at)) return;
  const last = Number(recall("seen", s.at)); // microseconds, as ids are
  if (last) mark(s, last);
  keep("seen", s.at, `${Date.now() * 1000}`);
}

export function mark(s: Section, last: number): void {
  for (const item of s.box.querySelectorAll("li.vp-comment")) {
    if (Number(item.id.slice(8)) <= last) continue;
    item.classList.add("vp-new");
    const when = item.querySelector(".vp-when");
    const mark = document.createElement("span");
    mark.className = "vp-fresh";
  mark.part.value = "fresh";
    mark.textContent = s.kit.said(s, "sinceVisit");
    when?.after(" ", mark);
  }
}
