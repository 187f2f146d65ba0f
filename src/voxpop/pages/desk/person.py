"""What the desk shows of somebody who writes, reached by a comment of theirs: never what they are known by."""

from typing import NamedTuple

from sqlalchemy import Connection, Row

from voxpop.discussion.restraints import Restraint
from voxpop.lib.ids import DAY
from voxpop.lib.refused import Refused
from voxpop.moderation import dossier, restraining, undoing
from voxpop.moderation.dossier import History
from voxpop.moderation.restraining import Known
from voxpop.staff.roles import Right

SPANS = {
    "hour": (DAY // 24, "an hour"), "day": (DAY, "a day"), "three": (3 * DAY, "three days"),
    "week": (7 * DAY, "a week"), "month": (30 * DAY, "30 days"), "year": (365 * DAY, "a year"),
}  # fmt: skip
LINES = 100  # of the log
NOT_ASKED = History(None, {})


class Person(NamedTuple):
    """What a page shows of somebody. `mailed`: by an e-mail address as well; `day`: comments that the last act, of all
    of a day, was about.
    """

    comment: int
    known: Known
    standings: tuple[Restraint, ...]
    log: list[Row[tuple[object, ...]]]
    history: History = NOT_ASKED
    day: int = 0

    @property
    def seen(self) -> str:
        return restraining.seen(self.log)

    @property
    def mailed(self) -> bool:
        return bool(self.known.whom.guest and self.known.whom.mail)

    @property
    def undo(self) -> Right | None:
        """What it takes to take the last act back; None where there is none."""
        if not self.log or self.log[0].act == "read":
            return None
        return restraining.right_of(self.log[0].before, self.log[0].after)


def look(conn: Connection, comment: int, now: int) -> Person:
    """Raises Refused no_such_comment, nobody_known."""
    who = restraining.known(conn, comment)
    log = restraining.log(conn, who, LINES)
    day = undoing.count(conn, who, log[0].id) if log and restraining.is_day(log[0].before, log[0].after) else 0
    return Person(comment, who, restraining.standings(conn, who, now), log, day=day)


def whole(conn: Connection, comment: int, now: int) -> Person:
    """With what became of all that they wrote. Raises Refused no_such_comment, nobody_known."""
    found = look(conn, comment, now)
    return found._replace(history=dossier.history(conn, found.known.site, found.known.whom.guest or None))


def shown(conn: Connection, comment: int, now: int) -> Person | None:
    """None where nothing that lasts is known of who wrote it."""
    try:
        return look(conn, comment, now)
    except Refused:
        return None
