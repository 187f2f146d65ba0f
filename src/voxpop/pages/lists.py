"""Lists for any page of a site, as fragments: its latest comments, and the conversations most spoken in of late.

    rows, for every count and language  ->  a fragment      both kept for some time

Public, without cookies, the same for everybody. How long rows are kept grows with the time they look back on, as does
what it costs to count them: so it costs next to nothing whatever is asked, and a minute matters less in a month.
"""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy import Connection

from voxpop.discussion import lists
from voxpop.discussion.api import Language, SiteName
from voxpop.discussion.lists import Discussed, Latest
from voxpop.discussion.markup import CONTRACT
from voxpop.lib import answer
from voxpop.lib.ids import DAY
from voxpop.lib.ready import Made
from voxpop.lib.templates import template
from voxpop.pages.front import never_still
from voxpop.people import door
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.sites.speech import speech

Asking = Request[Any, Any, Any]

MOST = 50  # entries
LONGEST = 90  # days
LATEST_LAST = 10  # seconds
DISCUSSED_LAST = 60  # seconds for each day that is looked back on
SHOWN = 10  # seconds that a browser, or what is in front of this server, keeps a list

Count = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many at most.")]
Days = Annotated[int, QueryParameter(ge=1, le=LONGEST, description="How many days back.")]


class List(NamedTuple):
    """Which list: its template, what tells its rows from others, what reads them, how many seconds they are kept."""

    template: str
    key: tuple[str, int]
    kind: type[list[Latest] | list[Discussed]]
    read: Callable[[Connection], list[Latest] | list[Discussed]]
    lasts: int


class Wish(NamedTuple):
    most: int
    lang: str


@get("/lists/latest", include_in_schema=False)
async def latest(
    request: Asking, house: NamedDependency[House], site: SiteName, lang: Language = "", count: Count = 5
) -> Response[bytes]:
    where = await house.sites.named(site)
    kind = List("latest.html", ("latest", 0), list[Latest], lambda conn: lists.latest(conn, where, MOST), LATEST_LAST)
    return await _given(request, house, where, kind, Wish(count, lang))


@get("/lists/discussed", include_in_schema=False)
async def discussed(
    request: Asking,
    house: NamedDependency[House],
    site: SiteName,
    lang: Language = "",
    count: Count = 5,
    days: Days = 7,
) -> Response[bytes]:
    where = await house.sites.named(site)
    since = house.clock.now() - days * DAY
    kind = List(
        "discussed.html",
        ("discussed", days),
        list[Discussed],
        lambda conn: lists.discussed(conn, where, MOST, since),
        DISCUSSED_LAST * days,
    )
    return await _given(request, house, where, kind, Wish(count, lang))


async def _given(request: Asking, house: House, site: Site, kind: List, wish: Wish) -> Response[bytes]:
    base = door.origin(request, house.settings)
    spoken = speech(site.rules, wish.lang)

    async def made() -> Made:
        html = template(kind.template, spoken.language).render(
            found=(await _rows(house, site, kind))[: wish.most],
            base=base,
            contract=CONTRACT,
            speech=spoken,
            zone=site.rules.timezone,
        )
        return _made(site, html.encode(), "text/html; charset=utf-8", SHOWN)

    key = ("list", site.id, kind.key, wish.most, spoken.language, base)
    return answer.ready(request, house.ready, await house.ready.get(key, made, never_still))


async def _rows(house: House, site: Site, kind: List) -> list[Latest] | list[Discussed]:
    """All rows of a list that may be asked for: read once for all who ask."""

    async def made() -> Made:
        found = await house.database.read(kind.read)
        return _made(site, msgspec.json.encode(found), "application/json", kind.lasts)

    kept = await house.ready.get(("rows", site.id, kind.key), made, never_still)
    return msgspec.json.decode(kept.body, type=kind.kind)


def _made(site: Site, body: bytes, kind: str, lasts: int) -> Made:
    return Made(
        body=body,
        kind=kind,
        cache_control=f"public, max-age={SHOWN}",
        vary="Accept-Encoding",
        marks=frozenset((-site.id,)),
        stamp="made anew",
        headers=answer.OPEN_HEADERS,
        lasts=lasts,
    )


HANDLERS: list[Any] = [latest, discussed]
