"""Appeal against what was done with a comment of one's own: for programs, and on a page that needs no script.

POST /api/v1/comments/{id}/appeal
GET  /comments/{id}/appeal           the statement of reasons, and the form or what became of the appeal
POST /comments/{id}/appeal           303 back
"""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from voxpop.discussion import appeals, shapes
from voxpop.discussion.api import ANY, BODY, CommentId, takes_json
from voxpop.discussion.appeals import Appeal, Theirs
from voxpop.discussion.editing import site_of
from voxpop.lib import answer
from voxpop.lib.refused import Refused
from voxpop.pages.forms import fields
from voxpop.pages.frame import page
from voxpop.people import door
from voxpop.people.asker import Asker, owner
from voxpop.sites.house import House
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]
APPEALS = 10  # that one address may send in an hour


class AppealIn(Struct, forbid_unknown_fields=True):
    """Why a comment should be shown."""

    words: Annotated[str, Meta(description="At most 2,000 characters.")]


class AppealOut(Struct):
    id: shapes.Id
    appeal: shapes.Id
    outcome: Annotated[str, shapes.one_of("open")]


@post(
    "/api/v1/comments/{comment:int}/appeal",
    operation_id="appeal",
    summary="Appeal against what was done with a comment",
    tags=["Writing"],
    status_code=201,
    response_description="Another moderator will look at it",
    guards=[takes_json],
    private="guest",
    refuses=(
        *(*ANY, *BODY, "not_found", "no_such_comment", "origin_refused", "too_fast", "banned"),
        *("text_empty", "text_invalid", "text_too_long", "appeal_made", "appeal_closed"),
    ),
)
async def appeal(
    request: Asking, house: NamedDependency[House], comment: CommentId, data: JSONBody[AppealIn]
) -> Response[AppealOut]:
    """Of a comment of one's own that was put away, once. `statement` in readMine tells what was done, and answered."""
    asker, site = await _who(request, house, comment)
    door.may_act(request, site, house.settings)
    made = await _appeal(house, (site.id, comment), asker, data.words)
    return Response(AppealOut(comment, made.id, made.outcome), headers=answer.NO_STORE)


async def _who(request: Asking, house: House, comment: int) -> tuple[Asker, Site]:
    """Raises Refused no_such_comment, banned."""
    number = await house.database.read(lambda conn: site_of(conn, comment))
    site = await house.sites.numbered(number)
    return await door.enter(request, house, site), site


async def _appeal(house: House, at: tuple[int, int], asker: Asker, words: str) -> Appeal:
    now = house.clock.now() / 1e6
    if not house.pace.take(("appeal", asker.group), limit=APPEALS, seconds=3600, now=now):
        raise Refused("too_fast", "That was a lot in a short time. Come back a little later.")
    return await house.database.write(lambda conn: appeals.file(conn, house.clock, at, owner(asker), words))


async def _theirs(house: House, site: Site, comment: int, asker: Asker) -> Theirs:
    now = house.clock.now()
    return await house.database.read(lambda conn: appeals.theirs(conn, site.id, comment, owner(asker), now))


@get("/comments/{comment:int}/appeal", include_in_schema=False)
async def appeal_page(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    asker, site = await _who(request, house, comment)
    own = await _theirs(house, site, comment, asker)
    return answer.private(page("appeal.html", site, own=own, words="", error=""))


@post("/comments/{comment:int}/appeal", include_in_schema=False)
async def appeal_form(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    sent = await fields(request)
    asker, site = await _who(request, house, comment)
    door.may_act(request, site, house.settings)
    words = sent.get("words", "")
    try:
        await _appeal(house, (site.id, comment), asker, words)
    except Refused as refused:
        own = await _theirs(house, site, comment, asker)
        html = page("appeal.html", site, own=own, words=words, error=refused.sentence)
        return answer.private(html, answer.status(refused))
    return answer.see(f"/comments/{comment}/appeal")


API: list[Any] = [appeal]
HANDLERS: list[Any] = [*API, appeal_page, appeal_form]
