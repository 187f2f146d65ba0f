"""A restored backup is cleaned: who was forgotten after it was made is found in it by the list, and forgotten again.

Everything by which somebody can be known is gone through in the order of its index, a piece at a time, and compared by
its keyed hash: accounts, marks of people, and in what is written, liked and reported marks and hashes of addresses;
also the addresses of who reported, is written to, set out to sign in, or was checked for another blog. Who came anew
after they were forgotten is left alone: a person by when they first signed in, all else by its time.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text

from voxpop.discussion import restraints
from voxpop.people import accounts, person
from voxpop.privacy import subject
from voxpop.privacy.erasure import Extent
from voxpop.privacy.forgotten import Line, hashed
from voxpop.privacy.subject import Subject
from voxpop.spam import records
from voxpop.storage.database import Database

PIECE = 5_000  # values that are compared in one transaction

PEOPLE = text("SELECT id, mark FROM person WHERE site_id = :site AND id > :after ORDER BY id LIMIT :limit")
ACCOUNTS = text("""
    SELECT issuer, subject, person_id FROM account
    WHERE site_id = :site AND (issuer > :issuer OR (issuer = :issuer AND subject > :after))
    ORDER BY issuer, subject LIMIT :limit
""")
PERSONS = text("SELECT id FROM person WHERE site_id = :site AND mark = :mark LIMIT :limit")


def _values(table: str, column: str) -> str:
    return f"""
        SELECT DISTINCT {column} FROM {table} WHERE site_id = :site AND {column} > :after
        ORDER BY {column} LIMIT :limit
    """


MARKS = {table: text(_values(table, "guest")) for table in ("sender", "liking", "reaction", "report", "muting")}
MAILS = text(_values("sender", "mail"))
# Where an address stands as it was given, in the column itself or within JSON.
ADDRESSES = {
    table: text(f"""
        SELECT id, {column} FROM {table} WHERE site_id = :site AND id > :after AND {column} LIKE '%@%'
        ORDER BY id LIMIT :limit
    """)
    for table, column in (
        *(("report", "email"), ("outbox", "target")),
        *(("attempt", "asked || ' ' || draft"), ("akismet_check", "submission")),
    )
}
ADDRESS = re.compile(r"""[^\s"<>()\[\]{},:;\\]+@[^\s"<>()\[\]{},:;\\]+""")

Tell = Callable[[int], None]
Wanted = dict[bytes, tuple[int, Extent]]  # by hash: when it was forgotten last, and how far
NEVER = (0, Extent.NAME)


class Known(NamedTuple):
    """Somebody of the list who is in the database: when they were forgotten, how far, and what they are known by."""

    at: int
    extent: Extent
    subject: Subject


def find(database: Database, site: int, lines: list[Line], tell: Tell) -> list[Known]:
    """In the order in which they were forgotten. `tell` hears how many values were compared more."""
    secret = database.read_now(lambda conn: records.secret(conn, site))
    wanted = _wanted(lines, site)
    if not secret or not wanted:
        return []
    found: dict[int, Known] = {}
    for number, at in _people(database, site, (secret, wanted), tell):
        _join(found, at, wanted, _person(database, site, number))
    for statement in MARKS.values():
        for mark, at in _marks(database, (site, statement), (secret, wanted), tell):
            if not _read(database, PERSONS, {"site": site, "mark": mark}):
                _join(found, at, wanted, Subject(site, (mark,)))
    for mail, at in _marks(database, (site, MAILS), (secret, wanted), tell):
        _join(found, at, wanted, Subject(site, (), (mail,)))
    for statement in ADDRESSES.values():
        for address, mail, at in _addresses(database, (site, statement), (secret, wanted), tell):
            _join(found, at, wanted, Subject(site, (), (mail,), None, (address,)))
    return [found[at] for at in sorted(found)]


def _wanted(lines: list[Line], site: int) -> Wanted:
    """By hash the last time that it was forgotten; everything, where both extents were asked for."""
    wanted: Wanted = {}
    for line in lines:
        for one in line.hashes if line.site == site else ():
            at, extent = wanted.get(bytes.fromhex(one), (0, Extent.NAME))
            both = Extent.ALL if Extent.ALL in (extent, line.extent) else Extent.NAME
            wanted[bytes.fromhex(one)] = max(at, line.id), both
    return wanted


def _join(found: dict[int, Known], at: int, wanted: Wanted, who: Subject) -> None:
    extent = next(extent for when, extent in wanted.values() if when == at)
    before = found.get(at, Known(at, extent, Subject(who.site))).subject
    joined = Subject(
        who.site,
        tuple(dict.fromkeys((*before.marks, *who.marks))),
        tuple(dict.fromkeys((*before.mails, *who.mails))),
        before.person or who.person,
        tuple(dict.fromkeys((*before.emails, *who.emails))),
    )
    found[at] = Known(at, extent, joined)


def _person(database: Database, site: int, number: int) -> Subject:
    return database.read_now(lambda conn: subject.signed_in(conn, site, person.numbered(conn, site, number)))


def _people(database: Database, site: int, known: tuple[bytes, Wanted], tell: Tell) -> Iterator[tuple[int, int]]:
    """People who first signed in before they were forgotten, each once."""
    secret, wanted = known
    seen = set()

    def compared(number: int, known_by: bytes) -> int:
        at, _ = wanted.get(hashed(secret, known_by), NEVER)
        return at if number <= at and number not in seen else 0

    after = -1
    while rows := _read(database, PEOPLE, {"site": site, "after": after}):
        for number, mark in rows:
            if at := compared(number, bytes(mark)):
                seen.add(number)
                yield number, at
        after = rows[-1][0]
        tell(len(rows))
    issuer, last = "", ""
    while rows := _read(database, ACCOUNTS, {"site": site, "issuer": issuer, "after": last}):
        for by, name, number in rows:
            if at := compared(number, accounts.known_by(by, name)):
                seen.add(number)
                yield number, at
        issuer, last = rows[-1][0], rows[-1][1]
        tell(len(rows))


def _marks(
    database: Database, where: tuple[int, TextClause], known: tuple[bytes, Wanted], tell: Tell
) -> Iterator[tuple[bytes, int]]:
    (site, statement), (secret, wanted) = where, known
    after = b""
    while rows := _read(database, statement, {"site": site, "after": after}):
        for (value,) in rows:
            at, _ = wanted.get(hashed(secret, bytes(value)), NEVER)
            if at:
                yield bytes(value), at
        after = bytes(rows[-1][0])
        tell(len(rows))


def _addresses(
    database: Database, where: tuple[int, TextClause], known: tuple[bytes, Wanted], tell: Tell
) -> Iterator[tuple[str, bytes, int]]:
    """Addresses that were there before their owners were forgotten, with their hashes and when that was."""
    (site, statement), (secret, wanted) = where, known
    after = -1
    while rows := _read(database, statement, {"site": site, "after": after}):
        for number, told in rows:
            for address in dict.fromkeys(ADDRESS.findall(told)):
                mail = restraints.by_mail(secret, address)
                at, _ = wanted.get(hashed(secret, mail), NEVER)
                if number <= at:
                    yield address, mail, at
        after = rows[-1][0]
        tell(len(rows))


def _read(database: Database, statement: TextClause, values: dict[str, object]) -> list[tuple[Any, ...]]:
    asked = values | {"limit": PIECE}
    return database.read_now(lambda conn: [tuple(row) for row in conn.execute(statement, asked)])
