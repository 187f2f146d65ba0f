"""The API's description: OpenAPI as JSON for programs, a plain page of the same for people."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency

from voxpop.lib import answer
from voxpop.lib.refused import Refused
from voxpop.lib.words import accepted
from voxpop.pages import openapi
from voxpop.pages.frame import page
from voxpop.people import door
from voxpop.sites.house import House

Asking = Request[Any, Any, Any]


@get(["/api/docs", "/api/docs/openapi.json"], include_in_schema=False)
async def api_docs(request: Asking, house: NamedDependency[House]) -> Response[Any]:
    schema = openapi.document()
    if request.url.path == "/api/docs" and "text/html" in request.headers.get("accept", ""):
        try:
            site = await house.sites.at(door.origin(request, house.settings))
        except Refused as refused:
            return answer.problem(refused, accepted(request.headers.get("accept-language", "")))
        about = schema["info"]["description"].replace("**", "").replace("`", "").split("\n\n")
        return answer.private(page("documentation.html", site, api=schema, about=about, status=answer.STATUS))
    return Response(msgspec.json.encode(schema), media_type="application/json", headers=dict(answer.OPEN_HEADERS))


HANDLERS: list[Any] = [api_docs]
