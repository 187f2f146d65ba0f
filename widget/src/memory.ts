// What this browser keeps for a reader, on this page's origin: drafts, and when they last were here.
//
// Nothing is kept before the reader has done something. A browser that keeps nothing changes nothing else.

import type { At } from "./server";

const key = (kind: string, at: At, where = at.url): string => `voxpop:${kind}:${at.base}:${at.site}:${where}`;

export function recall(kind: string, at: At, where?: string): string {
  try {
    return localStorage.getItem(key(kind, at, where)) ?? "";
  } catch {
    return "";
  }
}

/** Keep `text`, or nothing any more when it is empty. Is it kept now? */
export function keep(kind: string, at: At, text: string, where?: string): boolean {
  try {
    if (text) localStorage.setItem(key(kind, at, where), text);
    else localStorage.removeItem(key(kind, at, where));
    return true;
  } catch {
    return false;
  }
}

/** Has this reader done something here before: written, liked, signed in? Only then is the server asked who they are. */
export const known = (at: At): boolean => recall("known", at, "") !== "";

export function acted(at: At): void {
  keep("known", at, "1", "");
  keep("seen", at, `${Date.now() * 1000}`);
}
