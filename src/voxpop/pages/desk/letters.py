"""What the links in a letter to a moderator lead to, and what each wishes to be written about.

GET  /desk/letters/{token}            the comment, and a button for what the link says; POST does it
GET  /desk/letters/end/{token}        a button; POST ends the letters, also of a mail program (RFC 8058)
GET  /desk/team/digest                where they go, and how often; POST …/address …/hours …/forget
GET  /desk/team/digest/{token}        the link of the letter that proves an address; POST takes it

Who opens a link of the first two kinds need not be signed in: it says in whose name it acts, and lets nothing else.
"""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import Connection

from voxpop.discussion import thread
from voxpop.lib import answer, ids
from voxpop.lib.refused import Refused
from voxpop.moderation import digest, dossier
from voxpop.moderation.digest import ACT, END, Chosen
from voxpop.notify import mail
from voxpop.pages.desk.frame import form, page, shown
from voxpop.pages.desk.queue import PAST
from voxpop.pages.forms import fields
from voxpop.sites.house import House
from voxpop.staff import digests, door, slips
from voxpop.staff.digests import ADDRESS, CHOICES
from voxpop.staff.door import Colleague
from voxpop.staff.slips import Slip

Asking = Request[Any, Any, Any]

WISHES = "/desk/team/digest"
LETTERS = 5  # that prove an address, for one colleague in an hour


@get("/desk/letters/{token:str}", include_in_schema=False)
async def link(house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
    """Changes nothing: mail programs open links, too."""
    slip, what, site = await _slip(house, token)
    return await _comment(house, token, (slip, what, site))


@post("/desk/letters/{token:str}", include_in_schema=False)
async def press(request: Asking, house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
    door.may_act(request, house)
    slip, what, site = await _slip(house, token)
    try:
        decided = await house.database.write(lambda conn: digest.act(conn, house, (site, what), slip))
    except Refused as refused:
        return await _comment(house, token, (slip, what, site), refused)
    return shown(page("letter_done.html", None, said=PAST[what.act], comment=decided.comment))


async def _slip(house: House, token: str) -> tuple[Slip, Chosen, int]:
    """What a link says, and the comment's site. Raises Refused link_over, no_such_comment, right_missing."""

    def read(conn: Connection) -> tuple[Slip, Chosen, int]:
        slip = slips.read(conn, token, ACT, house.clock.now())
        what = digest.chosen(slip)
        site = thread.site_of(conn, what.comment)
        digest.may_still(conn, slip, site)
        return slip, what, site

    return await house.database.read(read)


async def _comment(
    house: House, token: str, at: tuple[Slip, Chosen, int], refused: Refused | None = None
) -> Response[bytes]:
    _, what, _ = at
    found = await house.database.read(lambda conn: dossier.read(conn, what.comment))
    open_ = found.seen == what.seen
    last = found.log[0] if found.log else None
    return form("letter.html", None, refused, token=token, act=what.act, one=found, open=open_, last=last)


@get("/desk/letters/end/{token:str}", include_in_schema=False)
async def end_page(house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
    await house.database.read(lambda conn: slips.read(conn, token, END, house.clock.now()))
    return shown(page("letters_end.html", None, token=token, done=False))


@post("/desk/letters/end/{token:str}", include_in_schema=False)
async def end(house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
    """Mail programs send this themselves, without any page of ours."""

    def write(conn: Connection) -> None:
        digests.choose(conn, slips.read(conn, token, END, house.clock.now()).staff, 0)

    await house.database.write(write)
    return shown(page("letters_end.html", None, token=token, done=True))


@get(WISHES, include_in_schema=False)
async def wishes(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    return await _wishes(house, await door.enter(request, house))


async def _wishes(
    house: House, colleague: Colleague, refused: Refused | None = None, sent: str = ""
) -> Response[bytes]:
    wish = await house.database.read(lambda conn: digests.of(conn, colleague.id))
    offered = mail.offered(house.settings)
    return form("digest.html", colleague, refused, wish=wish, choices=CHOICES, sent=sent, offered=offered)


async def _own(request: Asking, house: House) -> tuple[Colleague, dict[str, str]]:
    """Who has just shown who they are. Raises Refused origin_refused, desk_closed, prove_anew."""
    door.may_act(request, house)
    colleague = await door.enter(request, house)
    door.proved(colleague, house.clock.now())
    return colleague, await fields(request)


@post(f"{WISHES}/address", include_in_schema=False)
async def ask(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """A letter goes to the address; it is theirs when its link comes back."""
    colleague, sent = await _own(request, house)
    now, address = house.clock.now(), sent.get("address", "")
    await house.sites.load()
    try:
        if not mail.offered(house.settings):
            raise Refused("email_invalid", "No letters can be sent from here: the settings name no relay for mail.")
        if not house.pace.take(("digest address", colleague.id), limit=LETTERS, seconds=3600, now=now / 1e6):
            raise Refused("too_fast", "Several letters have gone out already. Try again in an hour.")
        at = min(colleague.sites or {one.id for one in house.sites.known()}), colleague.id
        base = house.settings.address
        await house.database.write(lambda conn: digests.ask(conn, house.clock, at, address, base))
    except Refused as refused:
        return await _wishes(house, colleague, refused)
    return await _wishes(house, colleague, sent=address)


@post(f"{WISHES}/hours", include_in_schema=False)
async def choose(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    door.may_act(request, house)
    colleague, sent = await door.enter(request, house), await fields(request)
    hours = ids.read(sent.get("hours", ""))
    try:
        await house.database.write(lambda conn: digests.choose(conn, colleague.id, -1 if hours is None else hours))
    except Refused as refused:
        return await _wishes(house, colleague, refused)
    return answer.see(WISHES)


@post(f"{WISHES}/forget", include_in_schema=False)
async def forget(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    door.may_act(request, house)
    colleague = await door.enter(request, house)
    await house.database.write(lambda conn: digests.forget(conn, colleague.id))
    return answer.see(WISHES)


@get(f"{WISHES}/{{token:str}}", include_in_schema=False)
async def address_page(request: Asking, house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
    colleague = await door.enter(request, house)
    slip = await house.database.read(lambda conn: _address(conn, colleague, token, house.clock.now()))
    return shown(page("digest_address.html", colleague, token=token, address=slip.said[0]))


@post(f"{WISHES}/{{token:str}}", include_in_schema=False)
async def take_address(request: Asking, house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
    door.may_act(request, house)
    colleague = await door.enter(request, house)

    def write(conn: Connection) -> None:
        digests.prove(conn, colleague.id, _address(conn, colleague, token, house.clock.now()))

    await house.database.write(write)
    return answer.see(WISHES)


def _address(conn: Connection, colleague: Colleague, token: str, now: int) -> Slip:
    """Raises Refused link_over, also for the link of somebody else."""
    slip = slips.read(conn, token, ADDRESS, now)
    if slip.staff != colleague.id:
        raise slips.over()
    return slip


HANDLERS: list[Any] = [
    link, press, end_page, end, wishes, ask, choose, forget, address_page, take_address
]  # fmt: skip
