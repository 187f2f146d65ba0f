"""Signing in by a mailed link or code, as pages that need no script.

POST /sign-in/email            the form of a page: asks for the address, or (303) has the mail sent
GET  /sign-in/email/sent/{id}  look at your mail, and a field for its code; POST there takes the code
GET  /sign-in/email/{token}    the mail's link: a button and nothing else, for mail programs open links, too
POST /sign-in/email/{token}    the button: signed in
"""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter, QueryParameter

from voxpop.discussion import bylines
from voxpop.lib import answer
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.pages.forms import FORM_BYTES, fields
from voxpop.pages.frame import page
from voxpop.pages.sign_in import arrived, carried, setting_out
from voxpop.people import door, email_link, signing_in
from voxpop.people.email_link import Errand, Waiting
from voxpop.sites.house import House
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]
Number = Annotated[int, PathParameter(ge=1, le=LARGEST)]
Named = Annotated[str, QueryParameter(max_length=100)]
Thread = Annotated[str, QueryParameter(max_length=2000)]

# The token of the link is in the page's address, so no other request tells that address.
LINK_HEADERS = answer.with_referrers(answer.PAGE_HEADERS, "strict-origin")


@get("/sign-in/email", include_in_schema=False)
async def address_page(
    request: Asking, house: NamedDependency[House], site: Named = "", thread: Thread = "/"
) -> Response[bytes]:
    """The field for the address, without anything typed before."""
    where = await house.sites.named(site) if site else await house.sites.at(door.origin(request, house.settings))
    email_link.offered(house.settings)
    return _asking(where, {"site": where.name, "thread": thread}, "")


@post("/sign-in/email", include_in_schema=False, request_max_body_size=FORM_BYTES)
async def ask(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    sent = await fields(request)
    setting = await setting_out(request, house, sent)
    email_link.offered(house.settings)
    kept, address = carried(sent, setting), sent.get("address", "")
    if not address.strip():
        return _asking(setting.site, kept, sent.get("email", ""))
    asker = await door.seen(request, house, setting.site)
    errand = Errand(address, asker.group, base(request, house, setting.site), setting.purpose)
    try:
        number = await email_link.ask(house, setting.site, setting.browser, errand)
    except Refused as refused:
        return _asking(setting.site, kept, address, refused)
    cookie = door.browser_field(house.settings, setting.browser)
    return answer.see(f"/sign-in/email/sent/{number}?site={setting.site.name}", cookie)


def base(request: Asking, house: House, site: Site) -> str:
    """The origin that the mail's link leads to: the one that the reader is at, if it is certain to be ours."""
    origin = door.origin(request, house.settings)
    return origin if origin in site.hosted else house.settings.address


def _asking(site: Site, kept: dict[str, str], address: str, refused: Refused | None = None) -> Response[bytes]:
    error = refused.sentence if refused else ""
    body = page("email_address.html", site, kept=kept, address=address, error=error)
    return answer.private(body, answer.status(refused) if refused else 200)


@get("/sign-in/email/sent/{number:int}", include_in_schema=False)
async def sent_page(
    request: Asking, house: NamedDependency[House], number: Number, site: Named = ""
) -> Response[bytes]:
    where = await house.sites.named(site)
    browser, now = door.browser(request, house.settings), house.clock.now()
    found = await house.database.read(lambda conn: email_link.waiting(conn, where, number, browser, now))
    return _waiting(where, found)


@post("/sign-in/email/sent/{number:int}", include_in_schema=False)
async def take_code(request: Asking, house: NamedDependency[House], number: Number) -> Response[bytes]:
    sent = await fields(request)
    site = await house.sites.named(sent.get("site", ""))
    door.may_act(request, site, house.settings)
    browser, now = door.browser(request, house.settings), house.clock.now()
    try:
        found = await email_link.by_code(house, site, number, browser, sent.get("code", ""))
    except Refused as refused:
        if refused.code != "code_wrong":
            raise
        again = await house.database.read(lambda conn: email_link.waiting(conn, site, number, browser, now))
        return _waiting(site, again, refused)
    return await _in(request, house, found)


def _waiting(site: Site, found: Waiting, refused: Refused | None = None) -> Response[bytes]:
    error = refused.sentence if refused else ""
    to = f"/sign-in/email/sent/{found.attempt.id}"
    body = page("email_sent.html", site, attempt=found.attempt, kept=found.kept, error=error, to=to, proof=False)
    return answer.private(body, answer.status(refused) if refused else 200)


@get("/sign-in/email/{token:str}", include_in_schema=False)
async def link_page(request: Asking, house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
    browser, now = door.browser(request, house.settings), house.clock.now()
    try:
        found = await house.database.read(lambda conn: email_link.opened(conn, token, browser, now))
    except Refused as refused:
        if refused.code not in ("attempt_unknown", "attempt_expired"):
            raise
        site = await house.sites.at(door.origin(request, house.settings))
        return answer.private(page("email_elsewhere.html", site), answer.status(refused), LINK_HEADERS)
    site = await house.sites.numbered(found.attempt.site)
    return answer.private(page("email_link.html", site, token=token, kept=found.kept), 200, LINK_HEADERS)


@post("/sign-in/email/{token:str}", include_in_schema=False)
async def take_link(request: Asking, house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
    browser, now = door.browser(request, house.settings), house.clock.now()
    found = await house.database.read(lambda conn: email_link.opened(conn, token, browser, now))
    door.may_act(request, await house.sites.numbered(found.attempt.site), house.settings)
    found = await house.database.write(lambda conn: email_link.by_link(conn, token, browser, now))
    return await _in(request, house, found)


async def _in(request: Asking, house: House, found: Waiting) -> Response[bytes]:
    agent = request.headers.get("user-agent", "")
    welcome = bylines.welcomed(house.clock)
    came = await signing_in.arrive(house, found.attempt, email_link.arrival(found), agent, welcome)
    return await arrived(house, came)


HANDLERS: list[Any] = [address_page, ask, sent_page, take_code, link_page, take_link]
