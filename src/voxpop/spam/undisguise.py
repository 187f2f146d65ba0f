"""Undo disguises, so that the words behind them are read: fancy letters, twins of other scripts, words torn apart.

    𝐂𝐚𝐬𝐢𝐧𝐨, cаsino (with a Cyrillic а), c4s1no, c a s i n o, c.a.s.i.n.o, cäśîñø, ca(zero-width space)sino  ->  casino

Each way is undone only where honest texts do not go: a Russian or Greek word stays itself, so do mp3, k8s, U.S.A. and
Persian's joiners. Takes time in proportion to the text, whatever is in it. Knows nothing of what the words mean.
"""

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from voxpop.spam import accents, leet, mixing
from voxpop.spam.twins import FANCY, WIDE

BEYOND = re.compile("[\U00010000-\U0010ffff]")
# The characters below U+10000 that may have to go or to be changed.
NEAR = re.compile(
    "[\u00ad\u02b0-\u02b8\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180e\u1ab0-\u1aff\u1d00-\u1dff"
    "\u200b-\u200f\u202a-\u202e\u2060-\u209c\u20d0-\u20ff\u2102-\u2138\u249c-\u24e9\u2800\u3164"
    "\ufe20-\ufe2f\ufeff\uff21-\uff3a\uff41-\uff5a\uffa0]"
)
# Without 20e0 and 20e3, which make emoji.
MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20df\u20e1-\u20f0\ufe20-\ufe2f"
PILED = re.compile(f"[{MARKS}]{{2,}}|[\u0334-\u0338\u20d2\u20d3\u20d8-\u20da]")
HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufeff\uffa0"
)
SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # scripts that show with \u200b where a line may break
LOOSE = re.compile(f"[{HIDDEN}]+(?<![{SPACELESS}]\u200b)")
TAG = re.compile("[\U000e0000-\U000e007f]")
TAG_OR_FLAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)|[\U000e0000-\U000e007f]")
INSIDE = re.compile(f"[{HIDDEN}](?<=[^\\W\\d_{SPACELESS}].)[{HIDDEN}]*(?=[^\\W\\d_])")
# Persian, Urdu, the scripts of India and emoji spell with joiners; other letters do not join.
JOINER = re.compile("[\u200c\u200d]+")
LOOSE_JOINER = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u2190-\u2bff\ufb50-\ufdff\ufe0f\ufe70-\ufefc"
    "\U0001f000-\U0001faff])[\u200c\u200d]+"
)
JOINED = re.compile("(?<=[\u0620-\u07ff\u0904-\u0dff])[\u200c\u200d]+(?=[\u0620-\u07ff\u0904-\u0dff])")
MANY = 4  # joiners in a text, with fewer than
DENSE = 7  # characters between two of them; Persian has more
DRESSED = re.compile("[\u02b0-\u02b8\u1d00-\u1dbf\u2070-\u209c\u2102-\u2138\u249c-\u24e9\ua730\ua731]")
DRESSED_BEYOND = re.compile("[\U0001d400-\U0001d7ff\U0001f110-\U0001f189]")
WIDE_LETTER = re.compile("[\uff21-\uff3a\uff41-\uff5a]")
ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
SPLIT = re.compile(
    "(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[._·•丶](?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
)
SPLITS = 3  # dots between the signs of a text, and one in
SPLIT_SHARE = 25  # signs
NAMES = 6  # middle dots that may be between the parts of foreign names
SPELT = re.compile(r"([ \u00a0._*|~·•\-])[^\W_]\1[^\W_]\1(?=[^\W_])")
TORN = re.compile(r"(?<![^\W_])(?<!\w[._-])[^\W_]([ \u00a0._*|~·•\-])[^\W_](?![^\W_])(?:\1[^\W_](?![^\W_]))+")
IN_A_ROW = 4  # letters that stand alone, of which a word is made; enumerations and abbreviations are mostly shorter
ABBREVIATED = 6  # with dots, in capitals or with a last dot: U.S.S.R. is one of four
SYLLABLES = 10  # Korean and Chinese have words of one sign
NOTES = frozenset("ABCDEFG")  # tunings and scales


class Undone(NamedTuple):
    """`plain` is the text without disguises; the others count what was undone.

    fancy      letters of mathematical, circled, raised, wide and other fancy alphabets
    invisible  places inside words where something invisible stood; soft hyphens apart, as `soft`
    mixed      words with letters of more than one script
    spaced     words written letter by letter
    leet       words with digits or signs for letters
    accents    letters with accents that no one language has together
    piled      letters with more than one mark, or with one that strikes them out
    """

    plain: str
    fancy: int = 0
    invisible: int = 0
    soft: int = 0
    mixed: int = 0
    spaced: int = 0
    leet: int = 0
    accents: int = 0
    piled: int = 0


def undo(text: str) -> Undone:
    undone = Undone(text) if text.isascii() else letters(text)
    plain, spaced = together(undone.plain)
    plain, digits = leet.undo(plain)
    if not spaced and not digits:
        return undone
    return undone._replace(plain=plain, spaced=undone.spaced + spaced, leet=digits)


def letters(text: str) -> Undone:
    """What can only be hidden in a text that is not all ASCII."""
    undone = Undone(text)
    if NEAR.search(text):
        undone = undressed(bared(text))
    elif BEYOND.search(text):
        undone = undressed(undone)
    plain, mixed = mixing.undo(undone.plain)
    plain, foreign = accents.undo(plain)
    plain, split = unsplit(plain)
    if not (mixed or foreign or split or plain != undone.plain):
        return undone
    return undone._replace(plain=plain, mixed=mixed, accents=foreign, spaced=split)


def bared(text: str) -> Undone:
    """Without what cannot be seen, in NFC, and without marks piled on a letter."""
    inside = INSIDE.findall(text)
    soft = sum(found == "\u00ad" for found in inside)
    invisible = len(inside) - soft
    if LOOSE.search(text):
        text = LOOSE.sub("", text)
    if JOINER.search(text):
        text, loose = LOOSE_JOINER.subn("", text)
        invisible += loose
        kept = len(JOINED.findall(text))
        if kept >= MANY and kept * DENSE > len(text):
            text, invisible = JOINER.sub("", text), invisible + kept
    text, piled = PILED.subn("", text)  # before NFC, which takes the square of the time on a long pile
    return Undone(unicodedata.normalize("NFC", text), invisible=invisible, soft=soft, piled=piled)


def undressed(undone: Undone) -> Undone:
    text = undone.plain
    tags = 0
    fancy = len(DRESSED.findall(text)) + len(DRESSED_BEYOND.findall(text))
    if fancy:
        text = text.translate(FANCY)
    if TAG.search(text):
        bare = TAG_OR_FLAG.sub(lambda found: found[1] or "", text)
        text, tags = bare, len(text) - len(bare)
    if WIDE_LETTER.search(text):
        text, wide = text.translate(WIDE), len(WIDE_LETTER.findall(text))
        fancy += 0 if ASIAN.search(text) else wide  # there, wide letters are a habit
    return undone._replace(plain=text, fancy=fancy, invisible=undone.invisible + tags)


def unsplit(text: str) -> tuple[str, int]:
    """Chinese, Japanese and Korean without dots between the signs, and 1 when there were many."""
    found = SPLIT.findall(text)
    splits = len(found) - min(found.count("·"), NAMES)
    if splits < SPLITS or splits * SPLIT_SHARE < len(text):
        return text, 0
    return SPLIT.sub("", text), 1


def together(text: str) -> tuple[str, int]:
    """The text with words that were written letter by letter, and how many."""
    if SPELT.search(text) is None:
        return text, 0
    made = 0

    def join(row: re.Match[str]) -> str:
        nonlocal made
        word = row[0][::2]
        if not a_word(word, row[1], text[row.end() : row.end() + 1]):
            return row[0]
        made += 1
        return word

    return TORN.sub(join, text), made


def a_word(row: str, mark: str, after: str) -> bool:
    """Letters that stood alone, with `mark` between them: not an enumeration, an abbreviation, a chord."""
    if len(row) < IN_A_ROW or sum(map(str.isalpha, row)) < 0.7 * len(row) or len(set(row)) < 3:
        return False
    if mark == "." and (row.isupper() or after == ".") and len(row) < ABBREVIATED:
        return False
    if ASIAN.search(row) and len(row) < SYLLABLES:
        return False
    steps = {ord(second) - ord(first) for first, second in pairwise(row)}
    return steps != {1} and not set(row) <= NOTES
