"""The JSON API of what readers do with the comments of others besides liking them: reactions, and mutes."""

from collections.abc import Callable
from typing import Annotated, Any

from litestar import Request, Response, delete, put
from litestar.di import NamedDependency
from litestar.params import PathParameter
from sqlalchemy import Connection

from voxpop.discussion import muting, reacting, shapes
from voxpop.discussion.api import ANY, LIKING, CommentId, acting, done, guests
from voxpop.discussion.reacting import Reacted
from voxpop.lib import answer
from voxpop.people.asker import Asker, owner
from voxpop.sites.house import House
from voxpop.sites.reactions import KINDS
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]

Kind = Annotated[
    str,
    PathParameter(
        pattern="^[a-z]{1,20}$", description=f"One of those that the site offers, out of {', '.join(KINDS)}."
    ),
]


@put(
    "/api/v1/comments/{comment:int}/reactions/{kind:str}",
    operation_id="react",
    summary="React to a comment",
    tags=["Liking"],
    response_description="How many have reacted so now",
    refuses=(*ANY, *LIKING, "reaction_unknown"),
)
async def react(
    request: Asking, house: NamedDependency[House], comment: CommentId, kind: Kind
) -> Response[shapes.ReactionOut]:
    """Twice is once. The answer brings a guest the cookie by which they are known again."""
    return await _reacted(request, house, comment, kind, reacting.react)


@delete(
    "/api/v1/comments/{comment:int}/reactions/{kind:str}",
    operation_id="takeReactionBack",
    summary="Take a reaction back",
    tags=["Liking"],
    response_description="How many have reacted so now",
    status_code=200,
    refuses=(*ANY, *LIKING, "reaction_unknown"),
)
async def take_reaction_back(
    request: Asking, house: NamedDependency[House], comment: CommentId, kind: Kind
) -> Response[shapes.ReactionOut]:
    """Where there was none, nothing changes."""
    return await _reacted(request, house, comment, kind, reacting.take_back)


Act = Callable[[Connection, Site, int, str, Asker], Reacted]


async def _reacted(request: Asking, house: House, comment: int, kind: str, act: Act) -> Response[shapes.ReactionOut]:
    asker, site = await acting(request, house, comment)
    made = await done(house, asker, site, lambda conn: act(conn, site, comment, kind, asker))
    out = shapes.ReactionOut(made.id, made.kind, made.number, made.given)
    return Response(out, headers=answer.NO_STORE | guests(request, house, asker))


@put(
    "/api/v1/comments/{comment:int}/mute",
    operation_id="mute",
    summary="Mute who wrote a comment",
    tags=["Muting"],
    response_description="They are muted",
    refuses=(*ANY, *LIKING, "own_comment", "mutes_full"),
)
async def mute(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[shapes.MuteOut]:
    """For the asker alone. What they wrote under the name of this comment is among the `muted` of readMine from now on.

    Twice is once. The answer brings a guest the cookie by which they are known again.
    """
    asker, site = await acting(request, house, comment)
    await house.database.write(lambda conn: muting.mute(conn, site, comment, owner(asker)))
    headers = answer.NO_STORE | guests(request, house, asker)
    return Response(shapes.MuteOut(comment, muted=True), headers=headers)


@delete(
    "/api/v1/comments/{comment:int}/mute",
    operation_id="unmute",
    summary="Mute who wrote a comment no longer",
    tags=["Muting"],
    response_description="They are not muted any more",
    status_code=200,
    refuses=(*ANY, *LIKING),
)
async def unmute(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[shapes.MuteOut]:
    """By any comment of theirs, also by one that is gone now. Where they were not muted, nothing changes."""
    asker, site = await acting(request, house, comment)
    await house.database.write(lambda conn: muting.unmute(conn, site, comment, owner(asker)))
    headers = answer.NO_STORE | guests(request, house, asker)
    return Response(shapes.MuteOut(comment, muted=False), headers=headers)


HANDLERS: list[Any] = [react, take_reaction_back, mute, unmute]
