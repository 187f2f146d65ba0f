"""Move a comment from one state to another: its row, its thread's counters, what is shown above it, its records.

The only place that does.
"""

from sqlalchemy import Connection, text

from voxpop.discussion import recording, tree
from voxpop.discussion.state import State
from voxpop.storage.database import renew

COMMENT = text("SELECT thread_id, state, pinned FROM comment WHERE site_id = :site AND id = :id")
# What is shown no longer does not stand first any more either; what comes to be shown never did.
SET_STATE = text("""
    UPDATE comment SET state = :state, pinned = NULL WHERE site_id = :site AND id = :id AND state = :before
""")
COUNT = text("""
    UPDATE thread SET live = live + :more, pinned = pinned - :pins WHERE site_id = :site AND id = :thread
""")


def move(conn: Connection, site: int, comment: int, to: State) -> State | None:
    """The state before, or None when there is no such comment."""
    row = conn.execute(COMMENT, {"site": site, "id": comment}).one_or_none()
    if row is None:
        return None
    # First of all, so that on PostgreSQL whoever answers or moves in the same thread comes after.
    renew(conn, site, row.thread_id)
    row = conn.execute(COMMENT, {"site": site, "id": comment}).one()
    before = State(row.state)
    if before is to:
        return before
    conn.execute(SET_STATE, {"state": to.value, "site": site, "id": comment, "before": before.value})
    more = (to is State.LIVE) - (before is State.LIVE)
    if more:
        pins = 0 if row.pinned is None else 1
        conn.execute(COUNT, {"more": more, "pins": pins, "site": site, "thread": row.thread_id})
    tree.settle(conn, site, comment)
    recording.moved(conn, site, comment, before, to)
    return before
