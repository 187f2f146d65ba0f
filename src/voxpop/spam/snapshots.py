"""A site's models, as they are kept: the newest is in use, a few before it can be gone back to.

    behind -> due -> claim -> (spam/refitting) -> take or refuse

One process at a time fits a model for a site: who claims it has it until a time, so that one that dies leaves it to the
others. The claim is also the proof, at the end, that nobody has rolled back meanwhile (spam/rollback).
"""

from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.storage.database import note_learnt
from voxpop.storage.quick import Quick

KEPT = 10
LEASE = 180_000_000  # microseconds that a fitting may take; it takes seconds, on a slow machine half a minute
FEW = 400  # lessons up to which each one counts enough for a new model at once
STEP = 25  # further lessons after which a new model is due, or a hundredth of those that are looked at
LOOKED_AT = 8_000
QUIET = 600_000_000  # microseconds after which it is due however few they are

BEHIND = Quick("SELECT site_id FROM judge WHERE site_id > 0 AND changes <> tried")
JUDGE = Quick("""
    SELECT j.spam, j.honest, j.changes, j.tried, j.refused, j.refused_quality,
           COALESCE((SELECT MAX(m.id) FROM model m WHERE m.site_id = j.site_id), 0)
    FROM judge j WHERE j.site_id = :site
""")
CLAIM = Quick("""
    UPDATE judge SET fitting = :until
    WHERE site_id = :site AND fitting < :now AND changes = :changes AND changes <> tried
    RETURNING site_id
""")
FREE = Quick("""
    UPDATE judge SET fitting = 0, tried = :changes, refused = :refused, refused_quality = :quality
    WHERE site_id = :site AND fitting = :lease
    RETURNING site_id
""")
INSERT = Quick("""
    INSERT INTO model (site_id, id, upto, lessons, state, quality, note)
    VALUES (:site, :id, :upto, :lessons, :state, :quality, '')
""")
PRUNE = Quick("""
    DELETE FROM model WHERE site_id = :site AND id < (
        SELECT MIN(id) FROM (SELECT id FROM model WHERE site_id = :site ORDER BY id DESC LIMIT :kept) newest
    )
""")
IN_USE = Quick("""
    SELECT id, upto, lessons, quality, note, state FROM model WHERE site_id = :site ORDER BY id DESC LIMIT 1
""")
NEWEST = Quick("SELECT COALESCE(MAX(id), 0) FROM model WHERE site_id = :site")
ALL = Quick("SELECT id, upto, lessons, quality, note FROM model WHERE site_id = :site ORDER BY id DESC")


class Snapshot(NamedTuple):
    """A model as it is kept. `upto` is the newest lesson it was fitted to, `lessons` how many were in force then."""

    id: int
    upto: int
    lessons: int
    quality: float
    note: str
    state: bytes = b""


class Judge(NamedTuple):
    """Where a site's learning is: lessons in force, and what was made of them. `model` 0: none was learnt."""

    spam: int = 0
    honest: int = 0
    changes: int = 0
    tried: int = 0
    refused: int = 0
    refused_quality: float = 0.0
    model: int = 0


class Fitted(NamedTuple):
    """A model that may be taken into use. `changes` are those of the judge that it has seen."""

    changes: int
    upto: int
    lessons: int
    state: bytes
    quality: float


def behind(conn: Connection) -> list[int]:
    """The sites whose lessons are not all in a model that was tried."""
    return [site for (site,) in BEHIND.rows(conn, {})]


def judge(conn: Connection, site: int) -> Judge:
    row = JUDGE.row(conn, {"site": site})
    return Judge(*row) if row else Judge()


def newest(conn: Connection, site: int) -> int:
    """The id of the model in use; 0 for the base model alone."""
    row = NEWEST.row(conn, {"site": site})
    return int(row[0]) if row else 0


def in_use(conn: Connection, site: int) -> Snapshot | None:
    row = IN_USE.row(conn, {"site": site})
    return Snapshot._make((*row[:-1], bytes(row[-1]))) if row else None


def kept(conn: Connection, site: int) -> list[Snapshot]:
    """Without their states, the newest first."""
    return [Snapshot(*row) for row in ALL.rows(conn, {"site": site})]


def due(seen: Judge, now: int) -> bool:
    """Whether a new model is to be fitted: soon while there are few lessons, later for every hundredth."""
    new = seen.changes - seen.tried
    total = seen.spam + seen.honest
    if not new or total <= FEW:
        return new > 0
    return new >= max(STEP, min(total, LOOKED_AT) // 100) or now - seen.model >= QUIET


def claim(conn: Connection, site: int, changes: int, now: int) -> int:
    """Take on the fitting to so many changes: the claim, or 0 when another has it or is ahead."""
    until = now + LEASE
    row = CLAIM.row(conn, {"site": site, "changes": changes, "now": now, "until": until})
    return until if row else 0


def take(conn: Connection, site: int, lease: int, fitted: Fitted, now: int) -> bool:
    """Take a model into use; False when the claim was lost meanwhile."""
    if not _freed(conn, site, lease, fitted.changes, refused=(0, 0.0)):
        return False
    last = in_use(conn, site)
    row = {"upto": fitted.upto, "lessons": fitted.lessons, "state": fitted.state, "quality": fitted.quality}
    INSERT.row(conn, {"site": site, "id": max(now, last.id + 1 if last else 0)} | row)
    PRUNE.row(conn, {"site": site, "kept": KEPT})
    note_learnt(conn, site)
    return True


def refuse(conn: Connection, site: int, lease: int, fitted: Fitted, now: int) -> bool:
    """Note that a model is not taken into use; False when the claim was lost meanwhile."""
    return _freed(conn, site, lease, fitted.changes, refused=(now, fitted.quality))


def _freed(conn: Connection, site: int, lease: int, changes: int, *, refused: tuple[int, float]) -> bool:
    row = {"site": site, "lease": lease, "changes": changes, "refused": refused[0], "quality": refused[1]}
    return FREE.row(conn, row) is not None
