// How many responses there are, in the places of the page that the element's `count-selector` names.

import type { Section } from "./section";

export function headcount(s: Section): void {
  if (!(s.root instanceof ShadowRoot)) return;
  const { host } = s.root;
  const tell = (): void => {
    const selector = host.getAttribute("count-selector");
    const { live } = s.box.dataset;
    if (!selector || !live) return;
    try {
      const words = Number(live).toLocaleString(s.lang);
      for (const place of document.querySelectorAll(selector)) place.textContent = words;
    } catch (error) {
      console.warn(`voxpop: count-selector="${selector}"`, error); // no selector
    }
  };
  const watch = new MutationObserver(tell);
  watch.observe(s.box, { attributeFilter: ["data-live"] });
  watch.observe(host, { attributeFilter: ["count-selector"] });
  s.signal.addEventListener("abort", () => watch.disconnect());
  tell();
}
