"""What readers do with the comments of others, without a script: buttons that post, and a look at the page again."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from voxpop.discussion import muting, reacting
from voxpop.discussion.api import CommentId, acting
from voxpop.lib import answer
from voxpop.pages.forms import shown_at
from voxpop.people import door
from voxpop.people.asker import owner
from voxpop.sites.house import House

Asking = Request[Any, Any, Any]


@post(
    ["/comments/{comment:int}/react/{kind:str}", "/comments/{comment:int}/unreact/{kind:str}"], include_in_schema=False
)
async def react_form(
    request: Asking, house: NamedDependency[House], comment: CommentId, kind: FromPath[str]
) -> Response[bytes]:
    asker, site = await acting(request, house, comment)
    act = reacting.take_back if "/unreact/" in request.url.path else reacting.react
    await house.database.write(lambda conn: act(conn, site, comment, kind, asker))
    shown = await house.database.read(lambda conn: shown_at(conn, site, comment))
    return answer.see(shown, door.cookie(asker, house.settings))


@post(["/comments/{comment:int}/mute", "/comments/{comment:int}/unmute"], include_in_schema=False)
async def mute_form(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    asker, site = await acting(request, house, comment)
    act = muting.unmute if request.url.path.endswith("/unmute") else muting.mute
    await house.database.write(lambda conn: act(conn, site, comment, owner(asker)))
    shown = await house.database.read(lambda conn: shown_at(conn, site, comment))
    return answer.see(shown, door.cookie(asker, house.settings))


HANDLERS: list[Any] = [react_form, mute_form]
