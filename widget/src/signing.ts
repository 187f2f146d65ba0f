// Signing in and out beside what is being written. The window is opened at once, while browsers allow it; what happens
// in it is a part of its own, fetched then.

import { refresh, respond } from "./form";
import { known } from "./memory";
import { on, type Section, tell } from "./section";
import { letGo, send } from "./server";

const POPUP = "popup,width=520,height=680";

async function out(s: Section): Promise<void> {
  await send(s.at, "DELETE", `/api/v1/session?site=${encodeURIComponent(s.at.site)}`);
  letGo(s.at);
  await refresh(s);
  tell(s, "signed-out", {});
}

export function signing(s: Section): void {
  let going: { end(): void } | undefined;
  on(s, "click", ".vp-respond .vp-way, .vp-respond .vp-logout", (pressed, event) => {
    const button = pressed as HTMLButtonElement;
    if (!isSecureContext || !crypto.subtle) return; // by the form, there and back
    event.preventDefault();
    if (button.matches(".vp-logout")) {
      out(s).catch(() => (((button.form as HTMLFormElement).noValidate = true), button.form?.requestSubmit(button)));
      return;
    }
    const popup = open("", "voxpop-sign-in", POPUP);
    going?.end();
    void import("./window").then(({ Attempt }) => {
      const attempt = new Attempt(s, button, popup);
      going = attempt;
      return attempt.run(() => going === attempt);
    });
  });
  let asked = false;
  const who = (): void => {
    if (asked) return;
    asked = true;
    refresh(s, () => !going).catch(() => undefined);
  };
  // Who it is is asked when they have done something here before, or begin to: a mere look is nobody's business.
  if (!(s.root instanceof ShadowRoot)) return;
  on(s, "click", ".vp-session a", (link) => ((link as HTMLAnchorElement).target = "_blank")); // what is being written stays
  if (known(s.at)) who();
  else s.box.addEventListener("focusin", (event) => respond(s)?.contains(event.target as Node) && who(), { signal: s.signal });
}
