"""What readers do with the comments of others, without a script: buttons that post, and a look at the page again."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import Connection

from voxpop.discussion import muting, reacting, restraints
from voxpop.discussion.api import CommentId, acting, done
from voxpop.lib import answer
from voxpop.pages.forms import fields, shown_at
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
    await done(house, asker, site, lambda conn: act(conn, site, comment, kind, asker))
    shown = await house.database.read(lambda conn: shown_at(conn, site, comment))
    return answer.see(shown, door.cookie(asker, house.settings))


@post(["/comments/{comment:int}/mute", "/comments/{comment:int}/unmute"], include_in_schema=False)
async def mute_form(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    asker, site = await acting(request, house, comment)
    act = muting.unmute if request.url.path.endswith("/unmute") else muting.mute
    await house.database.write(lambda conn: act(conn, site, comment, owner(asker)))
    shown = await house.database.read(lambda conn: shown_at(conn, site, comment))
    return answer.see(shown, door.cookie(asker, house.settings))


@post("/comments/warning", include_in_schema=False)
async def read_warning(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """Somebody says that they have read what a moderator wrote to them; back to where they were."""
    sent = await fields(request)
    site = await house.sites.named(sent.get("site", ""))
    door.may_act(request, site, house.settings)
    who = restraints.whom(await door.seen(request, house, site))
    now = house.clock.now()

    def confirm(conn: Connection) -> None:
        warned = restraints.warned(restraints.of(conn, site.id, who, now))
        if warned is not None:
            restraints.confirm(conn, house.clock, site.id, who, warned)

    await house.database.write(confirm)
    return answer.see(came_from(request, house))


def came_from(request: Asking, house: House) -> str:
    """The page of ours from which a form was sent, without what it asked for; the front page for any other."""
    came = urlsplit(request.headers.get("referer", ""))
    ours = f"{came.scheme}://{came.netloc}" == door.origin(request, house.settings)
    return f"{came.path}#comments" if ours and came.path.startswith("/") and not came.path.startswith("//") else "/"


HANDLERS: list[Any] = [react_form, mute_form, read_warning]
