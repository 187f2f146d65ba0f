"""Passkeys of the desk: both steps in one. What devices say people/ceremony checks; whose a key is, is kept here.

begin   a challenge, for who comes in, for who shows once more who they are, or for a new key
enter, prove, add   what the device said to it; Refused passkey_refused, attempt_expired
"""

import asyncio
import hashlib
from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib import agents, names
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.people import ceremony
from voxpop.people.ceremony import Asked, Known, Made, Owner, refused
from voxpop.sites.house import House
from voxpop.staff import members, sessions, steps
from voxpop.staff.coming_in import Trying, let_in
from voxpop.staff.door import Colleague
from voxpop.staff.roles import Role
from voxpop.staff.steps import ADD, ENTER, PROVE, Step

MOST = 10  # of one person

KNOWN = text("SELECT id, staff_id, public_key, counter FROM staff_key WHERE credential = :credential")
CREDENTIALS = text("SELECT credential FROM staff_key WHERE staff_id = :staff ORDER BY id")
LISTED = text("SELECT id, label, used FROM staff_key WHERE staff_id = :staff ORDER BY id")
INSERT = text("""
    INSERT INTO staff_key (id, staff_id, credential, public_key, counter, label, used)
    VALUES (:id, :staff, :credential, :public_key, :counter, :label, :now)
    ON CONFLICT (credential) DO NOTHING
""")
USED = text("UPDATE staff_key SET counter = :counter, used = :now WHERE id = :id AND counter = :was")
REMOVE = text("DELETE FROM staff_key WHERE id = :id AND staff_id = :staff")


class Challenge(NamedTuple):
    """`options` is the JSON that the page hands to navigator.credentials."""

    state: str
    options: str


class Said(NamedTuple):
    """What a page comes back with: its origin, the challenge's state, and the JSON of a PublicKeyCredential."""

    origin: str
    state: str
    credential: str


class Listed(NamedTuple):
    id: int
    label: str
    used: int


def mark(staff: int) -> bytes:
    """What a device has as the name of the account: no name, and no number that says when somebody came."""
    return hashlib.sha256(b"voxpop desk %d" % staff).digest()


async def begin(house: House, browser: str, origin: str, purpose: str, colleague: Colleague | None = None) -> Challenge:
    """Raises Refused passkeys_full."""
    now, owner = house.clock.now(), None

    def store(conn: Connection) -> tuple[str, list[bytes]]:
        theirs = _credentials(conn, colleague.id) if colleague and purpose == ADD else []
        return steps.begin(conn, Step(browser, purpose, colleague.id if colleague else None), now), theirs

    state, theirs = await house.database.write(store)
    asked = Asked(origin, state)
    if purpose == ADD and colleague is not None:
        owner = Owner(mark(colleague.id), f"{colleague.name} · desk", theirs)
        return Challenge(state, await asyncio.to_thread(ceremony.asks_for_new, "Voxpop desk", asked, owner))
    return Challenge(state, await asyncio.to_thread(ceremony.asks_for_known, asked))


def _credentials(conn: Connection, staff: int) -> list[bytes]:
    theirs = [bytes(one) for one in conn.execute(CREDENTIALS, {"staff": staff}).scalars()]
    if len(theirs) >= MOST:
        raise Refused("passkeys_full", f"You have {MOST} passkeys, which is as many as there can be. Remove one first.")
    return theirs


async def enter(house: House, trying: Trying, said: Said) -> str:
    """The token of a session."""
    await _take(house, Step(trying.browser, ENTER), said)
    known, counter = await _signed(house, said)

    def store(conn: Connection) -> str:
        _use(conn, known, counter, house.clock.now())
        return let_in(conn, house, trying, members.numbered(conn, known.person))

    return await house.database.write(store)


async def prove(house: House, trying: Trying, colleague: Colleague, said: Said) -> None:
    await _take(house, Step(trying.browser, PROVE, colleague.id), said)
    known, counter = await _signed(house, said)
    if known.person != colleague.id:
        raise refused("This passkey belongs to somebody else.")
    now = house.clock.now()

    def store(conn: Connection) -> None:
        _use(conn, known, counter, now)
        sessions.prove(conn, colleague.id, colleague.session, now)

    await house.database.write(store)


async def add(house: House, trying: Trying, colleague: Colleague, said: Said, label: str) -> None:
    await _take(house, Step(trying.browser, ADD, colleague.id), said)
    new = await asyncio.to_thread(ceremony.made, said.credential, Asked(said.origin, said.state))
    named = names.clean_or_none(label) or agents.called(trying.agent) or "Passkey"
    await house.database.write(lambda conn: _keep(conn, house.clock, colleague.id, new, named))


def _keep(conn: Connection, clock: Clock, staff: int, new: Made, label: str) -> None:
    now = clock.now()
    members.numbered(conn, staff)
    _credentials(conn, staff)
    values = {"id": clock.next(now), "staff": staff, "label": label, "now": now, **new._asdict()}
    if conn.execute(INSERT, values).rowcount != 1:
        raise Refused("account_taken", "This passkey is registered here already.")


async def _take(house: House, step: Step, said: Said) -> None:
    now = house.clock.now()
    await house.database.write(lambda conn: steps.take(conn, said.state, step, now))


async def _signed(house: House, said: Said) -> tuple[Known, int]:
    """Whose key it is, and the counter of its signature. Raises Refused passkey_refused."""
    told = await asyncio.to_thread(ceremony.read, said.credential)
    row = await house.database.read(lambda conn: conn.execute(KNOWN, {"credential": told.raw_id}).one_or_none())
    if row is None:
        raise refused("This passkey is not known at the desk, or not any more. Take another, or sign in by a password.")
    known = Known(row.id, row.staff_id, bytes(row.public_key), row.counter, mark(row.staff_id))
    return known, await asyncio.to_thread(ceremony.signed, told, Asked(said.origin, said.state), known)


def _use(conn: Connection, known: Known, counter: int, now: int) -> None:
    at = {"id": known.id, "was": known.counter, "counter": counter, "now": now}
    if conn.execute(USED, at).rowcount != 1:  # removed meanwhile, or the same key is used twice at once
        raise refused("This passkey is in use elsewhere at this moment. Try again.")


def listed(conn: Connection, staff: int) -> list[Listed]:
    return [Listed(*row) for row in conn.execute(LISTED, {"staff": staff})]


def remove(conn: Connection, staff: int, number: int) -> None:
    """Raises Refused not_found, second_missing."""
    conn.execute(members.HOLD_OWNERS)
    who = members.numbered(conn, staff)
    if conn.execute(REMOVE, {"staff": staff, "id": number}).rowcount != 1:
        raise Refused("not_found", "You have no such passkey here.")
    if who.role is Role.OWNER and not who._replace(keys=who.keys - 1).two_steps:
        raise Refused("second_missing", "An owner comes in by two steps: set up a code before you remove this passkey.")
