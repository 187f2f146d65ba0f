"""A comment in a line: what it says itself, cut at a word. What it quotes and what it folds up are left out."""

import re
import unicodedata

from voxpop.discussion import text

LENGTH = 140  # characters
LEAST = 0.6  # of them: a text without spaces is cut inside rather than shown shorter than that
ASIDE = re.compile(r"<(/?)(?:blockquote|details)>")
QUOTATION = re.compile(r"</?blockquote>")
JOINER = "\u200d"


def excerpt(html: str, length: int = LENGTH) -> str:
    """Of `html` as discussion/text made it; '…' when nothing but what is folded up is in it."""
    said = _words(outside(html)) or _words(outside(QUOTATION.sub("", html)))
    if not said:
        return "…"
    return said if len(said) <= length else f"{_cut(said, length)}…"


def outside(html: str) -> str:
    """What stands in no quotation and is not folded up."""
    kept, depth, last = [], 0, 0
    for tag in ASIDE.finditer(html):
        if not depth:
            kept.append(html[last : tag.start()])
        depth += -1 if tag[1] else 1
        last = tag.end()
    return "<br>".join((*kept, html[last:]))


def _words(html: str) -> str:
    return " ".join(text.words(html).split())


def _cut(said: str, length: int) -> str:
    head = said[: length + 1].rpartition(" ")[0]
    if len(head) >= length * LEAST:
        return head.rstrip(" ,;:–—-")
    while length > 1 and _clings(said[length - 1], said[length]):
        length -= 1
    return said[:length].rstrip()


def _clings(before: str, character: str) -> bool:
    """Is it a part of the letter or picture before it?"""
    return JOINER in (before, character) or unicodedata.category(character) in ("Mn", "Mc", "Me", "Sk")
