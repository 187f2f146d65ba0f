"""Like a comment, or like it no longer. One row for each reader and comment; the counters change with it."""

from typing import NamedTuple

from sqlalchemy import Connection, TextClause, text

from voxpop.discussion import best
from voxpop.lib.pace import Pace
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.people.asker import Asker, owner
from voxpop.storage.database import note_renewed, stamp

LIKES = 60  # likes given and taken back that one address may spend in a minute

INSERT = text("""
    INSERT INTO liking (site_id, comment_id, guest) VALUES (:site, :id, :guest)
    ON CONFLICT (site_id, comment_id, guest) DO NOTHING RETURNING comment_id
""")
DELETE = text("DELETE FROM liking WHERE site_id = :site AND comment_id = :id AND guest = :guest RETURNING comment_id")
COMMENT = text("SELECT id, site_id, thread_id, likes FROM comment WHERE id = :id AND state = 'live'")
THREAD = text("SELECT thread_id FROM comment WHERE site_id = :site AND id = :id")
COUNT_THREAD = text("""
    UPDATE thread SET likes = likes + :more, stamp = :stamp WHERE site_id = :site AND id = :thread
    RETURNING likes, ranked
""")
COUNT_LIVE = text("""
    UPDATE comment SET likes = likes + :more WHERE site_id = :site AND id = :id AND state = 'live'
    RETURNING likes, likes_before
""")
COUNT_ANY = text("""
    UPDATE comment SET likes = likes + :more WHERE site_id = :site AND id = :id RETURNING likes, likes_before
""")


class Liked(NamedTuple):
    id: int
    likes: int
    liked: bool


def in_time(pace: Pace, asker: Asker, now: int) -> None:
    """Raises Refused too_fast."""
    if not pace.take(("like", asker.group), limit=LIKES, seconds=60, now=now / 1e6):
        raise Refused(
            "too_fast",
            counted(
                "%(count)s like in a minute is enough. Wait a moment.",
                "%(count)s likes in a minute are enough. Wait a moment.",
                LIKES,
            ),
        )


def like(conn: Connection, comment: int, asker: Asker) -> Liked:
    """The asker likes the comment; twice is once. Raises Refused no_such_comment."""
    return _set(conn, comment, asker, liked=True)


def unlike(conn: Connection, comment: int, asker: Asker) -> Liked:
    """The asker likes the comment no longer. Raises Refused no_such_comment."""
    return _set(conn, comment, asker, liked=False)


def withdraw(conn: Connection, site: int, comment: int, guest: bytes) -> None:
    """A like is taken back for whoever it is of, whatever has become of the comment. Its thread is held."""
    at = {"site": site, "id": comment}
    if conn.execute(DELETE, at | {"guest": guest}).scalar() is not None:
        _count(conn, at, conn.execute(THREAD, at).scalar_one(), -1, COUNT_ANY)


def _set(conn: Connection, comment: int, asker: Asker, *, liked: bool) -> Liked:
    row = conn.execute(COMMENT, {"id": comment}).one_or_none()
    if row is None:
        raise _none()
    at = {"site": row.site_id, "id": comment}
    if conn.execute(INSERT if liked else DELETE, at | {"guest": owner(asker)}).scalar() is None:
        return Liked(comment, row.likes, liked)
    likes = _count(conn, at, row.thread_id, 1 if liked else -1, COUNT_LIVE)
    if likes is None:  # taken down between the look and the like
        raise _none()
    return Liked(comment, likes, liked)


def _count(conn: Connection, at: dict[str, int], thread: int, more: int, statement: TextClause) -> int | None:
    """The likes of a comment after some more, here and in its thread; None where the statement does not find it."""
    site = at["site"]
    given = conn.execute(COUNT_THREAD, {"more": more, "stamp": stamp(), "site": site, "thread": thread}).one()
    row = conn.execute(statement, at | {"more": more}).one_or_none()
    if row is None:
        return None
    note_renewed(conn, thread)
    if best.due(given.likes, given.ranked):
        best.rank(conn, site, thread, given.likes)
    conn.execute(best.SET_SCORE, at | {"score": best.wilson(row.likes, given.likes - row.likes_before)})
    return int(row.likes)


def _none() -> Refused:
    return Refused("no_such_comment", "There is no such comment here.")
