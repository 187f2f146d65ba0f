// <voxpop-latest> and <voxpop-discussed>: lists of what goes on at a site. All but their names comes when one is there.

import { nodes } from "./markup";
import { adopt } from "./styles";

export function define(base: string): void {
  for (const kind of ["latest", "discussed"]) {
    if (customElements.get(`voxpop-${kind}`)) continue;
    customElements.define(
      `voxpop-${kind}`,
      class extends HTMLElement {
        static readonly observedAttributes = ["site", "count", "days", "lang"];

        connectedCallback(): void {
          import("./lists").then(({ fill }) => fill(this, kind, base, { nodes, adopt })).catch(() => {});
        }

        attributeChangedCallback(): void {
          this.connectedCallback();
        }
      },
    );
  }
}
