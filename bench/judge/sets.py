"""Labelled sets from a folder (JSON Lines, and splits.tsv with the near-copies), the sources they make up, and folds.

A source is what a site would be: the texts of one place. Near-copies have one cluster over all sets; a cluster never
lies in two folds, and of a left-out source nothing is trained on that is a near-copy of one of its texts.
"""

from __future__ import annotations

import csv
import json
import random
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training import sources
from training.sources import Source

FOLDS = 5
# name: files, and the label that is taken of each ("" for both)
PLACES = {
    "videos": [("youtube_spam", "")],
    "SMS": [("sms_spam", "")],
    "e-mail": [("email_spamassassin", "")],
    "blogs": [
        ("spambot_dump", ""),
        ("telegram_tgspam", "spam"),
        ("ham_mademistakes", ""),
        ("ham_hendrixjoseph", ""),
    ],
    "Telegram, Russian": [("telegram_ru", "")],
}
NEVER_TRAINED_ON = ("Telegram, Russian",)  # by its licence


class Row(NamedTuple):
    text: str
    spam: bool
    cluster: str


class Place(NamedTuple):
    """The rows of a source, and what the judge sees of each."""

    name: str
    rows: list[Row]
    seen: Source

    @property
    def spam(self) -> NDArray[np.bool_]:
        return np.array([row.spam for row in self.rows], dtype=bool)

    def part(self, at: NDArray[np.intp]) -> Place:
        seen = self.seen
        return Place(
            self.name,
            [self.rows[n] for n in at],
            Source(
                seen.name,
                [seen.features[n] for n in at],
                seen.beside[at],
                seen.spam[at],
                seen.weight[at],
                [seen.group[n] for n in at],
            ),
        )


def read(folder: Path, most: int) -> list[Place]:
    """All places, of each at most `most` texts. Raises SystemExit when the folder is not there."""
    splits = folder / "splits.tsv"
    if not splits.exists():
        raise SystemExit(
            f"bench: there is no {splits}. Name a folder of labelled sets: SPAM_DATA=FOLDER make bench-spam"
        )
    with splits.open(encoding="utf-8") as lines:
        cluster = {row["id"]: row["cluster"] for row in csv.DictReader(lines, delimiter="\t")}
    return [_place(name, folder, cluster, most) for name in PLACES]


def _place(name: str, folder: Path, cluster: dict[str, str], most: int) -> Place:
    found: list[dict[str, str]] = []
    for file, label in PLACES[name]:
        lines = (folder / f"{file}.jsonl").read_text("utf-8").split("\n")
        found += [row for row in map(json.loads, filter(None, lines)) if not label or row["label"] == label]
    if len(found) > most:
        found = random.Random(name).sample(found, most)
    rows = [Row(row["text"], row["label"] == "spam", cluster.get(row["id"], row["id"])) for row in found]
    return Place(name, rows, sources.made(name, found, sources.SET_WEIGHT))


def folds(place: Place) -> NDArray[np.intp]:
    """The fold of each row: near-copies in the same."""
    return np.array([zlib.crc32(row.cluster.encode()) % FOLDS for row in place.rows])


def apart(place: Place, from_: Place) -> Place:
    """A place without what is a near-copy of a text of another."""
    theirs = {row.cluster for row in from_.rows}
    return place.part(np.array([n for n, row in enumerate(place.rows) if row.cluster not in theirs], dtype=np.intp))
