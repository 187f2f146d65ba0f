"""What the hashes of features, of sketches and of clusters have in common."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2**64 by the golden ratio: Fibonacci hashing (Knuth, volume 3, 6.4)
PRIME = 0x100000001B3  # FNV's, for polynomials of letters

Number = TypeVar("Number", np.uint32, np.uint64)


def unique(hashes: NDArray[Number]) -> NDArray[Number]:
    """Each once, in order. np.unique takes seven times as long for so few."""
    if len(hashes) < 2:
        return hashes
    hashes = np.sort(hashes)
    return hashes[np.concatenate(([True], hashes[1:] != hashes[:-1]))]


def powers(of: int, many: int) -> NDArray[np.uint64]:
    """Of a number modulo 2**64, the first so many: from the power 0 on."""
    return np.multiply.accumulate(np.array([1, *[of] * (many - 1)], dtype=np.uint64))
