"""The languages that this speaks: a catalogue each, locale/xx.po, whose messages are known by their English.

    words("fr").gettext("Reply")       -> "Répondre"
    nearest("pt-BR")                   -> "pt"
    told(refused.sentence, "de")       -> the sentence in German

A catalogue is read when it is first needed, and once (docs/languages.md). What one does not have is said in English.
"""

import gettext
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import format_decimal

from voxpop.lib.sentence import Sentence, Value

HERE = Path(__file__).parent.parent / "locale"
SOURCE = "en"
# To add a language: its tag here, its catalogue by scripts/catalogues.py.
LANGUAGES = (
    *("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "uk"),
    *("tr", "ar", "he", "fa", "hi", "zh-Hans", "zh-Hant", "ja", "ko", "id"),
)
ALSO = {"iw": "he", "in": "id", "prs": "fa", "cmn": "zh", "yue": "zh"}  # by old names, or inside a larger language
TRADITIONAL = frozenset(("hant", "tw", "hk", "mo", "yue"))  # of what a Chinese tag may hold
LONGEST = 1000  # characters of an Accept-Language that are looked at
QUALITY = re.compile(r"[qQ] ?= ?([01](?:\.[0-9]{0,3})?)")
DIGITS = {"arab": 0x660, "arabext": 0x6F0}  # where a numbering system of CLDR begins in Unicode
FIRST_STRONG, END = "\u2068", "\u2069"  # around what may run the other way (Unicode, UAX 9)

Plural = Callable[[int], int]


class Words(gettext.NullTranslations):
    """The messages of a catalogue: by the English, or by the English singular and the number of the plural form."""

    def __init__(self, messages: Mapping[str | tuple[str, int], str], plural: Plural) -> None:
        super().__init__()
        self._messages = messages
        self._plural = plural

    def gettext(self, message: str) -> str:
        return self._messages.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._messages.get((msgid1, self._plural(n))) or (msgid1 if n == 1 else msgid2)


def words(language: str) -> Words:
    """What the nearest language to a tag says."""
    return _catalogue(nearest(language))


@cache
def _catalogue(language: str) -> Words:
    if language == SOURCE:
        return Words({}, lambda n: int(n != 1))
    return _read(HERE / f"{language}.po")


def _read(file: Path) -> Words:
    from babel.messages.pofile import read_po

    messages: dict[str | tuple[str, int], str] = {}
    with file.open("rb") as opened:
        found = read_po(opened)
    for message in found:
        if message.fuzzy:
            continue
        if isinstance(message.string, str):
            messages[str(message.id)] = message.string
        else:
            messages |= {(message.id[0], form): said for form, said in enumerate(message.string or ())}
    return Words({key: said for key, said in messages.items() if key and said}, gettext.c2py(found.plural_expr))


@lru_cache(maxsize=1024)
def nearest(tag: str) -> str:
    """The language that comes nearest to any tag of BCP 47; English if none does."""
    return _known(tag) or SOURCE


def _known(tag: str) -> str | None:
    """The one of LANGUAGES that a tag is of, whatever region, script or variant it names."""
    first, *more = tag.lower().split("-")
    named = ALSO.get(first, first)
    if named == "zh":
        return "zh-Hant" if "hans" not in more and TRADITIONAL.intersection((first, *more)) else "zh-Hans"
    return named if named in LANGUAGES else None


def accepted(header: str) -> str:
    """The language of ours that a browser wants most (Accept-Language, RFC 9110, 12.5.4); English if none."""
    wished = []
    for each in header[:LONGEST].split(","):
        tag, _, quality = each.partition(";")
        wished.append((-_quality(quality), _known(tag.strip())))
    return next((known for weight, known in sorted(wished, key=lambda one: one[0]) if known and weight), SOURCE)


def _quality(written: str) -> float:
    """A weight; 1 without one, 0 for what is none."""
    weight = QUALITY.fullmatch(written.strip())
    return float(weight[1]) if weight else 0.0 if written.strip() else 1.0


@lru_cache(maxsize=64)
def locale(language: str) -> Locale:
    """What CLDR knows of a language tag; of English when it does not know it."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE)


@lru_cache(maxsize=64)
def direction(language: str) -> str:
    """In which direction a language is written: ltr or rtl."""
    return str(locale(language).text_direction)


@lru_cache(maxsize=4096)
def number(value: int, language: str) -> str:
    """A number as a language writes it: 1,000 in English."""
    return in_digits(format_decimal(value, locale=locale(language), numbering_system="default"), language)


def in_digits(text: str, language: str) -> str:
    """A text with the digits that the language is written with."""
    zero = DIGITS.get(locale(language).default_numbering_system)
    return text.translate({ord("0") + digit: zero + digit for digit in range(10)}) if zero else text


def told(sentence: str, language: str) -> str:
    """A sentence in a language. One that was not made by lib/sentence is known by its own words."""
    if not isinstance(sentence, Sentence):
        return words(language).gettext(sentence)
    form = sentence.message
    if sentence.many:
        form = words(language).ngettext(sentence.message, sentence.many, sentence.number)
    elif form:
        form = words(language).gettext(form)
    if not sentence.values:
        return form
    return form % {name: _value(value, language) for name, value in sentence.values.items()}


def _value(value: Value, language: str) -> str:
    return number(value, language) if isinstance(value, int) else isolated(value, direction(language))


def isolated(text: str, around: str) -> str:
    """A text that does not disturb the order of the words around it, which run in direction `around`."""
    strange = ("L",) if around == "rtl" else ("R", "AL")
    if any(unicodedata.bidirectional(character) in strange for character in text):
        return f"{FIRST_STRONG}{text}{END}"
    return text
