"""Near-copies among lessons: a sketch of 64 bits that is kept with each, and the clusters of those that are alike.

A sketch is eight bytes, each of one MinHash (Broder 1997) of what the text model sees: two texts agree in a byte about
as often as the part of that which they share. Where five of eight agree, the texts are compared themselves: near-copies
share SHARED. Of those that share nine tenths, sketches find 99 %, at eight tenths 95 %, at six tenths 60 %; what is a
copy of a copy belongs to the same cluster, so of many hardly one is missed.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voxpop.spam.features import SPACE, Features
from voxpop.spam.hashing import FACTOR

Seen = NDArray[np.uint32]

ALIKE = 5  # of the eight bytes
SHARED = 0.6  # of what is seen of either: honest comments on one subject share a tenth, hardly ever a third
HASHES = 8
_chance = np.random.default_rng(20251009)
ODD = _chance.integers(1, 2**63, HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
SHIFT = _chance.integers(0, 2**63, HASHES, dtype=np.uint64)


def of(features: Features) -> int:
    """A signed 64-bit number; 0 for a text of which nothing is seen but its style."""
    seen = seen_of(features)
    if not len(seen):
        return 0
    mixed = (seen.astype(np.uint64)[:, None] + SHIFT) * ODD
    mixed ^= mixed >> np.uint64(32)
    lowest = (mixed * FACTOR).min(axis=0)
    return int(((lowest * ODD) >> np.uint64(56)).astype(np.uint8).view(">i8")[0])


def seen_of(features: Features) -> Seen:
    """Words, pairs and pieces as numbers of one space, each once; how it is written makes no copy."""
    blocks = (features.words, features.pairs, features.pieces)
    return np.concatenate([block + np.uint32(n * SPACE) for n, block in enumerate(blocks)])


def clusters(sketches: Sequence[int], seen: Sequence[Seen]) -> list[int]:
    """The number of the cluster that each is in: those alike, and those alike to one of them, are one."""
    rows = np.array(sketches, dtype=np.int64).astype(">i8").view(np.uint8).reshape(-1, HASHES)
    cluster = np.full(len(rows), -1, dtype=np.int64)
    present = np.zeros(3 * SPACE, dtype=bool)
    for first in range(len(rows)):
        if cluster[first] >= 0:
            continue
        cluster[first] = first
        waiting = [first]
        while waiting:
            one = waiting.pop()
            alone = np.flatnonzero(cluster < 0)
            near = alone[(rows[alone] == rows[one]).sum(axis=1) >= ALIKE]
            present[seen[one]] = True
            near = near[[_shared(present, seen[one], seen[other]) >= SHARED for other in near]] if len(near) else near
            present[seen[one]] = False
            cluster[near] = first
            waiting += near.tolist()
    return list(map(int, cluster))


def _shared(present: NDArray[np.bool_], one: Seen, other: Seen) -> float:
    """The part of what either has that both have; 1 for two that have nothing. `present` marks those of the one."""
    both = int(present[other].sum())
    either = len(one) + len(other) - both
    return both / either if either else 1.0
