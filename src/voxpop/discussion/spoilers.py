"""Spoilers: a block quotation whose lines begin with `>!` is folded up until a reader opens it, without any script.

    source -> marked -> cmark -> folded

`>!` is marked in the source, because in the parser's answer it is the same as `> !`, which quotes an exclamation mark.
The mark is a character that no source can hold (lib/characters). What comes out is still to be cleaned.
"""

import re

MARK = "\ufdd0"
SUMMARY = "<summary>Spoiler</summary>"

WRITTEN = re.compile(r"^([ \t>*+-]*>)!", re.MULTILINE)
# The last is how a spoiler is closed on Reddit; readers who know it from there close it here, too.
FOUND = re.compile(
    f"<blockquote>(\n<p>{MARK}! ?(?:<br />\n|(</p>\n))?)?|</blockquote>|{MARK}(?:! ?)?|!&lt;(?=</p>|<br />)"
)


def marked(source: str) -> str:
    return WRITTEN.sub(f"\\1{MARK}!", source) if ">!" in source else source


def folded(markup: str) -> str:
    """What cmark made of a marked source: spoilers folded up, no mark left."""
    if MARK not in markup:
        return markup
    waiting: list[bool] = []  # for each quotation that is open: is it a spoiler?

    def turned(found: re.Match[str]) -> str:
        tag = found[0]
        if tag == "</blockquote>":
            return "</details>" if waiting and waiting.pop() else tag
        if tag.startswith("<"):
            waiting.append(found[1] is not None)
            paragraph = "" if found[2] else "<p>"
            return f"<details>{SUMMARY}\n{paragraph}" if found[1] else tag
        if any(waiting):
            return ""
        return tag.removeprefix(MARK)

    return FOUND.sub(turned, markup)
