// Which page a conversation belongs to: as its element says, as the page says of itself, or where the page is.

import type { At } from "./server";

const absolute = (written: string): string => new URL(written, document.baseURI).href;

function own(): string {
  const canonical = document.querySelector<HTMLLinkElement>("link[rel~=canonical][href]");
  return canonical ? canonical.href : location.origin + location.pathname + location.search;
}

/** `identifier` names a conversation that keeps together whatever addresses its page has had. */
function address(element: HTMLElement): string {
  const url = absolute(element.getAttribute("url") || own());
  const identifier = element.getAttribute("identifier");
  return identifier ? `${url.split("#")[0]}#voxpop=${encodeURIComponent(identifier)}` : url;
}

function title(element: HTMLElement): string {
  const told = document.querySelector<HTMLMetaElement>('meta[property="og:title"]')?.content;
  return element.getAttribute("thread-title") || told || document.title;
}

export function at(element: HTMLElement, base: string): At {
  return {
    base,
    site: element.getAttribute("site") || "default",
    url: address(element),
    title: title(element),
    lang: element.closest<HTMLElement>("[lang]")?.lang ?? "",
  };
}
