// What is asked of the server, with the reader's session: a cookie, or a token that this page holds in its place.

/** Where a conversation is: `base` the server's origin, `url` the page that it belongs to. */
export interface At {
  base: string;
  site: string;
  url: string;
  title: string;
  lang: string;
}

/** The server said no: why, in a sentence for people, and a code. */
export class Refused extends Error {
  constructor(
    sentence: string,
    readonly code = "",
  ) {
    super(sentence);
  }
}

const RENEW = 600_000; // milliseconds after which a token held here is renewed
const held = new Map<string, string>();

const place = (at: At): string => `${at.base} ${at.site}`;

/** Hold a session's token in memory, and renew it as long as the page is open. */
export function hold(at: At, token: string): void {
  held.set(place(at), token);
  setTimeout(async () => {
    if (held.get(place(at)) !== token) return;
    try {
      const next = await send<{ token: string }>(at, "POST", "/api/v1/session/token", { site: at.site });
      hold(at, next.token);
    } catch {
      held.delete(place(at));
    }
  }, RENEW);
}

export function letGo(at: At): void {
  held.delete(place(at));
}

/** A query about this conversation; what is empty is not asked. */
export function query(at: At, more: Record<string, string | number | null> = {}): URLSearchParams {
  const asked = new URLSearchParams({ site: at.site, url: at.url });
  for (const [name, value] of Object.entries({ lang: at.lang, ...more })) if (value) asked.set(name, `${value}`);
  return asked;
}

/** A request that bears the session. */
export function ask(at: At, path: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  const token = held.get(place(at));
  if (token) headers.set("authorization", `Bearer ${token}`);
  if (at.lang) headers.set("accept-language", at.lang);
  return fetch(at.base + path, { ...options, headers, credentials: "include", cache: "no-store" });
}

/** JSON there and back. Throws Refused, or TypeError when nobody answers. */
export async function send<Out>(
  at: At,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Out> {
  const options: RequestInit = { method, headers };
  if (body !== undefined) {
    options.headers = { ...headers, "content-type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const answer = await ask(at, path, options);
  const said = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Refused(said.detail, said.code);
  return said as Out;
}
