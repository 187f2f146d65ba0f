"""Who is meant: whoever wants to have what is kept of them, or to be forgotten, and what they are known by.

    signed_in     their mark, and a hash of each address that they have proved
    by_cookie     a guest's browser: what has the hash of its cookie, and nothing else
    by_mail       who has proved an address: the person whose account it is, else what guests left with it
    named         on the command line: an e-mail address, person:ID, comment:ID (whoever wrote it)
    called        people whose account with a provider is called by an address, which may be a name they chose there

An address finds what guests wrote with it, never what another person wrote: that has its own mark. Anybody may have
typed it, and a browser may be used by several: what is certain to be theirs has both (`wrote`). What has the cookie of
the browser is theirs too, unless it was used with other addresses: then others use the browser as well.
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
CALLED = text("""
    SELECT person_id, via, label FROM account WHERE site_id = :site AND label LIKE '%@%' ORDER BY person_id, via
""")
SENT = Quick("SELECT guest, mail FROM sender WHERE site_id = :site AND comment_id = :comment")
MAILS_OF = text("SELECT DISTINCT mail FROM sender WHERE site_id = :site AND guest = :guest AND mail IS NOT NULL")
EMAILS_OF = text("SELECT DISTINCT email FROM report WHERE site_id = :site AND guest = :guest AND email IS NOT NULL")


class Subject(NamedTuple):
    """`marks` stand in what they wrote and liked; `mails` are keyed hashes of their addresses, `emails` these.

    `person` is None for a guest. Nothing that is kept need be known by any of it. `guest` is the hash of the cookie of
    the browser that asks, by which something is found only if it is among the marks as well, and `browser` the hash of
    the token with which it set out to sign in; None for none.
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
            return self._persons(mark)
        return mark is not None and mark == self.guest and mail in self.mails

    def reported(self, mark: bytes, email: str | None) -> bool:
        """The same of a report, and the address that was given with it."""
        return self._persons(mark) or (mark == self.guest and spelt(email or "") in self.addresses)

    def _persons(self, mark: bytes | None) -> bool:
        """Is it a mark of the person who signs in, and not of a cookie?"""
        return self.person is not None and mark in self.marks and mark != self.guest

    def values(self) -> dict[str, object]:
        """As the statements of privacy/theirs ask for them."""
        return {
            "site": self.site,
            "marks": list(self.marks),
            "mails": list(self.mails),
            "person": self.person or 0,
            "emails": list(self.emails),
        }


def signed_in(conn: Connection, site: int, who: Person, guest: bytes | None = None) -> Subject:
    """A person, by what they sign in with, in a browser whose cookie has the hash `guest`."""
    theirs = [one.subject for one in accounts.listed(conn, site, who.id) if one.issuer == "email"]
    known = _spelt(who.email, *theirs)
    return _with_cookie(conn, Subject(site, (who.mark,), _hashed(conn, site, known), who.id, known, guest))


def by_cookie(site: int, guest: bytes) -> Subject:
    return Subject(site, (guest,))


def by_mail(conn: Connection, site: int, address: str, guest: bytes | None = None) -> Subject:
    """Who has proved an address, in a browser whose cookie has the hash `guest`."""
    row = accounts.OF.row(conn, {"site": site, "issuer": "email", "subject": email.canonical(address)})
    if row is not None:
        return signed_in(conn, site, person.numbered(conn, site, row[0]), guest)
    known = _spelt(address)
    return _with_cookie(conn, Subject(site, (), _hashed(conn, site, known), None, known, guest))


def _with_cookie(conn: Connection, who: Subject) -> Subject:
    """Them, and what has the cookie of their browser, if nobody else used that."""
    return who._replace(marks=(*who.marks, who.guest)) if who.guest and _alone(conn, who) else who


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
    subject = by_mail(conn, site, address)
    if subject.person is not None:
        return subject
    found = conn.execute(WITH_EMAIL, {"site": site, "email": email.canonical(address)}).scalar()
    if found is not None:
        return signed_in(conn, site, person.numbered(conn, site, found))
    return _of_account(conn, subject, who)


def _of_account(conn: Connection, guest: Subject, who: str) -> Subject:
    """The one whose account is called by the address of a guest, and what was done with it as a guest."""
    numbers = list(dict.fromkeys(number for number, _ in called(conn, guest.site, guest.addresses)))
    if len(numbers) > 1:
        those = ", ".join(f"person:{number}" for number in numbers)
        raise Refused("who_unclear", f"--person {who!r}: several people have accounts with that address: {those}.")
    if not numbers:
        return guest
    them = signed_in(conn, guest.site, person.numbered(conn, guest.site, numbers[0]))
    return them._replace(mails=(*them.mails, *guest.mails), emails=(*them.emails, *guest.emails))


def called(conn: Connection, site: int, addresses: frozenset[str]) -> list[tuple[int, str]]:
    """Whose accounts are called by one of these, and with whom they have them.

    That the provider has seen a proof of it is not certain, so no proof of the address leads to these people.
    """
    rows = conn.execute(CALLED, {"site": site}) if addresses else ()
    return [(number, via) for number, via, label in rows if spelt(label) in addresses]


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
