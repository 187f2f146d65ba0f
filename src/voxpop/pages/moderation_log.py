"""What moderators did, for readers, where the site wants to show it (the rule `public_log`).

GET /moderation-log?site=&before=
"""

from functools import partial
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from voxpop.discussion import acted
from voxpop.lib import answer
from voxpop.lib.ids import LARGEST
from voxpop.lib.ready import Made
from voxpop.lib.refused import Refused
from voxpop.moderation import public_log
from voxpop.pages.frame import page
from voxpop.pages.front import lasting, never_still
from voxpop.people import door
from voxpop.sites.house import House

Asking = Request[Any, Any, Any]


@get("/moderation-log", include_in_schema=False)
async def log(
    request: Asking,
    house: NamedDependency[House],
    site: Annotated[str, QueryParameter(max_length=100)] = "",
    before: Annotated[int, QueryParameter(ge=1, le=LARGEST)] = LARGEST,
) -> Response[bytes]:
    where = await door.site(request, house, site)
    if not where.rules.public_log:
        raise Refused("not_found", "This site does not show what its moderators do.")

    async def made() -> Made:
        found = await house.database.read(partial(public_log.read, site=where, before=before))
        html = page(
            "moderation_log.html",
            where,
            found=found,
            acts=acted.ACTS,
            other=acted.OTHER,
            by=acted.BY,
            first=before == LARGEST,
        )
        return lasting(where, html, "text/html; charset=utf-8")

    key = ("moderation log", where.id, before)
    return answer.ready(request, house.ready, await house.ready.get(key, made, never_still))


HANDLERS: list[Any] = [log]
