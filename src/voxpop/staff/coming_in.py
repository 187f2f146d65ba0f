"""Coming in at the desk: by a password and, for who has one, a device's code; once more, for what needs it; by a link.

    by_password  ->  Outcome(session) or Outcome(step=…)  ->  by_code  ->  session
    prove        ->  the session of who is there already counts as fresh
    join         ->  a link's one use: a password of one's own, for owners with the code's secret

A wrong name and a wrong password are one answer, and take as long. An owner needs two steps.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.lib import names
from voxpop.lib.refused import Refused
from voxpop.sites.house import House
from voxpop.staff import invitations, members, passwords, sessions, steps, totp
from voxpop.staff.door import Colleague
from voxpop.staff.invitations import FIRST
from voxpop.staff.members import Member, Secrets
from voxpop.staff.roles import Role
from voxpop.staff.steps import CODE, Step

TRIES = 5  # in a minute, for one household and for one name
CODES = 20  # in an hour, for one name: of a million codes three are good at a time


class Trying(NamedTuple):
    """A browser at the door: the token of its cookie, its own name, the group of its address, and the session that it
    has brought, which ends when somebody comes in.
    """

    browser: str
    agent: str
    group: str
    brought: str = ""


class Outcome(NamedTuple):
    """The token of a session, or that of the step which waits for a code."""

    session: str = ""
    step: str = ""


class Joining(NamedTuple):
    """What the form of a link says. `name` counts for the first owner alone, `secret` and `code` for who is one."""

    token: str
    password: str
    name: str = ""
    secret: str = ""
    code: str = ""


def wrong() -> Refused:
    return Refused("credentials_wrong", "The name or the password is wrong.")


def slow(house: House, trying: Trying, whose: str, limit: int = TRIES, seconds: int = 60) -> None:
    """Raises Refused too_fast."""
    now = house.clock.now() / 1e6
    keys = (("desk", trying.group), ("desk", "name", whose)) if seconds == 60 else (("desk", "long", whose),)
    if not all(house.pace.take(key, limit=limit, seconds=seconds, now=now) for key in keys):
        raise Refused("too_fast", "There were too many attempts. Wait a moment, and take care with each.")


async def by_password(house: House, trying: Trying, name: str, password: str) -> Outcome:
    """Raises Refused credentials_wrong, second_missing, too_fast."""
    called = names.clean_or_none(name)
    slow(house, trying, called)
    found = await house.database.read(lambda conn: members.named(conn, called))
    if not await passwords.good(password, found.password if found else None) or found is None:
        raise wrong()
    now, number, kept = house.clock.now(), found.id, found.password

    def enter(conn: Connection) -> Outcome:
        who = _unchanged(conn, number, kept)
        if who.totp is not None:
            return Outcome(step=steps.begin(conn, Step(trying.browser, CODE, who.id), now))
        if who.role is Role.OWNER:
            raise _second_missing()
        return Outcome(let_in(conn, house, trying, who))

    return await house.database.write(enter)


async def by_code(house: House, trying: Trying, step: str, code: str) -> str:
    """The token of a session. Raises Refused attempt_expired, credentials_wrong, too_fast."""
    at, now = Step(trying.browser, CODE), house.clock.now()
    number = await house.database.read(lambda conn: steps.look(conn, step, at, now))
    slow(house, trying, f"{number}")
    slow(house, trying, f"{number}", CODES, 3600)

    def enter(conn: Connection) -> str:
        who = members.numbered(conn, steps.take(conn, step, at, now) or 0)
        _use_code(conn, who, code, now)  # a wrong one takes back that the step was used
        return let_in(conn, house, trying, who)

    return await house.database.write(enter)


async def prove(house: House, colleague: Colleague, trying: Trying, password: str, code: str) -> None:
    """Raises Refused credentials_wrong, second_missing, too_fast."""
    slow(house, trying, colleague.name)
    found = await house.database.read(lambda conn: members.numbered(conn, colleague.id))
    if found.totp is not None:
        slow(house, trying, f"{found.id}", CODES, 3600)
    if not await passwords.good(password, found.password):
        raise Refused("credentials_wrong", "The password or the code is wrong.")
    now = house.clock.now()

    def store(conn: Connection) -> None:
        who = _unchanged(conn, found.id, found.password)
        if who.totp is not None:
            _use_code(conn, who, code, now)
        elif who.role is Role.OWNER:
            raise _second_missing()
        sessions.prove(conn, colleague.id, colleague.session, now)

    await house.database.write(store)


async def join(house: House, trying: Trying, said: Joining) -> str:
    """A session's token. Raises Refused invitation_over, password_weak, credentials_wrong, name_taken, too_fast."""
    now = house.clock.now()
    slow(house, trying, f"join {trying.group}")

    def read(conn: Connection) -> bool:
        return role_of(conn, said.token, now) is Role.OWNER

    owner = await house.database.read(read)
    secret, step = None, None
    if owner:
        secret = totp.read(said.secret)
        step = totp.matching(secret, said.code, now, 0)
        if step is None:
            raise totp.wrong()
    kept = Secrets(await passwords.made(said.password), secret, step or 0)

    def store(conn: Connection) -> str:
        if (role_of(conn, said.token, now) is Role.OWNER) != owner:
            raise invitations.over()
        given = invitations.take(conn, said.token, now)
        there = members.named(conn, given.name)
        if there is None:
            name = said.name if given.name == FIRST else given.name
            number = members.add(conn, house.clock, (name, given.role, given.sites), kept)
        else:
            number = there.id
            members.renew(conn, number, kept)
        return let_in(conn, house, trying, members.numbered(conn, number))

    return await house.database.write(store)


def role_of(conn: Connection, token: str, now: int) -> Role:
    """Whoever comes by a link comes as this; who is at the desk already stays what they are. Raises Refused
    invitation_over.
    """
    given = invitations.look(conn, token, now)
    there = members.named(conn, given.name)
    return given.role if there is None else there.role


def let_in(conn: Connection, house: House, trying: Trying, who: Member) -> str:
    """The token of a new session; the one that this browser had ends."""
    if trying.brought:
        sessions.end_token(conn, trying.brought)
    members.came_in(conn, who.id, house.clock.now())
    return sessions.begin(conn, house.clock, who.id, who.role, trying.agent)


def _use_code(conn: Connection, who: Member, code: str, now: int) -> None:
    step = totp.matching(who.totp or b"", code, now, who.step) if who.totp else None
    if step is None or not members.use_step(conn, who.id, step):
        raise totp.wrong()


def _unchanged(conn: Connection, number: int, password: str | None) -> Member:
    """Who had this password a moment ago, and has it still. Raises Refused credentials_wrong."""
    try:
        who = members.numbered(conn, number)
    except Refused:
        raise wrong() from None
    if who.password != password:
        raise wrong()
    return who


def _second_missing() -> Refused:
    return Refused("second_missing", "An owner comes in by two steps, and a password is one. Come in by your passkey.")
