"""What the desk's forms do to a comment, and where one stands afterwards: at the next of the same queue.

POST /desk/comments/{id}/note              text, back
POST /desk/comments/{id}/{act}             seen, back, stay; reason and why; text for an edit
"""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import Connection

from voxpop.lib import answer
from voxpop.lib.refused import Refused
from voxpop.moderation import acting, docket, dossier
from voxpop.moderation.acting import Asked
from voxpop.moderation.deciding import Decided
from voxpop.moderation.docket import Place
from voxpop.moderation.moderator import Moderator
from voxpop.pages.desk import looking
from voxpop.pages.desk.comment import showing
from voxpop.pages.desk.looking import Looking
from voxpop.sites.house import House
from voxpop.staff.roles import Right

Asking = Request[Any, Any, Any]

STAYING = frozenset({"pin", "unpin", "pick", "unpick", "edit", "restore"})  # one goes on looking at the comment


@post("/desk/comments/{comment:int}/note", include_in_schema=False)
async def note(request: Asking, house: NamedDependency[House], comment: FromPath[int]) -> Response[bytes]:
    colleague, at, sent = await looking.sent_about(request, house, comment, Right.NOTE)
    by = Moderator(colleague.name, house.clock.now())
    try:
        await house.database.write(
            lambda conn: dossier.note(conn, house.clock, (at.site.id, comment), by, sent.get("text", ""))
        )
    except Refused as refused:
        return await showing(house, colleague, at, comment, refused=refused)
    return answer.see(f"/desk/comments/{comment}?{at.query()}#notes")


@post("/desk/comments/{comment:int}/{act:str}", include_in_schema=False)
async def do(
    request: Asking, house: NamedDependency[House], comment: FromPath[int], act: FromPath[str]
) -> Response[bytes]:
    colleague, at, sent = await looking.sent_about(request, house, comment, acting.right(act))
    why = ": ".join(filter(None, (sent.get("reason", "").strip(), sent.get("why", "").strip())))
    asked = Asked(act, sent.get("seen", ""), why, sent.get("text", ""))
    by = Moderator(colleague.name, house.clock.now())

    def write(conn: Connection) -> tuple[Decided, int]:
        risk = dossier.risk(conn, at.site.id, comment)
        return acting.act(conn, house.clock, (at.site.id, comment), asked, (colleague.role, by)), risk

    try:
        decided, risk = await house.database.write(write)
    except Refused as refused:
        return await showing(house, colleague, at, comment, refused=refused)
    if sent.get("stay") == "list":
        return answer.see(f"/desk?{at.query(done=decided.act)}")
    if act in STAYING:
        return answer.see(f"/desk/comments/{comment}?{at.query(done=decided.act)}")
    return await _next(house, at, Place(risk, comment), decided.act)


async def _next(house: House, at: Looking, after: Place, act: int) -> Response[bytes]:
    """The next of the queue, or the queue when nothing comes after."""
    if at.queue in docket.HEARD:  # what was decided is not in it any more, and its order is another
        after = Place()
    following = await house.database.read(lambda conn: docket.following(conn, at.site.id, at.queue, at.wanted, after))
    if following is None:
        return answer.see(f"/desk?{at.query(done=act)}")
    return answer.see(f"/desk/comments/{following}?{at.query(done=act)}")


HANDLERS: list[Any] = [note, do]
