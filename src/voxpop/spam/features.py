"""What the text model sees of a text: hashed words, pairs of words, pieces of words, and the way it is written.

    plain text -> addresses, sums and numbers to one sign each -> words -> hashes, 20 bits each, in four blocks

A block's features weigh 1/sqrt(their number) each, so that a long text does not count for more than a short one.
Hashing and weighting are worked out for a whole text at once in numpy. Nothing is looked up: the same text gives the
same features everywhere, and the words themselves cannot be read from them, only tried.
"""

import bisect
import functools
import re
import zlib
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voxpop.spam.hashing import FACTOR, PRIME, powers, unique

Hashes = NDArray[np.uint32]

BITS = 20
SPACE = 1 << BITS
LONGEST = 6_000  # characters that are looked at: a text says what it is by then
PIECES = (3, 4, 5)  # characters of a word's pieces, its ends counted as one each
DENSE_PIECES = (2, 3)  # of scripts that write without spaces

MAIL, LINK, HANDLE, SUM, PHONE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
DOMAINS = (
    "com|net|org|info|ru|xyz|shop|club|biz|io|co|me|top|online|site|tv|de|uk|in|cn|ly|gl|us|store|live|link|example"
)
# Each begins with something that most texts do not hold, or is tried only where such a thing was found.
MAILS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
LINKS = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"']{{1,2000}}|(?<![\w.-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{DOMAINS})(?![\w-])(?:/[^\s<>\"']{{0,2000}})?",
    re.IGNORECASE,
)
DOTTED = re.compile(r"[^\s.]\.[a-z0-9]|://", re.IGNORECASE)  # else there is no address
HANDLES = re.compile(r"(?<!\w)@\w{3,40}")
# A number is looked at once, from its beginning: `(?<!...)`, and once taken not given back: `}+`.
SUMS = re.compile(
    r"[$€£₽¥₹₺]\s?[0-9][0-9.,]{0,20}+|(?<![0-9.,])[0-9][0-9.,]{0,20}+\s?(?:[$€£₽¥₹₺%]|(?:usd|eur|gbp|руб|тыс|dollars?|euros?|pounds?)\w{0,4}|k\b)",
    re.IGNORECASE,
)
PHONES = re.compile(r"(?<![0-9().-])\+?[0-9][0-9 ().-]{6,20}[0-9]")
NUMBERS = re.compile(r"[0-9]+")
WORDS = re.compile(r"[\ue000-\ue004]|[^\W_]+(?:['’][^\W_]+)*|[!?]+|[\u2600-\u27bf\U0001f300-\U0001faff]")
EMOJI = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]")

SIGNS = (LINK, MAIL, HANDLE, SUM, PHONE)
NO_SIGNS = (0,) * len(SIGNS)
SCALES: dict[str, tuple[float, ...]] = {
    "words": (3, 6, 10, 16, 25, 40, 80, 160),
    "links": (1, 2, 3, 5),
    "mails": (1,),
    "handles": (1, 2),
    "sums": (1, 2, 4),
    "phones": (1, 2),
    "capitals": (0.02, 0.06, 0.15, 0.3, 0.6),
    "cries": (1, 2, 4),
    "questions": (1, 2),
    "emoji": (1, 2, 5),
    "lines": (1, 3, 8),
    "digits": (0.01, 0.04, 0.1, 0.2),
}

POWERS = powers(PRIME, LONGEST * 2 + 8)
INVERSE = powers(pow(PRIME, -1, 1 << 64), LONGEST * 2 + 8)
PAIRS, PIECES_OF_WORDS = np.uint32(1 << BITS), np.uint32(2 << BITS)
BLOCKS = np.array([1 << BITS, 2 << BITS], dtype=np.uint32)
LOWER = np.uint32(SPACE - 1)
DENSE = 0x2E80  # from here on scripts that write without spaces, up to
DENSE_END = 0xFFFF


class Features(NamedTuple):
    """Hashes below SPACE in four blocks, each sorted and unique, and how many there are in each."""

    hashes: Hashes
    counts: tuple[int, int, int, int]

    @property
    def words(self) -> Hashes:
        return self.hashes[: self.counts[0]]

    @property
    def pairs(self) -> Hashes:
        return self.hashes[self.counts[0] : self.counts[0] + self.counts[1]]

    @property
    def pieces(self) -> Hashes:
        return self.hashes[self.counts[0] + self.counts[1] : len(self.hashes) - self.counts[3]]

    @property
    def style(self) -> Hashes:
        return self.hashes[len(self.hashes) - self.counts[3] :]


def of(plain: str, marks: Iterable[str] = ()) -> Features:
    """The features of an undisguised text; `marks` say what came with it, like "host:shop.example"."""
    plain = plain[:LONGEST]
    signed = signs(plain)
    found = WORDS.findall(signed.casefold())
    points, starts, ends = _laid_out(found)
    words = _hashes_of_words(points, starts, ends)
    pairs = words[:-1] * np.uint64(3) + words[1:] * np.uint64(5) + np.uint64(2)
    mixed = _mixed(np.concatenate((words + np.uint64(1), pairs, *_pieces(points))))
    mixed[len(words) :] |= PAIRS  # the block is the upper part of a number, so that one sorting does for all
    mixed[len(words) + len(pairs) :] ^= PAIRS ^ PIECES_OF_WORDS
    named = sorted({*style(plain, signed, len(found)), *map(_named, marks)})
    seen = unique(mixed)
    ends_of = np.searchsorted(seen, BLOCKS)
    counts = (int(ends_of[0]), int(ends_of[1] - ends_of[0]), int(len(seen) - ends_of[1]), len(named))
    return Features(np.concatenate((seen & LOWER, np.array(named, dtype=np.uint32))), counts)


def signs(plain: str) -> str:
    """The text with one sign for each address, sum of money and telephone number, and 0 for each number."""
    if "@" in plain:
        plain = HANDLES.sub(f" {HANDLE} ", MAILS.sub(f" {MAIL} ", plain))
    if DOTTED.search(plain):
        plain = LINKS.sub(f" {LINK} ", plain)
    if NUMBERS.search(plain) is None:
        return plain
    return NUMBERS.sub("0", PHONES.sub(f" {PHONE} ", SUMS.sub(f" {SUM} ", plain)))


def style(plain: str, signed: str, words: int) -> list[int]:
    """How it is written: hashes of steps on scales, SCALES in their order, and of the last character."""
    capitals, digits = _shares(plain)
    last = plain.rstrip()[-1:]
    signs_in = [signed.count(sign) for sign in SIGNS] if any(sign in signed for sign in SIGNS) else NO_SIGNS
    emoji = 0 if plain.isascii() else len(EMOJI.findall(plain))
    counts = (words, *signs_in, capitals, plain.count("!"), plain.count("?"), emoji, plain.count("\n"), digits)
    return [
        *(named[bisect.bisect_right(steps, count)] for (steps, named), count in zip(STEPS, counts, strict=True)),
        ENDS[last if last in ENDS else ""],
    ]


def _shares(plain: str) -> tuple[float, float]:
    """Capitals among the letters, and digits among all characters."""
    lower = plain.lower()
    points, lowered = _points(plain), _points(lower)
    if len(points) == 0:
        return 0.0, 0.0
    capitals = int(np.count_nonzero(points != lowered)) if len(points) == len(lowered) else 0
    letters = int(np.count_nonzero((lowered - 97 < 26) | (lowered > 191)))
    digits = int(np.count_nonzero(points - 48 < 10))
    return capitals / (letters or 1), digits / len(points)


def pack(features: Features) -> bytes:
    """Four counts, then the hashes, 4 bytes each: a lesson's row. `unpack` gives them back."""
    return np.array(features.counts, dtype="<u4").tobytes() + features.hashes.astype("<u4").tobytes()


def unpack(packed: bytes) -> Features:
    """Raises ValueError for what `pack` did not make."""
    numbers = np.frombuffer(packed, dtype="<u4").astype(np.uint32)
    if len(numbers) < 4 or len(numbers) != 4 + int(numbers[:4].sum(dtype=np.uint64)) or (numbers[4:] >= SPACE).any():
        raise ValueError("these are not packed features")
    words, pairs, pieces, style_ = map(int, numbers[:4])
    return Features(numbers[4:], (words, pairs, pieces, style_))


def word_hashes(words: list[str]) -> Hashes:
    """The hash of each word among `Features.words`. The words are not empty and hold no spaces."""
    points, starts, ends = _laid_out(words)
    return _mixed(_hashes_of_words(points, starts, ends) + np.uint64(1))


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _laid_out(words: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.intp], NDArray[np.intp]]:
    """Code points of the words with a space before, between and after, and where each word starts and ends."""
    text = f" {' '.join(words)} "[: LONGEST * 2]
    points = _points(text).astype(np.uint64)
    spaces = np.flatnonzero(points == 32)
    starts, ends = spaces[:-1] + 1, spaces[1:]
    full = ends > starts
    return points, starts[full], ends[full]


def _hashes_of_words(
    points: NDArray[np.uint64], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.uint64]:
    """A polynomial in PRIME of each word's code points, modulo 2**64, from sums over all that stands before it."""
    sums = np.zeros(len(points) + 1, dtype=np.uint64)
    np.cumsum(points * POWERS[: len(points)], out=sums[1:])
    return (sums[ends] - sums[starts]) * INVERSE[starts]


def _pieces(points: NDArray[np.uint64]) -> list[NDArray[np.uint64]]:
    """Pieces of words: every few characters in a row with no space but at their ends; a list for each length."""
    space = np.zeros(len(points) + 1, dtype=np.int32)
    np.cumsum(points == 32, out=space[1:])
    dense = (points >= DENSE) & (points <= DENSE_END) if int(points.max()) >= DENSE else None
    made = []
    rolling = points
    for size in range(2, max(PIECES) + 1):
        if len(points) < size:
            break
        rolling = rolling[:-1] * np.uint64(PRIME) + points[size - 1 :]
        if size in PIECES:
            whole = space[size - 1 : -1] == space[1 : len(points) - size + 2]
            made.append(rolling[whole] + np.uint64(size << 32))
        if dense is not None and size in DENSE_PIECES:
            made.append(rolling[dense[: len(rolling)]] + np.uint64(size << 33))
    return made


def _mixed(hashes: NDArray[np.uint64]) -> Hashes:
    """The upper bits of a product with an odd constant (Fibonacci hashing): BITS bits."""
    hashes = hashes ^ (hashes >> np.uint64(29))
    return ((hashes * FACTOR) >> np.uint64(64 - BITS)).astype(np.uint32)


@functools.lru_cache(maxsize=8192)
def _named(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) >> (32 - BITS)


STEPS = [(steps, [_named(f"{name}{reached}") for reached in range(len(steps) + 1)]) for name, steps in SCALES.items()]
ENDS = {last: _named(f"last{last}") for last in ("", ".", "!", "?", ")")}
