"""The conversation without a script: forms that post, and a look at the page again (303) after each."""

from collections.abc import Callable
from typing import Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from sqlalchemy import Connection

from voxpop.discussion import editing, liking, markup, posting, thread
from voxpop.discussion.api import CommentId, acting, done, own_comment
from voxpop.discussion.draft import Author, Draft
from voxpop.discussion.state import State
from voxpop.discussion.thread import Order
from voxpop.lib import answer, ids
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.pages.article import with_form
from voxpop.pages.frame import page
from voxpop.people import door
from voxpop.people.asker import Asker
from voxpop.sites.house import House
from voxpop.sites.site import Site, place_of

Asking = Request[Any, Any, Any]
FORM_LIMIT = 20  # fields
FORM_BYTES = 3 * 64 * 1024  # as they are sent: a form writes a byte as three, and a text that is too long comes back


async def fields(request: Asking, most: int = FORM_LIMIT) -> dict[str, str]:
    """The fields of a form, each once, `most` of them. Raises Refused body_invalid, body_too_large, type_refused."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise Refused("type_refused", "A form is sent as application/x-www-form-urlencoded.")
    try:
        sent = await request.form()
    except RequestEntityTooLarge:
        raise Refused("body_too_large", "What was sent is larger than 64 KiB.") from None
    except (ClientException, ValueError) as error:
        raise Refused("body_invalid", said("The form cannot be read: %(why)s", why=str(error))) from None
    if len(sent) > most or not all(isinstance(value, str) for value in sent.values()):
        raise Refused("body_invalid", "The form holds fields that it should not.")
    return {name: value.replace("\r\n", "\n") for name, value in sent.items()}


@post("/comments", include_in_schema=False, request_max_body_size=FORM_BYTES)
async def post_form(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    sent = await fields(request)
    site = await house.sites.named(sent.get("site", ""))
    door.may_act(request, site, house.settings)
    asker = await door.enter(request, house, site)
    draft = _draft(sent, site, door.known(asker), house.clock.now())
    if asker.lapsed and "name" not in sent:
        return await _again(
            request, house, draft, Refused("signed_out", "You have been signed out. Please sign in again.")
        )
    try:
        posted = await posting.post(house, draft)
    except posting.Duplicate as same:
        return answer.see(await _same(house, draft, same.comment))
    except Refused as refused:
        return await _again(request, house, draft, refused)
    return answer.see(await _seen(house, draft, posted), door.cookie(draft.asker, house.settings))


def parent_of(sent: dict[str, str]) -> int | None:
    """What a form answers; None at the top. Raises Refused no_such_parent."""
    told = sent.get("parent", "")
    parent = ids.read(told)
    if told and (parent is None or parent > LARGEST):
        raise Refused("no_such_parent", "The comment that this answers is not here any more.")
    return parent


def _draft(sent: dict[str, str], site: Site, asker: Asker, now: int) -> Draft:
    return Draft(
        site=site,
        place=place_of(site, sent.get("thread", "")),
        title="",
        parent=parent_of(sent),
        text=sent.get("text", ""),
        author=Author(sent.get("name", ""), sent.get("email", ""), sent.get("website", "")),
        asker=asker,
        key="",
        trap=sent.get("subject", ""),
        now=now,
        consent=sent.get("consent") == "on",
    )


async def _seen(house: House, draft: Draft, posted: posting.Posted) -> str:
    """Where the author sees what they posted: on its page, or where a waiting one is laid for them."""
    if posted.state is State.LIVE:
        return await _shown_at(house, draft.site, posted.id)
    at = await house.database.read(lambda conn: thread.numbered(conn, draft.site, posted.thread))
    return f"{markup.home(at)}#comment-{posted.id}"


async def _same(house: House, draft: Draft, comment: int) -> str:
    """Where somebody who pressed twice sees what they said: as `_seen`, but whether it waits is not known here."""
    try:
        return await _shown_at(house, draft.site, comment)
    except Refused:
        at = await house.database.read(lambda conn: thread.find(conn, draft.site, draft.place))
        return f"{markup.home(at)}#comment-{comment}"


async def _shown_at(house: House, site: Site, comment: int) -> str:
    return await house.database.read(lambda conn: shown_at(conn, site, comment))


def shown_at(conn: Connection, site: Site, comment: int) -> str:
    """The address of the page on which a comment is shown. Raises Refused no_such_comment."""
    _, number = thread.whereabouts(conn, comment)
    at = thread.numbered(conn, site, number)
    order = Order(site.rules.order)
    after = thread.page_of(conn, site, at, order, comment)
    link = markup.Links("", markup.home(at), order.value, site.rules.order)
    return link.page(after=after, at=f"#comment-{comment}")


async def _again(request: Asking, house: House, draft: Draft, refused: Refused) -> Response[bytes]:
    """The page again with what was typed in the form, and why it was not taken."""
    form = markup.Form(
        parent=draft.parent,
        name=draft.author.name,
        email=draft.author.email,
        website=draft.author.website,
        text=draft.text,
        error=refused.sentence,
        consent=draft.consent,
    )
    body, headers = await with_form(request, house, draft.site, draft.place, form, draft.asker)
    return answer.private(body, answer.status(refused), headers)


@get("/comments/{comment:int}", include_in_schema=False)
async def permalink(house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    """A comment's permanent link: to the page it is on."""
    number, _ = await house.database.read(lambda conn: thread.whereabouts(conn, comment))
    site = await house.sites.numbered(number)
    found = answer.see(await _shown_at(house, site, comment))
    found.status_code = 302
    return found


@post(["/comments/{comment:int}/like", "/comments/{comment:int}/unlike"], include_in_schema=False)
async def like_form(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    asker, site = await acting(request, house, comment)
    act: Callable[..., liking.Liked] = liking.like if request.url.path.endswith("/like") else liking.unlike
    await done(house, asker, site, lambda conn: act(conn, comment, asker))
    shown = await _shown_at(house, site, comment)
    return answer.see(shown, door.cookie(asker, house.settings))


class Changing(NamedTuple):
    """What an author has typed, and why it was not taken."""

    text: str
    error: str = ""


def own_page(site: Site, own: editing.Own, form: Changing, now: int) -> str:
    """The page on which authors change or delete a comment of theirs."""
    try:
        editing.may_edit(own, site, now)
        editable = True
    except Refused:
        editable = False
    return page("edit.html", site, own=own, draft=form.text, error=form.error, editable=editable)


@get("/comments/{comment:int}/edit", include_in_schema=False)
async def edit_page(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    number = await house.database.read(lambda conn: editing.site_of(conn, comment))
    site = await house.sites.numbered(number)
    asker = await door.enter(request, house, site)
    own = await house.database.read(lambda conn: editing.own(conn, comment, asker))
    return answer.private(own_page(site, own, Changing(own.text), house.clock.now()))


@post("/comments/{comment:int}/edit", include_in_schema=False, request_max_body_size=FORM_BYTES)
async def edit_form(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    sent = await fields(request)
    _, own, site = await own_comment(request, house, comment)
    own = own._replace(seen=ids.read(sent.get("seen", "")))
    try:
        edited = await editing.edit(house, own, site, sent.get("text", ""), house.clock.now())
    except Refused as refused:
        body = own_page(site, own, Changing(sent.get("text", ""), refused.sentence), house.clock.now())
        return answer.private(body, answer.status(refused))
    at = await house.database.read(lambda conn: thread.numbered(conn, site, edited.thread))
    if edited.state is State.LIVE:
        return answer.see(await _shown_at(house, site, comment))
    return answer.see(f"{markup.home(at)}#comment-{comment}")


@post("/comments/{comment:int}/delete", include_in_schema=False)
async def delete_form(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    _, own, site = await own_comment(request, house, comment)
    await house.database.write(lambda conn: editing.delete(conn, house.clock, own, site))
    at = await house.database.read(lambda conn: thread.numbered(conn, site, own.thread))
    return answer.see(f"{markup.home(at)}#comments")


HANDLERS: list[Any] = [post_form, permalink, like_form, edit_page, edit_form, delete_form]
