"""The body of a story: from Markdown, or from HTML of any origin, to the HTML that is shown. Cleaned last.

    html -> bounds -> regular tags -> bounds on nesting -> nh3

An editor's words are trusted more than a reader's: headings, pictures, tables, links that search engines may follow.
Nothing in a body may run, style the page around it, or be fetched from an address that is neither http(s) nor ours.
"""

import re

import nh3

from voxpop.lib import commonmark
from voxpop.lib.refused import Refused

LIMIT = 4 << 20  # bytes of UTF-8, the largest that is taken from an export
LEVELS = 256
ESCAPES = 100_000_000_000  # characters, times those among them that the cleaner escapes by moving all behind them
EFFORT = 1_000_000  # open elements summed over all tags, which the cleaner's time and memory grow with

TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i "
    "img ins kbd li mark ol p pre q rp rt ruby s samp small strong sub sup table tbody td tfoot th thead time tr u ul "
    "var wbr".split()
)
RENAMED = {
    "h1": "h2",  # the headline is the page's own
    "strike": "s",
    "tt": "code",
    "acronym": "abbr",
    **dict.fromkeys("address article aside center details footer header main nav section summary".split(), "div"),
}
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
NUMBERS = frozenset(("width", "height", "start", "colspan", "rowspan"))
SCHEMES = {"a": ("http://", "https://", "mailto:"), "img": ("http://", "https://")}
OURS = re.compile(r"/(?![/\\])[^\s\\]*")  # a path on this site; two slashes would be another host

NOT_NESTING = frozenset("br dd dt hr img li p wbr".split())
CELLS = frozenset(("caption", "table", "td", "th"))  # no end tag inside one closes what is outside
TAG = re.compile(r"<(/?)([a-z0-9]+)")
AMPERSAND = re.compile(r"&(?!#?[a-zA-Z0-9]{1,32};)")
# Tags as browsers read them; whatever else a "<" may open is words, or nothing. Atomic, so that a search is linear.
MARKUP = re.compile(
    r"""
      <!--.*?(?:-->|\Z)
    | <[!?][^>]*>
    | <(script|style)(?=[\s/>]).*?(?:</\1(?=[\s/>])[^>]*>|\Z)
    | <(/?)([a-z][^\s/>"'<=]*+)
      ((?>[\s/]*+ =?[^\s/>=<]++ (?>\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s"'<>][^\s<>]*+|(?=>)))?+)*+)
      [\s/]*+>
    | <
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def from_markdown(source: str) -> str:
    """Raises Refused story_too_long, story_too_deep."""
    return clean(commonmark.html(bounded(source), tables=True, hard_breaks=False))


def clean(html: str) -> str:
    """HTML that may be shown as it is. Raises Refused story_too_long, story_too_deep."""
    written = AMPERSAND.sub("&amp;", bounded(html))
    return CLEANER.clean(shallow(short(MARKUP.sub(regular, written)))).strip()


def bounded(text: str) -> str:
    if len(text.encode("utf-8", "replace")) > LIMIT:
        raise Refused("story_too_long", f"The story is longer than {LIMIT >> 20} MiB. Shorten it.")
    return text


def short(markup: str) -> str:
    """The markup itself. Raises Refused story_too_long."""
    if (markup.count("&") + markup.count("\xa0")) * len(markup) > ESCAPES:
        raise Refused("story_too_long", "The story is too long for so many ampersands and fixed spaces. Shorten it.")
    return markup


def regular(found: re.Match[str]) -> str:
    """A tag that can be read in one way only, so that `shallow` counts what the cleaner will see."""
    end, name, attributes = found[2], (found[3] or "").lower(), found[4]
    if not name:
        return "&lt;" if found[0] == "<" else ""
    name = RENAMED.get(name, name)
    if name not in TAGS:
        return ""
    return f"</{name}>" if end else f"<{name}{attributes.replace('<', '&lt;').replace('>', '&gt;')}>"


def shallow(markup: str) -> str:
    """The markup itself. Raises Refused story_too_deep."""
    waiting: list[str] = []
    effort = 0
    for end, name in TAG.findall(markup):
        effort += len(waiting)
        if end:
            close(waiting, name)
        elif name not in NOT_NESTING:
            waiting.append(name)
        if len(waiting) > LEVELS or effort > EFFORT:
            raise Refused("story_too_deep", f"Elements lie more than {LEVELS} deep in each other, or are never closed.")
    return markup


def close(waiting: list[str], name: str) -> None:
    for place in range(len(waiting) - 1, -1, -1):
        if waiting[place] == name:
            del waiting[place]
            return
        if waiting[place] in CELLS:
            return


def allowed(tag: str, name: str, value: str) -> str | None:
    """The value an attribute may have, None for none: addresses are http(s) or ours, sizes are numbers."""
    if name in NUMBERS:
        return value if value.isdecimal() and len(value) <= 5 else None
    if name in ("href", "src"):
        value = value.strip()
        return value if value.lower().startswith(SCHEMES.get(tag, ())) or OURS.fullmatch(value) else None
    return value


CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=allowed,
    url_schemes={"http", "https", "mailto"},
    url_relative="pass_through",
    link_rel="noopener",
    set_tag_attribute_values={"img": {"loading": "lazy", "referrerpolicy": "no-referrer"}},
    strip_comments=True,
)
