"""Who is at the desk, for owners; and what is one's own, for everybody: password, code, passkeys, sessions.

GET  /desk/team
POST /desk/team/invite               a page with the link, which is shown this once; …/withdraw takes it back
POST /desk/team/role                 /remove
POST /desk/team/password             /code    /code/remove    /sessions/end
GET  /desk/team/code                 a new secret, which counts when its first code comes back
POST /desk/team/passkey              a page whose script makes one; …/key; …/passkey/remove
"""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from sqlalchemy import Connection

from voxpop.lib import answer, ids
from voxpop.lib.refused import Refused
from voxpop.pages.desk.frame import form
from voxpop.pages.desk.sign_in import Ceremony, ceremony, host, said, trying
from voxpop.pages.forms import fields
from voxpop.people import door as readers_door
from voxpop.sites.house import House
from voxpop.staff import coming_in, door, invitations, members, passkeys, passwords, sessions, totp
from voxpop.staff.door import Colleague
from voxpop.staff.roles import Right, Role, may
from voxpop.staff.steps import ADD

Asking = Request[Any, Any, Any]
Act = Callable[[Connection], object]

TEAM = "/desk/team"
INVITATIONS = 30  # that one owner makes in an hour


@get(TEAM, include_in_schema=False)
async def team(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    return await _shown(house, await door.enter(request, house))


async def _shown(house: House, colleague: Colleague, refused: Refused | None = None, link: str = "") -> Response[bytes]:
    now, owns = house.clock.now(), may(colleague.role, Right.STAFF)

    def read(conn: Connection) -> dict[str, Any]:
        return {
            "who": members.numbered(conn, colleague.id),
            "team": members.listed(conn) if owns else [],
            "invited": invitations.listed(conn, now) if owns else [],
            "keys": passkeys.listed(conn, colleague.id),
            "sessions": sessions.listed(conn, colleague.id, now),
        }

    found = await house.database.read(read)
    sites = {one.id: one.name for one in house.sites.known()}
    return form(
        "team.html",
        colleague,
        refused,
        **found,
        sites=sites,
        roles=list(Role),
        link=link,
        shortest=passwords.SHORTEST,
    )


async def _own(request: Asking, house: House) -> tuple[Colleague, dict[str, str]]:
    """Who changes what is theirs, and has just shown who they are. Raises Refused desk_closed, prove_anew."""
    door.may_act(request, house)
    colleague = await door.enter(request, house)
    door.proved(colleague, house.clock.now())
    return colleague, await fields(request)


async def _staffing(request: Asking, house: House) -> tuple[Colleague, dict[str, str]]:
    """An owner who has. Raises Refused desk_closed, right_missing, prove_anew."""
    door.may_act(request, house)
    colleague = await door.enter(request, house)
    door.need(colleague, Right.STAFF)
    door.proved(colleague, house.clock.now())
    return colleague, await fields(request)


async def _act(house: House, colleague: Colleague, act: Act) -> Response[bytes]:
    try:
        await house.database.write(act)
    except Refused as refused:
        return await _shown(house, colleague, refused)
    return answer.see(TEAM)


def number_of(sent: dict[str, str], field: str) -> int:
    number = ids.read(sent.get(field, ""))
    if number is None:
        raise Refused("body_invalid", f"The form's {field} is a number.")
    return number


def _role(house: House, sent: dict[str, str]) -> tuple[Role, tuple[int, ...]]:
    """A role, and the sites on which it is one. Raises Refused body_invalid."""
    chosen = tuple(one.id for one in house.sites.known() if sent.get(f"site-{one.id}") == "on")
    try:
        role = Role(sent.get("role", ""))
    except ValueError:
        raise Refused("body_invalid", "There is no such role.") from None
    if role is Role.OWNER:
        return role, ()
    if not chosen:
        raise Refused("body_invalid", "Say on which sites: without one there is nothing to do at the desk.")
    return role, chosen


@post("/desk/team/invite", include_in_schema=False)
async def invite(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """Somebody new, or with `member` another link for who has lost their way in."""
    colleague, sent = await _staffing(request, house)
    now = house.clock.now()
    if not house.pace.take(("desk invite", colleague.id), limit=INVITATIONS, seconds=3600, now=now / 1e6):
        raise Refused("too_fast", f"{INVITATIONS} invitations in an hour are enough.")

    def act(conn: Connection) -> str:
        if "member" in sent:
            who = members.numbered(conn, number_of(sent, "member"))
            return invitations.invite(conn, (who.name, who.role, who.sites), colleague.name, now)
        name = members.free(conn, sent.get("name", ""))
        return invitations.invite(conn, (name, *_role(house, sent)), colleague.name, now)

    try:
        token = await house.database.write(act)
    except Refused as refused:
        return await _shown(house, colleague, refused)
    return await _shown(house, colleague, link=f"{readers_door.origin(request, house.settings)}/desk/join/{token}")


@post("/desk/team/withdraw", include_in_schema=False)
async def withdraw(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, sent = await _staffing(request, house)
    return await _act(house, colleague, lambda conn: invitations.withdraw(conn, sent.get("name", "")))


@post("/desk/team/role", include_in_schema=False)
async def set_role(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, sent = await _staffing(request, house)
    return await _act(
        house, colleague, lambda conn: members.set_role(conn, number_of(sent, "member"), *_role(house, sent))
    )


@post("/desk/team/remove", include_in_schema=False)
async def remove(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, sent = await _staffing(request, house)
    return await _act(house, colleague, lambda conn: members.remove(conn, number_of(sent, "member")))


@post("/desk/team/password", include_in_schema=False)
async def set_password(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """All other browsers are signed out."""
    colleague, sent = await _own(request, house)
    coming_in.slow(house, trying(request, house), colleague.name)
    try:
        kept = await passwords.made(sent.get("password", ""))
    except Refused as refused:
        return await _shown(house, colleague, refused)

    def act(conn: Connection) -> None:
        members.set_password(conn, colleague.id, kept)
        sessions.end_others(conn, colleague.id, colleague.session)

    return await _act(house, colleague, act)


@get("/desk/team/code", include_in_schema=False)
async def code_page(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague = await door.enter(request, house)
    door.proved(colleague, house.clock.now())
    return _secret(request, house, colleague, totp.drawn())


def _secret(
    request: Asking, house: House, colleague: Colleague, secret: str, refused: Refused | None = None
) -> Response[bytes]:
    link = totp.link(secret, colleague.name, host(request, house))
    return form("secret.html", colleague, refused, secret=secret, link=link)


@post("/desk/team/code", include_in_schema=False)
async def set_code(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, sent = await _own(request, house)
    told = sent.get("secret", "")
    secret = totp.read(told)
    step = totp.matching(secret, sent.get("code", ""), house.clock.now(), 0)
    if step is None:
        return _secret(request, house, colleague, told, totp.wrong())
    return await _act(house, colleague, lambda conn: members.set_totp(conn, colleague.id, secret, step))


@post("/desk/team/code/remove", include_in_schema=False)
async def remove_code(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, _ = await _own(request, house)
    return await _act(house, colleague, lambda conn: members.set_totp(conn, colleague.id, None, 0))


@post("/desk/team/passkey", include_in_schema=False)
async def ask_passkey(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    await _own(request, house)
    return await ceremony(request, house, Ceremony(ADD, "/desk/team/key", TEAM))


@post("/desk/team/key", include_in_schema=False)
async def add_passkey(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, sent = await _own(request, house)
    try:
        await passkeys.add(house, trying(request, house), colleague, said(request, house, sent), sent.get("label", ""))
    except Refused as refused:
        return await _shown(house, colleague, refused)
    return answer.see(TEAM)


@post("/desk/team/passkey/remove", include_in_schema=False)
async def remove_passkey(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, sent = await _own(request, house)
    return await _act(house, colleague, lambda conn: passkeys.remove(conn, colleague.id, number_of(sent, "passkey")))


@post("/desk/team/sessions/end", include_in_schema=False)
async def end_sessions(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """The one with the number `session`; without one, all but this. It only closes: nobody has to prove anything."""
    door.may_act(request, house)
    colleague, sent = await door.enter(request, house), await fields(request)

    def act(conn: Connection) -> None:
        if sent.get("session"):
            sessions.end(conn, colleague.id, number_of(sent, "session"))
            return
        sessions.end_others(conn, colleague.id, colleague.session)

    return await _act(house, colleague, act)


HANDLERS: list[Any] = [
    team,
    invite,
    withdraw,
    set_role,
    remove,
    set_password,
    code_page,
    set_code,
    remove_code,
    ask_passkey,
    add_passkey,
    remove_passkey,
    end_sessions,
]
