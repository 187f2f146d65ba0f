"""What goes in the very transaction in which somebody asks to be forgotten: who they are, and what is on its way.

person, accounts, passkeys, sessions, attempts    letters to them, and the picture that is to be fetched
what others have had checked of them              where they wanted to hear of reports

What stands against them does not go: it is kept by a hash of each of their accounts, for whoever comes back with it.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.discussion import restraints
from voxpop.discussion.restraints import Kind, Restraint, Whom
from voxpop.lib.ids import LARGEST
from voxpop.notify import mail, outbox
from voxpop.people import accounts, person, picture
from voxpop.people.accounts import Account
from voxpop.privacy import subject, theirs
from voxpop.privacy.subject import Subject
from voxpop.spam import records
from voxpop.storage.database import note_people

OF_PERSON = tuple(
    text(f"DELETE FROM {table} WHERE site_id = :site AND person_id = :person")
    for table in ("session", "passkey", "account")
)
PERSON = text("DELETE FROM person WHERE site_id = :site AND id = :person RETURNING banned")
ATTEMPTS = text("DELETE FROM attempt WHERE site_id = :site AND (person_id = :person OR entered = :person)")
# What was typed when somebody set out to sign in stands there as well.
BEGUN_HERE = text("DELETE FROM attempt WHERE site_id = :site AND browser = :browser AND id <= :upto")
TYPED = text("SELECT id, asked, draft FROM attempt WHERE site_id = :site AND id <= :upto ORDER BY id")
ATTEMPT = text("DELETE FROM attempt WHERE site_id = :site AND id = :id")
REPORTS = theirs.asking(
    """
    UPDATE report SET email = NULL, name = NULL, words = ''
    WHERE site_id = :site AND email IN :emails AND id <= :upto
      AND NOT EXISTS (SELECT 1 FROM person p WHERE p.mark = report.guest)
""",
    "emails",
)
CHECK = text("DELETE FROM akismet_check WHERE site_id = :site AND id = :id")


class Left(NamedTuple):
    """What was there: accounts as (issuer, subject), and the file of a picture or ''."""

    accounts: tuple[tuple[str, str], ...] = ()
    picture: str = ""


def leave(conn: Connection, who: Subject, now: int, upto: int = LARGEST) -> Left:
    """They are nobody here any more. Who is posting in their name at the moment is waited for, or refused.

    What has a time of its own goes up to when they asked: what came later is somebody new's.
    """
    left = _person(conn, who, now) if who.person is not None else Left()
    at = {"site": who.site, "upto": upto}
    for check in theirs.checks(conn, who):
        if check <= upto:
            conn.execute(CHECK, {"site": who.site, "id": check})
    for address in who.emails:
        outbox.drop(conn, who.site, mail.NAME, address, upto)
    typed(conn, who, upto)
    conn.execute(REPORTS, at | {"emails": list(who.emails)})
    return left


def typed(conn: Connection, who: Subject, upto: int = LARGEST) -> None:
    """Attempts to sign in go that began in the browser that asks, or in which an address of theirs was typed."""
    at = {"site": who.site, "upto": upto}
    if who.browser:
        conn.execute(BEGUN_HERE, at | {"browser": who.browser})
    addresses = who.addresses
    for row in conn.execute(TYPED, at).all() if addresses else ():
        if subject.names(row.asked, addresses) or subject.names(row.draft, addresses):
            conn.execute(ATTEMPT, {"site": who.site, "id": row.id})


def _person(conn: Connection, who: Subject, now: int) -> Left:
    at = {"site": who.site, "person": who.person}
    listed = accounts.listed(conn, who.site, who.person or 0)
    row = person.BY_ID.row(conn, {"site": who.site, "id": who.person})
    banned = conn.execute(PERSON, at).scalar()  # first of all: on PostgreSQL it waits for who posts in their name
    for statement in (*OF_PERSON, ATTEMPTS):
        conn.execute(statement, at)
    outbox.drop(conn, who.site, picture.CHANNEL, str(who.person))
    note_people(conn)
    standings = [one for mark in who.marks for one in restraints.of(conn, who.site, Whom(mark), now)]
    if banned is not None:  # by the operator: for good, and without a reason
        standings.append(Restraint(Kind.BANNED, None, "", banned))
    _stand(conn, who.site, listed, standings)
    return Left(tuple((one.issuer, one.subject) for one in listed), person.made(row).picture if row else "")


def _stand(conn: Connection, site: int, listed: list[Account], standings: list[Restraint]) -> None:
    """Against whoever comes back with one of these accounts."""
    secret = records.begin(conn, site) if standings else b""
    for one in listed if standings else ():
        restraints.keep(conn, site, restraints.by_account(secret, one.issuer, one.subject), standings)
