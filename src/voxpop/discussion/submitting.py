"""A comment as the judge is given it: with what it stands under, who sent it, and how.

    who, what, where, how -> Submission

The same for a draft, an edit, and a comment that a moderator looks at later.
"""

import html as entities
import re
from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.discussion.draft import Author
from voxpop.discussion.text import CLEAN_TAG, Text, render
from voxpop.lib.refused import Refused
from voxpop.spam.submission import Link, Submission
from voxpop.storage.quick import Quick

BEGINNING = 8_000  # characters of a story's HTML that are read
WORDS = 4_000  # characters of an article, and of what is answered, that a comment is compared with

ARTICLE = Quick("""
    SELECT t.title, s.headline, s.standfirst, s.language, SUBSTR(s.html, 1, :beginning)
    FROM thread t LEFT JOIN story s ON s.site_id = t.site_id AND s.thread_id = t.id
    WHERE t.site_id = :site AND t.key = :key
""")
ANSWERED = Quick("SELECT text FROM comment WHERE site_id = :site AND id = :id")
STORED = Quick("""
    SELECT c.name, c.website, c.text, c.parent_id, t.key, s.email, s.address, s.agent, s.guest
    FROM comment c
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.id = :id
""")

TAG = re.compile(r"<[^>]*>")
LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


class Article(NamedTuple):
    """`language` is '' where only the site's is known."""

    words: str = ""
    language: str = ""


class Sent(NamedTuple):
    """How a comment came, and when. `person` is the hash of the guest's cookie in hex, '' without one."""

    address: str
    agent: str
    person: str
    seconds: float | None = None
    trap: str = ""
    now: int = 0


class Spot(NamedTuple):
    """Where a comment stands: its thread's key, what it answers (None at the top), and the words of both.

    `language` is the site's.
    """

    site: int
    language: str
    key: str
    parent: int | None
    article: Article
    answered: str


class Stored(NamedTuple):
    """A comment that is there. `text` is as it was written."""

    text: str
    author: Author
    spot: Spot
    sent: Sent


def article(conn: Connection, site: int, key: str) -> Article | None:
    """None where nobody has said anything yet and no story of ours is."""
    row = ARTICLE.row(conn, {"site": site, "key": key, "beginning": BEGINNING})
    if row is None:
        return None
    title, headline, standfirst, language, html = row
    parts = (headline or title, standfirst or "", entities.unescape(TAG.sub(" ", html or "")))
    return Article("\n".join(filter(None, parts))[:WORDS], language or "")


def answered(conn: Connection, site: int, parent: int | None) -> str:
    """What a comment answers, as it was written; '' at the top."""
    row = ANSWERED.row(conn, {"site": site, "id": parent}) if parent is not None else None
    return str(row[0])[:WORDS] if row else ""


def submission(spot: Spot, author: Author, body: Text, sent: Sent) -> Submission:
    return Submission(
        text=body.plain,
        links=links(body.html) if body.links else (),
        name=author.name,
        email=author.email,
        website=author.website,
        trap=sent.trap,
        seconds=sent.seconds,
        address=sent.address,
        agent=sent.agent,
        kind="reply" if spot.parent is not None else "comment",
        languages=tuple(dict.fromkeys(filter(None, (spot.article.language, spot.language)))),
        article="\n".join(filter(None, (spot.article.words, spot.answered))),
        thread=f"{spot.site} {spot.key}",
        person=sent.person,
        now=sent.now,
    )


def stored(conn: Connection, site: int, comment: int, language: str = "") -> Stored | None:
    """A comment and all that was known when it came, but how it was sent; None when it is not there."""
    row = STORED.row(conn, {"site": site, "id": comment})
    if row is None:
        return None
    name, website, text, parent, key, email, address, agent, mine = row
    spot = Spot(site, language, key, parent, article(conn, site, key) or Article(), answered(conn, site, parent))
    sent = Sent(address or "", agent or "", bytes(mine).hex() if mine else "", now=comment)
    return Stored(text, Author(name, email or "", website or ""), spot, sent)


def rendered(source: str) -> Text:
    """As it is shown; an imported text that the renderer refuses, as it is."""
    try:
        return render(source)
    except Refused:
        return Text("", source, ())


def links(html: str) -> tuple[Link, ...]:
    """The links of a rendered text, each with the words that it stands behind."""
    return tuple(
        Link(entities.unescape(target), entities.unescape(CLEAN_TAG.sub("", words)))
        for target, words in LINK.findall(html)
    )
