"""Slow mode: some time between two comments of one person in a conversation, as a moderator or its heat has set.

Somebody is known by their mark or cookie, and guests by the e-mail address that they give as well.
"""

from sqlalchemy import Connection

from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.storage.database import hold_thread
from voxpop.storage.quick import Quick

MINUTES = 120  # seconds from which on one counts in minutes

LAST = Quick("""
    SELECT MAX(last) FROM (
        SELECT s.comment_id AS last FROM sender s JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
        WHERE s.site_id = :site AND s.guest = :guest AND s.comment_id > :since AND s.comment_id <> :id
          AND c.thread_id = :thread
        UNION ALL
        SELECT s.comment_id AS last FROM sender s JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
        WHERE s.site_id = :site AND s.mail = :mail AND s.comment_id > :since AND s.comment_id <> :id
          AND c.thread_id = :thread
    ) AS found
""")


def in_time(conn: Connection, at: tuple[int, int], stored: dict[str, object], seconds: int, now: int) -> None:
    """`at` is a site and a thread; `stored` the comment (`id`) that is being stored, and whose (`guest`, `mail`).

    Raises Refused slow_mode.
    """
    site, thread = at
    hold_thread(conn, site, thread)  # so that of two of one person one comes after the other
    row = LAST.row(conn, {**stored, "site": site, "thread": thread, "since": now - seconds * 1_000_000})
    if row is None or row[0] is None:
        return
    left = max(1, -(-(row[0] + seconds * 1_000_000 - now) // 1_000_000))
    if left < MINUTES:
        raise Refused(
            "slow_mode",
            counted(
                "This conversation goes slowly, so that all can follow. You can write again in %(count)s second.",
                "This conversation goes slowly, so that all can follow. You can write again in %(count)s seconds.",
                left,
            ),
        )
    raise Refused(
        "slow_mode",
        counted(
            "This conversation goes slowly, so that all can follow. You can write again in %(count)s minute.",
            "This conversation goes slowly, so that all can follow. You can write again in %(count)s minutes.",
            -(-left // 60),
        ),
    )
