"""What goes in the very transaction in which somebody asks to be forgotten: who they are, and what is on its way.

person, accounts, passkeys, sessions, attempts    letters to them, and the picture that is to be fetched
what others have had checked of them              where they wanted to hear of reports
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.notify import mail, outbox
from voxpop.people import accounts, person, picture
from voxpop.privacy import subject, theirs
from voxpop.privacy.subject import Subject
from voxpop.storage.database import note_people

OF_PERSON = tuple(
    text(f"DELETE FROM {table} WHERE site_id = :site AND person_id = :person")
    for table in ("session", "passkey", "account")
)
PERSON = text("DELETE FROM person WHERE site_id = :site AND id = :person")
ATTEMPTS = text("DELETE FROM attempt WHERE site_id = :site AND (person_id = :person OR entered = :person)")
# What was typed when somebody set out to sign in stands there as well.
BEGUN_HERE = text("DELETE FROM attempt WHERE site_id = :site AND browser = :browser")
TYPED = text("SELECT id, asked, draft FROM attempt WHERE site_id = :site ORDER BY id")
ATTEMPT = text("DELETE FROM attempt WHERE site_id = :site AND id = :id")
REPORTS = theirs.asking(
    """
    UPDATE report SET email = NULL, name = NULL, words = ''
    WHERE site_id = :site AND email IN :emails
      AND NOT EXISTS (SELECT 1 FROM person p WHERE p.mark = report.guest)
""",
    "emails",
)
CHECK = text("DELETE FROM akismet_check WHERE site_id = :site AND id = :id")


class Left(NamedTuple):
    """What was there: accounts as (issuer, subject), and the file of a picture or ''."""

    accounts: tuple[tuple[str, str], ...] = ()
    picture: str = ""


def leave(conn: Connection, who: Subject) -> Left:
    """They are nobody here any more. Who is posting in their name at the moment is waited for, or refused."""
    left = _person(conn, who) if who.person is not None else Left()
    at = {"site": who.site}
    for check in theirs.checks(conn, who):
        conn.execute(CHECK, at | {"id": check})
    for address in who.emails:
        outbox.drop(conn, who.site, mail.NAME, address)
    typed(conn, who)
    conn.execute(REPORTS, at | {"emails": list(who.emails)})
    return left


def typed(conn: Connection, who: Subject) -> None:
    """Attempts to sign in go that began in the browser that asks, or in which an address of theirs was typed."""
    at = {"site": who.site}
    if who.browser:
        conn.execute(BEGUN_HERE, at | {"browser": who.browser})
    addresses = who.addresses
    for row in conn.execute(TYPED, at).all() if addresses else ():
        if subject.names(row.asked, addresses) or subject.names(row.draft, addresses):
            conn.execute(ATTEMPT, at | {"id": row.id})


def _person(conn: Connection, who: Subject) -> Left:
    at = {"site": who.site, "person": who.person}
    listed = accounts.listed(conn, who.site, who.person or 0)
    row = person.BY_ID.row(conn, {"site": who.site, "id": who.person})
    conn.execute(PERSON, at)  # first of all: on PostgreSQL it waits for who posts in their name
    for statement in (*OF_PERSON, ATTEMPTS):
        conn.execute(statement, at)
    outbox.drop(conn, who.site, picture.CHANNEL, str(who.person))
    note_people(conn)
    return Left(tuple((one.issuer, one.subject) for one in listed), person.made(row).picture if row else "")
