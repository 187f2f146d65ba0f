"""What is kept of whoever asks: to be seen, taken along, or forgotten. Pages that need no script.

    GET  /privacy/yours?site=&draft=    what is kept, for who is signed in, has proved an address, or is a known guest
    POST /privacy/yours/download        all of it, as a zip
    GET  /privacy/yours/forget?extent=  what that does, and a box to tick; POST does it
    GET  /privacy/yours/forgotten       it is done, or under way
    POST /privacy/yours/proof           a mail to an address, that it is theirs; then as pages/mailed

To an address that nobody here has the same is answered, and the same mail sent.
"""

import asyncio
from typing import IO, Annotated, Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream
from sqlalchemy import Connection

from voxpop.lib import answer
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.notify import mail
from voxpop.pages.email_link import base
from voxpop.pages.forms import fields
from voxpop.pages.frame import page
from voxpop.pages.mailed import Mailed, handlers
from voxpop.people import door, email_link, person, proofs, tokens, ways
from voxpop.people.asker import COOKIE, guest, new_token
from voxpop.people.attempts import Purpose
from voxpop.people.email_link import PROOF, Errand, Waiting
from voxpop.privacy import erasing, export, leaving, subject, theirs
from voxpop.privacy.erasure import Extent
from voxpop.privacy.rows import Asked
from voxpop.privacy.subject import Subject
from voxpop.sites import site as sites
from voxpop.sites.house import House
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]
Named = Annotated[str, QueryParameter(max_length=100)]

HOME = "/privacy/yours"
EXPORTS = 6  # in an hour
FORGETTING = 5  # in an hour
WAIT = 120.0  # seconds for which a download waits until another is made


class Asker(NamedTuple):
    """Who asks; `who` is None for who is not known by anything. `how`: signed, proved, guest."""

    site: Site
    who: Subject | None
    how: str = ""
    name: str = ""


async def _asker(request: Asking, house: House, site: Site) -> Asker:
    """Who is signed in; else who has proved an address in this browser; else a guest with a cookie of ours."""
    seen = await door.seen(request, house, site)
    browser, now = door.browser(request, house.settings), house.clock.now()
    mine = guest(seen.token)

    def find(conn: Connection) -> Asker:
        if seen.session is not None:
            them = person.numbered(conn, site.id, seen.session.person.id)
            return Asker(site, subject.signed_in(conn, site.id, them), "signed", them.name)
        address = proofs.proved(conn, site.id, browser, now)
        if address:
            return Asker(site, subject.by_mail(conn, site.id, address, mine), "proved", address)
        return Asker(site, subject.by_cookie(site.id, mine), "guest") if mine else Asker(site, None)

    found = await house.database.read(find)
    here = tokens.hashed(browser) if browser else None
    return found._replace(who=found.who._replace(guest=mine, browser=here)) if found.who else found


async def _site(request: Asking, house: House, name: str) -> Site:
    return await house.sites.named(name) if name else await house.sites.at(door.origin(request, house.settings))


@get(HOME, include_in_schema=False)
async def show(
    request: Asking,
    house: NamedDependency[House],
    site: Named = "",
    draft: Annotated[int | None, QueryParameter(ge=1, le=LARGEST)] = None,
) -> Response[bytes]:
    """`draft` is the attempt to sign in that somebody comes back from; if it came to nothing, the page says why."""
    where = await _site(request, house, site)
    asker = await _asker(request, house, where)
    attempt = await door.attempt(request, house, where, draft) if draft is not None else None
    return answer.private(await _page(house, asker, attempt.why if attempt else ""))


async def _page(house: House, asker: Asker, error: str, address: str = "") -> str:
    who = asker.who
    counts = await house.database.read(lambda conn: theirs.counts(conn, who)) if who else {}
    return page(
        "yours.html",
        asker.site,
        asker=asker,
        counts=counts,
        ways=ways.row(house.settings, asker.site.rules),
        mail=mail.offered(house.settings),
        error=error,
        address=address,
    )


async def _acting(request: Asking, house: House, sent: dict[str, str]) -> Asker:
    """Raises Refused site_unknown, origin_refused."""
    site = await house.sites.named(sent.get("site", ""))
    door.may_act(request, site, house.settings)
    return await _asker(request, house, site)


def _known(asker: Asker) -> Subject:
    if asker.who is None:
        raise Refused("signed_out", "Nothing is known here of who you are. Sign in, or prove an e-mail address.")
    return asker.who


@post(f"{HOME}/download", include_in_schema=False)
async def download(request: Asking, house: NamedDependency[House]) -> Response[Any]:
    asker = await _acting(request, house, await fields(request))
    who, now = _known(asker), house.clock.now()
    key = ("export", asker.site.id, door.network(request, house.settings))
    if not house.pace.take(key, limit=EXPORTS, seconds=3600, now=now / 1e6):
        raise Refused(
            "too_fast",
            counted(
                "That can be downloaded %(count)s time in an hour. Try again later.",
                "That can be downloaded %(count)s times in an hour. Try again later.",
                EXPORTS,
            ),
        )
    try:
        made = await _made(house, Asked(who, asker.site, now, house.settings.data))
    except Refused:
        house.pace.give_back(key)
        raise
    headers = answer.NO_STORE | {
        "content-disposition": 'attachment; filename="yours.zip"',
        "content-length": str(export.size(made)),
        "x-content-type-options": "nosniff",
    }
    return Stream(export.read(made), media_type="application/zip", headers=headers, status_code=200)


async def _made(house: House, asked: Asked) -> IO[bytes]:
    """The zip. One at a time: each keeps a reader of the database busy. Raises Refused too_fast."""
    try:
        await asyncio.wait_for(house.exporting.acquire(), WAIT)
    except TimeoutError:
        raise _too_fast() from None
    try:
        return await house.database.read(lambda conn: export.write(conn, asked))
    finally:
        house.exporting.release()


def _too_fast() -> Refused:
    return Refused("too_fast", "That was a lot in a short time. Come back a little later.")


@get(f"{HOME}/forget", include_in_schema=False)
async def ask_forget(
    request: Asking, house: NamedDependency[House], site: Named = "", extent: Named = Extent.ALL.value
) -> Response[bytes]:
    asker = await _asker(request, house, await _site(request, house, site))
    _known(asker)
    return _asking(asker, _extent(extent))


def _asking(asker: Asker, extent: Extent, refused: Refused | None = None) -> Response[bytes]:
    error = refused.sentence if refused else ""
    html = page("yours_forget.html", asker.site, asker=asker, extent=extent.value, error=error)
    return answer.private(html, answer.status(refused) if refused else 200)


def _extent(told: str) -> Extent:
    if told not in set(Extent):
        raise Refused("not_found", "There is nothing at this address.")
    return Extent(told)


@post(f"{HOME}/forget", include_in_schema=False)
async def forget(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    sent = await fields(request)
    asker = await _acting(request, house, sent)
    who, extent = _known(asker), _extent(sent.get("extent", ""))
    if sent.get("sure") != "on":
        return _asking(asker, extent, Refused("not_sure", "Tick the box if that is what you want."))
    key = ("forget", asker.site.id, door.network(request, house.settings))
    if not house.pace.take(key, limit=FORGETTING, seconds=3600, now=house.clock.now() / 1e6):
        return _asking(asker, extent, _too_fast())
    ended = await house.database.read(lambda conn: _to_end(conn, who))
    if await erasing.ask(erasing.means(house), who, extent) is None:
        await house.database.write(lambda conn: leaving.typed(conn, who))
    gone = answer.see(f"{HOME}/forgotten?site={asker.site.name}&extent={extent.value}")
    gone.cookies = _ended(house, asker.site, ended)
    return gone


def _to_end(conn: Connection, who: Subject) -> bool:
    """Is the guest's cookie of this browser among what is forgotten, and of no use on another site of this server?"""
    if who.guest is None or who.guest not in who.marks:
        return False
    others = [subject.by_cookie(one.id, who.guest) for one in sites.read_all(conn) if one.id != who.site]
    return not any(theirs.counts(conn, one) for one in others)


def _ended(house: House, site: Site, guests: bool) -> list[Cookie]:
    """The cookies by which they were known, at their end."""
    secure = door.safe(house.settings)
    names = [door.session_cookie(house.settings, site), door.browser_cookie(house.settings)]
    return [
        Cookie(key=name, value="", path="/", max_age=0, httponly=True, secure=secure, samesite="lax")
        for name in names + [COOKIE] * guests
    ]


@get(f"{HOME}/forgotten", include_in_schema=False)
async def forgotten(
    request: Asking, house: NamedDependency[House], site: Named = "", extent: Named = Extent.ALL.value
) -> Response[bytes]:
    where = await _site(request, house, site)
    return answer.private(page("yours_forgotten.html", where, extent=_extent(extent).value))


@post(f"{HOME}/proof", include_in_schema=False)
async def prove(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """Have a mail sent to an address, and wait for its code."""
    sent = await fields(request)
    asker = await _acting(request, house, sent)
    email_link.offered(house.settings)
    browser = door.browser(request, house.settings) or new_token()
    seen = await door.seen(request, house, asker.site)
    purpose = Purpose(back=f"{HOME}?site={asker.site.name}")
    errand = Errand(sent.get("address", ""), seen.group, base(request, house, asker.site), purpose, PROOF)
    try:
        number = await email_link.ask(house, asker.site, browser, errand)
    except Refused as refused:
        body = await _page(house, asker, refused.sentence, sent.get("address", ""))
        return answer.private(body, answer.status(refused))
    cookie = door.browser_field(house.settings, browser)
    return answer.see(f"{HOME}/proof/sent/{number}?site={asker.site.name}", cookie)


async def _proved(request: Asking, house: House, site: Site, found: Waiting) -> Response[bytes]:
    """The address is theirs in this browser, whose cookie lasts as long as that from now on."""
    await house.database.write(lambda conn: proofs.keep(conn, found, house.clock.now()))
    cookie = door.browser_field(house.settings, door.browser(request, house.settings))
    return answer.see(f"{HOME}?site={site.name}", cookie)


HANDLERS: list[Any] = [
    *(show, download, ask_forget, forget, forgotten),
    prove,
    *handlers(Mailed(PROOF, "yours_link.html", _proved)),
]
