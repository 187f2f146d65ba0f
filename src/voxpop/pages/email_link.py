"""Signing in by a mailed link or code, as pages that need no script.

GET  /sign-in/email  a field for the address
POST /sign-in/email  the form of a page: asks for the address, or (303) has the mail sent; then as pages/mailed
"""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from voxpop.discussion import bylines
from voxpop.lib import answer
from voxpop.lib.refused import Refused
from voxpop.pages.forms import FORM_BYTES, fields
from voxpop.pages.frame import Named, page
from voxpop.pages.mailed import Mailed, handlers
from voxpop.pages.sign_in import arrived, carried, setting_out
from voxpop.people import door, email_link, signing_in
from voxpop.people.email_link import SIGN_IN, Errand, Waiting
from voxpop.sites.house import House
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]
Thread = Annotated[str, QueryParameter(max_length=2000)]


@get("/sign-in/email", include_in_schema=False)
async def address_page(
    request: Asking, house: NamedDependency[House], site: Named = "", thread: Thread = "/"
) -> Response[bytes]:
    """The field for the address, without anything typed before."""
    where = await door.site(request, house, site)
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


async def _in(request: Asking, house: House, _site: Site, found: Waiting) -> Response[bytes]:
    agent = request.headers.get("user-agent", "")
    welcome = bylines.welcomed(house.clock)
    came = await signing_in.arrive(house, found.attempt, email_link.arrival(found), agent, welcome)
    return await arrived(house, came)


HANDLERS: list[Any] = [address_page, ask, *handlers(Mailed(SIGN_IN, "email_link.html", _in))]
