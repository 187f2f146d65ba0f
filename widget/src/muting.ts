// Not to see a person's comments any more.

import { numberOf, type Section } from "./section";

export async function mute(s: Section, button: HTMLElement): Promise<void> {
  const { acted, askMine, said, send, why } = s.kit;
  try {
    await send(s.at, "PUT", `/api/v1/comments/${numberOf(button)}/mute`);
    acted(s.at);
    await askMine(s);
    s.say(said(s, "muted"));
  } catch (error) {
    s.say(why(s, error), true);
  }
}
