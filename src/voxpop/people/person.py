"""Somebody who signs in to a site: one row, whatever accounts they have. E-mail never makes two rows one.

What they write and like carries their mark where a guest's has the hash of a cookie, so that it is theirs on every
device.
"""

import secrets
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, text

from voxpop.lib import names, web_address
from voxpop.lib.characters import visible
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.storage import schema
from voxpop.storage.database import note_people
from voxpop.storage.quick import Quick

MARK_BYTES = 16
NAMELESS = "Reader"
READER, STAFF = "reader", "staff"

INSERT = text("""
    INSERT INTO person (site_id, id, mark, name, skeleton, email, page, source, picture, pictured, role, badges,
                        seen, banned)
    VALUES (:site, :id, :mark, :name, :skeleton, :email, :page, :source, NULL, :pictured, :role, :badges, :seen, NULL)
""")
COLUMNS = "id, mark, name, email, page, source, picture, pictured, role, badges, banned"
BY_ID = Quick(f"SELECT {COLUMNS} FROM person WHERE site_id = :site AND id = :id")
NAME = text("UPDATE person SET name = :name, skeleton = :skeleton WHERE site_id = :site AND id = :id")
PICTURED = text("UPDATE person SET pictured = :pictured WHERE site_id = :site AND id = :id")
SOURCE = text("UPDATE person SET source = :source WHERE site_id = :site AND id = :id")
PICTURE = text("UPDATE person SET picture = :picture WHERE site_id = :site AND id = :id AND source = :source")
PAGE = text("UPDATE person SET page = :page WHERE site_id = :site AND id = :id")
STANDING = text("UPDATE person SET role = :role, badges = :badges WHERE site_id = :site AND id = :id")
PROVED = text("UPDATE person SET email = :email WHERE site_id = :site AND id = :id")
SEEN = text("UPDATE person SET seen = :now WHERE site_id = :site AND id = :id")
BAN = text("UPDATE person SET banned = :banned WHERE site_id = :site AND id = :id")
# On PostgreSQL whoever removes them waits until this transaction is over; SQLite has one writer, and no such words.
STAYS = (
    select(schema.person.c.id)
    .where(schema.person.c.site_id == bindparam("site"), schema.person.c.id == bindparam("id"))
    .with_for_update(read=True, key_share=True)
)
LIKE = Quick("SELECT id, role FROM person WHERE site_id = :site AND skeleton = :skeleton")


class Person(NamedTuple):
    """`picture` is a file of the media folder, '' without one; `pictured` whether they want it shown.

    `source` is the address that it is made from; `page` one of theirs, or ''; `email` is proved, or ''.
    """

    id: int
    mark: bytes
    name: str
    email: str = ""
    page: str = ""
    source: str = ""
    picture: str = ""
    pictured: bool = True
    role: str = READER
    badges: tuple[str, ...] = ()
    banned: bool = False

    @property
    def shown(self) -> str:
        """The file of the picture that others see, or ''."""
        return self.picture if self.pictured else ""


class Known(NamedTuple):
    """What is told of somebody when they sign in. `name` is as it was told."""

    name: str
    email: str = ""
    page: str = ""
    source: str = ""
    role: str = READER
    badges: tuple[str, ...] = ()


def made(row: tuple[Any, ...]) -> Person:
    """A person from the columns COLUMNS."""
    number, mark, name, email, page, source, picture, pictured, role, badges, banned = row
    shown = tuple(badges.splitlines())
    return Person(
        number, bytes(mark), name, email, page, source, picture or "", bool(pictured), role, shown, banned is not None
    )


def numbered(conn: Connection, site: int, person: int) -> Person:
    """Raises Refused signed_out when there is no such person (any more)."""
    row = BY_ID.row(conn, {"site": site, "id": person})
    if row is None:
        raise Refused("signed_out", "This person is not here any more. Please sign in again.")
    return made(row)


def stays(conn: Connection, site: int, person: int) -> None:
    """They are here until the end of this transaction. Raises Refused signed_out when they are not any more."""
    if conn.execute(STAYS, {"site": site, "id": person}).scalar() is None:
        raise Refused("signed_out", "This person is not here any more. Please sign in again.")


def add(conn: Connection, site: int, number: int, known: Known, reserved: frozenset[str], now: int) -> None:
    """Somebody who signs in for the first time. A name that is kept for others is not taken over."""
    name = free(conn, site, known.name, reserved, number)
    conn.execute(
        INSERT,
        {
            "site": site,
            "id": number,
            "mark": secrets.token_bytes(MARK_BYTES),
            "name": name,
            "skeleton": names.skeleton(name),
            "email": known.email,
            "page": address(known.page),
            "source": known.source,
            "pictured": True,
            "role": known.role,
            "badges": "\n".join(known.badges),
            "seen": now,
        },
    )


def free(conn: Connection, site: int, told: str, reserved: frozenset[str], person: int) -> str:
    """The name as it is shown, where it can be one and is not staff's; else a plain one."""
    try:
        name = names.clean(told[: names.LONGEST])
        may_carry(conn, site, name, reserved, person)
    except Refused:
        return NAMELESS
    return name if visible(name) else NAMELESS


def may_carry(conn: Connection, site: int, name: str, reserved: frozenset[str], person: int | None) -> None:
    """May somebody carry this name? `person` is None for a guest, who may not look like anybody that signs in.

    Among people who sign in only names of staff are kept: their mark tells the others apart. `reserved` are skeletons.
    Raises Refused name_reserved, name_taken.
    """
    likeness = names.skeleton(name)
    same = [(number, role) for number, role in LIKE.rows(conn, {"site": site, "skeleton": likeness})]
    if person is not None and any(number == person and role == STAFF for number, role in same):
        return
    if likeness in reserved or any(role == STAFF for number, role in same if number != person):
        raise Refused(
            "name_reserved",
            said("The name “%(name)s” is kept for people of this site. Please choose another.", name=name),
        )
    if person is None and same:
        raise Refused(
            "name_taken",
            said(
                "The name “%(name)s” belongs to somebody who signs in here. "
                "If it is yours, sign in; else choose another.",
                name=name,
            ),
        )


def rename(conn: Connection, site: int, person: Person, told: str, reserved: frozenset[str]) -> str:
    """The new name. Raises Refused name_missing, name_too_long, name_invalid, name_reserved."""
    name = names.clean(told)
    if not name:
        raise Refused("name_missing", "Please give a name: it is shown with your comments.")
    may_carry(conn, site, name, reserved, person.id)
    conn.execute(NAME, {"site": site, "id": person.id, "name": name, "skeleton": names.skeleton(name)})
    note_people(conn)
    return name


def show_picture(conn: Connection, site: int, person: int, *, shown: bool) -> None:
    conn.execute(PICTURED, {"site": site, "id": person, "pictured": shown})
    note_people(conn)


def draw(conn: Connection, site: int, person: int, picture: str, source: str) -> bool:
    """Their picture is the file `picture` now, if `source` is still what it is to be made from."""
    drawn = conn.execute(PICTURE, {"site": site, "id": person, "picture": picture, "source": source}).rowcount == 1
    if drawn:
        note_people(conn)
    return drawn


def set_role(conn: Connection, site: int, person: int, role: str) -> None:
    """Raises Refused signed_out when there is no such person."""
    one = numbered(conn, site, person)
    conn.execute(STANDING, {"site": site, "id": person, "role": role, "badges": "\n".join(one.badges)})
    note_people(conn)


def ban(conn: Connection, site: int, person: int, now: int | None) -> None:
    """From `now` on they are nobody here, in no session; None lets them in again. Raises Refused signed_out."""
    numbered(conn, site, person)
    conn.execute(BAN, {"site": site, "id": person, "banned": now})
    note_people(conn)


def welcome(who: Person) -> Person:
    """Whoever may take part here. Raises Refused banned."""
    if who.banned:
        raise Refused("banned", "You may not take part in the conversations of this site.")
    return who


def address(told: str) -> str:
    """An address that others are shown, or '' when it cannot be one."""
    try:
        return web_address.website(told) if told.strip() else ""
    except Refused:
        return ""
