// The page that makes the lines for who owns a site: what is chosen is seen at once, and a press copies.
//
// The server makes the page anew for each choice; what has changed of it is taken over.

import { nodes } from "./markup";

const form = document.querySelector<HTMLFormElement>("#guide-form");
const guide = document.querySelector<HTMLElement>(".guide");
const status = document.querySelector<HTMLElement>(".guide-said");

function copying(part: ParentNode): void {
  for (const box of part.querySelectorAll<HTMLElement>(".guide-own")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = guide?.dataset.copy ?? "";
    button.onclick = async () => {
      await navigator.clipboard.writeText(box.querySelector("code")?.textContent ?? "");
      button.textContent = guide?.dataset.copied ?? "";
      if (status) status.textContent = button.textContent;
      setTimeout(() => (button.textContent = guide?.dataset.copy ?? ""), 2000);
    };
    box.append(button);
  }
}

/** Make an element say of itself what another one does. */
function follow(element: Element, other: Element): void {
  for (const name of element.getAttributeNames()) {
    if (name !== "loading" && !other.hasAttribute(name)) element.removeAttribute(name);
  }
  for (const name of other.getAttributeNames()) {
    const value = other.getAttribute(name) ?? "";
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

async function renew(): Promise<void> {
  if (!form) return;
  const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form) as unknown as Record<string, string>)}`;
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (!answer.ok) {
    form.submit(); // the server says on a page what is wrong with it
    return;
  }
  const fresh = nodes(await answer.text());
  const codes = [...fresh.querySelectorAll(".guide-own code")];
  document.querySelectorAll(".guide-own code").forEach((code, at) => code.replaceWith(codes[at] ?? code));
  const [shown, wanted] = [document.querySelector("voxpop-thread"), fresh.querySelector("voxpop-thread")];
  if (shown && wanted) follow(shown, wanted);
  history.replaceState(null, "", address);
}

if (form && guide) {
  copying(guide);
  form.querySelector(".vp-send")?.remove();
  form.addEventListener("change", () => void renew());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void renew();
  });
}
