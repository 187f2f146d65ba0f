"""Signing in, from setting out to being let in:

    set_out     a reader leaves for a provider            -> the address there, and an attempt that waits
    come_back   they are back, or were refused            -> attempt, provider's word
    let_in      whoever that is, by whatever way          -> a person, and a session in this browser, or for the page
                                                             that opened a window for it: `redeem`

What else comes with somebody who is let in (their earlier comments, their picture) is not known here: `welcome` is
done in the same transaction.
"""

import secrets
from collections.abc import Callable
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.people import accounts, attempts, oauth, person, sessions, ways
from voxpop.people.accounts import Arrival
from voxpop.people.attempts import Attempt, Purpose
from voxpop.people.person import Person
from voxpop.people.provider import Asked, Returned
from voxpop.people.sessions import Opened, Way
from voxpop.sites.house import House
from voxpop.sites.site import Site

Welcome = Callable[[Connection, Site, Arrival, Person], None]
Find = Callable[[Connection], Person]


class Kept(NamedTuple):
    """What must be known again of a reader who left for a provider."""

    nonce: str
    verifier: str
    redirect: str
    instance: str = ""


class Came(NamedTuple):
    """What came of an attempt. `session` is None where a window hands over, and where `refused` says why not."""

    attempt: Attempt
    session: Opened | None = None
    refused: Refused | None = None


class Errand(NamedTuple):
    """Where somebody sets out to: a provider, and for what; `redirect` is the address that they come back to.

    `instance` is the server that they named, where a provider has many.
    """

    method: str
    purpose: Purpose
    redirect: str
    instance: str = ""


def called(house: House, method: str) -> tuple[str, bool]:
    """What readers call a provider, and whether it sends them back by a form. Raises Refused provider_unknown."""
    found, how = ways.configured(house.settings, method)
    return found.name or how.name, how.form_post


def asks_where(house: House, method: str) -> bool:
    """Must readers say at which of a provider's servers they are?"""
    return ways.asks_where(*ways.configured(house.settings, method))


async def set_out(house: House, site: Site, browser: str, errand: Errand) -> tuple[str, int]:
    """The address to send the reader to, and the id of the attempt. Raises Refused provider_unknown, provider_away."""
    keys, provider = await ways.provider(house, site, errand.method, errand.instance, errand.redirect)
    kept = Kept(secrets.token_urlsafe(32), secrets.token_urlsafe(48), errand.redirect, errand.instance)
    begun = await house.database.write(
        lambda conn: attempts.begin(conn, house.clock, site.id, browser, (errand.method, kept), errand.purpose)
    )
    asked = Asked(begun.state, kept.nonce, kept.verifier, kept.redirect)
    return await oauth.address(house, keys, provider, asked), begun.id


class Return(NamedTuple):
    """How somebody comes back: by which method, in which browser, with what, or with an error."""

    method: str
    browser: str
    agent: str
    state: str
    returned: Returned
    error: str = ""


async def come_back(house: House, back: Return, welcome: Welcome) -> Came:
    """Somebody is back from a provider. Raises Refused attempt_unknown, Late; else why not is in it."""
    now = house.clock.now()
    try:
        attempt = await house.database.write(
            lambda conn: attempts.take(conn, back.state, back.browser, back.method, now)
        )
    except attempts.Late as late:  # what was typed is kept for them
        await turned_away(house, late.attempt, late)
        raise
    site = await house.sites.numbered(attempt.site)
    kept = Kept(*msgspec.json.decode(attempt.asked, type=tuple[str, str, str, str]))
    try:
        keys, provider = await ways.provider(house, site, back.method, kept.instance, kept.redirect)
        via = keys.name or provider.name
        if back.error:
            raise _said_no(via, back.error)
        asked = Asked(back.state, kept.nonce, kept.verifier, kept.redirect)
        profile = await oauth.profile(house, keys, provider, asked, back.returned)
    except Refused as refused:
        return await turned_away(house, attempt, refused)
    arrives = accounts.arrival(profile, back.method, via)
    return await arrive(house, attempt, arrives, back.agent, welcome)


def _said_no(via: str, error: str) -> Refused:
    """What a provider calls an error (RFC 6749, 4.1.2.1), in a sentence of ours: its own words are not repeated."""
    if error in ("access_denied", "user_cancelled_login", "user_cancelled_authorize", "user_cancelled"):
        return Refused(
            "provider_refused",
            said("You did not sign in with %(name)s. Nothing of what you wrote is lost.", name=via),
        )
    if error in ("server_error", "temporarily_unavailable"):
        return Refused(
            "provider_away",
            said("%(name)s cannot sign anybody in at the moment. Try again, or another way.", name=via),
        )
    return Refused("provider_refused", said("%(name)s did not sign you in. Try again, or another way.", name=via))


async def arrive(house: House, attempt: Attempt, arrives: Arrival, agent: str, welcome: Welcome) -> Came:
    """Let in whoever has this account; somebody new, if nobody has."""
    site = await house.sites.numbered(attempt.site)

    def find(conn: Connection) -> Person:
        who = accounts.enter(conn, house.clock, site, arrives, attempt.person)
        welcome(conn, site, arrives, who)
        return person.numbered(conn, site.id, who.id)

    return await let_in(house, attempt, find, Way(arrives.via, agent, lasts=sessions.lasting(site.rules)))


async def let_in(house: House, attempt: Attempt, find: Find, way: Way) -> Came:
    """Let in the person that `find` finds: one transaction, in which the attempt ends as well."""
    now = house.clock.now()

    def enter(conn: Connection) -> Came:
        who = find(conn)
        if not attempts.close(conn, attempt, who.id, way.via, None, now):
            raise attempts.unknown()
        if attempt.opener or attempt.person is not None:
            return Came(attempt)
        return Came(attempt, sessions.begin(conn, house.clock, attempt.site, who.id, way))

    try:
        return await house.database.write(enter)
    except Refused as refused:
        if refused.code not in ("account_taken", "banned", "signed_out"):
            raise
        return await turned_away(house, attempt, refused)


async def turned_away(house: House, attempt: Attempt, refused: Refused) -> Came:
    """It came to nothing, and the page that waits for it is told why."""
    now = house.clock.now()
    await house.database.write(lambda conn: attempts.close(conn, attempt, None, "", refused, now))
    return Came(attempt, refused=refused)


class Handover(NamedTuple):
    """What the page that opened a window brings for what came of it: `attempts.redeem`."""

    opener: str
    verifier: str
    code: str
    agent: str


async def redeem(house: House, site: Site, brought: Handover, lasts: int) -> Opened | None:
    """A session for the page that opened a window; None while nobody has come in yet.

    Raises Refused attempt_unknown, attempt_expired, and what the attempt was refused with.
    """
    now = house.clock.now()

    def take(conn: Connection) -> Opened | None:
        attempt = attempts.redeem(conn, site.id, brought.opener, brought.verifier, brought.code, now)
        if attempt.entered is None:
            return None
        person.welcome(person.numbered(conn, site.id, attempt.entered))
        way = Way(attempt.via, brought.agent, brought.opener, lasts)
        return sessions.begin(conn, house.clock, site.id, attempt.entered, way)

    return await house.database.write(take)
