"""Go back to an earlier model of a site, and set aside what was taught since, so that it does not come back.

Lessons that are set aside stay, with the time at which they were, and teach nothing. What one of them had taken the
place of is in force again.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.lib.ids import moment
from voxpop.lib.refused import Refused
from voxpop.spam import learning, records
from voxpop.spam.snapshots import Snapshot, judge, kept
from voxpop.storage.database import note_learnt
from voxpop.storage.quick import Quick

BATCH = 1000  # lessons that are set aside by one statement

DROP = Quick("DELETE FROM model WHERE site_id = :site AND id > :id")
NOTE = Quick("UPDATE model SET note = :note WHERE site_id = :site AND id = :id")
LATER = Quick("""
    SELECT id, spam, marks FROM lesson WHERE site_id = :site AND id > :upto AND undone IS NULL ORDER BY id LIMIT :limit
""")
SET_ASIDE = Quick("""
    UPDATE lesson SET undone = :now WHERE site_id = :site AND id > :upto AND id <= :last AND undone IS NULL
""")
# What a lesson that is set aside had taken the place of.
IN_FORCE_AGAIN = Quick("""
    UPDATE lesson SET undone = NULL
    WHERE site_id = :site AND id <= :upto AND undone > :upto
      AND EXISTS (SELECT 1 FROM lesson l WHERE l.site_id = lesson.site_id AND l.id = lesson.undone)
    RETURNING spam, marks
""")
RECOUNT = Quick("""
    UPDATE judge SET spam = spam + :spam, honest = honest + :honest, changes = changes + 1,
                     tried = changes + :due, fitting = 0, refused = 0
    WHERE site_id = :site
""")


class RolledBack(NamedTuple):
    """`to` 0: to the base model alone."""

    to: int
    dropped: int
    spam: int
    honest: int


def roll_back(conn: Connection, site: int, to: int | None, now: int, by: str) -> RolledBack:
    """Go back to snapshot `to`, or to the one before the newest; lessons taught since are set aside.

    Raises Refused no_such_snapshot, nothing_to_roll_back.
    """
    target, dropped = _target(kept(conn, site), to)
    spam, honest = _set_aside(conn, site, target.upto, now)
    DROP.row(conn, {"site": site, "id": target.id})
    seen = judge(conn, site)
    same = seen.spam - spam + seen.honest - honest == target.lessons
    RECOUNT.row(conn, {"site": site, "spam": -spam, "honest": -honest, "due": int(same)})
    done = f"{dropped} newer dropped, {spam} lessons of spam and {honest} honest set aside"
    note = f"gone back to by {by} at {moment(now):%Y-%m-%d %H:%M} UTC: {done}"
    NOTE.row(conn, {"site": site, "id": target.id, "note": note})
    note_learnt(conn, site)
    return RolledBack(target.id, dropped, spam, honest)


def _target(snapshots: list[Snapshot], to: int | None) -> tuple[Snapshot, int]:
    """The snapshot to go back to, and how many newer ones there are."""
    if to is None and len(snapshots) < 2:
        raise Refused(
            "nothing_to_roll_back",
            "There is no earlier snapshot to go back to. `--to 0` sets all lessons aside and leaves the base model.",
        )
    if to is None:
        return snapshots[1], 1
    for place, snapshot in enumerate([*snapshots, Snapshot(0, 0, 0, 0.0, "")]):
        if snapshot.id == to:
            return snapshot, place
    raise Refused("no_such_snapshot", f"There is no snapshot {to}. `voxpop spam status` lists those that are kept.")


def _set_aside(conn: Connection, site: int, upto: int, now: int) -> tuple[int, int]:
    """How many fewer lessons are in force, of spam and honest. What they had taken the place of is in force again."""
    less = [0, 0]
    while rows := LATER.rows(conn, {"site": site, "upto": upto, "limit": BATCH}):
        for _, spam, marks in rows:
            less[not spam] += 1
            records.add(conn, site, bytes(marks), learning.counted(spam=bool(spam), times=-1))
        SET_ASIDE.row(conn, {"site": site, "upto": upto, "last": rows[-1][0], "now": now})
    for spam, marks in IN_FORCE_AGAIN.rows(conn, {"site": site, "upto": upto}):
        less[not spam] -= 1
        records.add(conn, site, bytes(marks), learning.counted(spam=bool(spam)))
    return less[0], less[1]
