"""A moderator's acts on a conversation, and which of them need somebody.

close   nothing more is taken        open   it is again
slow    seconds between two comments of one person; 0 for none
cool    what its heat does (discussion/heating) ends now, and does not begin again within an hour
restore the last of these acts is taken back

Whoever acts says what they saw of it (`seen`); when it is another by now nothing is done, and they are told who did
what. The page that readers see changes with each act.
"""

import re
from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, text

from voxpop.discussion import heating, ledger
from voxpop.discussion.heating import COOL
from voxpop.discussion.ledger import Act
from voxpop.lib.ids import DAY, Clock
from voxpop.lib.refused import Refused
from voxpop.moderation.moderator import Moderator
from voxpop.staff import roles
from voxpop.staff.roles import Right, Role
from voxpop.storage.database import renew

SLOWEST = 86_400  # seconds between two comments
LINES = 100  # of the log
MOST = 25  # conversations of a list
BUSY = DAY  # microseconds in which comments make a conversation busy
COUNTED = 2000  # of a site's newest comments that are gone through for the busiest
ACTS = ("close", "open", "slow", COOL, "restore")

COLUMNS = "t.site_id, t.id, t.url, t.title, t.live, t.closed, t.slow, t.heated, t.active"
ONE = text(f"SELECT {COLUMNS}, 0 FROM thread t WHERE t.site_id = :site AND t.id = :id")
SITE_OF = text("SELECT site_id FROM thread WHERE id = :id")
HOT = text(f"""
    SELECT {COLUMNS}, 0 FROM thread t
    WHERE t.site_id = :site AND t.heated IS NOT NULL AND t.heated > :now ORDER BY t.heated DESC LIMIT :limit
""")
HOW_MANY_HOT = text("SELECT COUNT(*) FROM thread WHERE site_id = :site AND heated IS NOT NULL AND heated > :now")
LATE = text("""
    SELECT thread_id FROM comment WHERE site_id = :site AND state = 'live' AND id > :since
    ORDER BY id DESC LIMIT :counted
""")
SOME = text(f"SELECT {COLUMNS}, 0 FROM thread t WHERE t.site_id = :site AND t.id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)
WAITING = text("""
    SELECT COUNT(*) FROM comment
    WHERE site_id = :site AND state = 'held' AND state <> 'live' AND id > :since AND thread_id = :thread
""")
LOG = text("""
    SELECT id, act, actor, why, before, after FROM act
    WHERE site_id = :site AND thread_id = :thread AND thread_id IS NOT NULL ORDER BY id DESC LIMIT :limit
""")
SET = {
    "closed": text("UPDATE thread SET closed = :closed WHERE site_id = :site AND id = :id"),
    "slow": text("UPDATE thread SET slow = :slow WHERE site_id = :site AND id = :id"),
    "heated": text("UPDATE thread SET heated = :until WHERE site_id = :site AND id = :id"),
}


class Thread(NamedTuple):
    """`heated`: until when its heat slows it down, in microseconds since 1970; `number`: its comments of a day, where
    these were counted.
    """

    site: int
    id: int
    url: str
    title: str
    live: int
    closed: bool
    slow: int
    heated: int | None
    active: int
    number: int = 0

    @property
    def seen(self) -> str:
        return f"{int(self.closed)}.{self.slow}"


class Asked(NamedTuple):
    """`seen` is what the moderator saw of it (Thread.seen); `slow` in seconds."""

    act: str
    seen: str
    why: str = ""
    slow: int | None = None


class Dossier(NamedTuple):
    """`waiting`: comments of the last week that wait."""

    thread: Thread
    waiting: int
    log: tuple[Row[tuple[object, ...]], ...]


def site_of(conn: Connection, thread: int) -> int:
    """Raises Refused no_such_thread."""
    number = conn.execute(SITE_OF, {"id": thread}).scalar()
    if number is None:
        raise Refused("no_such_thread", "There is no such conversation here.")
    return int(number)


def read(conn: Connection, site: int, thread: int, now: int) -> Dossier:
    """Raises Refused no_such_thread."""
    here = {"site": site, "thread": thread}
    waiting = conn.execute(WAITING, here | {"since": now - 7 * DAY}).scalar_one()
    log = conn.execute(LOG, here | {"limit": LINES})
    return Dossier(_one(conn, site, thread), int(waiting), tuple(log))


def hot(conn: Connection, site: int, now: int) -> tuple[Thread, ...]:
    """Those that are slowed down by their heat, the latest first."""
    return tuple(map(_thread, conn.execute(HOT, {"site": site, "now": now, "limit": MOST})))


def how_many_hot(conn: Connection, site: int, now: int) -> int:
    return int(conn.execute(HOW_MANY_HOT, {"site": site, "now": now}).scalar_one())


def busiest(conn: Connection, site: int, now: int) -> tuple[Thread, ...]:
    """By their live comments of a day, out of the site's newest."""
    late = conn.execute(LATE, {"site": site, "since": now - BUSY, "counted": COUNTED}).scalars()
    numbers = dict(Counter(late).most_common(MOST))
    rows = conn.execute(SOME, {"site": site, "ids": list(numbers)})
    found = [one._replace(number=numbers[one.id]) for one in map(_thread, rows)]
    return tuple(sorted(found, key=lambda one: (-one.number, -one.id)))


def act(conn: Connection, clock: Clock, at: tuple[int, int], asked: Asked, by: tuple[Role, Moderator]) -> int:
    """The line of the log. `at` is a site and a thread.

    Raises Refused right_missing, no_such_thread, not_found, changed_since, already_so, slow_invalid,
    nothing_to_restore.
    """
    role, moderator = by
    roles.need(role, Right.THREAD)
    if asked.act not in ACTS:
        raise Refused("not_found", "There is no such act.")
    site, number = at
    moderator = moderator.saying(asked.why)
    _one(conn, site, number)
    renew(conn, site, number)  # first of all, so that whoever acts on it meanwhile comes after
    found = _one(conn, site, number)
    _unchanged(conn, found, asked.seen)
    now = moderator.now
    before, after = _restored(conn, found, now) if asked.act == "restore" else _wanted(found, asked, now)
    if before == after:
        raise Refused("already_so", f"It is {after} already.")
    _become(conn, found, after, now)
    line = Act(clock.next(moderator.now), asked.act, moderator.name, moderator.why, before, after, thread=number)
    ledger.write(conn, site, line)
    return line.id


def _one(conn: Connection, site: int, thread: int) -> Thread:
    row = conn.execute(ONE, {"site": site, "id": thread}).one_or_none()
    if row is None:
        raise Refused("no_such_thread", "There is no such conversation here.")
    return _thread(row)


def _thread(row: Row[Any]) -> Thread:
    return Thread._make(row)._replace(closed=bool(row.closed))


def _unchanged(conn: Connection, found: Thread, saw: str) -> None:
    if found.seen == saw:
        return
    last = conn.execute(LOG, {"site": found.site, "thread": found.id, "limit": 1}).one_or_none()
    who = f"{ledger.did(last.actor, last.id)}: {last.act}." if last else ""
    state = f"{_closed(found)}, slow {found.slow}"
    raise Refused("changed_since", f"Nothing was done: the conversation is {state} by now. {who}".strip())


def _wanted(found: Thread, asked: Asked, now: int) -> tuple[str, str]:
    """What it is, and is to be, of what the act is about."""
    if asked.act == COOL:
        return _heat(found.heated, now), COOL
    if asked.act != "slow":
        return _closed(found), "closed" if asked.act == "close" else "open"
    if asked.slow is None or not 0 <= asked.slow <= SLOWEST:
        raise Refused("slow_invalid", f"How slow? Give seconds between two comments of one person, 0 to {SLOWEST}.")
    return f"slow {found.slow}", f"slow {asked.slow}"


def _restored(conn: Connection, found: Thread, now: int) -> tuple[str, str]:
    last = conn.execute(LOG, {"site": found.site, "thread": found.id, "limit": 1}).one_or_none()
    if last is None:
        raise Refused("nothing_to_restore", "No act on this conversation is in the log.")
    is_ = _closed(found) if last.after in ("closed", "open") else f"slow {found.slow}"
    if last.after == COOL or last.after.startswith("hot "):
        is_ = _heat(found.heated, now)
        if last.before.startswith("hot ") and int(last.before[4:]) <= now:
            raise Refused("nothing_to_restore", "Its heat would be over by now.")
    if is_ != last.after:
        raise Refused("changed_since", f"It is {is_} by now, no longer {last.after}: decide anew.")
    return last.after, last.before


def _closed(found: Thread) -> str:
    return "closed" if found.closed else "open"


def _heat(heated: int | None, now: int) -> str:
    return f"hot {heated}" if heating.hot(heated, now) else COOL


def _become(conn: Connection, found: Thread, what: str, now: int) -> None:
    where = {"site": found.site, "id": found.id}
    number = re.search(r"\d+", what)
    if what in ("closed", "open"):
        conn.execute(SET["closed"], where | {"closed": what == "closed"})
    elif what.startswith("slow "):
        conn.execute(SET["slow"], where | {"slow": int(number[0]) if number else 0})
    else:
        until = int(number[0]) if number else -(now + heating.COOLED)
        conn.execute(SET["heated"], where | {"until": until})
