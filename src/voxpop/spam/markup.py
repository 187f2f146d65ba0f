"""What a reader sees of a text that other software made, and where its links lead: HTML, BBCode, Markdown, or bare.

    '<p>See <a href="https://a.example">this</a></p>'  ->  "See this", (Link("https://a.example", "this"),)

One pass over tags that are short and hold no other; nothing is a tree, so nothing can be nested too deeply.
"""

import html
import re
from typing import NamedTuple

from voxpop.spam.submission import Link

LONGEST = 32_768  # characters that are looked at: the beginning and the end of what is longer
MOST = 200  # links

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+|!)([^<>]{0,2000}+)>")
HREF = re.compile(r"""\bhref\s*+=\s*+(?:"([^"]*+)|'([^']*+)|([^\s"'>]++))""", re.IGNORECASE)
BB = re.compile(
    r"""\[(?:url|link)=["']?([^\[\]\s"']{1,2000}+)["']?\]([^\[\]]{0,500}+)\[/(?:url|link)\]""", re.IGNORECASE
)
MARKDOWN = re.compile(r"\[([^\[\]\n]{0,500}+)\]\((https?://[^\s()<>]{1,2000}+)\)")
BARE = re.compile(r"""https?://[^\s<>"'\[\]()]{1,2000}+""", re.IGNORECASE)
BREAKS = frozenset(
    ("br", "p", "div", "li", "ul", "ol", "blockquote", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6")
)


class Plain(NamedTuple):
    text: str
    links: tuple[Link, ...]


def read(content: str) -> Plain:
    if len(content) > LONGEST:
        content = f"{content[: LONGEST // 2]}\n{content[-LONGEST // 2 :]}"
    links: list[Link] = []
    if "<" in content:
        content = _without_tags(content, links)
    if "&" in content:
        content = html.unescape(content)
    if "[" in content:
        links += [Link(target, words.strip()) for target, words in BB.findall(content)]
        links += [Link(target, words.strip()) for words, target in MARKDOWN.findall(content)]
        content = MARKDOWN.sub(r"\1", BB.sub(r"\2", content))
    if "://" in content:
        links += [Link(target, target) for target in BARE.findall(content)]
    return Plain(content.strip(), tuple(links[:MOST]))


def _without_tags(content: str, links: list[Link]) -> str:
    parts: list[str] = []
    at = 0
    opened: tuple[str, int] | None = None  # where a link leads, and how many parts there were before its words
    for tag in TAG.finditer(content):
        parts.append(content[at : tag.start()])
        at = tag.end()
        name = tag[2].lower()
        if name == "a":
            if opened is not None:
                links.append(Link(opened[0], html.unescape("".join(parts[opened[1] :])).strip()))
            target = None if tag[1] else _target(tag[3])
            opened = (target, len(parts)) if target else None
        elif name in BREAKS:
            parts.append("\n")
    if opened is not None:
        links.append(Link(opened[0], html.unescape("".join(parts[opened[1] :]) + content[at:]).strip()))
    parts.append(content[at:])
    return "".join(parts)


def _target(attributes: str) -> str:
    found = HREF.search(attributes)
    return html.unescape(found[1] or found[2] or found[3] or "").strip() if found else ""
