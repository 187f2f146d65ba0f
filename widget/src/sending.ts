// Send a comment without leaving the page.
//
//   form  ->  JSON, with a key that makes a second try the same comment  ->  the server's markup of it, in its place

import { forget } from "./drafts";
import { field, form, refuse, respond } from "./form";
import { fetched } from "./laying";
import { place } from "./placing";
import { acted } from "./memory";
import { askMine } from "./mine";
import { home } from "./replying";
import { comment, said, type Section, tell, why } from "./section";
import { Refused, send } from "./server";

interface Posted {
  id: number;
  state: "live" | "held";
}

const OF_A_FIELD = /^(name|email|website|consent)_/;

const text = (data: FormData, name: string): string => `${data.get(name) ?? ""}`;

function draft(s: Section, data: FormData, parent: number, seconds: number): unknown {
  return {
    site: s.at.site,
    url: s.at.url,
    title: s.at.title.slice(0, 1000),
    text: text(data, "text"),
    parent: parent || null,
    author: { name: text(data, "name"), email: text(data, "email"), website: text(data, "website") },
    seconds,
    consent: data.has("consent"),
  };
}

/** Show what was posted, where it belongs, and go there. */
async function show(s: Section, posted: Posted, parent: number): Promise<void> {
  if (posted.state === "live") {
    const fresh = await fetched(s.at, { at: posted.id, order: s.box.dataset.order ?? "" });
    const item = fresh.querySelector<HTMLElement>(`#comment-${posted.id}`);
    if (item && !comment(s, posted.id)) place(s, item, parent);
    const count = fresh.querySelector("h2");
    if (count) s.box.querySelector("h2")?.replaceChildren(...count.childNodes);
  }
  await askMine(s);
  const there = comment(s, posted.id)?.querySelector<HTMLElement>("article");
  if (!there) return;
  there.tabIndex = -1;
  there.focus();
  if (!s.at.base) history.replaceState(null, "", `#comment-${posted.id}`);
}

function refused(s: Section, error: unknown): void {
  refuse(s, why(s, error));
  const code = error instanceof Refused ? error.code : "";
  const input = field(s, OF_A_FIELD.exec(code)?.[1]) ?? field(s);
  input?.setAttribute("aria-describedby", "vp-error");
  input?.focus();
  tell(s, "refused", { code });
}

export function sending(s: Section): void {
  let key = "";
  let keyed = "";
  let going = false;
  let began = 0;
  s.box.addEventListener("focusin", (event) => {
    if (respond(s)?.contains(event.target as Node)) began ||= performance.now();
  }, { signal: s.signal });

  const post = async (filled: HTMLFormElement): Promise<void> => {
    const data = new FormData(filled);
    const parent = Number(text(data, "parent")) || 0;
    const body = draft(s, data, parent, Math.round((performance.now() - began) / 1000));
    const same = JSON.stringify([...data]);
    if (same !== keyed) [key, keyed] = [crypto.randomUUID(), same];
    refuse(s, "");
    s.say(said(s, "sending"));
    const posted = await send<Posted>(s.at, "POST", "/api/v1/comments", body, { "idempotency-key": key });
    acted(s.at);
    forget(s);
    (field(s) as HTMLInputElement).value = "";
    const agreed = field(s, "consent");
    if (agreed) agreed.checked = false; // each comment has a yes of its own
    began = 0;
    home(s);
    s.say(said(s, posted.state === "live" ? "posted" : "waiting"));
    tell(s, "posted", { comment: posted.id, state: posted.state, parent });
    await show(s, posted, parent).catch(() => undefined); // it is there: a look at it may fail
  };

  s.box.addEventListener("submit", (event) => {
    const filled = event.target as HTMLFormElement;
    if (filled !== form(s) || (event.submitter as HTMLButtonElement | null)?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (going) return;
    going = true;
    respond(s)!.ariaBusy = "true";
    post(filled)
      .catch((error) => refused(s, error))
      .finally(() => {
        going = false;
        respond(s)?.removeAttribute("aria-busy");
      });
  }, { signal: s.signal });

  s.box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && respond(s)?.contains(event.target as Node)) {
      form(s)?.requestSubmit(respond(s)?.querySelector<HTMLElement>(".vp-send button"));
    }
  }, { signal: s.signal });
}
