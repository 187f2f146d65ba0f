"""All that a person wrote in a day goes to the trash or to spam, and one undo takes the whole of it back.

    begin -> go_on, until nothing is left            one transaction for each batch of comments
    taken_back -> go_on_back, until nothing is left

A line of the log about the person stands before those about the comments, which bear the person's mark as well: so it
is known what belongs together. Each comment has an act of its own, and is decided by itself later. What somebody else
has decided meanwhile stays as they decided.
"""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, Row, text

from voxpop.discussion import ledger
from voxpop.discussion.ledger import Act
from voxpop.discussion.state import State
from voxpop.lib.ids import DAY, LARGEST, Clock
from voxpop.lib.refused import Refused
from voxpop.moderation import deciding, holding, restraining
from voxpop.moderation.deciding import Decided
from voxpop.moderation.moderator import Moderator
from voxpop.moderation.restraining import Known
from voxpop.staff import roles
from voxpop.staff.roles import Right, Role

BATCH = 50  # comments of a transaction
AS_IT_WAS = "as it was"
VERBS: dict[str, Callable[[Connection, Clock, int, Moderator], Decided]] = {
    State.TRASH.value: deciding.reject,
    State.SPAM.value: deciding.spam,
}

# By their own mark, and what guests wrote who gave the same address.
THEIRS = text("""
    SELECT c.id FROM sender s CROSS JOIN comment c
    WHERE s.site_id = :site AND s.guest = :guest AND s.comment_id >= :since AND s.comment_id < :until
      AND c.site_id = s.site_id AND c.id = s.comment_id AND c.state IN ('live', 'held')
    UNION
    SELECT c.id FROM sender s CROSS JOIN comment c
    WHERE s.site_id = :site AND s.mail = :mail AND s.comment_id >= :since AND s.comment_id < :until
      AND c.site_id = s.site_id AND c.id = s.comment_id AND c.state IN ('live', 'held')
      AND c.role IS NULL
    ORDER BY 1 LIMIT :limit
""")
# What the lines between two about the person did to comments, where nobody has decided since.
DECIDED = text("""
    SELECT a.comment_id AS id FROM act a
    JOIN comment c ON c.site_id = a.site_id AND c.id = a.comment_id
    WHERE a.site_id = :site AND a.whom IN (:guest, :mail) AND a.whom IS NOT NULL AND a.comment_id IS NOT NULL
      AND a.id > :begun AND a.id < :ended AND c.state <> 'gone'
      AND NOT EXISTS (
          SELECT 1 FROM act later
          WHERE later.site_id = a.site_id AND later.comment_id = a.comment_id AND later.id > a.id
      )
    ORDER BY a.comment_id LIMIT :limit
""")
COUNT = text("""
    SELECT COUNT(*) FROM act
    WHERE site_id = :site AND whom IN (:guest, :mail) AND whom IS NOT NULL AND comment_id IS NOT NULL AND id > :begun
""")


class Day(NamedTuple):
    """From when to when, in microseconds since 1970; `to` is trash or spam; `mail`: by their e-mail as well."""

    since: int
    until: int
    to: str
    mail: bool = True


class Batch(NamedTuple):
    """`act` is the line about the person, `begun` the one that it takes back; `done` comments, and whether any may be
    left.
    """

    act: int
    begun: int
    done: int
    more: bool


def last_day(now: int) -> tuple[int, int]:
    """Of now: ids of the same moment may be ahead of it."""
    return now - DAY, LARGEST


def begin(conn: Connection, clock: Clock, who: Known, day: Day, seen: str, by: tuple[Role, Moderator]) -> Batch:
    """Raises Refused right_missing, changed_since, nothing_to_undo, not_found."""
    role, moderator = by
    roles.need(role, Right.BAN)
    if day.to not in VERBS:
        raise Refused("not_found", "All of a day goes to trash or to spam.")
    found = _theirs(conn, who, day)
    holding.hold(conn, who.site, [row.id for row in found], moderator.now)
    restraining.unchanged(conn, who, seen)
    if not found:
        raise Refused("nothing_to_undo", "They have written nothing on that day that is live or waits.")
    moderator = moderator.saying(moderator.why)._replace(whom=who.mark)
    number = clock.next(moderator.now)
    line = Act(number, "undo_day", moderator.name, moderator.why, AS_IT_WAS, day.to, whom=who.mark)
    ledger.write(conn, who.site, line)
    return _all(conn, clock, VERBS[day.to], found, (number, number), moderator)


def go_on(conn: Connection, clock: Clock, who: Known, day: Day, batch: Batch, by: Moderator) -> Batch:
    """The next of them. Raises Refused changed_since where somebody has done something to the person meanwhile."""
    found = _theirs(conn, who, day)
    holding.hold(conn, who.site, [row.id for row in found], by.now)
    restraining.unchanged(conn, who, str(batch.act))
    by = by.saying(by.why)._replace(whom=who.mark)
    return _all(conn, clock, VERBS[day.to], found, (batch.act, batch.begun), by)


def take_back(conn: Connection, clock: Clock, who: Known, seen: str, by: tuple[Role, Moderator]) -> Batch:
    """The last line about the person, which is of a day. Raises Refused right_missing, changed_since."""
    role, moderator = by
    roles.need(role, Right.BAN)
    begun = int(seen)
    found = _decided(conn, who, (begun, clock.next(moderator.now)))
    holding.hold(conn, who.site, [row.id for row in found], moderator.now)
    restraining.unchanged(conn, who, seen)
    last = restraining.log(conn, who, 1)[0]
    number = clock.next(moderator.now)
    moderator = moderator._replace(whom=who.mark)
    line = Act(number, "restore", moderator.name, moderator.why, last.after, last.before, whom=who.mark)
    ledger.write(conn, who.site, line)
    return _all(conn, clock, deciding.restore, found, (number, begun), moderator)


def go_on_back(conn: Connection, clock: Clock, who: Known, batch: Batch, by: Moderator) -> Batch:
    """Raises Refused changed_since."""
    found = _decided(conn, who, (batch.begun, batch.act))
    holding.hold(conn, who.site, [row.id for row in found], by.now)
    restraining.unchanged(conn, who, str(batch.act))
    return _all(conn, clock, deciding.restore, found, (batch.act, batch.begun), by._replace(whom=who.mark))


def count(conn: Connection, who: Known, act: int) -> int:
    """How many comments a line about the person decided."""
    return int(conn.execute(COUNT, {"site": who.site, "begun": act, **who.whom.values()}).scalar_one())


def _theirs(conn: Connection, who: Known, day: Day) -> list[Row[tuple[int]]]:
    mail = who.whom.mail if day.mail or not who.whom.guest else b""
    asked = {"site": who.site, "guest": who.whom.guest, "mail": mail, "since": day.since, "until": day.until}
    return list(conn.execute(THEIRS, asked | {"limit": BATCH}))


def _decided(conn: Connection, who: Known, between: tuple[int, int]) -> list[Row[tuple[int]]]:
    asked = {"site": who.site, "begun": between[0], "ended": between[1], "limit": BATCH}
    return list(conn.execute(DECIDED, asked | who.whom.values()))


def _all(
    conn: Connection,
    clock: Clock,
    verb: Callable[[Connection, Clock, int, Moderator], Decided],
    found: list[Row[tuple[int]]],
    lines: tuple[int, int],
    by: Moderator,
) -> Batch:
    done = 0
    for row in found:
        try:
            with conn.begin_nested():
                verb(conn, clock, row.id, by)
        except Refused:  # its author deleted it, or somebody decided, before the threads were held
            continue
        done += 1
    return Batch(*lines, done, more=len(found) == BATCH and done > 0)
