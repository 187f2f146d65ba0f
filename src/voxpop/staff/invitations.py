"""Links by which somebody comes to the desk: good once, for a week; the first owner's for an hour, while nobody is
there. Of a link only its hash is kept. For who is there already it is the way to another password.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib.ids import DAY
from voxpop.lib.refused import Refused
from voxpop.people import tokens
from voxpop.staff.roles import Role

LASTS = 7 * DAY
FIRST_LASTS = DAY // 24
FIRST = ""  # the name in the first owner's, who says it when they come

LOOK = text("SELECT name, role, sites, maker, until FROM invitation WHERE hash = :hash")
TAKE = text("DELETE FROM invitation WHERE hash = :hash AND until > :now")
INSERT = text("""
    INSERT INTO invitation (hash, name, role, sites, maker, until) VALUES (:hash, :name, :role, :sites, :maker, :until)
""")
LISTED = text("SELECT name, role, sites, maker, until FROM invitation WHERE until > :now AND name <> '' ORDER BY name")
WITHDRAW = text("DELETE FROM invitation WHERE name = :name")
WITHDRAW_OF = text("DELETE FROM invitation WHERE maker = :maker AND name <> ''")
OVER = text("DELETE FROM invitation WHERE until <= :now")
NOBODY = text("SELECT COUNT(*) FROM staff")


class Invitation(NamedTuple):
    """`sites` are ids. `name` is '' for the first owner."""

    name: str
    role: Role
    sites: tuple[int, ...]
    maker: str
    until: int


def make(conn: Connection, who: Invitation) -> str:
    """The token of a link. An earlier one for the same name is over."""
    token = tokens.drawn()
    conn.execute(WITHDRAW, {"name": who.name})
    sites = ",".join(map(str, sorted(set(who.sites))))
    conn.execute(INSERT, who._asdict() | {"hash": tokens.hashed(token), "sites": sites})
    return token


def invite(conn: Connection, who: tuple[str, Role, tuple[int, ...]], maker: str, now: int) -> str:
    """Somebody, as name, role and sites; the token of their link."""
    conn.execute(OVER, {"now": now})
    return make(conn, Invitation(*who, maker, now + LASTS))


def first(conn: Connection, now: int) -> str | None:
    """The token of the first owner's link; None when somebody is at the desk already."""
    if conn.execute(NOBODY).scalar_one():
        return None
    return make(conn, Invitation(FIRST, Role.OWNER, (), "", now + FIRST_LASTS))


def look(conn: Connection, token: str, now: int) -> Invitation:
    """Raises Refused invitation_over."""
    row = conn.execute(LOOK, {"hash": tokens.hashed(token)}).one_or_none()
    if row is None or row.until <= now:
        raise over()
    found = _made(*row)
    if found.name == FIRST and conn.execute(NOBODY).scalar_one():
        raise over()
    return found


def take(conn: Connection, token: str, now: int) -> Invitation:
    """It is used. Raises Refused invitation_over."""
    found = look(conn, token, now)
    if conn.execute(TAKE, {"hash": tokens.hashed(token), "now": now}).rowcount != 1:
        raise over()
    return found


def listed(conn: Connection, now: int) -> list[Invitation]:
    return [_made(*row) for row in conn.execute(LISTED, {"now": now})]


def withdraw(conn: Connection, name: str) -> bool:
    """False when there was none for this name."""
    return bool(name) and conn.execute(WITHDRAW, {"name": name}).rowcount > 0


def withdraw_of(conn: Connection, maker: str) -> None:
    """Those that somebody has made who may not any more."""
    conn.execute(WITHDRAW_OF, {"maker": maker})


def over() -> Refused:
    return Refused("invitation_over", "This link is over, or was used already. Ask who gave it to you for another.")


def _made(name: str, role: str, sites: str, maker: str, until: int) -> Invitation:
    return Invitation(name, Role(role), tuple(int(site) for site in sites.split(",") if site), maker, until)
