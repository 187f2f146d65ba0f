// <voxpop-thread>: the conversation of the page it stands on, in a shadow root.

import conversation from "../../src/voxpop/static/conversation.css";
import { at } from "./address";
import { attend } from "./attending";
import embed from "./embed.css";
import { fetched, follow, held, pause } from "./laying";
import { look, named } from "./linking";
import moving from "./moving.css";
import { adopt } from "./styles";

const NEAR = "800px"; // below what is seen, in which a conversation is fetched
const ATTRIBUTES = ["site", "url", "identifier", "order", "lang", "dir", "thread-title"];

export function thread(base: string): CustomElementConstructor {
  return class VoxpopThread extends HTMLElement {
    static readonly observedAttributes = ATTRIBUTES;
    private here: AbortController | undefined;
    private due = false;

    connectedCallback(): void {
      this.restart();
    }

    disconnectedCallback(): void {
      this.restart(); // or only moved: then it stands somewhere when this is looked at
    }

    attributeChangedCallback(): void {
      this.restart();
    }

    /** Read it again, from wherever it is now. */
    reload(): void {
      this.restart(true);
    }

    private shown = "";

    private restart(anew = false): void {
      if (anew) this.shown = "";
      if (this.due) return;
      this.due = true;
      queueMicrotask(() => {
        this.due = false;
        this.begin();
      });
    }

    private begin(): void {
      const wants = this.isConnected ? JSON.stringify([at(this, base), this.getAttribute("order"), this.dir]) : "";
      if (wants === this.shown) return;
      this.shown = wants;
      this.here?.abort();
      if (!wants) return;
      this.here = new AbortController();
      const { signal } = this.here;
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      adopt(root, conversation + embed + moving); // at once: each sheet that comes later has all of them looked through anew
      root.replaceChildren();
      this.toggleAttribute("loading", true);
      if (named() || this.matches("[eager],[count-selector]")) void this.fill(root, signal);
      else near(this, signal, () => void this.fill(root, signal));
    }

    private async fill(root: ShadowRoot, signal: AbortSignal): Promise<void> {
      const where = at(this, base);
      try {
        const box = await fetched(where, { order: this.getAttribute("order"), at: named() });
        if (signal.aborted) return;
        if (this.dir) box.dir = this.dir;
        const rest = await held(box);
        if (signal.aborted) return;
        root.replaceChildren(box);
        await pause();
        if (signal.aborted) return;
        const s = attend(root, where, signal);
        if (!s) for (const put of rest) put();
        else await follow(s, rest);
        if (signal.aborted) return;
        this.toggleAttribute("loading", false);
        if (s) void look(s).catch(() => undefined);
      } catch {
        if (signal.aborted) return;
        this.toggleAttribute("loading", false);
        this.away(root, where);
      }
    }

    /** The server is away: a link to the conversation's own page, and another try. */
    private away(root: ShadowRoot, where: { site: string; url: string }): void {
      const line = document.createElement("p");
      const link = document.createElement("a");
      link.href = `${base}/conversation?${new URLSearchParams({ site: where.site, url: where.url })}`;
      link.textContent = link.href;
      const again = document.createElement("button");
      again.textContent = "↻";
      again.ariaLabel = "Reload";
      again.onclick = () => this.reload();
      line.append(link, " ", again);
      root.replaceChildren(line);
      this.dispatchEvent(new CustomEvent("voxpop:away", { bubbles: true }));
    }
  };
}

/** Once, when it is nearly in sight. */
function near(element: Element, signal: AbortSignal, act: () => void): void {
  const eye = new IntersectionObserver(
    (seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      eye.disconnect();
      act();
    },
    { rootMargin: NEAR },
  );
  eye.observe(element);
  signal.addEventListener("abort", () => eye.disconnect());
}
