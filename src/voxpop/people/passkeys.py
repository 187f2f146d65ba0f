"""Passkeys (WebAuthn, level 3): a device's key signs a challenge, once the device has made sure of its owner.

    begin      an attempt whose state is the challenge, and what the browser is to ask the device for
    come_back  what the device said: a key that is known here lets its person in; one for who is signed in is kept

A challenge is good once, in the browser that it was made for, at the one origin that it names. Nobody types who they
are: the device knows, and the key has to be that person's. Where keys come from (attestation) is not asked.

webauthn is loaded when the first browser comes, and asked in a thread.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib import agents, names
from voxpop.lib.refused import Refused
from voxpop.people import attempts, person, signing_in
from voxpop.people.attempts import Attempt, Purpose
from voxpop.people.person import STAFF, Person
from voxpop.people.sessions import Way
from voxpop.people.signing_in import Came
from voxpop.people.ways import PASSKEY
from voxpop.sites.house import House
from voxpop.sites.rules import Rules
from voxpop.sites.site import Site

if TYPE_CHECKING:
    from webauthn.helpers.structs import AuthenticationCredential

MOST = 10  # passkeys of one person
WAITS = 300_000  # milliseconds that a device waits for its owner
LONGEST = 16 * 1024  # characters of what a device says
CREDENTIAL = 1023  # bytes of a key's name (WebAuthn, 6.5.1)
PUBLIC_KEY = 4096  # bytes; of RSA with 8192 bits 1,050

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

T = TypeVar("T")

log = logging.getLogger("voxpop")


class Kept(NamedTuple):
    """What an attempt knows: the origin whose page has the challenge."""

    origin: str


class Known(NamedTuple):
    """A key as it is kept. `mark` is its owner's, which the device has as the name of the account."""

    id: int
    person: int
    public_key: bytes
    counter: int
    mark: bytes


class Listed(NamedTuple):
    """`id` is when it was registered, in microseconds since 1970, like `used`. `label` may be ''."""

    id: int
    label: str
    used: int


class Made(NamedTuple):
    credential: bytes
    public_key: bytes
    counter: int


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

    def store(conn: Connection) -> tuple[str, Person | None, list[bytes]]:
        who, theirs = None, []
        if purpose.adding is not None:
            who = _may_register(conn, site, purpose.adding)
            theirs = _credentials(conn, site, who.id)
        way = PASSKEY, Kept(origin)
        return attempts.begin(conn, house.clock, site.id, browser, way, purpose).state, who, theirs

    state, who, theirs = await house.database.write(store)
    if who is None:
        return Challenge(state, await asyncio.to_thread(_asks_for_known, origin, state))
    return Challenge(state, await asyncio.to_thread(_asks_for_new, site.title, origin, state, (who, theirs)))


def unknown() -> Refused:
    return Refused("provider_unknown", "Nobody can sign in with a passkey here.")


def _credentials(conn: Connection, site: Site, who: int) -> list[bytes]:
    return [bytes(row.credential) for row in conn.execute(CREDENTIALS, {"site": site.id, "person": who})]


def _may_register(conn: Connection, site: Site, who: int) -> Person:
    """Raises Refused signed_out, banned, provider_unknown, passkeys_full."""
    found = _not_banned(conn, site, who)
    if not offered(site.rules, found.role):
        raise unknown()
    if len(_credentials(conn, site, who)) >= MOST:
        raise Refused("passkeys_full", f"You have {MOST} passkeys, which is as many as there can be. Remove one first.")
    return found


def _not_banned(conn: Connection, site: Site, who: int) -> Person:
    found = person.numbered(conn, site.id, who)
    if found.banned:
        raise Refused("banned", "You may not take part in the conversations of this site.")
    return found


def _host(origin: str) -> str:
    """The relying party's id: the host without scheme and port (WebAuthn, 5.1.2)."""
    return urlsplit(origin).hostname or ""


def _asks_for_known(origin: str, state: str) -> str:
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=_host(origin),
            challenge=state.encode(),
            timeout=WAITS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def _asks_for_new(title: str, origin: str, state: str, owner: tuple[Person, list[bytes]]) -> str:
    import webauthn
    from webauthn.helpers import structs

    who, theirs = owner
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=_host(origin),
            rp_name=title or _host(origin),
            user_id=who.mark,
            user_name=who.name,
            challenge=state.encode(),
            timeout=WAITS,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in theirs],
        )
    )


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
    except Refused as refused:
        if refused.code == "passkey_refused":
            return Came(attempt, refused=refused)
        return await signing_in.turned_away(house, attempt, refused)


async def _let_in(house: House, site: Site, attempt: Attempt, answer: Answer) -> Came:
    said = await asyncio.to_thread(_read, answer.credential)
    row = await house.database.read(
        lambda conn: conn.execute(KNOWN, {"site": site.id, "credential": said.raw_id}).one_or_none()
    )
    if row is None:
        raise _refused("This passkey is not known here, or not any more. Take another, or sign in another way.")
    known = Known(row.id, row.person_id, bytes(row.public_key), row.counter, bytes(row.mark))
    counter = await asyncio.to_thread(_signed, said, attempt, answer.state, known)
    now = house.clock.now()

    def find(conn: Connection) -> Person:
        who = _not_banned(conn, site, known.person)
        if not offered(site.rules, who.role):
            raise _refused("This site takes no passkey of yours any more. Sign in another way.")
        at = {"site": site.id, "id": known.id, "was": known.counter, "counter": counter, "now": now}
        if conn.execute(USED, at).rowcount != 1:  # removed meanwhile, or the same key is used twice at once
            raise _refused("This passkey is in use elsewhere at this moment. Try again.")
        conn.execute(person.SEEN, {"site": site.id, "id": who.id, "now": now})
        return who

    return await signing_in.let_in(house, attempt, find, Way(PASSKEY, answer.agent))


async def _register(house: House, site: Site, attempt: Attempt, answer: Answer) -> Came:
    if answer.signed_in is None or answer.signed_in != attempt.person:
        raise Refused("signed_out", "You have been signed out. Sign in again first.")
    owner = answer.signed_in
    made = await asyncio.to_thread(_new, attempt, answer)
    now = house.clock.now()

    def store(conn: Connection) -> Came:
        who = _may_register(conn, site, owner)
        values = {"site": site.id, "id": house.clock.next(now), "person": who.id, "now": now, **made._asdict()}
        if conn.execute(INSERT, values | {"label": _label(answer)}).rowcount != 1:
            raise Refused("account_taken", "This passkey is registered here already.")
        if not attempts.close(conn, attempt, who.id, PASSKEY, None, now):
            raise attempts.unknown()
        return Came(attempt)

    return await house.database.write(store)


def _label(answer: Answer) -> str:
    try:
        told = names.clean(answer.label)
    except Refused:
        told = ""
    return told or agents.called(answer.agent)


def _refused(sentence: str) -> Refused:
    return Refused("passkey_refused", sentence)


def _read(credential: str) -> "AuthenticationCredential":
    """What a device says, of which nothing is believed yet. Raises Refused passkey_refused."""
    from webauthn.helpers import parse_authentication_credential_json

    return _checked(lambda: parse_authentication_credential_json(_short(credential)))


def _short(credential: str) -> str:
    if len(credential) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    return credential


def _signed(said: "AuthenticationCredential", attempt: Attempt, state: str, known: Known) -> int:
    """The counter of a signature that is good. Raises Refused passkey_refused."""
    import webauthn

    origin = msgspec.json.decode(attempt.asked, type=Kept).origin
    if said.response.user_handle != known.mark:
        raise _refused("This passkey belongs to somebody else.")
    verified = _checked(
        lambda: webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=state.encode(),
            expected_rp_id=_host(origin),
            expected_origin=origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.counter,
            require_user_verification=True,
        )
    )
    return verified.new_sign_count


def _new(attempt: Attempt, answer: Answer) -> Made:
    """A key that a device has made. Raises Refused passkey_refused."""
    import webauthn

    origin = msgspec.json.decode(attempt.asked, type=Kept).origin
    verified = _checked(
        lambda: webauthn.verify_registration_response(
            credential=_short(answer.credential),
            expected_challenge=answer.state.encode(),
            expected_rp_id=_host(origin),
            expected_origin=origin,
            require_user_verification=True,
        )
    )
    made = Made(verified.credential_id, verified.credential_public_key, verified.sign_count)
    if len(made.credential) > CREDENTIAL or len(made.public_key) > PUBLIC_KEY:
        raise _refused("This passkey is larger than any that is taken.")
    return made


def _checked(check: Callable[[], T]) -> T:
    """What webauthn makes of what a device says. Raises Refused passkey_refused."""
    try:
        return check()
    except Exception as error:  # malformed CBOR, keys and JSON end in errors of a dozen kinds there
        log.info("a passkey was refused: %s: %s", type(error).__name__, str(error)[:200])
        raise _refused("Your passkey could not be checked. Try again, or sign in another way.") from error


def listed(conn: Connection, site: int, who: int) -> list[Listed]:
    return [Listed(*row) for row in conn.execute(LISTED, {"site": site, "person": who})]


def remove(conn: Connection, site: int, who: int, number: int) -> None:
    """It lets nobody in any more. Raises Refused not_found."""
    if conn.execute(REMOVE, {"site": site, "person": who, "id": number}).rowcount != 1:
        raise Refused("not_found", "You have no such passkey here.")
