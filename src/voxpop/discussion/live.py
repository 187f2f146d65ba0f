"""What is new in a thread: since a reader's page was made, or since it was last looked at.

    begin                 what stands there now, to be compared with later
    look     ->  News     what has come, changed or gone since the last look; and what stands there now
    missed   ->  News     the same since a time that a reader names

Only what is live is ever among the news; of what is so no longer, the number. A time is no sure mark: an id is drawn
when a comment is sent, and others may be stored before it. So each look goes back a little, and knows what it has seen.
"""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from voxpop.discussion.thread import COLUMNS, THREAD, Comment, Thread
from voxpop.lib.ids import span
from voxpop.sites.site import Site

MINUTE = 60_000_000  # microseconds
LATE = MINUTE  # by how much a comment may be stored later than its id says: others are asked about it meanwhile
USUAL = MINUTE // 30  # and by how much it is, where nobody is asked
BACK = 60 * MINUTE  # how far a look goes back: what is older changes by a moderator's act alone, and that has a time
LOOKED = 500  # comments of late that are compared
MOST = 200  # news that are told one by one; of more only the number of comments

LATEST = text("""
    SELECT c.id, c.edited FROM comment c
    WHERE c.site_id = :site AND c.thread_id = :thread AND c.state = 'live' AND c.id > :start
    ORDER BY c.id DESC LIMIT :limit
""")
ACTS = text("""
    SELECT a.id AS act, c.id, c.state FROM act a JOIN comment c ON c.site_id = a.site_id AND c.id = a.comment_id
    WHERE a.site_id = :site AND a.id > :start AND c.thread_id = :thread AND (a.before = 'live' OR a.after = 'live')
    ORDER BY a.id DESC LIMIT :limit
""")
# That the state is not 'live' is said twice, because the index holds only what is not.
DELETED = text("""
    SELECT c.id FROM comment c
    WHERE c.site_id = :site AND c.state = 'gone' AND c.state <> 'live' AND c.id > :start AND c.id <= :since
      AND c.thread_id = :thread
    ORDER BY c.id DESC LIMIT :limit
""")
ROWS = text(f"""
    SELECT {COLUMNS} FROM comment c WHERE c.site_id = :site AND c.id IN :ids AND c.state = 'live' ORDER BY c.id
""").bindparams(bindparam("ids", expanding=True))
THREADS = text(f"{THREAD} AND t.key IN :keys").bindparams(bindparam("keys", expanding=True))


class Seen(NamedTuple):
    """What a look saw: the live comments after `floor` with when each was edited, and a moderator's acts of late.

    `at` is when, in microseconds since 1970.
    """

    at: int
    floor: int
    live: dict[int, int | None]
    acts: frozenset[int]


class News(NamedTuple):
    """`comments` came or were changed, `gone` are shown no longer; with `many` there are too many to name them."""

    comments: tuple[Comment, ...] = ()
    gone: tuple[int, ...] = ()
    many: bool = False


NOTHING = News()
NOBODY = Seen(0, 0, {}, frozenset())  # of a thread in which nobody has said anything yet


def threads(conn: Connection, site: Site, keys: list[str]) -> dict[str, Thread]:
    """Those of them that are there."""
    rows = conn.execute(THREADS, {"site": site.id, "keys": keys})
    return {row.key: Thread._make(row) for row in rows}


def begin(conn: Connection, site: Site, thread: int, now: int) -> Seen:
    """What stands there."""
    start = now - BACK
    live = _latest(conn, site, thread, start)
    acts = frozenset(act for act, _, _ in _acts(conn, site, thread, now - LATE))
    return Seen(now, _floor(live, start), live, acts)


def look(conn: Connection, site: Site, thread: int, seen: Seen, now: int) -> tuple[Seen, News]:
    """What stands there, and what is new since it was `seen`."""
    start = now - BACK
    live = _latest(conn, site, thread, start)
    acts = _acts(conn, site, thread, seen.at - LATE)
    here = Seen(now, _floor(live, start), live, frozenset(act for act, _, _ in acts))
    changed = {one for one, edited in live.items() if one > seen.floor and seen.live.get(one, _NEVER) != edited}
    gone = {one for one in seen.live if one > here.floor and one not in live}
    decided = {one: state for act, one, state in reversed(acts) if act not in seen.acts}
    changed |= {one for one, state in decided.items() if state == "live"}
    gone |= {one for one, state in decided.items() if state != "live"}
    return here, _news(conn, site, changed, gone)


def missed(conn: Connection, site: Site, thread: int, since: int, now: int) -> News:
    """What is new since a reader's page was made, or since they heard of the last: the time is theirs."""
    since = min(since, now)
    before = since - USUAL if now - since < LATE else since  # older pages were made when all of that was stored
    live = _latest(conn, site, thread, max(min(before, now - BACK), 0))
    acts = {one: state for _, one, state in reversed(_acts(conn, site, thread, max(before, now - BACK)))}
    window = span(site.rules.edit_window)
    asked = {"site": site.id, "thread": thread, "start": before - window, "since": since, "limit": MOST + 1}
    deleted = set(conn.execute(DELETED, asked).scalars()) if now - before < BACK else set()
    changed = {one for one, edited in live.items() if max(one, edited or 0) > before and (edited or one != since)}
    changed |= {one for one, state in acts.items() if state == "live"}
    return _news(conn, site, changed, deleted | {one for one, state in acts.items() if state != "live"})


_NEVER = -1  # edited at no time, and not in the way of a comment that was never edited


def _news(conn: Connection, site: Site, changed: set[int], gone: set[int]) -> News:
    if len(changed) + len(gone) > MOST:
        return News(many=True)
    rows = conn.execute(ROWS, {"site": site.id, "ids": sorted(changed)}) if changed else ()
    return News(tuple(Comment._make(row) for row in rows), tuple(sorted(gone)))


def _latest(conn: Connection, site: Site, thread: int, start: int) -> dict[int, int | None]:
    asked = {"site": site.id, "thread": thread, "start": start, "limit": LOOKED}
    return {row.id: row.edited for row in conn.execute(LATEST, asked)}


def _acts(conn: Connection, site: Site, thread: int, start: int) -> list[tuple[int, int, str]]:
    """(act, comment, its state now), the newest first."""
    asked = {"site": site.id, "thread": thread, "start": start, "limit": LOOKED}
    return [(row.act, row.id, row.state) for row in conn.execute(ACTS, asked)]


def _floor(live: dict[int, int | None], start: int) -> int:
    """After which id all live comments were seen."""
    return min(live) - 1 if len(live) == LOOKED else start
