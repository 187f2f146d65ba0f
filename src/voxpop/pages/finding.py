"""Find in a conversation: as a fragment for the script of a page, and as a page of ours where no script runs.

What is asked is hardly ever asked twice, so nothing of it is kept ready.
"""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from voxpop.discussion import finding, markup, thread
from voxpop.discussion.api import Language, SiteName, Url
from voxpop.discussion.finding import Found
from voxpop.discussion.thread import Thread
from voxpop.lib import answer
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.lib.templates import template
from voxpop.pages.frame import page
from voxpop.people import door
from voxpop.sites.house import House
from voxpop.sites.site import Site, place
from voxpop.sites.speech import speech

Asking = Request[Any, Any, Any]

LONGEST = 200  # characters of a query
SHORT = {"cache-control": "public, max-age=5"}
QUESTIONS = 60  # in a minute from one household or server

Typed = Annotated[str, QueryParameter(name="q", max_length=LONGEST)]
Before = Annotated[int, QueryParameter(ge=1, le=LARGEST)]


@get("/threads/find", include_in_schema=False)
async def find(
    request: Asking,
    house: NamedDependency[House],
    site: SiteName,
    url: Url,
    q: Typed = "",
    lang: Language = "",
    before: Before = LARGEST,
) -> Response[bytes]:
    """What was found, as HTML for a page of the site."""
    where = await house.sites.named(site)
    at = place(where, url)
    await _in_time(request, house, where)

    def look(conn: Any) -> tuple[Thread, Found]:
        found = thread.find(conn, where, at)
        return found, finding.read(conn, where, found.id, q, before)

    async with house.searching:
        at_thread, found = await house.database.read(look)
    body = _shown(where, at_thread, (q, found), door.origin(request, house.settings), lang)
    return Response(body.encode(), media_type="text/html; charset=utf-8", headers=dict(answer.OPEN_HEADERS) | SHORT)


@get("/threads/{number:int}/find", include_in_schema=False)
async def find_page(
    request: Asking,
    house: NamedDependency[House],
    number: FromPath[int],
    q: Typed = "",
    before: Before = LARGEST,
) -> Response[bytes]:
    """The same on a page of ours, with the field to search again."""

    def whose(conn: Any) -> tuple[int, Thread]:
        if not 0 < number <= LARGEST:
            raise Refused("no_such_thread", "There is no such conversation here.")
        return thread.anywhere(conn, number)

    owner, at = await house.database.read(whose)
    site = await house.sites.numbered(owner)
    await _in_time(request, house, site)
    async with house.searching:
        found = await house.database.read(lambda conn: finding.read(conn, site, at.id, q, before))
    shown = _shown(site, at, (q, found), "", "")
    html = page("find.html", site, thread=at, home=markup.home(at), typed=q, found=shown)
    return Response(html.encode(), media_type="text/html; charset=utf-8", headers=dict(answer.PAGE_HEADERS) | SHORT)


async def _in_time(request: Asking, house: House, site: Site) -> None:
    asker = await door.seen(request, house, site)
    if not house.pace.take(("finding", asker.group), limit=QUESTIONS, seconds=60, now=house.clock.now() / 1e6):
        raise Refused("too_fast", "You have searched a lot within a minute. Wait a moment.")


def _shown(site: Site, at: Thread, asked: tuple[str, Found], base: str, lang: str) -> str:
    typed, found = asked
    spoken = speech(site.rules, lang)
    return template("found.html", spoken.language).render(
        thread=at, typed=typed, found=found, base=base, speech=spoken, zone=site.rules.timezone
    )


HANDLERS: list[Any] = [find, find_page]
