"""Find in a conversation: what a reader typed -> its live comments that hold all of it, the newest first.

    typed  ->  words and "phrases"  ->  the index of words of the database at hand  ->  rows  ->  excerpts with marks

What is typed is never query syntax: words are taken out of it and quoted. A word finds those that begin with it;
letters are the same with and without accents. Scripts that put no spaces between words have no words in an index: what
is typed in them is looked for as it stands, in the newest comments of the conversation.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection, TextClause, text

from voxpop.discussion import text as rendered
from voxpop.discussion.excerpt import outside
from voxpop.discussion.thread import COLUMNS, Comment
from voxpop.sites.site import Site

SIZE = 30  # comments of a page
WORDS = 12  # of a query that are looked at
SCANNED = 5_000  # comments, the newest, in which is looked for what has no words
AROUND = 140  # characters on each side of what was found

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
PHRASE = re.compile(r'"([^"]*)"|([^"]+)')
SPACELESS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
MARKS = re.compile("[\u0300-\u036f]+")

# By the index and not through all comments in their order, whatever PostgreSQL expects of a word: so MATERIALIZED.
# The expression of the index comment_words on PostgreSQL (migration 0004), letter by letter.
DOCUMENT = r"""
    to_tsvector(CAST('simple' AS regconfig), 'thread' || CAST(thread_id AS TEXT) || ' ' || regexp_replace(
        regexp_replace(normalize(text, NFD), '[\u0300-\u036f]+', '', 'g'),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'
    ))
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
    "postgresql": rf"""
        SELECT {COLUMNS} FROM comment c
        WHERE c.site_id = :site AND c.thread_id = :thread AND c.id IN (
            WITH hits AS MATERIALIZED (
                SELECT id FROM comment WHERE state = 'live' AND {DOCUMENT} @@ to_tsquery('simple', :match)
            )
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
      AND c.text LIKE :like ESCAPE '!'
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
    """Comments older than `before` that hold all of what was typed; none when there is no word in it."""
    wanted = phrases(typed)
    if not thread or not wanted:
        return Found((), None)
    here = {"site": site.id, "thread": thread, "before": before, "limit": SIZE + 1}
    if SPACELESS.search(typed):
        like = "".join(f"!{letter}" if letter in "!%_" else letter for letter in typed.strip())
        rows = conn.execute(AS_IT_STANDS, here | {"like": f"%{like}%", "scanned": SCANNED}).all()
        wanted = ((typed.strip(),),)
    else:
        dialect = conn.dialect.name
        match = _match(wanted, thread) if dialect == "sqlite" else _tsquery(wanted, thread)
        rows = conn.execute(_by_words(dialect), here | {"match": match}).all()
    comments = [Comment._make(row) for row in rows]
    hits = tuple(Hit(one, marked(one.html, wanted)) for one in comments[:SIZE])
    return Found(hits, comments[SIZE - 1].id if len(comments) > SIZE else None)


@lru_cache(maxsize=2)
def _by_words(dialect: str) -> TextClause:
    return text(BY_WORDS[dialect])


def phrases(typed: str) -> tuple[tuple[str, ...], ...]:
    """Each word that was typed, and each phrase in quotation marks as its words, folded; at most WORDS words."""
    found: list[tuple[str, ...]] = []
    for quoted, plain in PHRASE.findall(typed.replace("“", '"').replace("”", '"').replace("„", '"')):
        if quoted:
            found.append(tuple(WORD.findall(fold(quoted))))
        else:
            found += [(word,) for word in WORD.findall(fold(plain))]
    kept, number = [], 0
    for phrase in found:
        number += len(phrase)
        if phrase and number <= WORDS:
            kept.append(phrase)
    return tuple(kept)


def fold(words: str) -> str:
    """Without accents, in small letters: as the index has them."""
    return MARKS.sub("", unicodedata.normalize("NFD", words)).lower()


def _match(wanted: tuple[tuple[str, ...], ...], thread: int) -> str:
    """FTS5's own language: each phrase in quotes, a single word as the beginning of one."""
    terms = " AND ".join(f'"{" ".join(phrase)}"{"" if len(phrase) > 1 else " *"}' for phrase in wanted)
    return f'thread_id : "{thread}" AND text : ({terms})'


def _tsquery(wanted: tuple[tuple[str, ...], ...], thread: int) -> str:
    """PostgreSQL's: the parts of a word stand one behind the other, as the index has cut them."""
    terms = []
    for phrase in wanted:
        words = [part for word in phrase for part in re.split("['’]", word)]
        end = "" if len(phrase) > 1 else ":*"
        terms.append("(" + " <-> ".join(words) + end + ")")
    return " & ".join((f"thread{thread}", *terms))


def marked(html: str, wanted: tuple[tuple[str, ...], ...]) -> tuple[Part, ...]:
    """What a comment says around the first of what was looked for, in parts. Of what is folded up nothing is shown."""
    said = " ".join(rendered.words(outside(html)).split()) or "…"
    spans = [(at, end) for at, end in _spans(said, wanted) if end > at]
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


def _spans(said: str, wanted: tuple[tuple[str, ...], ...]) -> list[tuple[int, int]]:
    words = [word for phrase in wanted for word in phrase]
    if any(SPACELESS.search(word) for word in words):
        return [(found.start(), found.end()) for word in words for found in re.finditer(re.escape(word), said)]
    return [found.span() for found in WORD.finditer(said) if any(fold(found[0]).startswith(word) for word in words)]


def _edges(said: str, first: int) -> tuple[int, int]:
    """Where an excerpt around `first` begins and ends: at words."""
    start, end = max(0, first - AROUND), min(len(said), first + AROUND)
    if start:
        start = said.find(" ", start, first) + 1 or start
    if end < len(said):
        end = max(said.rfind(" ", first, end), 0) or end
    return start, end
