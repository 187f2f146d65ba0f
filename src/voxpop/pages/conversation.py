"""The page of a conversation by the address that it is about: for plain links, and where no script runs.

It can be read, answered and printed there also when nobody has said anything yet. A conversation that has begun has a
page of its own, which this leads to. Without an address it is about the page that the reader comes from.
"""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from voxpop.discussion import markup, thread
from voxpop.discussion.thread import Order, Thread
from voxpop.lib import answer, ids
from voxpop.lib.refused import Refused
from voxpop.pages.article import Asks, Wanted, given
from voxpop.pages.frame import page
from voxpop.people import door
from voxpop.sites.house import House
from voxpop.sites.site import Place, Site, place

Asking = Request[Any, Any, Any]


def address(site: Site, at: Thread) -> str:
    """Where the conversation at a page of others is to be found here, whether somebody has said anything or not."""
    return f"/conversation?{urlencode({'site': site.name, 'url': at.address})}"


@get("/conversation", include_in_schema=False)
async def conversation(
    request: Asking, house: NamedDependency[House], site: FromQuery[str] = "", url: FromQuery[str] = ""
) -> Response[bytes]:
    base = door.origin(request, house.settings)
    where = await house.sites.named(site) if site else await house.sites.at(base)
    if not url:
        return await _come_from(request, house, where)
    try:
        at = place(where, url)
    except Refused as refused:
        return _asking(where, url, refused)
    found = await house.database.read(partial(thread.find, site=where, place=at))
    if found.id or at.url.startswith("/"):
        return answer.see(_home(request, found))
    wanted = Wanted(where, at, Order(where.rules.order), None, base)
    return await given(request, house, wanted, Asks(None, _draft(request)), must_exist=False)


def _draft(request: Asking) -> int | None:
    return ids.read(request.query_params.get("draft", ""))


def _home(request: Asking, found: Thread) -> str:
    """The page that a thread has, with what the reader had typed before they went to sign in."""
    draft = _draft(request)
    return f"{markup.home(found)}?draft={draft}" if draft else markup.home(found)


async def _come_from(request: Asking, house: House, site: Site) -> Response[bytes]:
    """To the conversation of the page that the reader comes from; where that is none of the site's, they are asked."""
    try:
        at = place(site, request.headers.get("referer", ""))
    except Refused:
        return _asking(site)
    found = await house.database.read(partial(thread.find, site=site, place=at))
    if _ours(at) and not found.id:
        return _asking(site)
    return answer.see(address(site, found))


def _ours(at: Place) -> bool:
    return at.url.startswith("/")


def _asking(site: Site, url: str = "", refused: Refused | None = None) -> Response[bytes]:
    html = page("which.html", site, url=url, error=refused.sentence if refused else "")
    return answer.private(html, answer.status(refused) if refused else 200)


HANDLERS: list[Any] = [conversation]
