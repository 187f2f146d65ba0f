"""Labelled texts to train on, and how much each set and each label counts.

A set is JSON Lines with `text` and `label` (spam, ham). Half of a set's weight goes to each label, so that neither a
large set nor the commoner label decides. What the other signals say of a text is worked out along with it: the words
are only to say the rest.
"""

import json
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voxpop.spam import markup
from voxpop.spam.features import Features
from voxpop.spam.judge import SIGNALS, asked
from voxpop.spam.known import Known
from voxpop.spam.model import Model, empty
from voxpop.spam.seen import Seen
from voxpop.spam.signals import words
from voxpop.spam.submission import Submission

OWN_WEIGHT = 14_000.0  # of our own texts
SET_WEIGHT = 3_000.0  # of all that is given under one name
LOTS = 50
FROZEN_LOT = 0
REHEARSAL_LOTS = (1,)
LONGEST_KEPT = 600  # characters
LEVELLING = 0.3  # 0: each text counts alike; 1: each kind
NOTHING = Known(0, Model(empty()), {})


class Source(NamedTuple):
    """Rows of one set. `beside`: what the judge's other signals say of a text, in log-odds; `group`: its kind."""

    name: str
    features: list[Features]
    beside: NDArray[np.float64]
    spam: NDArray[np.bool_]
    weight: NDArray[np.float64]
    group: list[str]


def read(name: str, path: Path, weight: float, *, label: str = "") -> Source:
    """A set in a file; with `label`, only its rows of that label."""
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    rows = [row for row in rows if not label or row["label"] == label]
    return made(name, rows, weight)


def made(name: str, rows: list[dict[str, str]], weight: float) -> Source:
    spam = np.array([row["label"] == "spam" for row in rows], dtype=bool)
    group = [row.get("kind") or f"{name} {number % 2}" for number, row in enumerate(rows)]
    plain = [markup.read(row["text"]) for row in rows]
    seen = [Seen(Submission(one.text, one.links), NOTHING) for one in plain]
    return Source(
        name,
        [one.features for one in seen],
        np.array([beside(one) for one in seen]),
        spam,
        weighed(spam, group, weight),
        group,
    )


def beside(seen: Seen) -> float:
    """What all signals but the words say of a text of which only the text is known."""
    reasons = (asked(signal, seen) for signal in SIGNALS if signal is not words.look)
    return sum(reason.weight for reason in reasons if reason)


def weighed(spam: NDArray[np.bool_], group: list[str], weight: float) -> NDArray[np.float64]:
    """Half of the weight to each label; a kind of many texts counts for more than one of few, but not in proportion."""
    kinds, at = np.unique(group, return_inverse=True)
    each = np.bincount(at, minlength=len(kinds))[at] ** -LEVELLING
    for label in (spam, ~spam):
        if label.any():
            each[label] *= weight / 2 / each[label].sum()
    return each


class Own(NamedTuple):
    """Our own corpus, apart: what is trained on, what no model learns from, what a site's model keeps in mind."""

    train: list[dict[str, str]]
    frozen: list[dict[str, str]]
    rehearsal: list[dict[str, str]]


def own(path: Path) -> Own:
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    lots = [_lot(row["text"]) for row in rows]
    train = [row for row, lot in zip(rows, lots, strict=True) if lot != FROZEN_LOT]
    rehearsal = [row for row, lot in zip(rows, lots, strict=True) if lot in REHEARSAL_LOTS]
    return Own(train, [row for row, lot in zip(rows, lots, strict=True) if lot == FROZEN_LOT], rehearsal)


def _lot(text: str) -> int:
    """Which of LOTS a text is in; the last one for a text that is too long to be kept in the package."""
    return zlib.crc32(text.encode()) % LOTS if len(text) <= LONGEST_KEPT else LOTS - 1
