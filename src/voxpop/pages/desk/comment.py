"""One comment at the desk, with everything that is needed to decide about it.

GET /desk/comments/{id}?site=&queue=&…&done=     the fields say from which queue somebody comes
"""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import Connection

from voxpop.discussion.reporting import REASONS
from voxpop.lib.refused import Refused
from voxpop.moderation import docket, dossier
from voxpop.moderation.docket import Place, Queue
from voxpop.pages.desk import looking, person
from voxpop.pages.desk.frame import form
from voxpop.pages.desk.looking import Looking
from voxpop.pages.desk.queue import done
from voxpop.sites.house import House
from voxpop.staff import door
from voxpop.staff.door import Colleague
from voxpop.staff.roles import Right

Asking = Request[Any, Any, Any]


@get("/desk/comments/{comment:int}", include_in_schema=False)
async def comment(request: Asking, house: NamedDependency[House], comment: FromPath[int]) -> Response[bytes]:
    colleague = await door.enter(request, house)
    sent = {name: str(value) for name, value in request.query_params.items()}
    site = await looking.site_of(house, colleague, comment, Right.LOOK)
    at = await looking.read(house, colleague, {**sent, "site": site})
    return await showing(house, colleague, at, comment, act=sent.get("done", ""))


async def showing(
    house: House, colleague: Colleague, at: Looking, comment: int, *, act: str = "", refused: Refused | None = None
) -> Response[bytes]:
    def read(conn: Connection) -> dict[str, Any]:
        one = dossier.read(conn, comment)
        after = _after(at.queue, one)
        following = docket.following(conn, at.site.id, at.queue, at.wanted, after)
        who = person.shown(conn, comment, now)
        return {"one": one, "following": following, "done": done(conn, at, act), "person": who}

    now = house.clock.now()
    found = await house.database.read(read)
    more = {"reasons": at.site.rules.reject_reasons, "spans": person.SPANS, "said": REASONS}
    return form("comment.html", colleague, refused, scripts=True, at=at, **more, **found)


def _after(queue: Queue, one: dossier.Dossier) -> Place:
    """Where a comment stands in a queue."""
    if queue is Queue.REPORTED:
        return Place(one.case.weight, one.comment.id)
    if queue is Queue.APPEALS and one.appeal is not None:
        return Place(id=one.appeal.id)
    return Place(one.comment.risk, one.comment.id)


HANDLERS: list[Any] = [comment]
