"""Labelled texts to train on, and how much each set and each label counts.

A set is JSON Lines with `text` and `label` (spam, ham). Half of a set's weight goes to each label, so that neither a
large set nor the commoner label decides.
"""

import json
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voxpop.spam import features
from voxpop.spam.features import Features
from voxpop.spam.undisguise import undo

FROZEN_OF = 25  # one in so many texts of our own is never trained on
FROZEN_LONGEST = 600  # characters


class Source(NamedTuple):
    """Rows of one set. `group` is a kind of text: what occurs in few of them is a habit of one hand."""

    name: str
    features: list[Features]
    spam: NDArray[np.bool_]
    weight: NDArray[np.float64]
    group: list[str]


def read(name: str, path: Path, weight: float, *, label: str = "") -> Source:
    """A set in a file; with `label`, only its rows of that label."""
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    rows = [row for row in rows if not label or row["label"] == label]
    return made(name, rows, weight)


def made(name: str, rows: list[dict[str, str]], weight: float) -> Source:
    spam = np.array([row["label"] == "spam" for row in rows])
    each = np.where(spam, weight / 2 / max(int(spam.sum()), 1), weight / 2 / max(int((~spam).sum()), 1))
    seen = [features.of(undo(row["text"]).plain) for row in rows]
    return Source(name, seen, spam, each, [row.get("kind") or f"{name} {n % 2}" for n, row in enumerate(rows)])


def own(path: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Our own corpus, apart: what is trained on, and what is frozen."""
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    frozen = [row for row in rows if _is_frozen(row["text"])]
    return [row for row in rows if not _is_frozen(row["text"])], frozen


def _is_frozen(text: str) -> bool:
    return len(text) <= FROZEN_LONGEST and zlib.crc32(text.encode()) % FROZEN_OF == 0
