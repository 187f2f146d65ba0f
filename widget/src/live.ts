// New comments while the page is open: by a stream from the server, or where there is none by looking now and then.

import { arrived, arriving, type Arrival, gone } from "./arriving";
import type { Section } from "./section";

const LOOK = 30; // seconds between looks when the server has not said
const LONGEST = 300;

/** The newest comment on the page. */
function newest(s: Section): number {
  let found = 0;
  for (const item of s.box.querySelectorAll("li.vp-comment")) found = Math.max(found, Number(item.id.slice(8)));
  return found;
}

function look(s: Section, seconds: number): void {
  let since = Number(s.box.dataset.since) || newest(s);
  let pause = seconds;
  const again = async (): Promise<void> => {
    if (s.signal.aborted) return;
    if (!document.hidden) {
      try {
        const fresh = await s.kit.fetched(s.at, { order: "newest" });
        pause = seconds;
        const before = since;
        s.box.dataset.live = fresh.dataset.live ?? "";
        for (const item of fresh.querySelectorAll<HTMLElement>("li.vp-comment")) {
          const id = Number(item.id.slice(8));
          const parent = Number(item.parentElement?.closest("li.vp-comment")?.id.slice(8) ?? 0);
          if (id <= before) continue;
          since = Math.max(since, id);
          arrived(s, { id, parent, item: item.cloneNode(true) as HTMLElement });
        }
      } catch {
        pause = Math.min(pause * 2, LONGEST);
      }
    }
    setTimeout(again, pause * 1000);
  };
  setTimeout(again, pause * 1000);
}

export function live(s: Section): void {
  arriving(s);
  let stream: EventSource | undefined;
  let since = Number(s.box.dataset.since) || newest(s);
  const close = (): void => {
    stream?.close();
    stream = undefined;
  };
  const hear = (kind: string, act: (data: never) => void): void =>
    stream?.addEventListener(kind, (event) => {
      since = Number(event.lastEventId) || since;
      act(JSON.parse(event.data) as never);
    });
  const open = (): void => {
    if (stream || document.hidden || s.signal.aborted) return;
    stream = new EventSource(`${s.at.base}/live?${s.kit.query(s.at, { since })}`);
    hear("comment", (said: Arrival) => arrived(s, said));
    hear("gone", ({ id }: { id: number }) => gone(s, id));
    hear("count", ({ live: count }: { live: number }) => {
      const title = s.box.querySelector("h2");
      if (title && count) title.textContent = s.kit.counted(s, "responses", count);
      s.box.dataset.live = `${count}`;
    });
    hear("poll", ({ seconds }: { seconds: number }) => {
      close();
      look(s, seconds || LOOK);
      done.abort();
    });
    stream.onerror = () => {
      if (stream?.readyState !== EventSource.CLOSED) return; // it tries again by itself
      close();
      look(s, LOOK);
      done.abort();
    };
  };
  const done = new AbortController();
  // A page that nobody sees holds no stream: a browser has only a few to give.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()), { signal: done.signal });
  s.signal.addEventListener("abort", () => {
    done.abort();
    close();
  });
  open();
}
