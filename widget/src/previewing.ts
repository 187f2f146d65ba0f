// See how a text will look, by the server's own renderer, in the place where it is written.

import { made } from "./making";
import type { Section } from "./section";

export interface Preview {
  button: HTMLElement;
  /** Go on writing. */
  end(): void;
}

/** `tell` says why there is none. */
export function previewing(s: Section, field: HTMLTextAreaElement, tell: (sentence: string) => void): Preview {
  const { nodes, said, send, why } = s.kit;
  let shown: HTMLElement | undefined;
  let asked = 0;

  const show = (html: string): void => {
    shown = made("div", "preview", { dir: "auto" });
    shown.classList.add("vp-text");
    shown.style.minBlockSize = `${field.offsetHeight}px`; // so that nothing below moves
    shown.append(nodes(html));
    field.after(shown);
    field.tabIndex = -1; // whoever goes there by another way goes on writing
    button.textContent = said(s, "write");
    s.say(said(s, "preview"));
  };

  const ask = async (mine: number): Promise<void> => {
    tell("");
    try {
      const body = { site: s.at.site, url: s.at.url, text: field.value };
      const { html } = await send<{ html: string }>(s.at, "POST", "/api/v1/preview", body);
      if (mine === asked) show(html);
    } catch (error) {
      if (mine === asked) tell(why(s, error));
    }
  };

  const end = (): void => {
    asked += 1; // what is on the way comes too late
    button.textContent = said(s, "preview");
    field.tabIndex = 0;
    shown?.remove();
    shown = undefined;
  };
  const button = made("button", "show", { type: "button" }, () => {
    if (!shown) return void ask((asked += 1));
    end();
    field.focus();
  });
  return { button, end };
}
