// Edit or delete a comment of one's own where it stands.

import { numberOf, type Section } from "./section";

interface Own {
  id: number;
  /** As it was written; empty when it may only be deleted. */
  text: string;
  editable: boolean;
}

async function own(s: Section, number: number): Promise<Own | undefined> {
  const answer = await s.kit.ask(s.at, `/api/v1/mine?${s.kit.query(s.at)}`);
  const mine = (await answer.json()) as { comments?: Own[] };
  return mine.comments?.find((one) => one.id === number);
}

function button(words: string, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.onclick = press;
  return made;
}

export async function edit(s: Section, link: HTMLElement): Promise<void> {
  const { comment, dress, nodes, said, send, why } = s.kit;
  const number = numberOf(link);
  const article = comment(s, number)?.querySelector<HTMLElement>("article");
  const text = article?.querySelector<HTMLElement>(".vp-text");
  const mine = await own(s, number);
  if (!article || !text || !mine || article.querySelector(".vp-editing")) return;
  const box = document.createElement("div");
  box.className = "vp-editing vp-field";
  const field = document.createElement("textarea");
  field.ariaLabel = link.textContent;
  field.rows = 6;
  field.dir = "auto";
  field.maxLength = 16384;
  field.value = mine.text;
  const bar = document.createElement("p");
  bar.className = "vp-send";
  const end = (): void => {
    box.remove();
    text.hidden = false;
    link.focus();
  };
  const act = (work: () => Promise<void>) => () => {
    work().catch((error) => {
      shown.textContent = why(s, error);
      field.focus();
    });
  };
  const shown = document.createElement("p");
  shown.setAttribute("role", "alert");
  const save = act(async () => {
    const { html } = await send<{ html: string }>(s.at, "PATCH", `/api/v1/comments/${number}`, { text: field.value });
    text.replaceChildren(nodes(html));
    dress(s, article);
    end();
    s.say(said(s, "saved"));
  });
  const remove = act(async () => {
    await send(s.at, "DELETE", `/api/v1/comments/${number}`);
    end();
    article.closest("[id^=comment-]")?.remove();
    s.say(said(s, "deleted"));
  });
  if (mine.editable) bar.append(button(said(s, "save"), save));
  const erase = button(said(s, "delete"), remove);
  erase.className = "vp-delete";
  bar.append(erase, button(said(s, "keep"), end));
  if (mine.editable) box.append(field);
  box.append(shown, bar);
  text.hidden = mine.editable;
  text.after(box);
  (mine.editable ? field : erase).focus();
}
