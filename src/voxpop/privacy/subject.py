"""Who is meant: whoever wants to have what is kept of them, or to be forgotten, and what they are known by.

    signed_in     their mark, and a hash of each address that they have proved
    by_cookie     a guest's browser: what has the hash of its cookie, and nothing else
    by_mail       who has proved an address: the person whose account it is, else what guests left with it
    named         on the command line: an e-mail address, person:ID, comment:ID (whoever wrote it)

An address finds what guests wrote with it, never what another person wrote: that has its own mark. Anybody may have
typed it, and a browser may be used by several: what is certain to be theirs has both (`wrote`).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.discussion import restraints
from voxpop.lib import email, ids
from voxpop.lib.email import spelt
from voxpop.lib.refused import Refused
from voxpop.people import accounts, person
from voxpop.people.person import Person
from voxpop.spam import records
from voxpop.storage.quick import Quick

WITH_MARK = Quick("SELECT id FROM person WHERE site_id = :site AND mark = :mark")
WITH_EMAIL = text("SELECT id FROM person WHERE site_id = :site AND email = :email ORDER BY id LIMIT 1")
SENT = Quick("SELECT guest, mail FROM sender WHERE site_id = :site AND comment_id = :comment")
MAILS_OF = text("SELECT DISTINCT mail FROM sender WHERE site_id = :site AND guest = :guest AND mail IS NOT NULL")
EMAILS_OF = text("SELECT DISTINCT email FROM report WHERE site_id = :site AND guest = :guest AND email IS NOT NULL")


class Subject(NamedTuple):
    """`marks` stand in what they wrote and liked; `mails` are keyed hashes of their addresses, `emails` these.

    `person` is None for a guest. Nothing that is kept need be known by any of it. `guest` is the hash of the cookie of
    the browser that asks, by which nothing is found, and `browser` the hash of the token with which it set out to sign
    in; None for none.
    """

    site: int
    marks: tuple[bytes, ...] = ()
    mails: tuple[bytes, ...] = ()
    person: int | None = None
    emails: tuple[str, ...] = ()
    guest: bytes | None = None
    browser: bytes | None = None

    @property
    def email(self) -> str:
        return self.emails[0] if self.emails else ""

    @property
    def addresses(self) -> frozenset[str]:
        """Their addresses, each in its one spelling."""
        return frozenset(map(spelt, self.emails))

    @property
    def by_address_alone(self) -> bool:
        """A guest with an address: what they did in other browsers than this, and did not write, is not found by it."""
        return self.person is None and bool(self.mails)

    def wrote(self, mark: bytes | None, mail: bytes | None) -> bool:
        """Is it certain that they sent what has this mark and this hash of a guest's address?

        What has a person's mark and such a hash was claimed by the address alone.
        """
        if mail is None:
            return self.person is not None and mark in self.marks
        return mark is not None and mark == self.guest and mail in self.mails

    def reported(self, mark: bytes, email: str | None) -> bool:
        """The same of a report, and the address that was given with it."""
        if self.person is not None and mark in self.marks:
            return True
        return mark == self.guest and spelt(email or "") in self.addresses

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
    known = _spelt(who.email, *theirs)
    return Subject(site, (who.mark,), _hashed(conn, site, known), who.id, known)


def by_cookie(site: int, guest: bytes) -> Subject:
    return Subject(site, (guest,))


def by_mail(conn: Connection, site: int, address: str, guest: bytes | None = None) -> Subject:
    """Who has proved an address, in a browser whose cookie has the hash `guest`.

    What has that cookie is theirs too, unless it wrote with other addresses: then others use the browser as well.
    """
    row = accounts.OF.row(conn, {"site": site, "issuer": "email", "subject": email.canonical(address)})
    if row is not None:
        return signed_in(conn, site, person.numbered(conn, site, row[0]))._replace(guest=guest)
    known = _spelt(address)
    who = Subject(site, (), _hashed(conn, site, known), None, known, guest)
    return who._replace(marks=(guest,)) if guest and _alone(conn, who) else who


def _alone(conn: Connection, who: Subject) -> bool:
    """Was the cookie of this browser used with no address but theirs?"""
    at = {"site": who.site, "guest": who.guest}
    mails = {bytes(one) for one in conn.execute(MAILS_OF, at).scalars()}
    emails = set(map(spelt, conn.execute(EMAILS_OF, at).scalars()))
    return mails <= set(who.mails) and emails <= who.addresses


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
    guest, mail = bytes(row[0] or b""), bytes(row[1] or b"")
    if not guest and not mail:
        raise Refused(
            "no_such_person",
            f"Nothing that lasts is known of who wrote comment {comment}: no cookie, account or e-mail. "
            "Name them by their e-mail address or as person:ID.",
        )
    known = WITH_MARK.row(conn, {"site": site, "mark": guest})
    if known is not None:
        return _numbered(conn, site, known[0])
    return Subject(site, (guest,)) if guest else Subject(site, (), (mail,))  # anybody may have typed the address


def _spelt(*addresses: str) -> tuple[str, ...]:
    """Each address as it was given and in its one spelling, without repeating any."""
    found: dict[str, None] = {}
    for one in filter(None, addresses):
        try:
            found |= dict.fromkeys((one, email.check(one), email.canonical(email.check(one))))
        except Refused:  # of an import, which keeps what others took for one
            found[one] = None
    return tuple(found)


def names(written: str, addresses: frozenset[str]) -> bool:
    """Is one of these the whole of a string in this JSON?"""
    return any(spelt(one) in addresses for one in _strings(msgspec.json.decode(written or "null")))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(one)


def _hashed(conn: Connection, site: int, addresses: tuple[str, ...]) -> tuple[bytes, ...]:
    secret = records.secret(conn, site) or b""
    return tuple(dict.fromkeys(filter(None, (restraints.by_mail(secret, one) for one in addresses))))
