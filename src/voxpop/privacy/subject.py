"""Who is meant: whoever wants to have what is kept of them, or to be forgotten, and what they are known by.

    signed_in     their mark, and a hash of each address that they have proved
    by_cookie     a guest's browser: what has the hash of its cookie, and nothing else
    by_mail       who has proved an address: the person whose account it is, else what guests left with it
    named         on the command line: an e-mail address, person:ID, comment:ID (whoever wrote it)

An address finds what guests wrote with it, never what another person wrote: that has its own mark.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.discussion import restraints
from voxpop.lib import email, ids
from voxpop.lib.refused import Refused
from voxpop.people import accounts, person
from voxpop.people.person import Person
from voxpop.spam import records
from voxpop.storage.quick import Quick

WITH_MARK = Quick("SELECT id FROM person WHERE site_id = :site AND mark = :mark")
WITH_EMAIL = text("SELECT id FROM person WHERE site_id = :site AND email = :email ORDER BY id LIMIT 1")
SENT = Quick("SELECT guest, mail, email FROM sender WHERE site_id = :site AND comment_id = :comment")


class Subject(NamedTuple):
    """`marks` stand in what they wrote and liked; `mails` are keyed hashes of their addresses, `emails` these.

    `person` is None for a guest. Nothing that is kept need be known by any of it.
    """

    site: int
    marks: tuple[bytes, ...] = ()
    mails: tuple[bytes, ...] = ()
    person: int | None = None
    emails: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return self.emails[0] if self.emails else ""

    def values(self) -> dict[str, object]:
        """As the statements of privacy/theirs ask for them."""
        return {
            "site": self.site,
            "marks": list(self.marks),
            "mails": list(self.mails),
            "person": self.person or 0,
            "emails": list(self.emails),
        }


def signed_in(conn: Connection, site: int, who: Person) -> Subject:
    """A person, by what they sign in with."""
    theirs = [one.subject for one in accounts.listed(conn, site, who.id) if one.issuer == "email"]
    spelt = _spelt(who.email, *theirs)
    return Subject(site, (who.mark,), _hashed(conn, site, spelt), who.id, spelt)


def by_cookie(site: int, guest: bytes) -> Subject:
    return Subject(site, (guest,))


def by_mail(conn: Connection, site: int, address: str, guest: bytes | None = None) -> Subject:
    """Who has proved an address, in a browser whose cookie has the hash `guest`."""
    spelt = _spelt(address)
    row = accounts.OF.row(conn, {"site": site, "issuer": "email", "subject": email.canonical(address)})
    if row is not None:
        return signed_in(conn, site, person.numbered(conn, site, row[0]))
    return Subject(site, (guest,) if guest else (), _hashed(conn, site, spelt), None, spelt)


def named(conn: Connection, site: int, who: str) -> Subject:
    """Raises Refused no_such_person, no_such_comment, who_unclear; the sentence names the value and a remedy."""
    kind, _, number = who.partition(":")
    if kind in ("person", "comment"):
        found = ids.read(number)
        if found is None:
            raise Refused(
                "who_unclear", f"--person {who!r}: after {kind}: comes a number, like {kind}:1790000000000000."
            )
        return _numbered(conn, site, found) if kind == "person" else _writer(conn, site, found)
    try:
        address = email.check(who)
    except Refused:
        wanted = "an e-mail address, person:ID or comment:ID"
        raise Refused("who_unclear", f"--person {who!r}: want {wanted}.") from None
    found = conn.execute(WITH_EMAIL, {"site": site, "email": email.canonical(address)}).scalar()
    subject = by_mail(conn, site, address)
    if subject.person is None and found is not None:
        return signed_in(conn, site, person.numbered(conn, site, found))
    return subject


def _numbered(conn: Connection, site: int, number: int) -> Subject:
    try:
        return signed_in(conn, site, person.numbered(conn, site, number))
    except Refused:
        remedy = "`voxpop people list` shows who does"
        raise Refused("no_such_person", f"Nobody with the id {number} signs in to this site: {remedy}.") from None


def _writer(conn: Connection, site: int, comment: int) -> Subject:
    row = SENT.row(conn, {"site": site, "comment": comment})
    if row is None:
        raise Refused("no_such_comment", f"There is no comment {comment} on this site. Is --site the right one?")
    guest, mail, address = bytes(row[0] or b""), bytes(row[1] or b""), str(row[2])
    if not guest and not mail:
        raise Refused(
            "no_such_person",
            f"Nothing that lasts is known of who wrote comment {comment}: no cookie, account or e-mail. "
            "Name them by their e-mail address or as person:ID.",
        )
    known = WITH_MARK.row(conn, {"site": site, "mark": guest})
    if known is not None:
        return _numbered(conn, site, known[0])
    return Subject(site, (guest,) if guest else (), (mail,) if mail else (), None, _spelt(address))


def _spelt(*addresses: str) -> tuple[str, ...]:
    """Each address as it was given and in its one spelling, without repeating any."""
    found: dict[str, None] = {}
    for one in filter(None, addresses):
        try:
            found |= dict.fromkeys((one, email.check(one), email.canonical(email.check(one))))
        except Refused:  # of an import, which keeps what others took for one
            found[one] = None
    return tuple(found)


def _hashed(conn: Connection, site: int, addresses: tuple[str, ...]) -> tuple[bytes, ...]:
    secret = records.secret(conn, site) or b""
    return tuple(dict.fromkeys(filter(None, (restraints.by_mail(secret, one) for one in addresses))))
