"""Coming in at the desk, and leaving it.

GET  /desk/sign-in?back=       name and password; POST: in, or on to the code
GET  /desk/sign-in/code?step=  POST: in
POST /desk/sign-in/passkey     a page whose script asks the browser for it; POST …/key: in
GET  /desk/prove?back=         once more who one is; POST; POST …/passkey and …/key by a passkey
GET  /desk/join/{token}        a link's form, which changes nothing; POST: its one use
POST /desk/sign-out
"""

from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from sqlalchemy import Connection

from voxpop.lib import agents, answer
from voxpop.lib.refused import Refused
from voxpop.pages.desk.frame import HOME, LONGEST, form, local
from voxpop.pages.forms import fields
from voxpop.people import door as readers_door
from voxpop.people.asker import new_token
from voxpop.sites.house import House
from voxpop.staff import coming_in, door, invitations, members, passkeys, passwords, sessions, totp
from voxpop.staff.coming_in import Joining, Trying
from voxpop.staff.invitations import Invitation
from voxpop.staff.passkeys import Said
from voxpop.staff.roles import Role
from voxpop.staff.steps import ADD, ENTER, PROVE

Asking = Request[Any, Any, Any]
Back = Annotated[str, QueryParameter(max_length=LONGEST)]

CHALLENGES = 30  # that one household may ask for in a minute


def trying(request: Asking, house: House) -> Trying:
    """The browser at the door, with a token of its own: a new one where it brings none."""
    settings = house.settings
    return Trying(
        browser=readers_door.browser(request, settings) or new_token(),
        agent=request.headers.get("user-agent", ""),
        group=readers_door.network(request, settings),
        brought=door.presented(request, settings),
    )


@get("/desk/sign-in", include_in_schema=False)
async def sign_in(request: Asking, house: NamedDependency[House], back: Back = "") -> Response[bytes]:
    if await door.seen(request, house):
        return answer.see(local(back))
    return await _asking(house, local(back))


async def _asking(house: House, back: str, name: str = "", refused: Refused | None = None) -> Response[bytes]:
    begun = await house.database.read(members.anybody)
    return form("sign_in.html", None, refused, begun=begun, back=back, name=name)


@post("/desk/sign-in", include_in_schema=False)
async def take_password(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    door.may_act(request, house)
    sent, who = await fields(request), trying(request, house)
    back, name = local(sent.get("back", "")), sent.get("name", "")
    try:
        outcome = await coming_in.by_password(house, who, name, sent.get("password", ""))
    except Refused as refused:
        return await _asking(house, back, name, refused)
    if outcome.session:
        return in_at(house, outcome.session, back)
    path = f"/desk/sign-in/code?{urlencode({'step': outcome.step, 'back': back})}"
    return answer.see(path, readers_door.browser_field(house.settings, who.browser))


def in_at(house: House, session: str, back: str) -> Response[bytes]:
    return answer.see(back, door.field(house.settings, session))


@get("/desk/sign-in/code", include_in_schema=False)
async def code_page(step: Back = "", back: Back = "") -> Response[bytes]:
    return form("code.html", None, step=step, back=local(back))


@post("/desk/sign-in/code", include_in_schema=False)
async def take_code(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    door.may_act(request, house)
    sent, who = await fields(request), trying(request, house)
    back, step = local(sent.get("back", "")), sent.get("step", "")
    try:
        return in_at(house, await coming_in.by_code(house, who, step, sent.get("code", "")), back)
    except Refused as refused:
        if refused.code == "attempt_expired":
            return await _asking(house, back, refused=refused)
        return form("code.html", None, refused, step=step, back=back)


class Ceremony(NamedTuple):
    """What a page is for whose script asks for a passkey: the purpose, where it sends what the device says, where it
    leads, and what it says meanwhile.
    """

    purpose: str
    action: str
    back: str
    refused: Refused | None = None


async def ceremony(request: Asking, house: House, what: Ceremony) -> Response[bytes]:
    """Raises Refused desk_closed, passkeys_full, too_fast."""
    who, now = trying(request, house), house.clock.now() / 1e6
    if not house.pace.take(("desk passkey", who.group), limit=CHALLENGES, seconds=60, now=now):
        raise Refused("too_fast", "There were too many attempts. Wait a moment.")
    colleague = None if what.purpose == ENTER else await door.enter(request, house)
    origin = readers_door.origin(request, house.settings)
    challenge = await passkeys.begin(house, who.browser, origin, what.purpose, colleague)
    found = form(
        "passkey.html",
        colleague,
        what.refused,
        scripts=True,
        challenge=challenge,
        what=what,
        adding=what.purpose == ADD,
        label=agents.called(who.agent),
    )
    found.headers.update(readers_door.browser_field(house.settings, who.browser))
    return found


def said(request: Asking, house: House, sent: dict[str, str]) -> Said:
    origin = readers_door.origin(request, house.settings)
    return Said(origin, sent.get("state", ""), sent.get("credential", ""))


@post("/desk/sign-in/passkey", include_in_schema=False)
async def ask_passkey(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    door.may_act(request, house)
    back = local((await fields(request)).get("back", ""))
    return await ceremony(request, house, Ceremony(ENTER, "/desk/sign-in/key", back))


@post("/desk/sign-in/key", include_in_schema=False)
async def take_passkey(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    door.may_act(request, house)
    sent, who = await fields(request), trying(request, house)
    back = local(sent.get("back", ""))
    try:
        return in_at(house, await passkeys.enter(house, who, said(request, house, sent)), back)
    except Refused as refused:
        return await ceremony(request, house, Ceremony(ENTER, "/desk/sign-in/key", back, refused))


@get("/desk/prove", include_in_schema=False)
async def prove_page(request: Asking, house: NamedDependency[House], back: Back = "") -> Response[bytes]:
    return await _proving(request, house, local(back))


async def _proving(request: Asking, house: House, back: str, refused: Refused | None = None) -> Response[bytes]:
    colleague = await door.enter(request, house)
    who = await house.database.read(lambda conn: members.numbered(conn, colleague.id))
    return form("prove.html", colleague, refused, who=who, back=back)


@post("/desk/prove", include_in_schema=False)
async def take_proof(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    door.may_act(request, house)
    colleague = await door.enter(request, house)
    sent = await fields(request)
    back = local(sent.get("back", ""))
    try:
        password, code = sent.get("password", ""), sent.get("code", "")
        await coming_in.prove(house, colleague, trying(request, house), password, code)
    except Refused as refused:
        return await _proving(request, house, back, refused)
    return answer.see(back)


@post("/desk/prove/passkey", include_in_schema=False)
async def prove_by_passkey(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    door.may_act(request, house)
    back = local((await fields(request)).get("back", ""))
    return await ceremony(request, house, Ceremony(PROVE, "/desk/prove/key", back))


@post("/desk/prove/key", include_in_schema=False)
async def take_proving_key(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    door.may_act(request, house)
    colleague = await door.enter(request, house)
    sent = await fields(request)
    back = local(sent.get("back", ""))
    try:
        await passkeys.prove(house, trying(request, house), colleague, said(request, house, sent))
    except Refused as refused:
        return await ceremony(request, house, Ceremony(PROVE, "/desk/prove/key", back, refused))
    return answer.see(back)


@get("/desk/join/{token:str}", include_in_schema=False)
async def join_page(request: Asking, house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
    return await _joining(request, house, Joining(token, "", secret=totp.drawn()))


async def _joining(request: Asking, house: House, joining: Joining, refused: Refused | None = None) -> Response[bytes]:
    """Raises Refused invitation_over."""
    now = house.clock.now()

    def read(conn: Connection) -> tuple[Invitation, Role]:
        return invitations.look(conn, joining.token, now), coming_in.role_of(conn, joining.token, now)

    given, role = await house.database.read(read)
    name = given.name or joining.name
    link = totp.link(joining.secret, name or "owner", host(request, house))
    shortest = passwords.SHORTEST
    return form("join.html", None, refused, joining=joining, given=given, role=role, link=link, shortest=shortest)


def host(request: Asking, house: House) -> str:
    """What apps for codes call the desk."""
    return urlsplit(readers_door.origin(request, house.settings)).hostname or "voxpop"


@post("/desk/join/{token:str}", include_in_schema=False)
async def join(request: Asking, house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
    door.may_act(request, house)
    sent = await fields(request)
    joining = Joining(token, **{key: sent.get(key, "") for key in ("password", "name", "secret", "code")})
    try:
        session = await coming_in.join(house, trying(request, house), joining)
    except Refused as refused:
        if refused.code in ("invitation_over", "body_invalid"):
            raise
        return await _joining(request, house, joining, refused)
    return in_at(house, session, HOME)


@post("/desk/sign-out", include_in_schema=False)
async def sign_out(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    door.may_act(request, house)
    token = door.presented(request, house.settings)
    if token:
        await house.database.write(lambda conn: sessions.end_token(conn, token))
    return answer.see("/desk/sign-in", door.field(house.settings, ""))


HANDLERS: list[Any] = [
    sign_in,
    take_password,
    code_page,
    take_code,
    ask_passkey,
    take_passkey,
    prove_page,
    take_proof,
    prove_by_passkey,
    take_proving_key,
    join_page,
    join,
    sign_out,
]
