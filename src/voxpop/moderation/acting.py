"""What may be done to a comment at the desk, by whom: a right for each act, and one way in for the desk's forms.

    act(conn, clock, (site, comment), Asked("reject", seen, why), by) -> Decided

The role is asked again here, whatever the page has shown.
"""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.moderation import deciding
from voxpop.moderation.deciding import Decided
from voxpop.moderation.moderator import Moderator
from voxpop.staff import roles
from voxpop.staff.roles import Right, Role

Verb = Callable[[Connection, Clock, int, Moderator], Decided]

ACTS: dict[str, tuple[Right, Verb | None]] = {
    "approve": (Right.DECIDE, deciding.approve),
    "reject": (Right.DECIDE, deciding.reject),
    "spam": (Right.DECIDE, deciding.spam),
    "not_spam": (Right.DECIDE, deciding.not_spam),
    "restore": (Right.DECIDE, deciding.restore),
    "hide": (Right.HIDE, deciding.hide),
    "keep": (Right.DECIDE, deciding.keep),
    "grant": (Right.DECIDE, deciding.grant),
    "refuse": (Right.DECIDE, deciding.refuse),
    "pin": (Right.MARK, deciding.pin),
    "unpin": (Right.MARK, deciding.unpin),
    "pick": (Right.MARK, deciding.pick),
    "unpick": (Right.MARK, deciding.unpick),
    "erase": (Right.ERASE, deciding.erase),
    "edit": (Right.EDIT, None),  # takes words besides
}


class Asked(NamedTuple):
    """`seen` is what the moderator saw of the comment (deciding.seen); `text` are the words of an edit."""

    act: str
    seen: str
    why: str = ""
    text: str = ""


def right(act: str) -> Right:
    """Raises Refused not_found."""
    if act not in ACTS:
        raise Refused("not_found", "There is no such act.")
    return ACTS[act][0]


def act(conn: Connection, clock: Clock, at: tuple[int, int], asked: Asked, who: tuple[Role, Moderator]) -> Decided:
    """`at` is a site and a comment. Raises Refused right_missing, not_found, changed_since, and what the act does."""
    (site, comment), (role, by) = at, who
    roles.need(role, right(asked.act))
    deciding.unchanged(conn, site, comment, asked.seen)
    by = by.saying(asked.why)
    verb = ACTS[asked.act][1]
    if verb is None:
        return deciding.edit(conn, clock, comment, by, asked.text)
    return verb(conn, clock, comment, by)
