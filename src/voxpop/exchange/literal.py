"""A text that the renderer refuses, shown all the same: its words, without markup, with the addresses of its links.

Writers are asked to shorten or flatten what is refused. The writers of imported texts have gone, and their words stay.
"""

import html as entities
import re
import unicodedata

from voxpop.discussion import text
from voxpop.lib import characters

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>", re.IGNORECASE)
HREF = re.compile(r"""href\s*=\s*["']?([^\s"'<>]+)""", re.IGNORECASE)
LINES = frozenset("blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul".split())


def html(source: str) -> str:
    """Paragraphs of plain text; "" when there is nothing to read."""
    words = _tidy(entities.unescape(TAG.sub(_words, source)))
    if not characters.visible(words):
        return ""
    paragraphs = (entities.escape(part).replace("\n", "<br>") for part in re.split(r"\n\s*\n", words.strip()))
    return text.clean("\n".join(f"<p>{part}</p>" for part in paragraphs), raw=False)


def _words(tag: re.Match[str]) -> str:
    end, name = tag[1], tag[2].lower()
    if name == "a" and not end and (address := HREF.search(tag[3])):
        return f"[{address[1]}] "
    return "\n" if name in LINES else ""


def _tidy(words: str) -> str:
    if characters.stacked(words):
        words = "".join(letter for letter in words if not unicodedata.combining(letter))
    return characters.tidy(words.encode("utf-8", "ignore").decode())
