"""What helps while a comment is being written: how it will look, and who may be meant. Nothing is kept."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from msgspec import Struct

from voxpop.discussion import naming, previewing, shapes, thread
from voxpop.discussion.api import ANY, BODY, PAGE, SHARED, TEXT, SiteName, Url, takes_json
from voxpop.lib import answer, names
from voxpop.lib.ready import Made
from voxpop.people import door
from voxpop.sites.house import House
from voxpop.sites.site import place

Asking = Request[Any, Any, Any]


class PreviewIn(Struct, forbid_unknown_fields=True):
    """A text to be looked at, and the page that it is written for."""

    site: shapes.SiteName
    url: shapes.Url
    text: shapes.Source


class PreviewOut(Struct):
    html: shapes.Html


class NamesOut(Struct):
    names: list[str]


@post(
    "/api/v1/preview",
    operation_id="previewComment",
    summary="How a comment will look",
    tags=["Writing"],
    status_code=200,
    response_description="The text as it would be shown",
    guards=[takes_json],
    private="session",
    refuses=(*ANY, *PAGE, *BODY, *TEXT, "origin_refused", "too_fast", "banned"),
)
async def preview_comment(
    request: Asking, house: NamedDependency[House], data: JSONBody[PreviewIn]
) -> Response[PreviewOut]:
    """By the renderer that posting uses, with its refusals. Nothing is kept, and nobody else sees it."""
    site = await house.sites.named(data.site)
    door.may_act(request, site, house.settings)
    place(site, data.url)
    asker = await door.enter(request, house, site)
    body = previewing.preview(house.pace, asker, site.rules, data.text, house.clock.now())
    return Response(PreviewOut(body.html), headers=answer.NO_STORE)


@get(
    "/api/v1/names",
    operation_id="readNames",
    summary="Who may be mentioned",
    tags=["Reading"],
    response_description="The names",
    refuses=(*ANY, *PAGE),
)
async def read_names(
    request: Asking,
    house: NamedDependency[House],
    site: SiteName,
    url: Url,
    q: Annotated[
        str, QueryParameter(name="q", min_length=1, max_length=names.LONGEST, description="How the name begins.")
    ],
) -> Response[NamesOut]:
    """Up to eight names of a conversation that begin like this, whatever the case and accents; the latest first."""
    where = await house.sites.named(site)
    at = place(where, url)
    found = await house.database.read(lambda conn: naming.beginning(conn, where.id, thread.find(conn, where, at).id, q))
    body = msgspec.json.encode(NamesOut(found))
    made = Made(body, "application/json", SHARED, "Accept-Encoding", frozenset(), "", answer.OPEN_HEADERS)
    return answer.passing(request, made)  # type: ignore[return-value]


HANDLERS: list[Any] = [preview_comment, read_names]
