// Fill an element with a list of the server's, in a shadow root. What stands in the element is seen until it is there.

import embed from "./embed.css";
import styles from "./lists.css";
import type { nodes } from "./markup";
import type { Section } from "./section";
import type { adopt } from "./styles";
import { timesIn } from "./times";

/** What the script that is there lends: it brings none of this along (see kit.ts). */
interface Lent {
  nodes: typeof nodes;
  adopt: typeof adopt;
}

const EVERY = 60_000; // milliseconds after which "5 minutes ago" is looked at again
const shown = new WeakMap<Element, string>();
const ticking = new WeakSet<Element>();

function address(element: HTMLElement, kind: string, base: string): string {
  const asked = new URLSearchParams({ site: element.getAttribute("site") || "default" });
  const lang = element.closest<HTMLElement>("[lang]")?.lang;
  if (lang) asked.set("lang", lang);
  for (const name of ["count", "days"]) {
    const wish = element.getAttribute(name);
    if (wish) asked.set(name, wish);
  }
  return `${base}/lists/${kind}?${asked}`;
}

/** A page's own style sheet reaches everything that has a name: class vp-about is ::part(about). */
function parts(root: ShadowRoot): void {
  for (const node of root.querySelectorAll("[class*=vp-]")) {
    node.part.add(...[...node.classList].filter((name) => name.startsWith("vp-")).map((name) => name.slice(3)));
  }
}

function tick(element: HTMLElement, root: ShadowRoot): void {
  const box = root.querySelector<HTMLElement>(".voxpop");
  if (box) timesIn({ lang: box.lang } as Section, box);
  if (ticking.has(element)) return;
  ticking.add(element);
  const timer = setInterval(() => {
    if (!element.isConnected) {
      clearInterval(timer);
      ticking.delete(element);
    } else if (!document.hidden) tick(element, root);
  }, EVERY);
}

export async function fill(element: HTMLElement, kind: string, base: string, { nodes, adopt }: Lent): Promise<void> {
  await undefined; // several attributes that change together are one change
  if (!element.isConnected) return;
  const url = address(element, kind, base);
  if (shown.get(element) === url) {
    if (element.shadowRoot) tick(element, element.shadowRoot);
    return;
  }
  shown.set(element, url);
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const list = nodes(await answer.text());
    if (shown.get(element) !== url || !element.isConnected) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    adopt(root, embed + styles);
    root.replaceChildren(list);
    parts(root);
    tick(element, root);
    element.dispatchEvent(new CustomEvent("voxpop:ready", { bubbles: true }));
  } catch {
    if (shown.get(element) === url) shown.delete(element); // what is there stays; the next change or move tries again
  }
}
