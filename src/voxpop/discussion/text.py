"""Turn what a reader wrote into what is shown: Markdown -> HTML, cleaned last; nothing touches the HTML afterwards.

    source -> bounds -> tidy characters -> cmark -> spoilers; headings and images to words -> nh3 -> Text

One renderer for page, preview, edit, mail, feed and moderation. Knows nothing of who wrote it, or where it will be
shown.
"""

import html as entities
import re
from collections.abc import Callable

import msgspec
import nh3

from voxpop.discussion import spoilers
from voxpop.lib import characters, commonmark
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted, said

RENDERER = 2  # raise it when the same source would give other HTML: `voxpop verify` then finds the old pieces
LIMIT = 16 * 1024  # bytes of UTF-8
LEVELS = 64  # nh3 needs the square of the nesting, a browser more memory than a reader wants to give
LINKS = 20
ROUNDS = 5  # of cleaning; two are enough for every tangle known

TAGS = frozenset("a b blockquote br code del details em hr i li ol p pre s strong summary ul".split())
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}  # without "*" nh3 keeps lang and title
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc noopener"
CLEANER = nh3.Cleaner(
    tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, url_relative="deny", link_rel=REL, strip_comments=True
)

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
CLOSED_BY_THE_NEXT = frozenset(("p", "li"))
# Each pattern below stops at the next "<" or at a quote that the cleaner escapes, so that a search is linear.
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
WORDY = re.compile(r"<(?:/?h[1-6]|/?div|img)(?=[\s/>])", re.IGNORECASE)
REWRITTEN = re.compile(r"<(/?)(h[1-6]|div|img|a)(?=[\s/>])([^<>]*)>", re.IGNORECASE)
ADDRESS = re.compile(r"""\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""", re.IGNORECASE)
WORDS = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""", re.IGNORECASE)
PRE_LINES = re.compile(r"<pre>\n+")  # the first newline in a <pre> is dropped each time it is read
CLEAN_BREAK = re.compile(r'<(?:br|hr|/?(?:blockquote|details|li|ol|p|pre|summary|ul))(?: start="[^"]*")?>')
CLEAN_TAG = re.compile(r'<[a-z/]+(?: [a-z]+="[^"]*")*>')
CLEAN_LINK = re.compile(r'<a href="([^"]*)"')


class Text(msgspec.Struct, frozen=True):
    """`html` is safe to show as it is; `plain` is its words, a line a block; `links` are its targets in order."""

    html: str
    plain: str
    links: tuple[str, ...]


def render(source: str) -> Text:
    """Raises Refused: text_too_long, text_invalid, text_empty, too_deep, too_many_links."""
    source = bounded(characters.tidy(bounded(source)))  # NFC writes a few letters as two or three
    markup = spoilers.folded(commonmark.html(spoilers.marked(source)))
    shallow(markup)
    html = clean(in_words(markup), raw="<" in source or "&" in source)
    shallow(html)
    return Text(html, refuse_empty(words(html)), targets(html))


def bounded(source: str) -> str:
    # A lone surrogate is counted here and refused by name a step later.
    size = len(source) if source.isascii() else len(source.encode("utf-8", "surrogatepass"))
    if size <= LIMIT:
        return source
    raise Refused(
        "text_too_long",
        counted(
            "The text is %(count)s byte long and at most %(most)s are taken. Shorten it.",
            "The text is %(count)s bytes long and at most %(most)s are taken. Shorten it.",
            size,
            most=LIMIT,
        ),
    )


def shallow(markup: str) -> None:
    """Raises Refused(too_deep). Raw HTML can hide levels in comments or quotes: as many as LIMIT has room for."""
    if markup.count("<") - markup.count("</") <= LEVELS:
        return
    waiting: list[str] = []
    for end, name in TAG.findall(markup):
        step(waiting, name.lower(), end=bool(end))
        if len(waiting) > LEVELS:
            raise Refused(
                "too_deep",
                said("Quotes, lists or tags lie more than %(levels)s deep in each other. Flatten it.", levels=LEVELS),
            )


def step(waiting: list[str], name: str, *, end: bool) -> None:
    """Open or close one tag. An end tag closes only its own: a browser opens the others again."""
    if end and name in waiting:
        del waiting[len(waiting) - 1 - waiting[::-1].index(name)]
    if end or name in VOID or (name in CLOSED_BY_THE_NEXT and waiting[-1:] == [name]):
        return
    waiting.append(name)


def in_words(markup: str) -> str:
    """Headings become bold paragraphs, pictures links, divisions lines: their words would be lost or glued together."""
    if WORDY.search(markup) is None:
        return markup
    return REWRITTEN.sub(rewriting(), markup)


def rewriting() -> Callable[[re.Match[str]], str]:
    linked = False

    def rewrite(tag: re.Match[str]) -> str:
        nonlocal linked
        end, name, attributes = tag[1], tag[2].lower(), tag[3]
        if name == "a":
            linked = not end
            return tag[0]
        if name == "img":
            return picture(attributes, linked=linked)
        if name == "div":
            return "<br>" if end else ""
        return "</strong></p>" if end else "<p><strong>"

    return rewrite


def picture(attributes: str, *, linked: bool) -> str:
    address = value(ADDRESS, attributes)
    alternative = value(WORDS, attributes) or address
    return alternative if linked else f'<a href="{address}">{alternative}</a>'


def value(attribute: re.Pattern[str], attributes: str) -> str:
    found = attribute.search(attributes)
    return next(filter(None, found.groups()), "").replace('"', "&quot;") if found else ""


def clean(markup: str, *, raw: bool) -> str:
    """The cleaner has the last word, and cleaning once more changes nothing.

    Raw HTML can be tangled, and entities can hide characters until they are decoded: such an answer goes in again.
    Raises Refused(text_invalid) when it does not come to rest.
    """
    html = CLEANER.clean(markup)
    if not raw:
        return html.strip()
    for _ in range(ROUNDS):
        again = CLEANER.clean(PRE_LINES.sub("<pre>", characters.drop(html)))
        if again == html:
            return html.strip()
        html = again
    raise Refused("text_invalid", "The tags in it are tangled. Close each one where it was opened.")


def words(html: str) -> str:
    """What its writer said; that something is folded up is not theirs."""
    html = html.replace(spoilers.SUMMARY, "<br>")
    text = entities.unescape(CLEAN_TAG.sub("", CLEAN_BREAK.sub("\n", html)))
    return "\n".join(line for line in map(str.rstrip, text.split("\n")) if line)


def refuse_empty(plain: str) -> str:
    if characters.visible(plain):
        return plain
    raise Refused("text_empty", "There is nothing to read in it yet. Write something.")


def targets(html: str) -> tuple[str, ...]:
    found = CLEAN_LINK.findall(html)
    if len(found) > LINKS:
        raise Refused(
            "too_many_links",
            counted(
                "There is %(count)s link in it, at most %(most)s are taken. Leave some out.",
                "There are %(count)s links in it, at most %(most)s are taken. Leave some out.",
                len(found),
                most=LINKS,
            ),
        )
    return tuple(map(entities.unescape, found))
