"""Which characters of a stranger's text may stay: no controls, no unbalanced direction marks, composed letters (NFC).

Zero-width joiners, soft hyphens and left-to-right or right-to-left *marks* stay: Persian, Arabic, Hebrew, Thai and
emoji need them. Knows nothing of markup.
"""

import itertools
import re
import unicodedata

from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said

STACK = 30  # marks on one letter; the most that UAX 15 allows in stream-safe text, far above any language's need

BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters and symbols by category, empty by sight
BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
DROPPED = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and newline
    "\u202d\u202e"  # overrides: they make letters read in another order than they are written, which no language needs
    "\u206a-\u206f\ufff9-\ufffb\ufeff"  # deprecated format characters, ruby anchors, byte order mark
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters; XML forbids the last two
)
BLACK_FLAG = "\U0001f3f4"
TAGS = "\U000e0000-\U000e007f"  # invisible ASCII; its one honest use is the flag of a region, like Scotland's
EMBEDDINGS = "\u202a-\u202c\u2066-\u2069"

DROP = re.compile(f"[{DROPPED}]|({BLACK_FLAG}[\U000e0020-\U000e007e]{{1,6}}\U000e007f)|[{TAGS}]")
ODD = re.compile(f"[{DROPPED}{EMBEDDINGS}]")
TAG = re.compile(f"[{TAGS}]")  # apart from ODD: with characters beyond U+FFFF a class is searched ten times slower
OPENS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
EMBEDDING = re.compile(f"[{EMBEDDINGS}]")


def tidy(text: str) -> str:
    """The text as it may be kept: lines end in newline, hidden and controlling characters gone, NFC.

    Raises Refused(text_invalid) for lone surrogates, which no encoding can carry, and for more than STACK
    marks on one letter.
    """
    if "\r" in text:
        text = BREAKS.sub("\n", text)
    if text.isascii():
        return drop(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused("text_invalid", "The text holds half of a character. Copy it and send it once more.") from None
    text = drop(BREAKS.sub("\n", text))
    if stacked(text):
        raise Refused("text_invalid", said("A letter carries more than %(most)s accents. Take some away.", most=STACK))
    return unicodedata.normalize("NFC", text)


def odd(text: str) -> bool:
    """True when `drop` may have something to do."""
    return ODD.search(text) is not None or (not text.isascii() and TAG.search(text) is not None)


def drop(text: str) -> str:
    if not odd(text):
        return text
    text = DROP.sub(lambda found: found[1] or "", text)
    if EMBEDDING.search(text) is None:
        return text
    return "\n".join(map(balanced, text.split("\n")))


def balanced(line: str) -> str:
    """The line itself when each embedding and isolate in it is closed, in order; else the line without them all."""
    waiting: list[str] = []
    for mark in EMBEDDING.findall(line):
        if mark in OPENS:
            waiting.append(OPENS[mark])
        elif not waiting or waiting.pop() != mark:
            return EMBEDDING.sub("", line)
    return EMBEDDING.sub("", line) if waiting else line


def stacked(text: str) -> bool:
    """More than STACK marks in a row. Ordering marks costs their number squared, so this comes before NFC."""
    if not any(map(unicodedata.combining, text[STACK :: STACK + 1])):  # a longer row would lie on one of these
        return False
    return any(marks and len(list(run)) > STACK for marks, run in itertools.groupby(text, key=combines))


def combines(letter: str) -> bool:
    return unicodedata.combining(letter) > 0


def visible(text: str) -> bool:
    """True when a reader would see something: a letter, digit, sign or symbol."""
    return any(unicodedata.category(letter)[0] in "LNPS" and letter not in BLANK for letter in text)
