"""Mute somebody for oneself: what they say is folded up for that reader alone.

Whom a comment is by is told nobody, not even by what is folded: a guest who writes under two names is two people to
others. So a mute covers what its sender wrote under the name that the muted comment bears, which follows when somebody
who signs in changes it.
"""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from voxpop.lib.refused import Refused
from voxpop.sites.site import Site

MOST = 200  # people whom one reader mutes

COMMENT = text("""
    SELECT c.name, s.guest FROM comment c JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.id = :id AND c.state = 'live'
""")
MINE = text("""
    SELECT m.comment_id, m.whom, c.name FROM muting m
    JOIN comment c ON c.site_id = m.site_id AND c.id = m.comment_id
    WHERE m.site_id = :site AND m.guest = :guest
    ORDER BY m.comment_id DESC
""")
INSERT = text("""
    INSERT INTO muting (site_id, guest, comment_id, whom) VALUES (:site, :guest, :id, :whom)
    ON CONFLICT (site_id, guest, comment_id) DO NOTHING
""")
DELETE = text("DELETE FROM muting WHERE site_id = :site AND guest = :guest AND comment_id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)
# What they wrote between the first and the last comment of the thread, and not all that they ever wrote.
COVERED = text("""
    SELECT c.id FROM muting m CROSS JOIN comment b CROSS JOIN sender s CROSS JOIN comment c
    WHERE m.site_id = :site AND m.guest = :guest AND b.site_id = m.site_id AND b.id = m.comment_id
      AND s.site_id = m.site_id AND s.guest = m.whom AND s.guest IS NOT NULL
      AND s.comment_id >= (SELECT MIN(id) FROM comment WHERE site_id = :site AND thread_id = :thread AND state = 'live')
      AND s.comment_id <= (SELECT MAX(id) FROM comment WHERE site_id = :site AND thread_id = :thread AND state = 'live')
      AND c.site_id = s.site_id AND c.id = s.comment_id AND c.thread_id = :thread AND c.state = 'live'
      AND c.name = b.name
    UNION
    SELECT c.id FROM muting m CROSS JOIN comment c
    WHERE m.site_id = :site AND m.guest = :guest
      AND c.site_id = m.site_id AND c.id = m.comment_id AND c.thread_id = :thread AND c.state = 'live'
    LIMIT :limit
""")


class Muted(NamedTuple):
    """Somebody whom a reader mutes, by the comment at which they said so. `name` is '' when that was deleted."""

    comment: int
    name: str


class Mute(NamedTuple):
    """A row of the asker's."""

    comment: int
    whom: bytes
    name: str


def mute(conn: Connection, site: Site, comment: int, me: bytes | None) -> None:
    """A reader mutes who wrote it; twice is once. `me` stands for them (asker.owner).

    Raises Refused no_such_comment, own_comment, mutes_full.
    """
    row = conn.execute(COMMENT, {"site": site.id, "id": comment}).one_or_none()
    if row is None:
        raise Refused("no_such_comment", "There is no such comment here.")
    whom = _whom(comment, row.guest)
    if whom == me:
        raise Refused("own_comment", "This is a comment of your own.")
    mine = _mine(conn, site, me)
    if any((one.whom, one.name) == (whom, row.name) for one in mine):
        return
    if len(mine) >= MOST:
        raise Refused("mutes_full", "You have muted as many people as one can. End one of these mutes first.")
    conn.execute(INSERT, {"site": site.id, "guest": me, "id": comment, "whom": whom})


def unmute(conn: Connection, site: Site, comment: int, me: bytes | None) -> None:
    """A reader mutes no longer who wrote it; where they did not, nothing changes."""
    row = conn.execute(COMMENT, {"site": site.id, "id": comment}).one_or_none()
    by = (_whom(comment, row.guest), row.name) if row else None
    ids = [one.comment for one in _mine(conn, site, me) if one.comment == comment or (one.whom, one.name) == by]
    if ids:
        conn.execute(DELETE, {"site": site.id, "guest": me, "ids": ids})


def listed(conn: Connection, site: Site, mark: bytes) -> tuple[Muted, ...]:
    """Whom the person with this mark mutes, the newest comments first."""
    return tuple(Muted(one.comment, one.name) for one in _mine(conn, site, mark))


def covered(conn: Connection, site: Site, thread: int, me: bytes, limit: int) -> tuple[int, ...]:
    """The live comments of a thread by those whom a reader mutes."""
    who = {"site": site.id, "thread": thread, "guest": me, "limit": limit}
    return tuple(sorted(conn.execute(COVERED, who).scalars()))


def _mine(conn: Connection, site: Site, me: bytes | None) -> list[Mute]:
    rows = conn.execute(MINE, {"site": site.id, "guest": me})
    return [Mute(row.comment_id, bytes(row.whom), row.name) for row in rows]


def _whom(comment: int, guest: bytes | None) -> bytes:
    """Who sent a comment. One that came from elsewhere is by nobody known: a mute covers it alone."""
    return bytes(guest) if guest is not None else b"comment %d" % comment
