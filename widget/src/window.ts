// The window of signing in: sent to the provider by a form of ours; its challenge is of a verifier that stays here.
//
//   the window hands over a one-time code, or we ask until there is something to know
//   ->  code and verifier for a session: a cookie of this site alone, or where browsers take none, a token held here
//   ->  the form as it is for who signed in, from the server; what was typed stays in it

import type { Section } from "./section";

const LOOK = 2000; // milliseconds between two looks at the window
const SELDOM = 10_000; // milliseconds between two questions while it should tell us itself, or has long been closed
const OFTEN = 60_000; // milliseconds for which each look is a question, once it is closed or severed from us
const LASTS = 600_000; // milliseconds that an attempt may take

class Ended extends Error {} // with a sentence for people

interface Begun {
  waiting: boolean;
  token?: string;
}

const coded = (bytes: ArrayBuffer | Uint8Array): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? `${error.code}` : "");
const wait = (time: number): Promise<undefined> => new Promise((done) => setTimeout(done, time));

/** Is a message the one that our own window sends at its end? Anybody may post messages to a page. */
export function ours(event: MessageEvent<unknown>, popup: Window | null, base: string): boolean {
  const said = event.data;
  return (
    event.source === popup &&
    event.origin === new URL(base, location.href).origin &&
    typeof said === "object" &&
    said !== null &&
    Object.hasOwn(said, "type") &&
    (said as { type: unknown }).type === "voxpop:signed-in"
  );
}

/** One way through a window. */
export class Attempt {
  private readonly ended = new AbortController();
  private readonly shown: HTMLElement;
  private readonly cancel: HTMLElement;
  private kept: boolean | undefined;

  constructor(
    private readonly s: Section,
    private readonly button: HTMLButtonElement,
    private readonly popup: Window | null,
  ) {
    const box = button.closest(".vp-in, .vp-change") as HTMLElement;
    this.shown = box.querySelector(".vp-connecting") as HTMLElement;
    this.cancel = box.querySelector(".vp-cancel-sign-in") as HTMLElement;
  }

  end(): void {
    this.ended.abort();
    this.popup?.close();
  }

  /** Sign in, and show the form as it is then; `wanted`: no other attempt has begun meanwhile. */
  async run(wanted: () => boolean): Promise<void> {
    const button = this.cancel.querySelector("button") as HTMLButtonElement;
    button.onclick = () => {
      this.end();
      this.said("", false);
      this.button.focus();
    };
    const words = this.shown.dataset;
    try {
      if (!(await this.entered(words)) || !wanted()) return;
      const { acted, askMine, refresh, tell } = this.s.kit;
      acted(this.s.at);
      await refresh(this.s);
      tell(this.s, "signed-in", {});
      await askMine(this.s);
    } catch (error) {
      const told = error instanceof Ended || codeOf(error) ? (error as Error).message : "";
      if (wanted()) this.said(told || (words.failed ?? ""), false);
    } finally {
      this.ended.abort();
    }
  }

  private said(sentence: string, cancellable: boolean): void {
    this.shown.textContent = sentence;
    this.cancel.hidden = !cancellable;
  }

  /** True when somebody has signed in, false when it was given up. */
  private async entered(words: DOMStringMap): Promise<boolean> {
    if (!this.popup) throw new Ended(words.blocked ?? "");
    this.said(this.button.dataset.connecting ?? "", true);
    const verifier = coded(crypto.getRandomValues(new Uint8Array(32)));
    const challenge = coded(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
    const handed = this.handedOver();
    this.leave(challenge);
    return this.answered(verifier, handed, words);
  }

  /** Send the window to the provider. A form of a page on another origin may do that, and a link may not. */
  private leave(challenge: string): void {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: this.button.formAction, target: "voxpop-sign-in", hidden: true });
    const { site, url } = this.s.at;
    for (const [name, value] of Object.entries({ site, thread: url, challenge })) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
    form.remove();
  }

  /** The code that the window hands over; '' when it has nothing to hand over but its end. */
  private handedOver(): Promise<string> {
    return new Promise((done) => {
      const hear = (event: MessageEvent<{ code?: unknown }>): void => {
        if (ours(event, this.popup, this.s.at.base || location.origin)) done(String(event.data.code ?? ""));
      };
      addEventListener("message", hear, { signal: this.ended.signal });
    });
  }

  private async answered(verifier: string, handed: Promise<string>, words: DOMStringMap): Promise<boolean> {
    const until = Date.now() + LASTS;
    let code: string | undefined;
    let closed = 0;
    let asked = Date.now();
    while (Date.now() < until) {
      if (code === undefined) code = await Promise.race([handed, wait(LOOK)]);
      else await wait(LOOK); // it was of no use yet
      if (this.ended.signal.aborted) return false;
      const now = Date.now();
      const gone = this.popup?.closed ?? true; // or the provider has severed it from us: so we go on asking
      const often = code !== undefined || (gone && now - (closed || now) < OFTEN);
      if (!often && now - asked < SELDOM) continue;
      asked = now;
      if (await this.begun(verifier, code ?? "")) {
        this.end();
        return true;
      }
      if (gone && !closed) {
        closed = now;
        this.said(words.closed ?? "", false);
      }
    }
    throw new Ended(words.closed ?? "");
  }

  /** Begin the session, if somebody has come in. */
  private async begun(verifier: string, code: string): Promise<boolean> {
    const { site } = this.s.at;
    const keep = (await this.cookies()) ? "cookie" : "memory";
    try {
      const said = await this.s.kit.send<Begun>(this.s.at, "POST", "/api/v1/session", { site, verifier, code, keep });
      if (said.token) this.s.kit.hold(this.s.at, said.token);
      return !said.waiting;
    } catch (error) {
      if (codeOf(error) !== "too_fast") throw error; // others behind this address ask as well
      return false;
    }
  }

  /** Does this browser keep a cookie of ours on this page? The question itself sets one. */
  private async cookies(): Promise<boolean> {
    const path = `/api/v1/session?site=${encodeURIComponent(this.s.at.site)}`;
    if (this.kept === undefined) {
      await this.s.kit.ask(this.s.at, path);
      this.kept = ((await (await this.s.kit.ask(this.s.at, path)).json()) as { cookies: boolean }).cookies;
    }
    return this.kept;
  }
}
