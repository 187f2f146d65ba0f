"""Fit what another system let people write into what this one keeps. What has to change for that is said.

    Entry  -> Story       Remark -> Fitted

Everything is cleaned here, whatever the other system did. Nothing gives anybody a right: e-mail addresses arrive
unproven, and a name is only shown.
"""

import html as entities
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

from voxpop.discussion import text
from voxpop.exchange import literal
from voxpop.exchange.record import Entry, Remark
from voxpop.lib import characters, email, names, web_address
from voxpop.lib.refused import Refused
from voxpop.sites import rules
from voxpop.sites.site import Site
from voxpop.stories import body
from voxpop.stories.story import RESERVED, SLUG_LIMIT, Story

HEADLINE = 300  # characters
OPENING = 80  # characters of a text without a title that stand for one
LONGEST = 128 << 10  # bytes of a comment; WordPress keeps half of that
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ps sd syr ug ur yi".split())
TAG = re.compile(r"<[^<>]*>")
NOT_OF_A_SLUG = re.compile(r"[^\w-]+")

PLAIN_BODY = "the text was nested too deep: its words came without markup"
PLAIN = "the text broke a rule ({code}): its words came without markup"
NAME = "the name was too long, or piled up accents: it was shortened"
EMAIL = "what stood for an e-mail address is none: left out"
WEBSITE = "what stood for a website is no address: left out"


class Fitted(NamedTuple):
    """What of a comment is new here; `html` is safe to show."""

    name: str
    email: str
    website: str | None
    html: str
    changed: tuple[str, ...]


def story(entry: Entry, site: Site) -> tuple[Story, tuple[str, ...]]:
    """The story, and what had to change."""
    changed: list[str] = list(entry.changed)
    try:
        html = body.clean(entry.body)
    except Refused:
        html = _paragraphs(entry.body)
        changed.append(PLAIN_BODY)
    language = _language(entry.language, site)
    made = Story(
        slug=slug(entry),
        headline=_headline(entry, html),
        standfirst=_line(entry.excerpt)[: 2 * HEADLINE],
        byline=_line(entry.author)[:HEADLINE],
        language=language,
        direction=_direction(language, site),
        html=html,
        credits=(),
        rights="",
        original=None,
        image=None,
        image_alt="",
        published=entry.published,
        updated=entry.updated,
    )
    return made, tuple(changed)


def comment(remark: Remark) -> Fitted:
    """Raises Refused text_empty, text_too_long."""
    if len(remark.text.encode()) > LONGEST:
        raise Refused("text_too_long", f"The text is longer than {LONGEST >> 10} KiB.")
    changed = list(remark.changed)
    return Fitted(
        name=_name(remark.name, changed),
        email=_email(remark.email, changed),
        website=_website(remark.website, changed),
        html=_html(remark.text, changed),
        changed=tuple(changed),
    )


def slug(entry: Entry) -> str:
    """A path of one part for the story: WordPress's own, where it can be one."""
    for given in (unquote(entry.slug), entry.title.lower(), f"story-{entry.key}"):
        made = NOT_OF_A_SLUG.sub("-", unicodedata.normalize("NFC", given)).strip("-")[:SLUG_LIMIT].strip("-")
        if made:
            return f"{made}-story" if made in RESERVED else made
    return "story"


def _html(source: str, changed: list[str]) -> str:
    try:
        return text.render(source).html
    except Refused as refused:
        if refused.code == "text_empty":
            raise
        changed.append(PLAIN.format(code=refused.code))
    html = literal.html(source)
    if not html:
        raise Refused("text_empty", "There is nothing to read in it.")
    return html


def _name(given: str, changed: list[str]) -> str:
    try:
        return names.clean(given) or "Anonymous"
    except Refused:
        changed.append(NAME)
    letters = "".join(letter for letter in given[: names.SENT] if not unicodedata.combining(letter))
    return names.clean(letters[: names.LONGEST - 1] + "…")


def _email(given: str, changed: list[str]) -> str:
    try:
        return email.canonical(email.check(given)) if given else ""
    except Refused:
        changed.append(EMAIL)
        return ""


def _website(given: str, changed: list[str]) -> str | None:
    try:
        return web_address.website(given) or None
    except Refused:
        if given not in ("http://", "https://"):  # what WordPress wrote for an empty field in its early years
            changed.append(WEBSITE)
        return None


def _headline(entry: Entry, html: str) -> str:
    title = _line(entry.title)[:HEADLINE]
    if title:
        return title
    opening = _line(entities.unescape(TAG.sub(" ", html[: 20 * OPENING])))
    return f"{opening[:OPENING].rsplit(' ', 1)[0]} …" if len(opening) > OPENING else opening or slug(entry)


def _line(given: str) -> str:
    return " ".join(characters.drop(given).split())


def _language(given: str, site: Site) -> str:
    try:
        return rules.language(given.replace("_", "-")) if given else site.rules.language
    except ValueError:
        return site.rules.language


def _direction(language: str, site: Site) -> str:
    if language == site.rules.language:
        return site.rules.direction
    return "rtl" if language.split("-", maxsplit=1)[0].lower() in RIGHT_TO_LEFT else "ltr"


def _paragraphs(html: str) -> str:
    words = entities.unescape(TAG.sub("", re.sub(r"</p>|<br[^<>]*>", "\n\n", html)))
    parts = (entities.escape(part.strip()) for part in words.split("\n\n"))
    return body.clean("\n".join(f"<p>{part}</p>" for part in parts if part))
