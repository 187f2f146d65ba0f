"""Find in a conversation: what a reader typed -> its live comments that hold all of it, the newest first.

    typed  ->  words and "phrases"  ->  the index of words of the database at hand  ->  rows  ->  excerpts with marks

A longer word finds those that begin with it. Case does not matter, nor do the accents of Latin letters; on PostgreSQL
those of other scripts do not, either, and case as far as the database's locale knows it. Scripts that put no spaces
between words have no words in an index: what is typed in them is looked for as it stands, in the newest comments of the
conversation.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection, TextClause, text

from voxpop.discussion import text as rendered
from voxpop.discussion import wanted
from voxpop.discussion.excerpt import outside
from voxpop.discussion.thread import COLUMNS, Comment
from voxpop.discussion.wanted import ACCENTS, LETTERS, SEPARATORS, Phrase, fold
from voxpop.sites.site import Site

SIZE = 30  # comments of a page
SCANNED = 5_000  # comments, the newest, in which is looked for what has no words
AROUND = 140  # characters on each side of what was found

# The expression of the index comment_words on PostgreSQL (migration 0004), letter by letter.
DOCUMENT = rf"""
    to_tsvector(CAST('simple' AS regconfig), 'thread' || CAST(thread_id AS TEXT) || ' ' || regexp_replace(
        regexp_replace(normalize(text, NFD), '{ACCENTS}', '', 'g'),
        '{SEPARATORS}', ' ', 'g'
    ))
"""
# What was typed comes as words, whose own text becomes a query: so no letter of it can be an operator.
QUERY = """
    SELECT CAST(
        'thread' || CAST(CAST(:thread AS BIGINT) AS TEXT) || ' & ' ||
        string_agg('(' || NULLIF(CAST(phraseto_tsquery('simple', said) AS TEXT), '') || ending || ')', ' & ') AS tsquery
    )
    FROM unnest(CAST(:said AS TEXT[]), CAST(:endings AS TEXT[])) AS typed (said, ending)
"""
BY_WORDS = {
    "sqlite": f"""
        SELECT {COLUMNS} FROM comment c
        WHERE c.site_id = :site AND c.state = 'live' AND c.id IN (
            SELECT rowid FROM comment_words WHERE comment_words MATCH :match AND rowid < :before
            ORDER BY rowid DESC LIMIT :limit
        )
        ORDER BY c.id DESC
    """,
    # By the index and not through all comments in their order, whatever PostgreSQL expects of a word: so MATERIALIZED.
    "postgresql": f"""
        SELECT {COLUMNS} FROM comment c
        WHERE c.site_id = :site AND c.thread_id = :thread AND c.id IN (
            WITH hits AS MATERIALIZED (SELECT id FROM comment WHERE state = 'live' AND {DOCUMENT} @@ ({QUERY}))
            SELECT id FROM hits WHERE id < :before
            ORDER BY id DESC LIMIT :limit
        )
        ORDER BY c.id DESC
    """,
}
AS_IT_STANDS = text(f"""
    SELECT {COLUMNS} FROM comment c
    WHERE c.site_id = :site AND c.thread_id = :thread AND c.state = 'live' AND c.id < :before
      AND c.id IN (
          SELECT n.id FROM comment n WHERE n.site_id = :site AND n.thread_id = :thread AND n.state = 'live'
          ORDER BY n.id DESC LIMIT :scanned
      )
      AND LOWER(c.text) LIKE :piece1 ESCAPE '!' AND LOWER(c.text) LIKE :piece2 ESCAPE '!'
      AND LOWER(c.text) LIKE :piece3 ESCAPE '!' AND LOWER(c.text) LIKE :piece4 ESCAPE '!'
    ORDER BY c.id DESC LIMIT :limit
""")


class Part(NamedTuple):
    """A piece of an excerpt; `found`: it is what was looked for."""

    text: str
    found: bool


class Hit(NamedTuple):
    comment: Comment
    parts: tuple[Part, ...]


class Found(NamedTuple):
    """A page of what was found. `before`: what to ask for the next one with; None on the last."""

    hits: tuple[Hit, ...]
    before: int | None


def read(conn: Connection, site: Site, thread: int, typed: str, before: int) -> Found:
    """Comments older than `before` that hold all of what was typed; none when there is no word in it.

    Raises Refused text_invalid for what is no text.
    """
    phrases = wanted.phrases(typed)
    if not thread or not phrases:
        return Found((), None)
    here = {"site": site.id, "thread": thread, "before": before, "limit": SIZE + 1}
    pieces = wanted.pieces(typed)
    if pieces:
        rows = conn.execute(AS_IT_STANDS, here | _patterns(pieces) | {"scanned": SCANNED}).all()
    else:
        rows = conn.execute(_by_words(conn.dialect.name), here | _asked(conn.dialect.name, phrases, thread)).all()
    comments = [Comment._make(row) for row in rows]
    hits = tuple(Hit(one, marked(one.html, pieces or phrases)) for one in comments[:SIZE])
    return Found(hits, comments[SIZE - 1].id if len(comments) > SIZE else None)


@lru_cache(maxsize=2)
def _by_words(dialect: str) -> TextClause:
    return text(BY_WORDS[dialect])


def _asked(dialect: str, phrases: tuple[Phrase, ...], thread: int) -> dict[str, object]:
    if dialect == "sqlite":
        return {"match": wanted.for_fts5(phrases, thread)}
    said, endings = wanted.for_lists(phrases)
    return {"said": said, "endings": endings}


def _patterns(pieces: tuple[str, ...]) -> dict[str, object]:
    """For each place of the statement; what is left of them matches everything."""
    patterns = [wanted.like(piece) for piece in pieces] + ["%"] * (wanted.PIECES - len(pieces))
    return {f"piece{nth}": pattern for nth, pattern in enumerate(patterns, 1)}


def marked(html: str, asked: tuple[str | Phrase, ...]) -> tuple[Part, ...]:
    """What a comment says around the first of what was looked for, in parts. Of what is folded up nothing is shown."""
    said = " ".join(rendered.words(outside(html)).split()) or "…"
    spans = [(at, end) for at, end in _spans(said, asked) if end > at]
    first = spans[0][0] if spans else 0
    start, end = _edges(said, first)
    parts: list[Part] = [Part("…", found=False)] if start else []
    last = start
    for at, until in spans:
        if at < last or until > end:
            continue
        parts += [Part(said[last:at], found=False), Part(said[at:until], found=True)]
        last = until
    parts.append(Part(said[last:end] + ("…" if end < len(said) else ""), found=False))
    return tuple(part for part in parts if part.text)


def _spans(said: str, asked: tuple[str | Phrase, ...]) -> list[tuple[int, int]]:
    """Where it stands: pieces anywhere, words as they are compared."""
    pieces = [re.escape(one) for one in asked if isinstance(one, str)]
    if pieces:
        return [found.span() for found in re.finditer("|".join(pieces), said, re.IGNORECASE)]
    whole = {word for one in asked if isinstance(one, Phrase) for word in one.words}
    beginnings = tuple(word for one in asked if isinstance(one, Phrase) and one.begins for word in one.words)
    return [
        found.span()
        for found in LETTERS.finditer(said)
        if (word := fold(found[0])) in whole or word.startswith(beginnings)
    ]


def _edges(said: str, first: int) -> tuple[int, int]:
    """Where an excerpt around `first` begins and ends: at words."""
    start, end = max(0, first - AROUND), min(len(said), first + AROUND)
    if start:
        start = said.find(" ", start, first) + 1 or start
    if end < len(said):
        end = max(said.rfind(" ", first, end), 0) or end
    return start, end
