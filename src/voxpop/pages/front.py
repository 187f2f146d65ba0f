"""The front page of a site: its stories, the newest first, with the number of responses to each. And its sitemap."""

from functools import partial
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from voxpop.lib import answer
from voxpop.lib.ids import LARGEST
from voxpop.lib.ready import Made
from voxpop.lib.templates import template
from voxpop.pages.frame import page
from voxpop.people import door
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.stories import story as stories
from voxpop.stories.story import Last

Asking = Request[Any, Any, Any]

STORIES = 30  # on a page
LASTS = 1.0  # seconds that the numbers of responses may be behind
SHARED = "public, max-age=1"
VARY = "Accept-Encoding"


async def never_still() -> str:
    """These pages last a second; looking whether their stamp stands would cost as much as making them."""
    return ""


def lasting(site: Site, body: str, kind: str) -> Made:
    """A page that every reader gets and that is made anew after a second."""
    return Made(body.encode(), kind, SHARED, VARY, frozenset((-site.id,)), "made anew", answer.PAGE_HEADERS, LASTS)


@get("/", include_in_schema=False)
async def front(
    request: Asking,
    house: NamedDependency[House],
    before: Annotated[int, QueryParameter(ge=1, le=LARGEST)] = LARGEST,
    slug: Annotated[str, QueryParameter(max_length=stories.SLUG_LIMIT, pattern=r"^[^\x00]*$")] = "",
) -> Response[bytes]:
    base = door.origin(request, house.settings)
    site = await house.sites.at(base)

    async def made() -> Made:
        found = await house.database.read(partial(stories.front, site=site, last=Last(before, slug), limit=STORIES + 1))
        older = Last(found[STORIES - 1].published, found[STORIES - 1].slug) if len(found) > STORIES else None
        html = page("front.html", site, url=f"{base}/", teasers=found[:STORIES], older=older)
        return lasting(site, html, "text/html; charset=utf-8")

    key = ("front", site.id, before, slug, base)
    return answer.ready(request, house.ready, await house.ready.get(key, made, never_still))


@get("/sitemap.xml", include_in_schema=False)
async def sitemap(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    base = door.origin(request, house.settings)
    site = await house.sites.at(base)

    async def made() -> Made:
        rows = await house.database.read(partial(stories.sitemap, site=site))
        return lasting(site, template("sitemap.xml").render(base=base, rows=rows), "application/xml")

    return answer.ready(request, house.ready, await house.ready.get(("sitemap", site.id, base), made, never_still))


@get("/robots.txt", include_in_schema=False)
async def robots(request: Asking, house: NamedDependency[House]) -> str:
    base = door.origin(request, house.settings)
    return (
        f"User-agent: *\nDisallow: /api/\nDisallow: /comments/\nDisallow: /*?reply_to=\nSitemap: {base}/sitemap.xml\n"
    )


HANDLERS: list[Any] = [front, sitemap, robots]
