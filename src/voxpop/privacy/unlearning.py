"""What the judge has learnt from somebody's comments is learnt no longer, by any model that is kept.

forget    ->  their lessons go, in the transaction that goes through their comments; the oldest is kept in mind
outlived  ->  those whose comments were removed before; the judge's own mark of who wrote them is in them
refit     ->  a model is fitted to what is left, and those go that had seen one of theirs; where the new one is
              refused, the one before theirs is in use, or the base model alone
"""

import asyncio

from sqlalchemy import Connection, bindparam, text

from voxpop.lib.ids import LARGEST, Clock
from voxpop.spam import learning, marks, records, refitting, snapshots
from voxpop.spam.refitting import Outcome
from voxpop.storage.database import Database, note_learnt
from voxpop.storage.quick import Quick

OLDEST = text("SELECT MIN(id) FROM lesson WHERE site_id = :site AND comment_id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)
# So that there is something to fit also where no lesson in force went: a model may have been fitted while it was.
CHANGED = Quick("UPDATE judge SET changes = changes + 1 WHERE site_id = :site")
SEEN = Quick("SELECT 1 FROM model WHERE site_id = :site AND upto >= :lesson AND id > :lesson LIMIT 1")
DROP = Quick("DELETE FROM model WHERE site_id = :site AND id < :new AND upto >= :lesson AND id > :lesson")

# Lessons about what is not here: their comments were removed, or they came from elsewhere.
DETACHED = Quick("""
    SELECT id, marks FROM lesson WHERE site_id = :site AND comment_id IS NULL AND id > :after ORDER BY id LIMIT :limit
""")
PIECE = 1_000  # of them are read at once


def oldest(conn: Connection, site: int, comments: list[int]) -> int:
    """The first lesson about any of these comments, which are about to be forgotten; 0 for none."""
    first = conn.execute(OLDEST, {"site": site, "ids": comments}).scalar()
    return int(first or 0)


def forget(conn: Connection, site: int, comments: list[int]) -> None:
    for comment in comments:
        learning.forget(conn, site, comment)


def outlived(conn: Connection, site: int, those: tuple[bytes, ...]) -> list[int]:
    """Lessons that have outlived comments by the people or guests with these marks."""
    secret = records.secret(conn, site)
    wanted = {marks.of_person(one.hex(), secret) for one in those} if secret else set()
    found: list[int] = []
    rows = DETACHED.rows(conn, {"site": site, "after": 0, "limit": PIECE}) if wanted else []
    while rows:
        found += [number for number, of in rows if not wanted.isdisjoint(marks.unpacked(bytes(of)))]
        rows = DETACHED.rows(conn, {"site": site, "after": rows[-1][0], "limit": PIECE})
    return found


async def refit(database: Database, clock: Clock, site: int, lesson: int) -> bool:
    """No model knows that lesson, or what they taught since. False while another process is fitting: try again."""
    if not await database.read(lambda conn: SEEN.row(conn, {"site": site, "lesson": lesson})):
        return True
    now = clock.now()

    def claim(conn: Connection) -> int:
        CHANGED.row(conn, {"site": site})
        return refitting.claim(conn, site, now)

    lease = await database.write(claim)
    if not lease:
        return False
    given = await database.read(lambda conn: refitting.material(conn, site))
    new = await asyncio.to_thread(refitting.fitted, given)

    def settle(conn: Connection) -> Outcome:
        outcome = refitting.settled(conn, site, lease, (given, new), clock.next(clock.now()))
        if outcome is not Outcome.DROPPED:
            kept = snapshots.newest(conn, site) if outcome is Outcome.USED else LARGEST
            DROP.row(conn, {"site": site, "lesson": lesson, "new": kept})
            note_learnt(conn, site)
        return outcome

    return await database.write(settle) is not Outcome.DROPPED
