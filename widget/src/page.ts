// The same on a page of ours, where the conversation stands in the page itself.

import { attend } from "./attending";

const respond = document.querySelector<HTMLElement>(".vp-respond");
if (respond) {
  const { site = "", thread = "" } = respond.dataset;
  const url = new URL(thread, location.origin).href;
  attend(document, { base: "", site, url, title: document.title, lang: "" }, new AbortController().signal);
}
