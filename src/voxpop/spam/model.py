"""How likely the words of a text make it spam: a base model that ships, and what a site has taught on top of it.

    odds(features) = scale * base + site        in log-odds

Both are linear in the features, so what a word adds can be told. Knows nothing of where lessons come from (learning)
or how weights are found (fitting).
"""

import io
import math
import zipfile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voxpop.spam.features import SPACE, Features, Hashes, word_hashes

Weights = NDArray[np.float32]

SHARES = (1.0, 0.8, 1.0, 0.5)  # of a text's words, pairs, pieces and style in what is added up
SENSE = 2.0  # and of its sense
FOLD = 1 << 18  # hashes that a site's weights tell apart: 1 MB
BEFORE = -1.0  # log-odds of a submission of which nothing is known: about 27 in 100. An honest text says the rest.
CERTAIN = 12.0  # log-odds beyond which words alone do not go
LEAST = 0.1  # log-odds below which a word does not tell


class Base(NamedTuple):
    """What ships: `weights[hash]` in units of `step`; words by their hash in `vocabulary`, in a space of meanings."""

    weights: Weights | NDArray[np.int8]  # (SPACE,)
    vocabulary: Hashes  # (V,), sorted
    sense: NDArray[np.int8]  # (V, D): where each word lies
    sense_weights: Weights  # (D,)
    bias: float
    step: float = 1.0

    def odds(self, features: Features) -> float:
        return self.odds_of(features, self.meaning(features))

    def odds_of(self, features: Features, meaning: Weights) -> float:
        """`odds`, for who has worked out the meaning already."""
        hashed = self.step * _by_block(self.weights[features.hashes], features)
        return self.bias + hashed + float(meaning @ self.sense_weights)

    def meaning(self, features: Features) -> Weights:
        """Where a text lies in the space of meanings: the mean of its words, of length SENSE, or zero."""
        rows = np.searchsorted(self.vocabulary, features.words)
        rows[rows == len(self.vocabulary)] = 0
        known = rows[self.vocabulary[rows] == features.words] if len(self.vocabulary) else rows[:0]
        total = self.sense[known].sum(axis=0, dtype=np.float32)
        length = math.sqrt(float(total @ total))
        if length:
            total *= np.float32(SENSE / length)
        return np.asarray(total, dtype=np.float32)


def empty() -> Base:
    """A base that says nothing."""
    nothing = np.zeros(0, dtype=np.float32)
    return Base(np.zeros(SPACE, dtype=np.float32), np.zeros(0, np.uint32), np.zeros((0, 0), np.int8), nothing, 0.0)


class Site(NamedTuple):
    """What a site has taught. `weights[hash % FOLD]`; `scale` is how far the base is still believed."""

    scale: float
    bias: float
    sense_weights: Weights  # (D,)
    weights: NDArray[np.float16]  # (FOLD,)
    lessons: int
    doubt: float | None  # probability from which a comment waits, and from which it is spam: from honest lessons
    spam: float | None

    def pack(self) -> bytes:
        kept = np.flatnonzero(self.weights)
        made = io.BytesIO()
        numbers = np.array([self.scale, self.bias, self.lessons, _or_nan(self.doubt), _or_nan(self.spam)])
        np.savez_compressed(
            made, numbers=numbers, sense=self.sense_weights, at=kept.astype("<u4"), weights=self.weights[kept]
        )
        return made.getvalue()

    @staticmethod
    def unpack(packed: bytes) -> "Site":
        """Raises ValueError for what `pack` did not make."""
        try:
            with np.load(io.BytesIO(packed), allow_pickle=False) as kept:
                scale, bias, lessons, doubt, spam = map(float, kept["numbers"])
                weights = np.zeros(FOLD, dtype=np.float16)
                weights[kept["at"]] = kept["weights"]
                sense = kept["sense"].astype(np.float32)
        except (OSError, KeyError, IndexError, EOFError, ValueError, zipfile.BadZipFile) as error:
            raise ValueError(f"these are not a site's weights: {error}") from error
        return Site(scale, bias, sense, weights, int(lessons), _none_for_nan(doubt), _none_for_nan(spam))


class Model(NamedTuple):
    base: Base
    site: Site | None = None

    def odds(self, features: Features) -> float:
        """Log-odds of spam by the words alone, -CERTAIN to CERTAIN."""
        return min(max(self._odds(features), -CERTAIN), CERTAIN)

    def _odds(self, features: Features) -> float:
        if self.site is None:
            return self.base.odds(features)
        meaning = self.base.meaning(features)
        base = self.base.odds_of(features, meaning)
        taught = self.site.bias + folded(self.site.weights, features) + float(meaning @ self.site.sense_weights)
        return self.site.scale * base + taught

    def telling(self, words: list[str], features: Features) -> list[tuple[str, float, bool]]:
        """Words that make a text likelier spam, what each adds, and whether the site taught it; the most first."""
        words = list(dict.fromkeys(words))
        at = word_hashes(words)
        share = np.float32(SHARES[0] / np.sqrt(len(features.words) or 1))
        base = self.base.weights[at] * (share * np.float32(self.base.step * (self.site.scale if self.site else 1.0)))
        taught = self.site.weights[at % FOLD] * share if self.site else np.zeros_like(base)
        total = base + taught
        found = [(words[n], float(total[n]), bool(taught[n] > base[n])) for n in np.flatnonzero(total > LEAST)]
        return sorted(found, key=lambda one: -one[1])


def folded(weights: NDArray[np.float16], features: Features) -> float:
    """What a site's weights add, each by its block's share."""
    return _by_block(weights[features.hashes & np.uint32(FOLD - 1)].astype(np.float32), features)


def _by_block(found: Weights | NDArray[np.int8], features: Features) -> float:
    sums = np.zeros(len(found) + 1, dtype=np.float64)
    np.cumsum(found, out=sums[1:])
    total, before, end = 0.0, 0.0, 0
    for count, share in zip(features.counts, SHARES, strict=True):
        if count:
            end += count
            upto = float(sums[end])
            total += share * (upto - before) / math.sqrt(count)
            before = upto
    return total


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _none_for_nan(value: float) -> float | None:
    return None if np.isnan(value) else value
