"""What differs from reader to reader: what they wrote, like and reported, how they reacted, whom they mute.

A small answer of its own, never part of a ready page.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.discussion import appeals, muting, reporting, restraints
from voxpop.discussion.appeals import Statement
from voxpop.discussion.restraints import Whom
from voxpop.discussion.state import State
from voxpop.lib.ids import span
from voxpop.people.asker import Asker, owner
from voxpop.sites.site import Site

LIMIT = 500  # of each; more than anybody writes or likes in one thread

# CROSS JOIN, so that SQLite goes through what is the asker's, and not through all comments of the site in their order.
WROTE = text("""
    SELECT c.id, c.parent_id, c.state, c.name, c.html, c.text,
           EXISTS (SELECT 1 FROM comment a WHERE a.site_id = c.site_id AND a.parent_id = c.id AND a.shown) AS answered
    FROM sender s CROSS JOIN comment c
    WHERE s.site_id = :site AND s.guest = :guest AND c.site_id = s.site_id AND c.id = s.comment_id
      AND c.thread_id = :thread AND c.state IN ('live', 'held', 'spam', 'trash')
    ORDER BY s.comment_id DESC LIMIT :limit
""")
LIKES = text("""
    SELECT c.id FROM liking l CROSS JOIN comment c
    WHERE l.site_id = :site AND l.guest = :guest AND c.site_id = l.site_id AND c.id = l.comment_id
      AND c.thread_id = :thread
    ORDER BY l.comment_id LIMIT :limit
""")
REACTIONS = text("""
    SELECT c.id, r.kind FROM reaction r CROSS JOIN comment c
    WHERE r.site_id = :site AND r.guest = :guest AND c.site_id = r.site_id AND c.id = r.comment_id
      AND c.thread_id = :thread
    ORDER BY r.comment_id LIMIT :limit
""")


class Wrote(NamedTuple):
    """A comment of the asker's. `waits`: only they see it, and `statement` says why. `text`: as they wrote it."""

    id: int
    parent_id: int | None
    waits: bool
    name: str
    html: str
    editable: bool
    deletable: bool
    text: str = ""
    statement: Statement | None = None


class Mine(NamedTuple):
    """`reactions` are comments with the kind of a reaction to each, of the kinds that the site offers.

    `muted` are comments by those whom they mute, `reported` those that they reported, with what became of it;
    `warning` is what a moderator wants them to read, in words, or ''.
    """

    wrote: tuple[Wrote, ...]
    likes: tuple[int, ...]
    reactions: tuple[tuple[int, str], ...] = ()
    muted: tuple[int, ...] = ()
    reported: tuple[tuple[int, str], ...] = ()
    warning: str = ""


def read(conn: Connection, site: Site, thread: int, asker: Asker, now: int) -> Mine:
    """What the asker wrote, likes, reacted to and mutes in a thread; nothing for who has no cookie."""
    me = owner(asker)
    if me is None:
        return Mine((), ())
    who = {"site": site.id, "guest": me, "thread": thread, "limit": LIMIT}
    oldest = now - span(site.rules.edit_window)
    rows = conn.execute(WROTE, who).all()
    away = {row.id: State(row.state) for row in rows if row.state != State.LIVE}
    why = appeals.statements(conn, site.id, away, now)
    wrote = tuple(
        Wrote(
            row.id,
            row.parent_id,
            row.state != "live",
            row.name,
            row.html,
            row.id >= oldest and not row.answered and row.state != State.TRASH,
            row.id >= oldest and row.state != State.TRASH,
            row.text,
            why.get(row.id),
        )
        for row in rows
    )
    likes = tuple(conn.execute(LIKES, who).scalars())
    silenced = muting.covered(conn, site, thread, me, LIMIT)
    reported = reporting.here(conn, site.id, thread, me, LIMIT)
    warning = restraints.warning(restraints.of(conn, site.id, Whom(me), now))
    return Mine(wrote, likes, _reactions(conn, site, who), silenced, reported, warning)


def _reactions(conn: Connection, site: Site, who: Mapping[str, object]) -> tuple[tuple[int, str], ...]:
    wanted = site.rules.reactions
    if not wanted:
        return ()
    return tuple((row.id, row.kind) for row in conn.execute(REACTIONS, who) if row.kind in wanted)
