// "5 minutes ago" in place of a date, as long as that says more.

import type { Section } from "./section";

const DAY = 86_400;
const WEEK = 7 * DAY;
const UNITS: [number, Intl.RelativeTimeFormatUnit][] = [
  [DAY, "day"],
  [3600, "hour"],
  [60, "minute"],
  [0, "second"],
];
const EVERY = 60_000; // milliseconds

const formats = new Map<string, Intl.RelativeTimeFormat>(); // the first of a language takes its time

function formatOf(lang: string): Intl.RelativeTimeFormat {
  const format = formats.get(lang) ?? new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  formats.set(lang, format);
  return format;
}

function tell(time: HTMLTimeElement, now: number, lang: string): void {
  const age = (now - Date.parse(time.dateTime)) / 1000;
  const full = time.title || time.textContent || "";
  if (!(age < WEEK)) {
    if (time.title) time.textContent = time.title;
    return;
  }
  time.title = full;
  const format = formatOf(lang);
  const [size, unit] = UNITS.find(([least]) => age >= least) ?? [1, "second"];
  time.textContent = age < 60 ? format.format(0, "second") : format.format(-Math.floor(age / size), unit);
}

export function timesIn({ lang }: Pick<Section, "lang">, part: ParentNode): void {
  for (const time of part.querySelectorAll("time")) tell(time, Date.now(), lang);
}

/** Now, again each minute, and for what comes onto the page. */
export function times(s: Section): void {
  timesIn(s, s.box);
  const timer = setInterval(() => document.hidden || timesIn(s, s.box), EVERY);
  const eye = new MutationObserver((seen) => {
    const come = seen.flatMap(({ addedNodes }) => [...addedNodes]);
    for (const node of come) if (node instanceof HTMLElement) timesIn(s, node);
  });
  eye.observe(s.box, { childList: true, subtree: true });
  s.signal.addEventListener("abort", () => {
    clearInterval(timer);
    eye.disconnect();
  });
}
