"""Sessions at the desk: a row for each browser that a colleague is signed in with. Its token is in a cookie there, its
hash here. Nothing of them is kept in memory: who loses the desk has lost it with the next request, in every process.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib import agents
from voxpop.lib.ids import DAY, Clock
from voxpop.people import tokens
from voxpop.staff.roles import Role

LASTS = 30 * DAY  # without being used
OWNERS = DAY // 2

INSERT = text("""
    INSERT INTO staff_session (id, hash, staff_id, agent, seen, until, proved)
    VALUES (:id, :hash, :staff, :agent, :now, :until, :now)
""")
LOOK = text("""
    SELECT s.id, s.seen, s.until, s.proved, f.id AS staff, f.name, f.role
    FROM staff_session s JOIN staff f ON f.id = s.staff_id
    WHERE s.hash = :hash
""")
TOUCH = text("UPDATE staff_session SET seen = :now, until = :until WHERE id = :id")
PROVE = text("UPDATE staff_session SET proved = :now WHERE id = :id AND staff_id = :staff")
LISTED = text("SELECT id, agent, seen FROM staff_session WHERE staff_id = :staff AND until > :now ORDER BY seen DESC")
END = text("DELETE FROM staff_session WHERE id = :id AND staff_id = :staff")
END_TOKEN = text("DELETE FROM staff_session WHERE hash = :hash")
END_OTHERS = text("DELETE FROM staff_session WHERE staff_id = :staff AND id <> :kept")
OVER = text("DELETE FROM staff_session WHERE staff_id = :staff AND until < :now")


class Session(NamedTuple):
    """Times in microseconds since 1970. `proved` is when they last showed who they are."""

    id: int
    seen: int
    until: int
    proved: int
    staff: int
    name: str
    role: Role


class Listed(NamedTuple):
    """`id` is when it was opened."""

    id: int
    agent: str
    seen: int


def lasts(role: Role) -> int:
    """For how long without being used, in microseconds."""
    return OWNERS if role is Role.OWNER else LASTS


def begin(conn: Connection, clock: Clock, staff: int, role: Role, agent: str) -> str:
    """The token of a new session, never one that was there before. Theirs that are over are swept out."""
    now, token = clock.now(), tokens.drawn()
    conn.execute(OVER, {"staff": staff, "now": now})
    values = {"id": clock.next(now), "hash": tokens.hashed(token), "staff": staff, "agent": agents.called(agent)}
    conn.execute(INSERT, values | {"now": now, "until": now + lasts(role)})
    return token


def look(conn: Connection, token_hash: bytes, now: int) -> Session | None:
    """Whose token this is; None when it is nobody's, or not any more."""
    row = conn.execute(LOOK, {"hash": token_hash}).one_or_none()
    if row is None or row.until <= now or row.seen + lasts(Role(row.role)) <= now:  # the role may be another since
        return None
    return Session(*row)._replace(role=Role(row.role))


def due(session: Session, now: int) -> bool:
    """Is it time to write down that it was used? Some two dozen times before it would end."""
    return now - session.seen > lasts(session.role) // 24


def touch(conn: Connection, session: Session, now: int) -> None:
    conn.execute(TOUCH, {"id": session.id, "now": now, "until": now + lasts(session.role)})


def prove(conn: Connection, staff: int, session: int, now: int) -> bool:
    """They showed who they are once more. False when the session is over."""
    return conn.execute(PROVE, {"id": session, "staff": staff, "now": now}).rowcount == 1


def listed(conn: Connection, staff: int, now: int) -> list[Listed]:
    return [Listed(*row) for row in conn.execute(LISTED, {"staff": staff, "now": now})]


def end(conn: Connection, staff: int, session: int) -> None:
    conn.execute(END, {"staff": staff, "id": session})


def end_token(conn: Connection, token: str) -> None:
    """For who signs out, and for what was in a browser before somebody comes in with it."""
    conn.execute(END_TOKEN, {"hash": tokens.hashed(token)})


def end_others(conn: Connection, staff: int, kept: int = 0) -> int:
    """How many were ended; `kept` is the one that stays."""
    return conn.execute(END_OTHERS, {"staff": staff, "kept": kept}).rowcount
