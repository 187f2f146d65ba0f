"""Hold all that acts on several comments will touch, before the first of them: threads, then records, each in order.

One act takes its thread, its records and then the row of the log. Of two transactions with several acts each could hold
what the other wants next; and who has the log's row already would wait for the thread of somebody who posts, who may
want that row in turn (discussion/heating).
"""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, text

from voxpop.spam import records
from voxpop.spam.marks import MOST, packed, unpacked
from voxpop.storage.database import hold_thread, renew

TOUCHED = text("""
    SELECT c.thread_id, s.marks FROM comment c
    LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.id IN :ids
""").bindparams(bindparam("ids", expanding=True))


def hold(conn: Connection, site: int, comments: Collection[int], now: int, *, shown: bool = True) -> None:
    """First in the transaction; `now` is for records that are not there yet. `shown`: pages will be others by it."""
    if not comments:
        return
    rows = conn.execute(TOUCHED, {"site": site, "ids": sorted(comments)}).all()
    for thread in sorted({row.thread_id for row in rows}):
        (renew if shown else hold_thread)(conn, site, thread)
    marks = sorted({mark for row in rows for mark in unpacked(row.marks)})
    for at in range(0, len(marks), MOST):
        records.hold(conn, site, packed(marks[at : at + MOST]), now)
