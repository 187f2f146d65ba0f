// The number of responses beside a link, for a page that lists many:
//
//   <script src="https://talk.example/count.js" data-site="news" async></script>
//   <a href="/story">Responses: <span data-voxpop-count></span></a>      or with the address:  data-voxpop-count="/story"
//
// One request for up to a hundred addresses, always in the same order, so that whoever keeps answers has it already.
// A script of the old kind, whose names are its own; without it, or while the server is away, a link is just a link.

(() => {
  const script = document.currentScript as HTMLScriptElement;
  const mark = "data-voxpop-count";
  const asked = new WeakMap<Element, string>();
  let soon: ReturnType<typeof setTimeout> | undefined;

  const say = (place: Element, count: number): void => {
    let words = `${count}`;
    try {
      words = count.toLocaleString(document.documentElement.lang || undefined);
    } catch {} // no language has that name
    place.textContent = words;
    place.setAttribute(`${mark}ed`, `${count}`);
  };

  const ask = async (urls: string[], places: Map<string, Element[]>): Promise<void> => {
    const query = new URLSearchParams(urls.map((url) => ["url", url]));
    query.set("site", script.dataset.site || "default");
    const answer = await fetch(new URL(`/api/v1/counts?${query}`, script.src));
    const { counts } = (await answer.json()) as { counts: { responses: number | null }[] };
    counts.forEach(({ responses }, at) => {
      if (responses !== null) places.get(urls[at] ?? "")?.forEach((place) => say(place, responses)); // else it is no page of the site
    });
  };

  const look = (): void => {
    soon = undefined;
    const places = new Map<string, Element[]>();
    for (const place of document.querySelectorAll(`[${mark}]`)) {
      const written = place.getAttribute(mark) || place.closest("a")?.href || "";
      if (asked.get(place) === written) continue;
      asked.set(place, written);
      try {
        const { href } = new URL(written, document.baseURI);
        places.set(href, [...(places.get(href) ?? []), place]);
      } catch {} // no address
    }
    const urls = [...places.keys()].sort();
    while (urls.length) {
      const some = urls.splice(0, 100);
      while (some[1] && `${some}`.length > 5e3) urls.unshift(some.pop()!); // servers in front take a line of 8 KB
      ask(some, places).catch(() => {});
    }
  };

  const later = (): void => {
    soon ??= setTimeout(look, 99);
  };

  const begin = (): void => {
    look();
    const what = { subtree: true, childList: true, attributes: true, attributeFilter: [mark] };
    new MutationObserver(later).observe(document, what);
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
export {};
