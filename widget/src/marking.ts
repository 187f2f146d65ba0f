// What a tool makes of a text, in Markdown; the same tool again takes it back. Knows nothing of pages.

/** Put `text` in the place of what is between `from` and `to`; what is between `start` and `end` is selected then. */
export type Edit = [from: number, to: number, text: string, start: number, end: number];

/** `from` and `to`: what is selected. */
export type Tool = (value: string, from: number, to: number) => Edit;

export const ADDRESS = /^https?:\/\/\S+$/i;
const EMPTY = "https://";
const FENCE = "```";
const WORDS = /\S(?:.*\S)?/g; // of each line, without the space around them: a mark beside a space is none

const within =
  (mark: string): Tool =>
  (value, from, to) => {
    const size = mark.length;
    const inside = value.slice(from, to);
    const start = from - size;
    if (value.slice(start, from) + value.slice(to, to + size) === mark + mark) {
      return [start, to + size, inside, start, to - size];
    }
    const words = inside.match(WORDS);
    if (!words) return [from, to, mark + mark, from + size, from + size];
    const all = words.every((one) => one.startsWith(mark) && one.endsWith(mark));
    const text = inside.replace(WORDS, (one) => (all ? one.slice(size, -size) : mark + one + mark));
    return [from, to, text, from, from + text.length];
  };

/** The lines that something of is selected, with an empty line before and after them. */
const lines =
  (turn: (lines: string[]) => string[]): Tool =>
  (value, first, last) => {
    const chosen = first < last;
    if (chosen && value[last - 1] === "\n") last -= 1;
    const from = value.slice(0, first).lastIndexOf("\n") + 1;
    const to = `${value}\n`.indexOf("\n", last);
    const text = turn(value.slice(from, to).split("\n")).join("\n");
    const before = /(^|\n\n)$/.test(value.slice(0, from)) ? "" : "\n";
    const after = /^(\n\n|\n?$)/.test(value.slice(to)) ? "" : "\n";
    const start = from + before.length;
    const end = start + text.length;
    return [from, to, before + text + after, chosen ? start : end, end];
  };

const begun = (mark: string, found: RegExp): Tool =>
  lines((all) => {
    const on = found.test(all[0] ?? "");
    const bare = mark === "- " && all[1] !== undefined; // an empty line is no point of a list
    return all.map((one) => (on ? one.replace(found, "") : found.test(one) || (bare && !one) ? one : mark + one));
  });

const fenced = lines((all) => (all[0] === FENCE ? all.slice(1, -1) : [FENCE, ...all, FENCE]));
const ticked = within("`");

/** What is selected, with an address behind it. */
export function linked(value: string, from: number, to: number, address: string): Edit {
  const text = `[${value.slice(from, to)}](${address})`;
  return [from, to, text, from + text.length, from + text.length];
}

export const bold = within("**");
export const italic = within("_");
/** The cursor goes where something is missing: to the words, or to the address. */
export const link: Tool = (value, from, to) => {
  const inside = value.slice(from, to);
  const words = /^\[(.*)\]\(.*\)$/.exec(inside)?.[1];
  if (words !== undefined) return [from, to, words, from, from + words.length];
  const address = ADDRESS.test(inside);
  const text = address ? `[](${inside})` : `[${inside}](${EMPTY})`;
  const end = from + text.length - 1;
  return address || !inside ? [from, to, text, from + 1, from + 1] : [from, to, text, end - EMPTY.length, end];
};
export const quote = begun("> ", /^>(?!!) ?/);
export const code: Tool = (value, from, to) => (value.slice(from, to).includes("\n") ? fenced : ticked)(value, from, to);
export const list = begun("- ", /^[-*+] /);
export const spoiler = begun(">! ", /^>! ?/);
