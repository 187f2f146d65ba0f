"""What WordPress does to a text when it shows it: paragraphs from blank lines, shortcodes, blocks, lone addresses.

    article(stored) -> HTML with paragraphs, not cleaned
    comment(stored) -> Markdown that may hold HTML
    plain(stored)   -> one line of text

Each search is linear in the length of the text. Nothing is cleaned here: that is stories/body and discussion/text.
"""

import html as entities
import re
from collections.abc import Iterator
from typing import NamedTuple

BLOCKS = (
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|"
    "hr|iframe|legend|li|main|nav|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul|video"
)
BLOCK = re.compile(rf"(</?(?:{BLOCKS})(?=[\s/>])[^<>]*>)", re.IGNORECASE)
TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
OWN_LINE = re.compile(r"^[ \t]*(https?://[^\s<>\"']+)[ \t]*$", re.MULTILINE)
PICTURE = re.compile(r"\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*</a>)?)", re.IGNORECASE)
PLAYER = re.compile(r"<(?:iframe|video|audio|embed)\s([^<>]*)>", re.IGNORECASE)
SHORTCODE = re.compile(
    r"\[(/?)(caption|wp_caption|gallery|playlist|embed|video|audio|youtube|vimeo|code|sourcecode)(?=[\s=\]/])([^\[\]]*)\]"
)
QUOTE = re.compile(r"\s*(</?blockquote)(?=[\s>])[^<>]*>\s*", re.IGNORECASE)
PARAGRAPH = re.compile(r"\s*</?(?:p|div)(?=[\s/>])[^<>]*>\s*", re.IGNORECASE)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
ATTRIBUTE = re.compile(r"""\b(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
# Within these, WordPress starts no paragraphs of its own.
OPAQUE = frozenset(
    "address dd dl dt figcaption figure form h1 h2 h3 h4 h5 h6 iframe legend li ol p script style summary table tbody "
    "td tfoot th thead tr ul video".split()
)


class Article(NamedTuple):
    """`lost` when something in it, a gallery or a player, has no other form here."""

    html: str
    lost: bool


def plain(stored: str) -> str:
    """The words alone, on one line."""
    if "<" in stored:
        stored = TAG.sub("", BLOCK.sub(" ", stored))
    return " ".join(entities.unescape(stored).split())


def article(stored: str) -> Article:
    """A post's body as its readers saw it, paragraph by paragraph."""
    text = stored.replace("\r\n", "\n").replace("\r", "\n")
    blocks = "<!-- wp:" in text
    unfolded, lost = _shortcodes(_without_comments(text))
    parts = (part if pre else _flow(part, paragraphs=not blocks) for part, pre in _by_pre(unfolded))
    return Article("".join(parts), lost)


def comment(stored: str) -> str:
    """A comment's text in Markdown that shows what WordPress showed: it knows neither indented code nor escapes."""
    text = stored.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "".join(part if pre else _as_markdown(part) for part, pre in _by_pre(text)).strip()


def _as_markdown(text: str) -> str:
    text = INDENT.sub("", text)
    if "\\" in text and "`" not in text:
        text = ESCAPE.sub(r"\\\\\\\1", text)
    if "<" not in text:
        return text
    return PARAGRAPH.sub("\n\n", QUOTE.sub(r"\n\n\1>\n\n", text))


def _flow(text: str, *, paragraphs: bool) -> str:
    """Text outside <pre>: players and addresses on a line of their own become links, and blank lines paragraphs."""
    linked = OWN_LINE.sub(_link, PLAYER.sub(_source, text))
    return _paragraphs(linked) if paragraphs else linked


def _paragraphs(text: str) -> str:
    made: list[str] = []
    within = ""
    for place, piece in enumerate(BLOCK.split(text)):
        if place % 2:
            made.append(piece)
            within = "" if piece[1] == "/" else re.split(r"[\s/>]", piece[1:], maxsplit=1)[0].lower()
        elif within in OPAQUE:
            made.append(_breaks(piece))
        else:
            made += (f"<p>{_breaks(chunk.strip())}</p>\n" for chunk in BLANK_LINE.split(piece) if chunk.strip())
    return "".join(made)


def _breaks(text: str) -> str:
    return text if not text.strip() else text.strip("\n").replace("\n", "<br>\n")


def _link(address: re.Match[str]) -> str:
    return _anchor(address[1])


def _source(player: re.Match[str]) -> str:
    return _player(player[1], "")


def _anchor(address: str) -> str:
    written = entities.escape(entities.unescape(address))
    return f'<a href="{written}">{written}</a>'


def _without_comments(text: str) -> str:
    """Without <!-- … -->, in which WordPress marks blocks, pages and the end of a teaser."""
    kept: list[str] = []
    end = 0
    while (start := text.find("<!--", end)) >= 0:
        close = text.find("-->", start)
        if close < 0:
            break
        kept.append(text[end:start])
        end = close + 3
    kept.append(text[end:])
    return "".join(kept)


def _by_pre(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and whether each is a <pre> with its contents, in which nothing is changed."""
    low = text.lower()
    end = 0
    while (start := low.find("<pre", end)) >= 0:
        close = low.find("</pre", start)
        close = low.find(">", close) + 1 if close >= 0 else 0
        if not close:
            break
        yield text[end:start], False
        yield text[start:close], True
        end = close
    yield text[end:], False


class _Open(NamedTuple):
    """A shortcode that waits for its end."""

    name: str
    attributes: str
    at: int


def _shortcodes(text: str) -> Article:
    """Captions as figures, players as links; anything else in brackets is somebody's words and stays."""
    made: list[str] = []
    opened: _Open | None = None
    end = 0
    lost = False
    for code in SHORTCODE.finditer(text):
        name = code[2].removeprefix("wp_")
        if opened and code[1] and name == opened.name:
            made.append(_paired(opened, text[opened.at : code.start()]))
            opened, end = None, code.end()
        elif opened:
            continue  # only its own end closes it
        else:
            made.append(text[end : code.start()])
            end = code.end()
            opened = _Open(name, code[3], end) if _needs_end(name, code) else None
            alone = "" if opened or code[1] else _player(code[3], "")
            made.append(alone)
            lost = lost or not (opened or code[1] or alone)
    made.append(text[end:])
    return Article("".join(made), lost)


def _needs_end(name: str, code: re.Match[str]) -> bool:
    if code[1] or name in ("gallery", "playlist", "youtube", "vimeo"):
        return False
    if name in ("video", "audio"):
        return code.string.find(f"[/{name}]", code.end(), code.end() + 2000) >= 0
    return True


def _paired(opened: _Open, inner: str) -> str:
    if opened.name == "caption":
        return _figure(opened.attributes, inner)
    if opened.name in ("code", "sourcecode"):
        return f"\n\n<pre><code>{inner.strip(chr(10))}</code></pre>\n\n"
    return _player(opened.attributes, inner)


def _figure(attributes: str, inner: str) -> str:
    picture = PICTURE.match(inner)
    if not picture:
        return inner
    words = inner[picture.end() :].strip() or _values(attributes).get("caption", "")
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return f"\n\n<figure>{picture[1]}{caption}</figure>\n\n"


def _player(attributes: str, inner: str) -> str:
    """A link to what the player would have played; empty when it has no address."""
    values = _values(attributes)
    told = [values.get(name, "") for name in ("src", "mp4", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "url")]
    found = next((value for value in (inner.strip(), attributes.lstrip("= "), *told) if value.startswith("http")), "")
    return f"\n\n{_anchor(found)}\n\n" if found and not re.search(r"[\s<>\"]", found) else ""


def _values(attributes: str) -> dict[str, str]:
    return {name: double or single or bare for name, double, single, bare in ATTRIBUTE.findall(attributes)}
