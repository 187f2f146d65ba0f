"""The JSON API and the embedded fragment. Reads are ready pages, the same for everyone; writes are verbs."""

import math
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, Response, delete, get, patch, post, put
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, JSONBody, PathParameter, QueryParameter
from sqlalchemy import Connection

from voxpop.discussion import (
    counting,
    editing,
    heating,
    liking,
    markup,
    mine,
    overlay,
    posting,
    restraints,
    shapes,
    thread,
)
from voxpop.discussion.draft import Author, Draft
from voxpop.discussion.thread import Conversation, Order
from voxpop.lib import answer
from voxpop.lib.characters import tidy
from voxpop.lib.ids import LARGEST
from voxpop.lib.ready import Made, Page
from voxpop.lib.refused import Refused
from voxpop.people import door, ways
from voxpop.people.asker import Asker
from voxpop.sites.house import House
from voxpop.sites.site import Place, Site, place
from voxpop.sites.speech import speech
from voxpop.storage.database import NEW_THREADS

Asking = Request[Any, Any, Any]
T = TypeVar("T")

SHARED = "public, max-age=1"  # a second, so that a cache in front holds a rush off and nobody sees older than that
COUNTS_LAST = 1.0  # seconds

SiteName = Annotated[str, QueryParameter(name="site", min_length=1, max_length=100, description="The site's name.")]
Url = Annotated[str, QueryParameter(name="url", min_length=1, max_length=2000, description="The address of the page.")]
After = Annotated[
    int | None, QueryParameter(name="after", ge=1, le=LARGEST, description="The last comment of the page before.")
]
At = Annotated[
    int | None,
    QueryParameter(name="at", ge=1, le=LARGEST, description="A comment: the page that it is on, in place of `after`."),
]
Language = Annotated[
    str, QueryParameter(name="lang", max_length=35, pattern="^[A-Za-z0-9-]*$", description="A language tag.")
]
CommentId = Annotated[int, PathParameter(ge=1, le=LARGEST, description="The comment's id.")]
Wish = Annotated[Order | None, QueryParameter(name="order", description="The site's own order if it is not given.")]
Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key", max_length=200, description="The same key and draft again give the same comment."
    ),
]


# The codes that an operation may refuse with, for the OpenAPI document, which adds those of storage and of faults.
ANY = ("body_invalid",)
PAGE = ("url_invalid", "url_not_of_site", "site_unknown")
OWN = ("not_found", "no_such_comment", "edit_closed", "origin_refused", "banned")
LIKING = ("not_found", "no_such_comment", "origin_refused", "too_fast", "banned")
BODY = ("body_too_large", "type_refused")
TEXT = ("text_empty", "text_invalid", "text_too_long", "too_deep", "too_many_links")
SCREENED = ("sign_in_first", "email_unproved", "rejected")
AUTHOR = (
    *("name_missing", "name_reserved", "name_taken", "name_too_long", "name_invalid"),
    *("email_missing", "email_invalid", "website_invalid", "consent_missing"),
)


async def takes_json(request: ASGIConnection[Any, Any, Any, Any], _: object) -> None:
    """A guard, before the body is read. Raises Refused type_refused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused("type_refused", "A comment is sent as application/json.")


async def conversation_page(
    house: House,
    kind: str,
    site: Site,
    at: Place,
    wanted: tuple[Order, int | None],
    make: Callable[[Conversation], Made],
) -> Page:
    """The ready page of a conversation. `kind` tells apart what `make` may make of it."""
    order, after = wanted

    def look(conn: Any) -> Conversation:
        return thread.read(conn, site, thread.find(conn, site, at), order, after)

    async def made() -> Made:
        return make(await house.database.read(look))

    async def still() -> str:
        return await house.database.read(lambda conn: thread.stamp(conn, site.id, thread.find(conn, site, at).id))

    return await house.ready.get((kind, site.id, at.key, order, after), made, still)


def shared(conversation: Conversation, body: bytes, kind: str, lasts: float = math.inf) -> Made:
    return Made(
        body=body,
        kind=kind,
        cache_control=SHARED,
        vary="Accept-Encoding",
        marks=frozenset((conversation.thread.id or NEW_THREADS, -conversation.site.id)),
        stamp=conversation.site.stamp + conversation.thread.stamp,
        headers=answer.OPEN_HEADERS,
        lasts=lasts,
    )


@get(
    "/threads",
    operation_id="readFragment",
    summary="A conversation as HTML",
    tags=["Reading"],
    response_description="The fragment",
    media_type="text/html",
    refuses=(*ANY, *PAGE, "no_such_comment"),
)
async def read_fragment(
    request: Asking,
    house: NamedDependency[House],
    site: SiteName,
    url: Url,
    order: Wish = None,
    after: After = None,
    lang: Language = "",
    comment: At = None,
) -> Response[bytes]:
    """A page of a conversation to be put into a page of the site: public, without cookies, cacheable."""
    where = await house.sites.named(site)
    base = door.origin(request, house.settings)

    def make(c: Conversation) -> Made:
        offered = ways.row(house.settings, where.rules)
        now = house.clock.now()
        body = markup.render(c, base, offered, lang, now=now).encode()
        return shared(c, body, "text/html; charset=utf-8", heating.ends(c.thread.heated, now))

    at, by = place(where, url), order or Order(where.rules.order)
    if comment is not None:
        after = await house.database.read(lambda conn: thread.page_with(conn, where, at, by, comment))
    kind = f"fragment {base} {speech(where.rules, lang).language}"
    page = await conversation_page(house, kind, where, at, (by, after), make)
    return answer.ready(request, house.ready, page)


@get(
    "/api/v1/threads",
    operation_id="readThread",
    summary="A conversation",
    tags=["Reading"],
    response_description="The conversation",
    refuses=(*ANY, *PAGE, "no_such_comment"),
)
async def read_thread(
    request: Asking,
    house: NamedDependency[House],
    site: SiteName,
    url: Url,
    order: Wish = None,
    after: After = None,
) -> Response[shapes.ThreadOut]:
    """A page of a conversation. An address under which nobody has said anything is an empty conversation."""
    where = await house.sites.named(site)
    base = door.origin(request, house.settings)

    def make(c: Conversation) -> Made:
        return shared(c, msgspec.json.encode(shapes.thread(c, base)), "application/json")

    wanted = order or Order(where.rules.order), after
    page = await conversation_page(house, f"json {base}", where, place(where, url), wanted, make)
    return answer.ready(request, house.ready, page)  # type: ignore[return-value]


@get(
    "/api/v1/counts",
    operation_id="readCounts",
    summary="How many responses",
    tags=["Reading"],
    response_description="The numbers",
    refuses=(*ANY, *PAGE),
)
async def read_counts(
    request: Asking,
    house: NamedDependency[House],
    site: SiteName,
    url: Annotated[
        list[str], QueryParameter(name="url", min_items=1, max_items=counting.MOST, description="Up to 100 addresses.")
    ],
) -> Response[shapes.CountsOut]:
    """How many responses each address has, in the order asked."""
    where = await house.sites.named(site)

    async def made() -> Made:
        numbers = await house.database.read(lambda conn: counting.counts(conn, where, url))
        body = msgspec.json.encode(shapes.CountsOut([shapes.CountOut(u, n) for u, n in zip(url, numbers, strict=True)]))
        return Made(
            body,
            "application/json",
            SHARED,
            "Accept-Encoding",
            frozenset((-where.id,)),
            "",
            answer.OPEN_HEADERS,
            COUNTS_LAST,
        )

    async def still() -> str:
        return ""

    page = await house.ready.get(("counts", where.id, tuple(url)), made, still)
    return answer.ready(request, house.ready, page)  # type: ignore[return-value]


@get(
    "/api/v1/mine",
    operation_id="readMine",
    summary="What is the asker's own",
    tags=["Reading"],
    response_description="The asker's own",
    private="guest",
    refuses=(*ANY, *PAGE),
)
async def read_mine(
    request: Asking, house: NamedDependency[House], site: SiteName, url: Url, lang: Language = ""
) -> Response[shapes.MineOut]:
    """The asker's own comments, likes and reactions in a conversation, by their cookie."""
    where = await house.sites.named(site)
    at = place(where, url)
    asker = await door.seen(request, house, where)
    now = house.clock.now()
    found = await house.database.read(lambda conn: mine.read(conn, where, thread.find(conn, where, at).id, asker, now))
    base = door.origin(request, house.settings)
    markups = [overlay.own(where, wrote, base, lang) for wrote in found.wrote]
    return Response(shapes.mine(found, markups), headers=answer.NO_STORE)


@post(
    "/api/v1/comments",
    operation_id="postComment",
    summary="Post a comment",
    tags=["Writing"],
    status_code=201,
    response_description="It is there for everyone",
    guards=[takes_json],
    refuses=(
        *(*ANY, *PAGE, *BODY, *TEXT, *AUTHOR, "origin_refused", "thread_closed", "no_such_parent"),
        *("duplicate", "key_reused", "too_fast", "slow_mode", "banned", "muted", "warned", "signed_out", *SCREENED),
    ),
)
async def post_comment(
    request: Asking, house: NamedDependency[House], data: JSONBody[shapes.CommentIn], idempotency_key: Key = ""
) -> Response[shapes.PostedOut]:
    """201 when it is live, 202 when it waits for a moderator.

    Sent again with the same Idempotency-Key it is there once. The answer brings a guest the cookie by which they may
    edit and delete it.
    """
    out, headers = await posted(request, house, data, idempotency_key)
    return Response(out, status_code=201 if out.state == "live" else 202, headers=headers)


async def posted(
    request: Asking, house: House, data: shapes.CommentIn, key: str
) -> tuple[shapes.PostedOut, dict[str, str]]:
    """What became of a comment that a request brought, and the header fields of the answer."""
    site = await house.sites.named(data.site)
    door.may_act(request, site, house.settings)
    asker = await door.enter(request, house, site)
    if asker.lapsed and not data.author.name:
        raise Refused("signed_out", "You have been signed out. Sign in again; nothing of what you wrote is lost.")
    known = door.known(asker)
    draft = Draft(
        site=site,
        place=place(site, data.url),
        title=" ".join(tidy(data.title).split()),
        parent=data.parent,
        text=data.text,
        author=Author(data.author.name, data.author.email, data.author.website),
        asker=known,
        key=key,
        trap="",
        now=house.clock.now(),
        seconds=data.seconds,
        consent=data.consent,
    )
    made = await posting.post(house, draft)
    out = shapes.posted(made, door.origin(request, house.settings))
    return out, answer.NO_STORE | (guests(request, house, known) if known.fresh else {})


def guests(request: Asking, house: House, asker: Asker) -> dict[str, str]:
    """The field by which a guest is known again, on the page that they are on."""
    return door.cookie(asker, house.settings, apart=door.apart(request, house.settings))


@patch(
    "/api/v1/comments/{comment:int}",
    operation_id="editComment",
    summary="Edit a comment",
    tags=["Writing"],
    response_description="It is changed; in doubt, it waits for a moderator now",
    guards=[takes_json],
    refuses=(*ANY, *OWN, *BODY, *TEXT, *SCREENED, "edit_conflict", "muted"),
)
async def edit_comment(
    request: Asking, house: NamedDependency[House], comment: CommentId, data: JSONBody[shapes.EditIn]
) -> Response[shapes.PostedOut]:
    """Change the text of a comment of one's own, within the site's window and while nobody has answered it."""
    asker, own, site = await own_comment(request, house, comment)
    del asker
    edited = await editing.edit(house, own, site, data.text, house.clock.now())
    state = shapes.public_state(edited.state)
    base = door.origin(request, house.settings)
    return Response(
        shapes.PostedOut(comment, state, edited.html, f"{base}/comments/{comment}"), headers=answer.NO_STORE
    )


@delete(
    "/api/v1/comments/{comment:int}",
    operation_id="deleteComment",
    summary="Delete a comment",
    tags=["Writing"],
    status_code=204,
    response_description="It is gone",
    refuses=(*ANY, *OWN),
)
async def delete_comment(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[None]:
    """Delete a comment of one's own for good; where it has answers, its place stays."""
    _, own, site = await own_comment(request, house, comment)
    await house.database.write(lambda conn: editing.delete(conn, house.clock, own, site))
    return Response(None, headers=answer.NO_STORE)


async def own_comment(request: Asking, house: House, comment: int) -> tuple[Asker, editing.Own, Site]:
    """The asker's own comment and its site. Raises Refused no_such_comment, origin_refused."""
    number = await house.database.read(lambda conn: editing.site_of(conn, comment))
    site = await house.sites.numbered(number)
    asker = await door.enter(request, house, site)
    own = await house.database.read(lambda conn: editing.own(conn, comment, asker))
    door.may_act(request, site, house.settings)
    return asker, own, site


@put(
    "/api/v1/comments/{comment:int}/like",
    operation_id="likeComment",
    summary="Like a comment",
    tags=["Liking"],
    response_description="The likes that it has now",
    refuses=(*ANY, *LIKING),
)
async def like_comment(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[shapes.LikeOut]:
    """Twice is once. The answer brings a guest the cookie by which they are known again."""
    return await _like(request, house, comment, liking.like)


@delete(
    "/api/v1/comments/{comment:int}/like",
    operation_id="unlikeComment",
    summary="Like a comment no longer",
    tags=["Liking"],
    response_description="The likes that it has now",
    status_code=200,
    refuses=(*ANY, *LIKING),
)
async def unlike_comment(
    request: Asking, house: NamedDependency[House], comment: CommentId
) -> Response[shapes.LikeOut]:
    """Take a like back; where there was none, nothing changes."""
    return await _like(request, house, comment, liking.unlike)


async def _like(
    request: Asking, house: House, comment: int, act: Callable[[Any, int, Asker], liking.Liked]
) -> Response[shapes.LikeOut]:
    asker, site = await acting(request, house, comment)
    liked = await done(house, asker, site, lambda conn: act(conn, comment, asker))
    headers = answer.NO_STORE | guests(request, house, asker)
    return Response(shapes.LikeOut(liked.id, liked.likes, liked.liked), headers=headers)


async def acting(request: Asking, house: House, comment: int) -> tuple[Asker, Site]:
    """Who does something with a comment of somebody's, with a token, and its site.

    Raises Refused no_such_comment, origin_refused, too_fast.
    """
    number = await house.database.read(lambda conn: thread.site_of(conn, comment))
    site = await house.sites.numbered(number)
    door.may_act(request, site, house.settings)
    asker = door.known(await door.enter(request, house, site))
    liking.in_time(house.pace, asker, house.clock.now())
    return asker, site


async def done(house: House, asker: Asker, site: Site, act: Callable[[Connection], T]) -> T:
    """Write what an asker does, if they may. Raises Refused banned, and what the act does."""

    def write(conn: Connection) -> T:
        restraints.may_act(conn, site, asker, house.clock.now())
        return act(conn)

    return await house.database.write(write)


HANDLERS: list[Any] = [
    read_fragment, read_thread, read_counts, read_mine,
    post_comment, edit_comment, delete_comment, like_comment, unlike_comment,
]  # fmt: skip
