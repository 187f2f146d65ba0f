"""The judge on texts of which nothing but the text is known: a base without one source, and local decisions on top."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from places import PROJECT
from sets import NEVER_TRAINED_ON, Place, apart

from training import sense, weights
from training.sources import Source
from voxpop.spam.fitting import Lesson, fit
from voxpop.spam.model import BEFORE, Base, Model
from voxpop.spam.refitting import rehearsed
from voxpop.spam.signals import words

Numbers = NDArray[np.float64]


def base_without(held: Place, places: Sequence[Place], own: Source) -> Base:
    """The base model as it would be had nobody ever seen `held`."""
    others = [apart(one, held).seen for one in places if one.name not in (held.name, *NEVER_TRAINED_ON)]
    return weights.trained([own, *others], *sense.kept(PROJECT / "src" / "voxpop" / "spam" / "base.npz"))


def odds(base: Base, place: Place, lessons: Sequence[Lesson] = ()) -> Numbers:
    """What the judge says, in log-odds: as judge.judge, where all that is known is a text."""
    model = Model(base, fit(lessons, base, rehearsed()) if lessons else None)
    said = np.array([words.weight(model.odds(features)) for features in place.seen.features])
    return BEFORE + said + place.seen.beside


def probability(odds_: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-odds_))


def lessons(place: Place) -> list[Lesson]:
    return [Lesson(features, row.spam) for features, row in zip(place.seen.features, place.rows, strict=True)]
