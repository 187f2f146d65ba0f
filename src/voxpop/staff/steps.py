"""What was begun at the desk's door and waits for the next step: the code after a password, a passkey's signature.

    token = begin(conn, Step(…), now)     take(conn, token, browser, purpose, now)  ->  Step, once

Each is good for five minutes, in the browser that it was begun in. Its token is with that browser, its hash here.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib.refused import Refused
from voxpop.people import tokens

LASTS = 5 * 60 * 1_000_000  # microseconds
CODE, ENTER, ADD, PROVE = "code", "enter", "add", "prove"

INSERT = text("""
    INSERT INTO staff_challenge (hash, browser, staff_id, purpose, until)
    VALUES (:hash, :browser, :staff, :purpose, :until)
""")
LOOK = text("SELECT browser, staff_id, purpose, until FROM staff_challenge WHERE hash = :hash")
TAKE = text("DELETE FROM staff_challenge WHERE hash = :hash")
OVER = text("DELETE FROM staff_challenge WHERE until < :now")


class Step(NamedTuple):
    """`browser` is the token in the cookie of who began it; `staff` is who, where that is known."""

    browser: str
    purpose: str
    staff: int | None = None


def begin(conn: Connection, step: Step, now: int) -> str:
    token = tokens.drawn()
    conn.execute(OVER, {"now": now})
    values = {"browser": tokens.hashed(step.browser), "staff": step.staff, "purpose": step.purpose}
    conn.execute(INSERT, values | {"hash": tokens.hashed(token), "until": now + LASTS})
    return token


def look(conn: Connection, token: str, step: Step, now: int) -> int | None:
    """Who began it: `step` says in which browser it goes on, what for, and by whom if that must be. Raises Refused
    attempt_expired.
    """
    row = conn.execute(LOOK, {"hash": tokens.hashed(token)}).one_or_none()
    same = row is not None and bytes(row.browser) == tokens.hashed(step.browser) and row.purpose == step.purpose
    if row is None or not same or row.until < now or step.staff not in (None, row.staff_id):
        raise over()
    number: int | None = row.staff_id
    return number


def take(conn: Connection, token: str, step: Step, now: int) -> int | None:
    """The same, and it is used. Raises Refused attempt_expired."""
    number = look(conn, token, step, now)
    if conn.execute(TAKE, {"hash": tokens.hashed(token)}).rowcount != 1:
        raise over()
    return number


def over() -> Refused:
    return Refused("attempt_expired", "This took longer than five minutes, or was done already. Begin again.")
