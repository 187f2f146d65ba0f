"""Who is at the desk: a row of `staff` each, with a role on some sites. Of how they come in only what is kept is here.

There is always an owner, once there was one: whoever would be the last to go is refused.
"""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, text

from voxpop.lib import names
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.staff import invitations, sessions, slips
from voxpop.staff.roles import Role

COLUMNS = "id, name, role, password, totp, totp_step, seen"
ALL = text(f"SELECT {COLUMNS} FROM staff ORDER BY name")
NUMBERED = text(f"SELECT {COLUMNS} FROM staff WHERE id = :id")
NAMED = text(f"SELECT {COLUMNS} FROM staff WHERE name = :name")
ANYBODY = text("SELECT COUNT(*) FROM staff")
NAMES = text("SELECT name FROM staff")
SITES = text("SELECT site_id FROM staff_site WHERE staff_id = :id ORDER BY site_id")
KEYS = text("SELECT COUNT(*) FROM staff_key WHERE staff_id = :id")
INSERT = text("""
    INSERT INTO staff (id, name, role, password, totp, totp_step, seen)
    VALUES (:id, :name, :role, :password, :totp, :step, :now)
    ON CONFLICT (name) DO NOTHING
""")
GIVE = text("INSERT INTO staff_site (staff_id, site_id) VALUES (:id, :site)")
TAKE = text("DELETE FROM staff_site WHERE staff_id = :id")
SET_ROLE = text("UPDATE staff SET role = :role WHERE id = :id")
SET_PASSWORD = text("UPDATE staff SET password = :password WHERE id = :id")
SET_TOTP = text("UPDATE staff SET totp = :totp, totp_step = :step WHERE id = :id")
USE_STEP = text("UPDATE staff SET totp_step = :step WHERE id = :id AND totp_step < :step")
SEEN = text("UPDATE staff SET seen = :now WHERE id = :id")
# Changes nothing: whoever else is about to remove an owner waits, and then sees what was done.
HOLD_OWNERS = text("UPDATE staff SET seen = seen WHERE role = 'owner'")
OTHER_OWNERS = text("SELECT COUNT(*) FROM staff WHERE role = 'owner' AND id <> :id")
REMOVE_KEYS = text("DELETE FROM staff_key WHERE staff_id = :id")
REMOVE_STEPS = text("DELETE FROM staff_challenge WHERE staff_id = :id")
REMOVE = text("DELETE FROM staff WHERE id = :id")


class Member(NamedTuple):
    """`password` and `totp` are None for who has none; `sites` are ids, without meaning for an owner. `seen` is when
    they last came in.
    """

    id: int
    name: str
    role: Role
    password: str | None
    totp: bytes | None
    step: int
    seen: int
    sites: tuple[int, ...]
    keys: int

    @property
    def two_steps(self) -> bool:
        """Has what an owner comes in by: a passkey, or a password and a code."""
        return self.keys > 0 or (self.password is not None and self.totp is not None)


class Secrets(NamedTuple):
    """What somebody comes in by: the password as it is kept, the secret of their codes and the step that was used."""

    password: str
    totp: bytes | None = None
    step: int = 0


def anybody(conn: Connection) -> bool:
    return bool(conn.execute(ANYBODY).scalar_one())


def listed(conn: Connection) -> list[Member]:
    return [_made(conn, row) for row in conn.execute(ALL).all()]


def named(conn: Connection, name: str) -> Member | None:
    row = conn.execute(NAMED, {"name": name}).one_or_none()
    return None if row is None else _made(conn, row)


def numbered(conn: Connection, number: int) -> Member:
    """Raises Refused not_found."""
    row = conn.execute(NUMBERED, {"id": number}).one_or_none()
    if row is None:
        raise Refused("not_found", "There is nobody with this number at the desk, or not any more.")
    return _made(conn, row)


def _made(conn: Connection, row: Row[Any]) -> Member:
    number, name, role, password, totp, step, seen = tuple(row)
    which = {"id": number}
    sites, keys = conn.execute(SITES, which).scalars().all(), conn.execute(KEYS, which).scalar_one()
    secret = None if totp is None else bytes(totp)
    return Member(number, name, Role(role), password, secret, step, seen, tuple(sites), keys)


def free(conn: Connection, name: str) -> str:
    """The name as it is kept. Raises Refused name_missing, and name_taken where somebody has one that looks like it."""
    cleaned = names.clean(name)
    if not cleaned:
        raise Refused("name_missing", "Whoever is at the desk has a name there: its log tells it.")
    looks = names.skeleton(cleaned)
    if any(names.skeleton(one) == looks for one in conn.execute(NAMES).scalars()):
        raise Refused("name_taken", f"Somebody at the desk is called {cleaned!r}, or nearly so. Take another name.")
    return cleaned


def add(conn: Connection, clock: Clock, who: tuple[str, Role, tuple[int, ...]], secrets: Secrets) -> int:
    """Somebody new: name, role, sites. Raises Refused name_missing, name_taken."""
    name, role, sites = who
    now = clock.now()
    number = clock.next(now)
    values = {"id": number, "name": free(conn, name), "role": role, "now": now, **secrets._asdict()}
    if conn.execute(INSERT, values).rowcount != 1:
        raise Refused("name_taken", "Somebody with this name has come to the desk at this moment.")
    _give(conn, number, sites)
    return number


def renew(conn: Connection, number: int, secrets: Secrets) -> None:
    """Another password and secret; all by which they came in before is over, and so is wherever they are signed in."""
    conn.execute(SET_PASSWORD, {"id": number, "password": secrets.password})
    conn.execute(SET_TOTP, {"id": number, "totp": secrets.totp, "step": secrets.step})
    conn.execute(REMOVE_KEYS, {"id": number})
    _out(conn, number)


def set_role(conn: Connection, number: int, role: Role, sites: tuple[int, ...]) -> Member:
    """They sign in anew. Raises Refused not_found, owner_last, second_missing."""
    if role is not Role.OWNER:
        _stays(conn, number)
    who = numbered(conn, number)
    if role is Role.OWNER and not who.two_steps:
        raise Refused(
            "second_missing",
            f"{who.name} comes in by a password alone. They need a code or a passkey before they can be an owner.",
        )
    conn.execute(SET_ROLE, {"id": number, "role": role})
    conn.execute(TAKE, {"id": number})
    _give(conn, number, sites)
    _out(conn, number)
    invitations.withdraw_of(conn, who.name)
    return who


def remove(conn: Connection, number: int) -> Member:
    """They are out with the next request, and so is whoever they have invited. Raises Refused not_found, owner_last."""
    _stays(conn, number)
    who = numbered(conn, number)
    for statement in (TAKE, REMOVE_KEYS, REMOVE):
        conn.execute(statement, {"id": number})
    _out(conn, number)
    invitations.withdraw(conn, who.name)
    invitations.withdraw_of(conn, who.name)
    return who


def _stays(conn: Connection, number: int) -> None:
    """Raises Refused not_found, owner_last."""
    conn.execute(HOLD_OWNERS)
    if numbered(conn, number).role is Role.OWNER and conn.execute(OTHER_OWNERS, {"id": number}).scalar_one() == 0:
        raise Refused("owner_last", "There would be no owner any more. Make somebody else an owner first.")


def _give(conn: Connection, number: int, sites: tuple[int, ...]) -> None:
    if sites:
        conn.execute(GIVE, [{"id": number, "site": site} for site in sorted(set(sites))])


def _out(conn: Connection, number: int) -> None:
    sessions.end_others(conn, number)
    slips.end(conn, number)
    conn.execute(REMOVE_STEPS, {"id": number})


def set_password(conn: Connection, number: int, password: str) -> None:
    """What was begun by the old one ends; where they are signed in is for the page to say."""
    conn.execute(SET_PASSWORD, {"id": number, "password": password})
    conn.execute(REMOVE_STEPS, {"id": number})


def set_totp(conn: Connection, number: int, secret: bytes | None, step: int) -> None:
    """Raises Refused second_missing: an owner cannot be without, but by a passkey."""
    conn.execute(HOLD_OWNERS)
    who = numbered(conn, number)
    if secret is None and who.role is Role.OWNER and not who.keys:
        raise Refused("second_missing", "An owner comes in by two steps: add a passkey before you give up the code.")
    conn.execute(SET_TOTP, {"id": number, "totp": secret, "step": step})


def use_step(conn: Connection, number: int, step: int) -> bool:
    """The code of this step is used. False when it was already."""
    return conn.execute(USE_STEP, {"id": number, "step": step}).rowcount == 1


def came_in(conn: Connection, number: int, now: int) -> None:
    conn.execute(SEEN, {"id": number, "now": now})
