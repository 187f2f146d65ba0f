"""The marks that editors give a comment: it stands first in its thread (pinned), or they recommend it (picked).

Who may, and what is written down of it, is moderation's.
"""

import enum

from sqlalchemy import Connection, text

from voxpop.discussion.state import State
from voxpop.discussion.thread import MOST_PINNED
from voxpop.lib.refused import Refused
from voxpop.storage.database import renew


class Mark(enum.StrEnum):
    PINNED = "pinned"
    UNPINNED = "unpinned"
    PICKED = "picked"
    UNPICKED = "unpicked"


PINS = (Mark.UNPINNED, Mark.PINNED)

COMMENT = text("SELECT thread_id, state, pinned, picked FROM comment WHERE site_id = :site AND id = :id")
PINNED = text("SELECT pinned FROM thread WHERE site_id = :site AND id = :thread")
COUNT = text("UPDATE thread SET pinned = pinned + :more WHERE site_id = :site AND id = :thread")
SET_PINNED = text("UPDATE comment SET pinned = :at WHERE site_id = :site AND id = :id")
SET_PICKED = text("UPDATE comment SET picked = :picked WHERE site_id = :site AND id = :id")


def mark(conn: Connection, site: int, comment: int, to: Mark, now: int) -> Mark:
    """Give or take a mark; which of the two it had before. Raises Refused already_so, not_live, pins_full."""
    at = {"site": site, "id": comment}
    thread = conn.execute(COMMENT, at).one().thread_id
    renew(conn, site, thread)  # first of all, so that on PostgreSQL whoever pins in the same thread comes after
    row = conn.execute(COMMENT, at).one()
    before = _pin(row.pinned) if to in PINS else _pick(row.picked)
    if before is to:
        raise Refused("already_so", f"Comment {comment} is {to} already.")
    if row.state != State.LIVE and to in (Mark.PINNED, Mark.PICKED):
        raise Refused("not_live", f"Comment {comment} is {row.state}: only what readers see can be {to}.")
    if to not in PINS:
        conn.execute(SET_PICKED, at | {"picked": to is Mark.PICKED})
        return before
    here = {"site": site, "thread": thread}
    if to is Mark.PINNED and conn.execute(PINNED, here).scalar_one() >= MOST_PINNED:
        raise Refused("pins_full", f"{MOST_PINNED} comments are pinned there already. Unpin one of them first.")
    conn.execute(SET_PINNED, at | {"at": now if to is Mark.PINNED else None})
    conn.execute(COUNT, here | {"more": 1 if to is Mark.PINNED else -1})
    return before


def _pin(pinned: int | None) -> Mark:
    return Mark.UNPINNED if pinned is None else Mark.PINNED


def _pick(picked: bool) -> Mark:
    return Mark.PICKED if picked else Mark.UNPICKED
