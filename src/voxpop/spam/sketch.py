"""Near-copies among lessons: a sketch of 64 bits that is kept with each, and the clusters of those that are alike.

A sketch is eight bytes, each of one MinHash (Broder 1997) of what the text model sees: two texts agree in a byte about
as often as the part of that which they share. At least five of eight must agree, as 99 % of the pairs do that share
nine tenths, 95 % at eight tenths, 37 % at a half, 6 % at three tenths, 0.1 % at one tenth.
"""

import numpy as np
import numpy.typing as npt

from voxpop.spam.features import SPACE, Features

Sketches = npt.NDArray[np.uint8]

ALIKE = 5  # of the eight bytes
HASHES = 8
_chance = np.random.default_rng(20251009)
ODD = _chance.integers(1, 2**63, HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
SHIFT = _chance.integers(0, 2**63, HASHES, dtype=np.uint64)
FINISH = np.uint64(0x9E3779B97F4A7C15)


def of(features: Features) -> int:
    """A signed 64-bit number; 0 for a text of which nothing is seen but its style."""
    blocks = (features.words, features.pairs, features.pieces)
    seen = np.concatenate([block.astype(np.uint64) + np.uint64(n * SPACE) for n, block in enumerate(blocks)])
    if not len(seen):
        return 0
    mixed = (seen[:, None] + SHIFT) * ODD
    mixed ^= mixed >> np.uint64(32)
    lowest = (mixed * FINISH).min(axis=0)
    return int(((lowest * ODD) >> np.uint64(56)).astype(np.uint8).view(">i8")[0])


def bytes_of(sketches: npt.NDArray[np.int64]) -> Sketches:
    """A row of eight bytes for each."""
    return sketches.astype(">i8").view(np.uint8).reshape(-1, HASHES)


def clusters(sketches: Sketches) -> npt.NDArray[np.int64]:
    """The number of the cluster that each is in: those alike, and those alike to one of them, are one."""
    rows, back = np.unique(sketches, axis=0, return_inverse=True)
    cluster = np.full(len(rows), -1, dtype=np.int64)
    for first in range(len(rows)):
        if cluster[first] >= 0:
            continue
        cluster[first] = first
        waiting = [first]
        while waiting:
            alone = np.flatnonzero(cluster < 0)
            near = alone[(rows[alone] == rows[waiting.pop()]).sum(axis=1) >= ALIKE]
            cluster[near] = first
            waiting += near.tolist()
    return cluster[back.reshape(-1)]
