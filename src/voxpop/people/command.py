"""What `voxpop people …` shows and does: who signs in to a site, who may, and whose sessions end.

Of accounts it only tells what readers call them: an address or an id is nobody's to see who only looks for a name.
"""

from typing import NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Connection, text

from voxpop.lib import names
from voxpop.lib.ids import moment
from voxpop.lib.refused import Refused
from voxpop.people import person, sessions
from voxpop.people.person import STAFF, Person

WORDS = {"email": "e-mail", "passkey": "passkey", "host": "this site"}  # of accounts whose name is not a provider's

PEOPLE = text("""
    SELECT id, name, role, banned, seen FROM person
    WHERE site_id = :site AND (:skeleton = '' OR skeleton = :skeleton) ORDER BY id DESC LIMIT :limit
""")
ACCOUNTS = text("SELECT via FROM account WHERE site_id = :site AND person_id = :person ORDER BY made, issuer, subject")
PASSKEYS = text("SELECT COUNT(*) FROM passkey WHERE site_id = :site AND person_id = :person")
SESSIONS = text("SELECT COUNT(*) FROM session WHERE site_id = :site AND person_id = :person AND until > :now")


class Changed(NamedTuple):
    """Who was changed; `ended` is how many sessions of theirs are over."""

    name: str
    ended: int


def show(conn: Connection, site: int, name: str, limit: int, now: int, out: Console) -> None:
    """The newest first; with a name those who have it, or one that looks like it."""
    shown = Table("id", "name", "since", "last seen", "accounts", "sessions")
    shown.columns[0].no_wrap = True
    found = conn.execute(PEOPLE, {"site": site, "skeleton": names.skeleton(name) if name else "", "limit": limit})
    for number, called, role, banned, seen in found.all():
        which = {"site": site, "person": number}
        accounts = [WORDS.get(via, via) for (via,) in conn.execute(ACCOUNTS, which)]
        if passkeys := conn.execute(PASSKEYS, which).scalar_one():
            accounts.append("passkey" if passkeys == 1 else f"{passkeys} passkeys")
        standing = "banned" if banned is not None else "staff" if role == STAFF else ""
        told = (
            f"{called} ({standing})" if standing else called,
            f"{moment(number):%Y-%m-%d}",
            f"{moment(seen):%Y-%m-%d}",
            ", ".join(accounts),
            str(conn.execute(SESSIONS, which | {"now": now}).scalar_one()),
        )
        shown.add_row(str(number), *map(escape, told))
    out.print(shown)


def ban(conn: Connection, site: int, number: int, now: int | None) -> Changed:
    """They are out at once and come in no more; with None they may again. Raises Refused no_such_person."""
    name = found(conn, site, number).name
    person.ban(conn, site, number, now)
    return Changed(name, 0 if now is None else sessions.end_others(conn, site, number))


def set_role(conn: Connection, site: int, number: int, role: str) -> Changed:
    """Sessions go on, in another role. Raises Refused no_such_person."""
    name = found(conn, site, number).name
    person.set_role(conn, site, number, role)
    return Changed(name, 0)


def sign_out(conn: Connection, site: int, number: int) -> Changed:
    """Raises Refused no_such_person."""
    return Changed(found(conn, site, number).name, sessions.end_others(conn, site, number))


def found(conn: Connection, site: int, number: int) -> Person:
    """Raises Refused no_such_person."""
    try:
        return person.numbered(conn, site, number)
    except Refused:
        raise Refused("no_such_person", f"Nobody with the id {number} signs in to this site.") from None
