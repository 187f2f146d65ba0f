// What a part that comes later gets from the script that is there: it brings none of this along.
//
// So there is one session, one place for markup and one set of words, also when an older script meets a newer part: the
// names here only ever grow.

import { dress } from "./dressing";
import { refresh } from "./form";
import { fetched } from "./laying";
import { nodes } from "./markup";
import { acted, keep, known, recall } from "./memory";
import { askMine } from "./mine";
import { place } from "./placing";
import { comment, counted, said, type Section, tell, why } from "./section";
import { ask, hold, query, send } from "./server";
import { adopt } from "./styles";

export const kit = {
  /** Requests that bear the session. */
  ask,
  send,
  hold,
  query,
  /** Markup of the server's as nodes, and a page of the conversation not yet on the page. */
  nodes,
  fetched,
  /** A style sheet for where the section stands. */
  adopt,
  said,
  counted,
  why,
  tell,
  comment,
  /** Dress what comes onto the page; put a comment in its place. */
  dress,
  place,
  /** The form, and what is the reader's own, as the server has them now. */
  refresh,
  askMine,
  /** What this browser keeps. */
  acted,
  known,
  recall,
  keep,
};

export type Kit = typeof kit;
export type { Section };
