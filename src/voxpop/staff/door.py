"""Who comes in at the desk: the colleague behind a request, what they may do, and whether the page that asks may act.

    colleague = await enter(request, house)           Refused desk_closed: nobody is signed in
    may_act(request, house)                           for what changes something: from a page of the desk's own origin
    need(colleague, Right.BAN, site)                  Refused right_missing
    proved(colleague, now)                            Refused prove_anew, for the rights in roles.PROVED_ANEW

The desk has a cookie of its own. Of readers' accounts and sessions nothing is known here.
"""

import contextlib
from typing import Any, NamedTuple

from litestar import Request
from sqlalchemy import Connection, text

from voxpop.lib.refused import Refused
from voxpop.people import cookies, door, tokens
from voxpop.people.door import safe
from voxpop.settings import Settings
from voxpop.sites.house import House
from voxpop.staff import roles, sessions
from voxpop.staff.roles import Right, Role
from voxpop.staff.sessions import Session

Asking = Request[Any, Any, Any]

LONGEST = 100  # characters of a token that are looked at
FRESH = 10 * 60 * 1_000_000  # microseconds for which nobody is asked again who they are

EVERYWHERE = text("SELECT id FROM site")
GIVEN = text("SELECT site_id FROM staff_site WHERE staff_id = :staff")


class Colleague(NamedTuple):
    """Somebody at the desk. `sites` are the ids of those where they are what `role` says; `session` is the id of this
    browser's; `proved` is when they last showed who they are in it, in microseconds since 1970.
    """

    id: int
    name: str
    role: Role
    sites: frozenset[int]
    session: int
    proved: int


async def enter(request: Asking, house: House) -> Colleague:
    """Raises Refused desk_closed."""
    found = await seen(request, house)
    if found is None:
        raise Refused("desk_closed", "Nobody is signed in at the desk here. Sign in, and come back.")
    return found


async def seen(request: Asking, house: House) -> Colleague | None:
    """Who is signed in, if anybody is."""
    token = presented(request, house.settings)
    if not token:
        return None
    key, now = tokens.hashed(token), house.clock.now()

    def read(conn: Connection) -> tuple[Session, frozenset[int]] | None:
        session = sessions.look(conn, key, now)
        return session and (session, _sites(conn, session))

    found = await house.database.read(read)
    if found is None:
        return None
    session, sites = found
    if sessions.due(session, now):
        with contextlib.suppress(Refused):  # it is only put off
            await house.database.write(lambda conn: sessions.touch(conn, session, now))
    return Colleague(session.staff, session.name, session.role, sites, session.id, session.proved)


def _sites(conn: Connection, session: Session) -> frozenset[int]:
    if session.role is Role.OWNER:
        return frozenset(conn.execute(EVERYWHERE).scalars())
    return frozenset(conn.execute(GIVEN, {"staff": session.staff}).scalars())


def need(colleague: Colleague, right: Right, site: int | None = None) -> None:
    """`site` is where; None for what is of no site. Raises Refused right_missing."""
    roles.need(colleague.role, right)
    if site is not None and site not in colleague.sites:
        raise Refused("right_missing", "This site has not been given to you. An owner can do so.")


def proved(colleague: Colleague, now: int) -> None:
    """Raises Refused prove_anew."""
    if not 0 <= now - colleague.proved <= FRESH:
        raise Refused(
            "prove_anew", "This takes somebody who has just shown who they are. Do so once more, and come back."
        )


def may_act(request: Asking, house: House) -> None:
    """Refuse what a page of another origin sends in a colleague's name. Raises Refused origin_refused."""
    if door.sent_from(request, {house.settings.address, door.origin(request, house.settings)}):
        return
    raise Refused("origin_refused", "This did not come from a page of the desk. Send its Origin.")


def presented(request: Asking, settings: Settings) -> str:
    """The token in the desk's cookie, or ''."""
    return request.cookies.get(cookie(settings), "")[:LONGEST]


def cookie(settings: Settings) -> str:
    return cookies.DESK.called(safe=safe(settings))


def field(settings: Settings, token: str) -> dict[str, str]:
    """The field that sets the cookie, or with '' ends it. When a session is over, its row says."""
    lasts = cookies.DESK.lasts if token else 0
    secure = "; Secure" if safe(settings) else ""
    name = cookie(settings)
    return {"set-cookie": f"{name}={token}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}"}
