"""Fit a new model to a site's lessons, and take it into use unless it has become worse at what everybody knows.

    due -> claim -> material -> fitted -> settled: used, refused or dropped

Only fitting takes time, and it needs no database. A model is refused when it sorts the frozen set, texts of all
kinds that ship with the package, by more than LOSS worse than the model in use or the base model alone, whichever is
the better: so many small losses cannot add up.
"""

import enum
import logging
from functools import cache
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection

from voxpop.lib import metrics
from voxpop.spam import measures, snapshots, syllabus
from voxpop.spam.base import base, frozen, rehearsal
from voxpop.spam.fitting import Lesson, fit
from voxpop.spam.model import Model
from voxpop.spam.snapshots import Fitted
from voxpop.storage.database import Database

LOSS = 0.5  # hundredths of the area under the ROC curve

log = logging.getLogger("voxpop.spam")


class Outcome(enum.StrEnum):
    USED = "used"
    REFUSED = "refused"
    DROPPED = "dropped"  # somebody has rolled back, or fitted a newer one


class Material(NamedTuple):
    """What a model is fitted to, and the quality of the one in use; that of the base alone when there is none."""

    changes: int
    lessons: int
    spam: list[syllabus.Row]
    honest: list[syllabus.Row]
    quality: float


def due(conn: Connection, now: int) -> list[int]:
    """The sites for which a new model is to be fitted."""
    return [site for site in snapshots.behind(conn) if snapshots.due(snapshots.judge(conn, site), now)]


def claim(conn: Connection, site: int, now: int) -> int:
    """Take on the fitting, if there is anything new: the claim, or 0."""
    return snapshots.claim(conn, site, snapshots.judge(conn, site).changes, now)


def material(conn: Connection, site: int) -> Material:
    seen = snapshots.judge(conn, site)
    used = snapshots.in_use(conn, site)
    spam, honest = syllabus.read(conn, site)
    return Material(seen.changes, seen.spam + seen.honest, spam, honest, used.quality if used else of_base())


def fitted(given: Material) -> Fitted:
    site = fit(syllabus.weighed(given.spam, given.honest), base(), rehearsed())
    upto = max((row.id for row in (*given.spam, *given.honest)), default=0)
    return Fitted(given.changes, upto, given.lessons, site.pack(), quality(Model(base(), site)))


@cache
def rehearsed() -> tuple[Lesson, ...]:
    texts = rehearsal()
    return tuple(Lesson(features, spam) for features, spam in zip(texts.features, texts.spam, strict=True))


def settled(conn: Connection, site: int, lease: int, made: tuple[Material, Fitted], now: int) -> Outcome:
    given, new = made
    floor = max(given.quality, of_base()) - LOSS
    if new.quality < floor:
        if not snapshots.refuse(conn, site, lease, new, now):
            return Outcome.DROPPED
        log.warning("site %s: a model of %.1f on the frozen set was refused: at least %.1f", site, new.quality, floor)
        return Outcome.REFUSED
    return Outcome.USED if snapshots.take(conn, site, lease, new, now) else Outcome.DROPPED


def refit(database: Database, site: int, now: int) -> Outcome | None:
    """All of it in the calling thread, due or not; None when there is nothing new or another process is at it."""
    lease = database.write_now(lambda conn: claim(conn, site, now))
    if not lease:
        return None
    given = database.read_now(lambda conn: material(conn, site))
    new = fitted(given)
    outcome = database.write_now(lambda conn: settled(conn, site, lease, (given, new), now))
    metrics.count("voxpop_models_total", "outcome", outcome.value)
    return outcome


def quality(model: Model) -> float:
    """The area under the ROC curve on the frozen set, in hundredths."""
    texts = frozen()
    odds = np.array([model.odds(features) for features in texts.features])
    return 100 * measures.area(np.array(texts.spam, dtype=bool), odds)


@cache
def of_base() -> float:
    return quality(Model(base()))
