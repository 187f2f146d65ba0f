// Signing in beside a half-written comment: the row of methods opens a window, and the page stays as it is.
//
//   press  ->  a window, sent to the provider by a form of ours    (its challenge is of a verifier that stays here)
//          ->  the window hands over a one-time code, or we ask until there is something to know
//          ->  code and verifier for a session: a cookie of this site alone, or where browsers take none, a token
//              that is held here and renewed
//          ->  the form as it is for who signed in, from the server; what was typed stays in it
//
// Without this script the same buttons lead there and back, and the draft with them.

const LOOK = 2000; // milliseconds between two looks at the window
const SELDOM = 10_000; // milliseconds between two questions while it should tell us itself, or has long been closed
const OFTEN = 60_000; // milliseconds for which each look is a question, once it is closed or severed from us
const LASTS = 600_000; // milliseconds that an attempt may take
const RENEW = 600_000; // milliseconds after which a token held here is renewed
const POPUP = "popup,width=520,height=680";

const held = new Map(); // base and site -> the token that this page holds in the place of a cookie

const coded = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const wait = (time) => new Promise((done) => setTimeout(done, time));

class Refused extends Error {
  constructor(sentence, code = "") {
    super(sentence);
    this.code = code;
  }
}

/** A request to our server that bears the session, by cookie or by the token held here. */
export async function ask(at, path, options = {}) {
  const headers = new Headers(options.headers);
  const token = held.get(at.base + at.site);
  if (token) headers.set("authorization", `Bearer ${token}`);
  return fetch(`${at.base}${path}`, { ...options, headers, credentials: "include", cache: "no-store" });
}

async function send(at, method, path, body) {
  const answer = await ask(at, path, {
    method,
    headers: { "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const said = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Refused(said.detail, said.code);
  return said;
}

/** Is a message the one that our own window sends at its end? Anybody may post messages to a page. */
export function ours(event, popup, base) {
  const said = event.data;
  return (
    event.source === popup && event.origin === new URL(base, location.href).origin &&
    typeof said === "object" && said !== null && Object.hasOwn(said, "type") && said.type === "voxpop:signed-in"
  );
}

/** One way through a window. `said(words, cancellable)` shows how it stands. */
class Attempt {
  constructor(at, said) {
    this.at = at;
    this.said = said;
    this.ended = new AbortController();
  }

  end() {
    this.ended.abort();
    this.popup?.close();
  }

  /** True when somebody has signed in, false when it was given up. */
  async run(button, words) {
    this.popup = window.open("", "voxpop-sign-in", POPUP); // before anything is waited for: browsers allow it then
    if (!this.popup) throw new Refused(words.blocked);
    this.said(button.dataset.connecting, true);
    const verifier = coded(crypto.getRandomValues(new Uint8Array(32)));
    const challenge = coded(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
    const handed = this.handedOver();
    this.leave(button.formAction, challenge);
    return this.answered(verifier, handed, words);
  }

  /** Send the window to the provider. A form of a page on another origin may do that, and a link may not. */
  leave(action, challenge) {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action, target: "voxpop-sign-in", hidden: true });
    for (const [name, value] of Object.entries({ site: this.at.site, thread: this.at.thread, challenge })) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
    form.remove();
  }

  /** The code that the window hands over; '' when it has nothing to hand over but its end. */
  handedOver() {
    return new Promise((done) => {
      const hear = (event) => ours(event, this.popup, this.at.base || location.origin) && done(String(event.data.code ?? ""));
      window.addEventListener("message", hear, { signal: this.ended.signal });
    });
  }

  async answered(verifier, handed, words) {
    const until = Date.now() + LASTS;
    let code, closed = 0, asked = Date.now();
    while (Date.now() < until) {
      if (code === undefined) code = await Promise.race([handed, wait(LOOK)]);
      else await wait(LOOK); // it was of no use yet
      if (this.ended.signal.aborted) return false;
      const now = Date.now();
      const gone = this.popup.closed; // or the provider has severed it from us: so we go on asking
      const often = code !== undefined || (gone && now - (closed || now) < OFTEN);
      if (!often && now - asked < SELDOM) continue;
      asked = now;
      if (await this.begun(verifier, code ?? "")) {
        this.end();
        return true;
      }
      if (gone && !closed) {
        closed = now;
        this.said(words.closed, false);
      }
    }
    throw new Refused(words.closed);
  }

  /** Begin the session, if somebody has come in. */
  async begun(verifier, code) {
    const keep = await this.cookies() ? "cookie" : "memory";
    try {
      const said = await send(this.at, "POST", "/api/v1/session", { site: this.at.site, verifier, code, keep });
      if (said.token) hold(this.at, said.token);
      return !said.waiting;
    } catch (error) {
      if (error.code !== "too_fast") throw error; // others behind this address ask as well
      return false;
    }
  }

  /** Does this browser keep a cookie of ours on this page? The question itself sets one. */
  async cookies() {
    const path = `/api/v1/session?site=${encodeURIComponent(this.at.site)}`;
    if (this.kept === undefined) {
      await ask(this.at, path);
      this.kept = (await (await ask(this.at, path)).json()).cookies;
    }
    return this.kept;
  }
}

function hold(at, token) {
  held.set(at.base + at.site, token);
  setTimeout(async () => {
    if (held.get(at.base + at.site) !== token) return;
    try {
      hold(at, (await send(at, "POST", "/api/v1/session/token", { site: at.site })).token);
    } catch {
      held.delete(at.base + at.site);
    }
  }, RENEW);
}

/** The form as the server has it for this reader now, around what was typed; if it is still `wanted` then. */
export async function refresh(respond, at, wanted = () => true) {
  const asked = new URLSearchParams({ site: at.site, url: at.url });
  if (respond.dataset.parent) asked.set("reply_to", respond.dataset.parent);
  const answer = await ask(at, `/api/v1/form?${asked}`);
  if (!answer.ok) throw new Refused((await answer.json()).detail);
  const box = document.createElement("div");
  box.innerHTML = await answer.text(); // our own markup, cleaned where a reader has written in it
  const fresh = box.querySelector(".vp-respond form");
  const form = respond.querySelector("form");
  if (!fresh || !form || !wanted()) return;
  const typed = new FormData(form);
  const text = form.elements.text;
  const focus = respond.getRootNode().activeElement;
  const inside = form.contains(focus);
  form.replaceChildren(...fresh.childNodes);
  form.elements.text.replaceWith(text); // the very same: with its cursor, and what can be undone in it
  for (const name of ["name", "email", "website"]) {
    if (typed.get(name) && form.elements[name]) form.elements[name].value = typed.get(name);
  }
  if (inside) (form.elements[focus.name] ?? form.querySelector(".vp-logout, .vp-way"))?.focus();
}

function at(respond) {
  const { base, site, thread } = respond.dataset;
  return { base, site, thread, url: new URL(thread, base || location.origin).href };
}

let going; // the attempt that is under way

async function signIn(button) {
  const respond = button.closest(".vp-respond");
  const box = button.closest(".vp-in, .vp-change");
  const shown = box.querySelector(".vp-connecting");
  const cancel = box.querySelector(".vp-cancel-sign-in");
  const words = shown.dataset;
  const where = at(respond);
  const said = (sentence, cancellable) => {
    shown.textContent = sentence;
    cancel.hidden = !cancellable;
  };
  cancel.querySelector("button").onclick = () => {
    attempt.end();
    said("", false);
    button.focus();
  };
  going?.end();
  const attempt = (going = new Attempt(where, said));
  try {
    if ((await attempt.run(button, words)) && going === attempt) await refresh(respond, where);
  } catch (error) {
    if (going === attempt) said(error instanceof Refused && error.message ? error.message : words.failed, false);
  } finally {
    attempt.ended.abort();
  }
}

async function signOut(button) {
  const respond = button.closest(".vp-respond");
  const where = at(respond);
  await send(where, "DELETE", `/api/v1/session?site=${encodeURIComponent(where.site)}`);
  held.delete(where.base + where.site);
  await refresh(respond, where);
}

/** Hear the buttons of a conversation, wherever its markup stands: in the page, or under a shadow root. */
export function attend(root) {
  root.addEventListener("click", (event) => {
    const way = event.target.closest?.(".vp-way");
    const out = event.target.closest?.(".vp-logout");
    if ((!way && !out) || !window.isSecureContext || !(way ?? out).closest(".vp-respond")) return;
    event.preventDefault();
    if (way) signIn(way);
    else signOut(out).catch(() => (out.form.noValidate = true, out.form.requestSubmit(out)));
  });
  for (const respond of root.querySelectorAll(".vp-respond[data-base^=http]")) {
    refresh(respond, at(respond), () => !going).catch(() => undefined); // on a page of another origin: who is it?
  }
}

attend(document);
