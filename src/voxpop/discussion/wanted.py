"""What a reader looks for, out of what they typed: words, and phrases in quotation marks. None of it is query syntax.

    phrases('ferry "is late"')  ->  (Phrase("ferry", begins=True), Phrase("is late", begins=False))

How a database's index of words is asked for them is in here, too: FTS5's language for SQLite, lists for PostgreSQL.
"""

import re
import unicodedata
from typing import NamedTuple

from voxpop.lib.characters import tidy

WORDS = 12  # of a query that are looked at
BEGINNING = 4  # letters, from which on a word finds those that begin with it: shorter ones begin too many
BEGINNINGS = 3  # such words in a query: each is looked for through the whole site
PIECES = 4  # of a query in which no words are told apart

LETTERS = re.compile(r"[^\W_]+")
QUOTES = str.maketrans("“”„«»", '"""""')
PHRASE = re.compile(r'"([^"]*)"|([^\s"]+)')
# Thai to Burmese, Khmer, Japanese, Chinese; and Korean, where what follows a noun is written onto it.
SPACELESS = re.compile(
    r"[\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]"
    r"|[\U00020000-\U0003ffff]"
)
# As PostgreSQL and Python both write a class of characters: the index (migration 0004) and its queries lose the same.
ACCENTS = r"[\u0300-\u036f]+"
SEPARATORS = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+"


class Phrase(NamedTuple):
    """Words that stand one behind the other; mostly one. `begins`: what only begins so is meant as well."""

    said: str
    begins: bool

    @property
    def words(self) -> list[str]:
        return LETTERS.findall(fold(self.said))


def phrases(typed: str) -> tuple[Phrase, ...]:
    """At most WORDS words altogether. Raises Refused text_invalid for what is no text."""
    found: list[Phrase] = []
    number = 0
    for quoted, plain in PHRASE.findall(tidy(typed).translate(QUOTES)):
        words = LETTERS.findall(quoted or plain)
        number += len(words)
        if words and number <= WORDS:
            begins = not quoted and len(words) == 1 and len(words[0]) >= BEGINNING
            found.append(Phrase(" ".join((quoted or plain).split()), begins))
    longest = sorted((one for one in found if one.begins), key=lambda one: -len(one.said))[:BEGINNINGS]
    return tuple(one if one in longest else one._replace(begins=False) for one in found)


def pieces(typed: str) -> tuple[str, ...]:
    """What is looked for as it stands, where some of what was typed puts no spaces between words; else nothing."""
    if not SPACELESS.search(typed):
        return ()
    return tuple(tidy(typed).translate(QUOTES).replace('"', " ").split())[:PIECES]


def fold(words: str) -> str:
    """Without accents and in small letters, as readers compare words."""
    return _plain(words).lower()


def _plain(words: str) -> str:
    return re.sub(ACCENTS, "", unicodedata.normalize("NFD", words))


def for_fts5(wanted: tuple[Phrase, ...], thread: int) -> str:
    """In FTS5's language: each phrase in quotes, cut and folded by the index's own rule. None holds a quote."""
    terms = " AND ".join(f'"{one.said}"{" *" if one.begins else ""}' for one in wanted)
    return f'thread_id : "{thread}" AND text : ({terms})'


def for_lists(wanted: tuple[Phrase, ...]) -> tuple[list[str], list[str]]:
    """As two lists for PostgreSQL: the phrases as its index has them, and what each ends with in a tsquery."""
    said = [re.sub(SEPARATORS, " ", _plain(one.said)) for one in wanted]
    return said, [":*" if one.begins else "" for one in wanted]


def like(piece: str) -> str:
    """A pattern for LIKE … ESCAPE '!' of what holds it, in small letters."""
    held = re.sub("([!%_])", r"!\1", piece.lower())
    return f"%{held}%"
