"""The base model that ships, and the frozen set that every site's model is tried on. Made by `python -m training`."""

import functools
import json
from importlib import resources
from typing import NamedTuple

import numpy as np

from voxpop.spam import features
from voxpop.spam.features import SPACE, Features
from voxpop.spam.model import Base
from voxpop.spam.undisguise import undo

FILE = "base.npz"
FROZEN = "frozen.jsonl"


class Frozen(NamedTuple):
    """Invented texts that no model learns from: a good model tells these apart, whatever a site has taught it."""

    features: tuple[Features, ...]
    spam: tuple[bool, ...]


@functools.cache
def base() -> Base:
    """The base model; read once in a process, 7 MB."""
    with resources.files("voxpop.spam").joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as kept:
        weights = np.zeros(SPACE, dtype=np.float32)
        weights[np.cumsum(kept["gaps"], dtype=np.int64)] = kept["weights"].astype(np.float32) * kept["step"]
        return Base(
            weights=weights,
            vocabulary=np.cumsum(kept["word_gaps"], dtype=np.int64).astype(np.uint32),
            sense=kept["sense"],
            sense_weights=kept["sense_weights"],
            bias=float(kept["bias"]),
        )


@functools.cache
def frozen() -> Frozen:
    lines = resources.files("voxpop.spam").joinpath(FROZEN).read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    return Frozen(
        tuple(features.of(undo(row["text"]).plain) for row in rows), tuple(row["label"] == "spam" for row in rows)
    )
