"""Passkeys (WebAuthn, level 3): a device's key signs a challenge, once the device has made sure of its owner.

    begin      an attempt whose state is the challenge, and what the browser is to ask the device for
    come_back  what the device said: a key that is known here lets its person in; one for who is signed in is kept

A challenge is good once, in the browser that it was made for, at the one origin that it names. Nobody types who they
are: the device knows, and the key has to be that person's. Where keys come from (attestation) is not asked.
What is said and checked between device and server is in ceremony.py.
"""

import asyncio
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib import agents, names
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.people import attempts, ceremony, person, sessions, signing_in
from voxpop.people.attempts import Attempt, Purpose
from voxpop.people.ceremony import Asked, Known, Owner, refused
from voxpop.people.person import STAFF, Person
from voxpop.people.sessions import Way
from voxpop.people.signing_in import Came
from voxpop.people.ways import PASSKEY
from voxpop.sites.house import House
from voxpop.sites.rules import Rules
from voxpop.sites.site import Site

MOST = 10  # passkeys of one person

KNOWN = text("""
    SELECT k.id, k.person_id, k.public_key, k.counter, p.mark
    FROM passkey k JOIN person p ON p.site_id = k.site_id AND p.id = k.person_id
    WHERE k.site_id = :site AND k.credential = :credential
""")
CREDENTIALS = text("SELECT credential FROM passkey WHERE site_id = :site AND person_id = :person ORDER BY id")
LISTED = text("SELECT id, label, used FROM passkey WHERE site_id = :site AND person_id = :person ORDER BY id")
INSERT = text("""
    INSERT INTO passkey (site_id, id, credential, person_id, public_key, counter, label, used)
    VALUES (:site, :id, :credential, :person, :public_key, :counter, :label, :now)
    ON CONFLICT (site_id, credential) DO NOTHING
""")
USED = text("""
    UPDATE passkey SET counter = :counter, used = :now WHERE site_id = :site AND id = :id AND counter = :was
""")
REMOVE = text("DELETE FROM passkey WHERE site_id = :site AND person_id = :person AND id = :id")


class Kept(NamedTuple):
    """What an attempt knows: the origin whose page has the challenge."""

    origin: str


class Listed(NamedTuple):
    """`id` is when it was registered, in microseconds since 1970, like `used`. `label` may be ''."""

    id: int
    label: str
    used: int


class Challenge(NamedTuple):
    """`options` is the JSON of PublicKeyCredentialRequestOptions, or …CreationOptions for a new key."""

    state: str
    options: str


class Answer(NamedTuple):
    """What a browser comes back with: the challenge's state, the JSON of a PublicKeyCredential, what its owner calls
    it, and who is signed in there, if anybody is.
    """

    browser: str
    agent: str
    state: str
    credential: str
    label: str = ""
    signed_in: int | None = None


def offered(rules: Rules, role: str = "") -> bool:
    """Does the site take passkeys of somebody with this role? Without one: of anybody at all?"""
    whose = rules.passkeys
    return whose == "all" or (whose == "staff" and role in ("", STAFF))


async def begin(house: House, site: Site, browser: str, origin: str, purpose: Purpose) -> Challenge:
    """A challenge for a page at `origin`; for a new key, if the purpose is to add one to a person.

    Raises Refused provider_unknown where the site takes no passkeys, passkeys_full, signed_out.
    """
    if not offered(site.rules):
        raise unknown()

    def store(conn: Connection) -> tuple[str, Owner | None]:
        owner = None if purpose.adding is None else _owner(conn, site, purpose.adding)
        way = PASSKEY, Kept(origin)
        return attempts.begin(conn, house.clock, site.id, browser, way, purpose).state, owner

    state, owner = await house.database.write(store)
    asked = Asked(origin, state)
    if owner is None:
        return Challenge(state, await asyncio.to_thread(ceremony.asks_for_known, asked))
    return Challenge(state, await asyncio.to_thread(ceremony.asks_for_new, site.title, asked, owner))


def unknown() -> Refused:
    return Refused("provider_unknown", "Nobody can sign in with a passkey here.")


def _owner(conn: Connection, site: Site, who: int) -> Owner:
    """Somebody who may have one more. Raises Refused signed_out, banned, provider_unknown, passkeys_full."""
    found = person.welcome(person.numbered(conn, site.id, who))
    if not offered(site.rules, found.role):
        raise unknown()
    theirs = [bytes(row.credential) for row in conn.execute(CREDENTIALS, {"site": site.id, "person": who})]
    if len(theirs) >= MOST:
        raise Refused(
            "passkeys_full",
            counted(
                "You have %(count)s passkey, which is as many as there can be. Remove one first.",
                "You have %(count)s passkeys, which is as many as there can be. Remove one first.",
                MOST,
            ),
        )
    return Owner(found.mark, found.name, theirs)


async def come_back(house: House, answer: Answer) -> Came:
    """What came of a challenge. With the refusal passkey_refused the attempt is not closed: it may go on by another.

    Raises Refused attempt_unknown, attempt_expired.
    """
    now = house.clock.now()
    attempt = await house.database.write(lambda conn: attempts.take(conn, answer.state, answer.browser, PASSKEY, now))
    site = await house.sites.numbered(attempt.site)
    act = _let_in if attempt.person is None else _register
    try:
        return await act(house, site, attempt, answer)
    except Refused as why:
        if why.code == "passkey_refused":
            return Came(attempt, refused=why)
        return await signing_in.turned_away(house, attempt, why)


async def _let_in(house: House, site: Site, attempt: Attempt, answer: Answer) -> Came:
    said = await asyncio.to_thread(ceremony.read, answer.credential)
    row = await house.database.read(
        lambda conn: conn.execute(KNOWN, {"site": site.id, "credential": said.raw_id}).one_or_none()
    )
    if row is None:
        raise refused("This passkey is not known here, or not any more. Take another, or sign in another way.")
    known = Known(row.id, row.person_id, bytes(row.public_key), row.counter, bytes(row.mark))
    counter = await asyncio.to_thread(ceremony.signed, said, _asked(attempt, answer), known)
    now = house.clock.now()

    def find(conn: Connection) -> Person:
        who = person.welcome(person.numbered(conn, site.id, known.person))
        if not offered(site.rules, who.role):
            raise refused("This site takes no passkey of yours any more. Sign in another way.")
        at = {"site": site.id, "id": known.id, "was": known.counter, "counter": counter, "now": now}
        if conn.execute(USED, at).rowcount != 1:  # removed meanwhile, or the same key is used twice at once
            raise refused("This passkey is in use elsewhere at this moment. Try again.")
        conn.execute(person.SEEN, {"site": site.id, "id": who.id, "now": now})
        return who

    way = Way(PASSKEY, answer.agent, lasts=sessions.lasting(site.rules))
    return await signing_in.let_in(house, attempt, find, way)


async def _register(house: House, site: Site, attempt: Attempt, answer: Answer) -> Came:
    if answer.signed_in is None or answer.signed_in != attempt.person:
        raise Refused("signed_out", "You have been signed out. Sign in again first.")
    owner = answer.signed_in
    new = await asyncio.to_thread(ceremony.made, answer.credential, _asked(attempt, answer))
    now = house.clock.now()

    def store(conn: Connection) -> Came:
        _owner(conn, site, owner)
        values = {"site": site.id, "id": house.clock.next(now), "person": owner, "now": now, **new._asdict()}
        if conn.execute(INSERT, values | {"label": _label(answer)}).rowcount != 1:
            raise Refused("account_taken", "This passkey is registered here already.")
        if not attempts.close(conn, attempt, owner, PASSKEY, None, now):
            raise attempts.unknown()
        return Came(attempt)

    return await house.database.write(store)


def _asked(attempt: Attempt, answer: Answer) -> Asked:
    return Asked(msgspec.json.decode(attempt.asked, type=Kept).origin, answer.state)


def _label(answer: Answer) -> str:
    return names.clean_or_none(answer.label) or agents.called(answer.agent)


def listed(conn: Connection, site: int, who: int) -> list[Listed]:
    return [Listed(*row) for row in conn.execute(LISTED, {"site": site, "person": who})]


def remove(conn: Connection, site: int, who: int, number: int) -> None:
    """It lets nobody in any more. Raises Refused not_found."""
    if conn.execute(REMOVE, {"site": site, "person": who, "id": number}).rowcount != 1:
        raise Refused("not_found", "You have no such passkey here.")
