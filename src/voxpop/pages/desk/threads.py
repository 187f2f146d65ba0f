"""Conversations at the desk: the hottest and the busiest of a site; one, with what was done to it and what can be.

GET  /desk/threads?site=                the lists
GET  /desk/threads/{id}?done=           one
POST /desk/threads/{id}/{act}           seen, why; slow in seconds
"""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import Connection

from voxpop.lib import answer, ids
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.moderation import threads
from voxpop.moderation.moderator import Moderator
from voxpop.moderation.threads import Asked
from voxpop.pages.desk import looking
from voxpop.pages.desk.frame import form, page, shown
from voxpop.pages.forms import fields
from voxpop.sites.house import House
from voxpop.staff import door
from voxpop.staff.door import Colleague
from voxpop.staff.roles import Right

Asking = Request[Any, Any, Any]

PACES = {0: "no time", 15: "15 seconds", 60: "a minute", 300: "5 minutes", 900: "15 minutes", 3600: "an hour"}


@get("/desk/threads", include_in_schema=False)
async def lists(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague = await door.enter(request, house)
    at = await looking.read(house, colleague, {"site": request.query_params.get("site", "")})
    now = house.clock.now()

    def read(conn: Connection) -> dict[str, Any]:
        return {
            "hot": threads.hot(conn, at.site.id, now),
            "busiest": threads.busiest(conn, at.site.id, now),
        }

    found = await house.database.read(read)
    given = await looking.sites(house, colleague)
    return shown(page("threads.html", colleague, at=at, sites=given, now=now, **found))


@get("/desk/threads/{thread:int}", include_in_schema=False)
async def one(request: Asking, house: NamedDependency[House], thread: FromPath[int]) -> Response[bytes]:
    colleague = await door.enter(request, house)
    site = await _place(house, colleague, thread, Right.LOOK)
    done = ids.read(request.query_params.get("done", "")) or 0
    return await _showing(house, colleague, (site, thread), done=done)


async def _place(house: House, colleague: Colleague, thread: int, right: Right) -> int:
    """A conversation's site. Raises Refused no_such_thread, right_missing."""
    if not 0 < thread <= LARGEST:
        raise Refused("no_such_thread", "There is no such conversation here.")
    site = await house.database.read(lambda conn: threads.site_of(conn, thread))
    door.need(colleague, right, site)
    return site


async def _showing(
    house: House, colleague: Colleague, at: tuple[int, int], *, done: int = 0, refused: Refused | None = None
) -> Response[bytes]:
    site, thread = at
    now = house.clock.now()
    found = await house.database.read(lambda conn: threads.read(conn, site, thread, now))
    where = await house.sites.numbered(site)
    rules = where.rules
    return form("thread.html", colleague, refused, site=where, rules=rules, one=found, paces=PACES, now=now, done=done)


@post("/desk/threads/{thread:int}/{act:str}", include_in_schema=False)
async def do(
    request: Asking, house: NamedDependency[House], thread: FromPath[int], act: FromPath[str]
) -> Response[bytes]:
    door.may_act(request, house)
    colleague, sent = await door.enter(request, house), await fields(request)
    site = await _place(house, colleague, thread, Right.THREAD)
    asked = Asked(act, sent.get("seen", ""), sent.get("why", ""), ids.read(sent.get("slow", "")))
    by = colleague.role, Moderator(colleague.name, house.clock.now())
    try:
        done = await house.database.write(lambda conn: threads.act(conn, house.clock, (site, thread), asked, by))
    except Refused as refused:
        return await _showing(house, colleague, (site, thread), refused=refused)
    return answer.see(f"/desk/threads/{thread}?done={done}")


HANDLERS: list[Any] = [lists, one, do]
