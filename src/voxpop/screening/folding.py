"""A text as a list of words is compared with it: in words, without case and disguises, in one pass.

    tokens("Buy c4s1no chips, cаsino", "en")  ->  words as they are read, and what each is drawn like
    Lexicon(("casino", "free spins")).find(tokens)  ->  "casino"

A word is compared whole: `ass` is not in `class`. In scripts without spaces between words each sign is one, and what is
listed is found inside. A phrase is so many words in a row, whatever stands between them.

Each run of words is looked up once in a dict, of each length that the list has, of which there are at most PHRASE. How
long the list is makes no difference.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from voxpop.lib import names
from voxpop.spam import tongue
from voxpop.spam.undisguise import undo

PHRASE = 16  # words of a phrase, or signs where each is one
WORD_LONGEST = 100  # letters of a word that are compared
# Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean: where a word ends cannot be seen.
SIGNS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0900-\u0963\u0966-\u0dff"  # parts of words that are no letters
WORD = re.compile(f"[{SIGNS}]|(?:[^\\W_{SIGNS}]|[{MARKS}])+")
SPARED = re.compile("[\u00ad\u0640\u064b-\u065f\u0670\u200b-\u200f\u2060\ufeff]")  # Arabic may be written without
# Languages that are written without accents, so that an accent is no letter of theirs.
BARE = frozenset(("en", "id", "ms"))
OWN = {"Latin": re.compile("[a-z\u00df-\u024f\u0300-\u036f\u1e00-\u1eff]+")} | {
    script: re.compile(f"[{letters}{MARKS}]+") for script, letters in tongue.SCRIPTS.items()
}


class Tokens(NamedTuple):
    """Words of a text: as they are read, and where that is another thing (None elsewhere), what they are drawn like."""

    read: list[str]
    drawn: list[str | None]


def folded(text: str) -> str:
    return SPARED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def tokens(text: str, language: str) -> tuple[Tokens, ...]:
    """The text as it stands, and once more without disguises where it has any. `language` is a code like en."""
    undone = undo(text).plain
    return tuple(_tokens(folded(one), language) for one in dict.fromkeys((text, undone)))


def _tokens(text: str, language: str) -> Tokens:
    read = [word[:WORD_LONGEST] for word in WORD.findall(text)]
    own = OWN.get(tongue.script(text) or tongue.SCRIPT_OF.get(language, "Latin"), OWN["Latin"])
    drawn = [_drawn(word, own, bare=language in BARE) for word in read]
    return Tokens(read, drawn)


def _drawn(word: str, own: re.Pattern[str], *, bare: bool) -> str | None:
    """None for a word that looks like what it is: of plain letters, or a number, or of the letters of its text."""
    if word.isascii() and (word.isalpha() or word.isdecimal()):
        return None
    if not bare and own.fullmatch(word):
        return None
    return names.likeness(word) or None


class Lexicon:
    """A list of words and phrases, each with a word in it at least, for looking up."""

    def __init__(self, listed: Iterable[str]) -> None:
        self.read: dict[str, str] = {}
        self.drawn: dict[str, str] = {}
        for one in listed:
            words = split(one)
            self.read.setdefault(" ".join(words), one)
            self.drawn.setdefault(" ".join(names.likeness(word) or word for word in words), one)
        self.sizes = tuple(sorted({key.count(" ") + 1 for key in self.read}))

    def find(self, given: Sequence[Tokens]) -> str | None:
        """The first of the list that is in a text, as it was listed."""
        return next(filter(None, (self._find(*one) for one in given)), None)

    def _find(self, read: list[str], drawn: list[str | None]) -> str | None:
        odd = any(drawn)
        for start in range(len(read)):
            for size in self.sizes:
                end = start + size
                if end > len(read):
                    break
                found = self.read.get(" ".join(read[start:end]))
                if found is None and odd and any(drawn[start:end]):
                    found = self.drawn.get(" ".join(drawn[at] or _likeness(read[at]) for at in range(start, end)))
                if found is not None:
                    return found
        return None


@functools.lru_cache(maxsize=4096)
def _likeness(word: str) -> str:
    return names.likeness(word) or word


def split(listed: str) -> list[str]:
    """The words of what is listed."""
    return [word[:WORD_LONGEST] for word in WORD.findall(folded(listed))]
