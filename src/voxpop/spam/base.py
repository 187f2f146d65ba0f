"""The base model that ships, with two sets of invented texts: one that every site's model is tried on, and one that is
kept in mind while a site's model is fitted. All three are made by `python -m training`."""

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
REHEARSAL = "rehearsal.jsonl"


class Texts(NamedTuple):
    features: tuple[Features, ...]
    spam: tuple[bool, ...]


@functools.cache
def base() -> Base:
    """The base model; read once in a process, 3 MB."""
    with resources.files("voxpop.spam").joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as kept:
        weights = np.zeros(SPACE, dtype=np.int8)
        weights[np.cumsum(kept["gaps"], dtype=np.int64)] = kept["weights"]
        return Base(
            weights=weights,
            vocabulary=np.cumsum(kept["word_gaps"], dtype=np.int64).astype(np.uint32),
            sense=kept["sense"],
            sense_weights=kept["sense_weights"],
            bias=float(kept["bias"]),
            step=float(kept["step"]),
        )


@functools.cache
def frozen() -> Texts:
    """Plain cases that no model learns from: whatever a site has taught a model, it tells these apart."""
    return _texts(FROZEN)


@functools.cache
def rehearsal() -> Texts:
    """Cases of many kinds, so that a site that only ever sees three kinds of spam does not forget the others."""
    return _texts(REHEARSAL)


def _texts(name: str) -> Texts:
    lines = resources.files("voxpop.spam").joinpath(name).read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    return Texts(
        tuple(features.of(undo(row["text"]).plain) for row in rows), tuple(row["label"] == "spam" for row in rows)
    )
