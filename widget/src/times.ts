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

function tell(time: HTMLTimeElement, now: number, format: Intl.RelativeTimeFormat): void {
  const age = (now - Date.parse(time.dateTime)) / 1000;
  const full = time.title || time.textContent || "";
  if (!(age < WEEK)) {
    if (time.title) time.textContent = time.title;
    return;
  }
  time.title = full;
  const [size, unit] = UNITS.find(([least]) => age >= least) ?? [1, "second"];
  time.textContent = age < 60 ? format.format(0, "second") : format.format(-Math.floor(age / size), unit);
}

export function timesIn(s: Section, part: ParentNode): void {
  const format = new Intl.RelativeTimeFormat(s.lang, { numeric: "auto" });
  for (const time of part.querySelectorAll("time")) tell(time, Date.now(), format);
}

export function times(s: Section): void {
  const timer = setInterval(() => document.hidden || timesIn(s, s.box), EVERY);
  s.signal.addEventListener("abort", () => clearInterval(timer));
}
