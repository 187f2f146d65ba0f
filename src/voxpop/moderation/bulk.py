"""An act on many comments: on some that were ticked, or on all that a queue shows by its filters.

    matching   how many that is; what comes into the queue after `until` is not among them
    some       act on a piece of those, in one transaction
    ticked     act on these
    hide_answers    take all that answers a comment out of sight
    back       take acts of one colleague back, from one to another

Of all by a filter a page first says how many they are, as of a moment. What is posted, edited or moved by an act after
that moment was not counted, and is left alone. Each comment has an act of its own in the log, and each is looked at
again: where somebody was quicker, nothing is done, and that is told.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.moderation import acting, deciding, docket, holding
from voxpop.moderation.acting import Asked
from voxpop.moderation.docket import FILTERED, JOINED, Queue, Wanted
from voxpop.moderation.moderator import Moderator
from voxpop.staff.roles import Role

PIECE = 50  # comments of one transaction, so that nobody who posts waits long

# What may be done to all of a queue: each takes a comment out of it.
ACTS: dict[Queue, tuple[str, ...]] = {
    Queue.WAITING: ("spam", "reject", "approve"),
    Queue.SPAM: ("erase", "not_spam", "approve"),
    Queue.TRASH: ("erase", "approve"),
}
# What may be done to some of them.
TICKED: dict[Queue, tuple[str, ...]] = {
    Queue.WAITING: ("approve", "reject", "spam"),
    Queue.REPORTED: ("keep", "approve", "reject", "spam"),
    Queue.APPEALS: (),
    Queue.SPAM: ("approve", "reject", "not_spam"),
    Queue.NEW: ("approve", "reject", "spam", "hide"),
    Queue.LIVE: ("reject", "spam", "hide"),
    Queue.TRASH: ("approve", "spam"),
    Queue.ALL: ("approve", "reject", "spam", "hide"),
}

# That the state is not 'live' is said twice, because the index holds only what is not.
SINCE = """
    c.site_id = :site AND c.state = :state AND c.state <> 'live' AND c.id <= :until
    AND COALESCE(c.edited, 0) <= :until
    AND NOT EXISTS (SELECT 1 FROM act a WHERE a.site_id = c.site_id AND a.comment_id = c.id AND a.id > :until)
"""
SOME = text(f"""
    SELECT c.id, c.state, c.edited {JOINED} WHERE {SINCE} {FILTERED} ORDER BY c.risk DESC, c.id DESC LIMIT :limit
""")
COUNT = text(f"SELECT COUNT(*) {JOINED} WHERE {SINCE} {FILTERED}")
BETWEEN = text("""
    SELECT id, comment_id FROM act
    WHERE site_id = :site AND id BETWEEN :first AND :last AND actor = :actor AND comment_id IS NOT NULL
    ORDER BY id LIMIT :limit
""")
STANDS = text("SELECT state, edited FROM comment WHERE site_id = :site AND id = :id")
LAST = text("SELECT MAX(id) FROM act WHERE site_id = :site AND comment_id = :comment")


# All that hangs below a comment and is live, whichever answer it answers.
BELOW = text("""
    SELECT b.id, b.state, b.edited FROM comment c
    JOIN comment b ON b.site_id = c.site_id AND b.thread_id = c.thread_id AND b.root_id = c.root_id
    WHERE c.site_id = :site AND c.id = :id AND b.shown AND b.state = 'live' AND b.path > c.path
      AND SUBSTR(b.path, 1, LENGTH(c.path)) = c.path
    ORDER BY b.path LIMIT :limit
""")


class All(NamedTuple):
    """All of a queue by its filters, as of `until` (microseconds since 1970)."""

    queue: Queue
    wanted: Wanted
    until: int


class Tally(NamedTuple):
    """How many were acted on, the first and the last act, and how many were left alone because they had changed."""

    done: int = 0
    first: int = 0
    last: int = 0
    passed: int = 0

    def with_more(self, more: "Tally") -> "Tally":
        first = min(filter(None, (self.first, more.first)), default=0)
        return Tally(self.done + more.done, first, max(self.last, more.last), self.passed + more.passed)


def matching(conn: Connection, site: int, those: All) -> int:
    asked = _asked(conn, site, those)
    return int(conn.execute(COUNT, asked).scalar_one()) if asked else 0


def some(conn: Connection, clock: Clock, site: int, those: All, who: tuple[str, Role, Moderator]) -> Tally:
    """Act on the next piece; nothing is done when none is left. `who`: an act, a role, a moderator.

    Raises Refused not_found where that cannot be done to a whole queue, right_missing.
    """
    act = who[0]
    if act not in ACTS.get(those.queue, ()):
        raise Refused("not_found", f"All of {those.queue} at once: there is no such act.")
    asked = _asked(conn, site, those)
    rows = conn.execute(SOME, asked | {"limit": PIECE}).all() if asked else []
    return ticked(conn, clock, site, [(row.id, deciding.seen(row.state, row.edited)) for row in rows], who)


def ticked(
    conn: Connection, clock: Clock, site: int, those: Iterable[tuple[int, str]], who: tuple[str, Role, Moderator]
) -> Tally:
    """Act on comments, each with what was seen of it. Raises Refused not_found, right_missing."""
    act, role, by = who
    tally, those = Tally(), list(those)
    holding.hold(conn, site, [comment for comment, _ in those], by.now)
    for comment, seen in those:
        try:
            with conn.begin_nested():
                decided = acting.act(conn, clock, (site, comment), Asked(act, seen, by.why), (role, by))
        except Refused as refused:
            if refused.code in ("right_missing", "not_found"):
                raise
            tally = tally.with_more(Tally(passed=1))
        else:
            tally = tally.with_more(Tally(1, decided.act, decided.act))
    return tally


def hide_answers(conn: Connection, clock: Clock, site: int, comment: int, who: tuple[Role, Moderator]) -> Tally:
    """Take a piece of what answers a comment, at whatever depth, out of sight; nothing is done when none is left."""
    role, by = who
    rows = conn.execute(BELOW, {"site": site, "id": comment, "limit": PIECE}).all()
    those = [(row.id, deciding.seen(row.state, row.edited)) for row in rows]
    return ticked(conn, clock, site, those, ("hide", role, by))


def back(
    conn: Connection, clock: Clock, site: int, between: tuple[int, int], who: tuple[Role, Moderator]
) -> tuple[Tally, int]:
    """Take back a piece of one's own acts between two, where nothing was done since; and after which to go on, or 0."""
    role, by = who
    first, last = between
    asked = {"site": site, "first": first, "last": last, "actor": by.name, "limit": PIECE}
    rows = conn.execute(BETWEEN, asked).all()
    holding.hold(conn, site, [row.comment_id for row in rows], by.now)
    tally = Tally()
    for row in rows:
        latest = conn.execute(LAST, {"site": site, "comment": row.comment_id}).scalar_one()
        now = conn.execute(STANDS, {"site": site, "id": row.comment_id}).one_or_none()
        if latest != row.id or now is None:
            tally = tally.with_more(Tally(passed=1))
            continue
        seen = [(row.comment_id, deciding.seen(now.state, now.edited))]
        tally = tally.with_more(ticked(conn, clock, site, seen, ("restore", role, by)))
    return tally, rows[-1].id if len(rows) == PIECE else 0


def _asked(conn: Connection, site: int, those: All) -> dict[str, object]:
    """The parameters of the statements; none when nothing can be found.

    Raises Refused not_found: what language a comment is in is told as it is shown, and not in a statement.
    """
    if those.wanted.language:
        raise Refused("not_found", "All of a language at once: there is no such act. Tick those that are meant.")
    asked = docket.chosen(conn, site, those.queue, those.wanted)
    return asked and asked | {"site": site, "state": docket.STATE[those.queue], "until": those.until}
