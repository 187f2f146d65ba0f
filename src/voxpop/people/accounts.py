"""Accounts: (issuer, subject) -> the person it belongs to. A name or an e-mail address leads to nobody."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.people import person, picture
from voxpop.people.person import Known, Person
from voxpop.people.provider import Profile
from voxpop.sites.rules import reserved_skeletons
from voxpop.sites.site import Site
from voxpop.storage.database import note_people
from voxpop.storage.quick import Quick

LABEL = 100  # characters of what an account is called

OF = Quick("SELECT person_id FROM account WHERE site_id = :site AND issuer = :issuer AND subject = :subject")
INSERT = Quick("""
    INSERT INTO account (site_id, issuer, subject, person_id, method, via, label, made, used)
    VALUES (:site, :issuer, :subject, :person, :method, :via, :label, :now, :now)
    ON CONFLICT (site_id, issuer, subject) DO NOTHING
    RETURNING person_id
""")
USED = text("""
    UPDATE account SET used = :now, label = :label, via = :via
    WHERE site_id = :site AND issuer = :issuer AND subject = :subject
""")
LISTED = text("""
    SELECT issuer, subject, method, via, label, made, used FROM account
    WHERE site_id = :site AND person_id = :person ORDER BY made, issuer, subject
""")
REMOVE = text("""
    DELETE FROM account WHERE site_id = :site AND person_id = :person AND issuer = :issuer AND subject = :subject
""")


class Arrival(NamedTuple):
    """Somebody as a way of signing in has them. `via` is what readers call it; `known` what it tells of them.

    `follows`: it is the site's own word, which holds over what was known before.
    """

    profile: Profile
    method: str
    via: str
    known: Known
    follows: bool = False


class Account(NamedTuple):
    issuer: str
    subject: str
    method: str
    via: str
    label: str
    made: int
    used: int


def known_by(issuer: str, subject: str) -> bytes:
    """An account as one value, to be hashed."""
    return f"{issuer}\n{subject}".encode("utf-8", "surrogatepass")


def arrival(profile: Profile, method: str, via: str) -> Arrival:
    """What a provider says, as somebody's arrival."""
    known = Known(name=profile.name, page=profile.page, source=profile.picture)
    return Arrival(profile, method, via, known)


def enter(conn: Connection, clock: Clock, site: Site, arrives: Arrival, adding: int | None = None) -> Person:
    """Who it is: the person of the account, a new one, or with `adding` that person, who has one more account then.

    Raises Refused account_taken, banned.
    """
    now = clock.now()
    profile = arrives.profile
    which = {"site": site.id, "issuer": profile.issuer, "subject": profile.subject}
    seen = {"via": arrives.via, "label": (profile.email or profile.name or profile.subject)[:LABEL], "now": now}
    row = OF.row(conn, which)
    if row is None:
        number = adding if adding is not None else clock.next(now)
        if INSERT.row(conn, which | seen | {"person": number, "method": arrives.method}) is not None:
            if adding is None:
                person.add(conn, site.id, number, arrives.known, _kept_from(site, arrives.known), now)
            return _welcome(conn, clock, site, number, arrives)
        row = OF.row(conn, which)  # somebody with the same account was faster
    if row is None:
        raise LookupError("an account that is there is not there")
    if adding is not None and row[0] != adding:
        raise Refused(
            "account_taken",
            said("This %(name)s account belongs to another person here. Sign in with it instead.", name=arrives.via),
        )
    conn.execute(USED, which | seen)
    return _welcome(conn, clock, site, row[0], arrives)


def _welcome(conn: Connection, clock: Clock, site: Site, number: int, arrives: Arrival) -> Person:
    who = person.welcome(person.numbered(conn, site.id, number))
    at = {"site": site.id, "id": number}
    known = arrives.known
    conn.execute(person.SEEN, at | {"now": clock.now()})
    if arrives.profile.email and arrives.profile.email != who.email and arrives.profile.issuer == "email":
        conn.execute(person.PROVED, at | {"email": arrives.profile.email})
    if known.source and known.source != who.source and (arrives.follows or not who.source):
        conn.execute(person.SOURCE, at | {"source": known.source})
        picture.ask(conn, clock, site.id, who._replace(source=known.source))
    if arrives.follows:
        _follow(conn, site, who, known)
    return person.numbered(conn, site.id, number)


def _follow(conn: Connection, site: Site, who: Person, known: Known) -> None:
    """What the site itself says of its reader holds over what was known."""
    at = {"site": site.id, "id": who.id}
    page = person.address(known.page)
    if (known.role, known.badges, page) != (who.role, who.badges, who.page):
        conn.execute(person.STANDING, at | {"role": known.role, "badges": "\n".join(known.badges)})
        conn.execute(person.PAGE, at | {"page": page})
        note_people(conn)
    name = person.free(conn, site.id, known.name, _kept_from(site, known), who.id)
    if name != who.name:
        person.rename(conn, site.id, who, name, frozenset())


def _kept_from(site: Site, known: Known) -> frozenset[str]:
    """Names that they may not bear; the site's staff may, for whom they are kept."""
    return frozenset() if known.role == person.STAFF else reserved_skeletons(site.rules)


def listed(conn: Connection, site: int, person_id: int) -> list[Account]:
    return [Account(*row) for row in conn.execute(LISTED, {"site": site, "person": person_id})]


def remove(conn: Connection, site: int, person_id: int, issuer: str, subject: str) -> None:
    """Sign in with it no longer. Raises Refused account_taken for the last one, not_found for one that is not there."""
    theirs = listed(conn, site, person_id)
    if not any((one.issuer, one.subject) == (issuer, subject) for one in theirs):
        raise Refused("not_found", "You have no such account here.")
    if len(theirs) == 1:
        raise Refused("account_last", "This is the only account by which you can come in again. Add another first.")
    conn.execute(REMOVE, {"site": site, "person": person_id, "issuer": issuer, "subject": subject})
    if issuer == "email":
        conn.execute(person.PROVED, {"site": site, "id": person_id, "email": ""})
