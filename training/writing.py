"""Write a base model into the file that ships: weights in 8 bits, and only those that are not nothing."""

from pathlib import Path

import numpy as np

from voxpop.spam.model import Base


def write(base: Base, path: Path) -> int:
    """The file's size in bytes."""
    step = np.float32(np.abs(base.weights).max() / 127)
    whole = np.round(base.weights / step).astype(np.int8)
    at = np.flatnonzero(whole)
    np.savez_compressed(
        path,
        gaps=np.diff(at, prepend=0).astype(np.uint16 if np.diff(at, prepend=0).max() < 1 << 16 else np.uint32),
        weights=whole[at],
        step=step,
        word_gaps=np.diff(base.vocabulary, prepend=0).astype(np.uint32),
        sense=base.sense,
        sense_weights=base.sense_weights,
        bias=np.float32(base.bias),
    )
    return path.stat().st_size
