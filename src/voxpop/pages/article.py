"""The article page: a story and its conversation, whole in the first HTML. And the page of a thread without a story.

ready page (the same for everyone)  ->  + what is the reader's own, when they have a cookie or asked for a form
"""

from functools import partial
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from sqlalchemy import Connection

from voxpop.discussion import heating, markup, mine, overlay, thread
from voxpop.discussion.markup import Form, signed
from voxpop.discussion.mine import Mine
from voxpop.discussion.thread import Conversation, Order, Thread
from voxpop.lib import answer, ids, urls
from voxpop.lib.ids import LARGEST
from voxpop.lib.ready import Made, Page
from voxpop.lib.refused import Refused
from voxpop.pages.frame import page
from voxpop.pages.structured import json_ld
from voxpop.people import door, ways
from voxpop.people.asker import Asker
from voxpop.people.ways import Way
from voxpop.sites.house import House
from voxpop.sites.site import Place, Site
from voxpop.stories import elsewhere
from voxpop.stories import story as stories
from voxpop.stories.story import Story

Asking = Request[Any, Any, Any]

FRESH = "public, max-age=0, must-revalidate"  # a reader who has just posted must not see the page from before

Number = Annotated[int | None, QueryParameter(ge=1, le=LARGEST)]


class Wanted(NamedTuple):
    """Which page of which conversation, seen under which origin."""

    site: Site
    place: Place
    order: Order
    after: int | None
    base: str


class Sight(NamedTuple):
    """What the database says of it, from one snapshot. `story` is None for a page that we do not host."""

    conversation: Conversation
    story: Story | None


@get("/{slug:str}", include_in_schema=False)
async def article(
    request: Asking,
    house: NamedDependency[House],
    slug: FromPath[str],
    reply_to: Number = None,
    order: FromQuery[Order | None] = None,
    after: Number = None,
) -> Response[bytes]:
    base = door.origin(request, house.settings)
    site = await house.sites.at(base)
    path = urls.spelt(f"/{slug}")
    wanted = Wanted(site, Place(path, path), order or Order(site.rules.order), after, base)
    return await given(request, house, wanted, Asks(reply_to, ids.read(request.query_params.get("draft", ""))))


@get("/threads/{number:int}", include_in_schema=False)
async def thread_page(
    request: Asking,
    house: NamedDependency[House],
    number: FromPath[int],
    reply_to: Number = None,
    order: FromQuery[Order | None] = None,
    after: Number = None,
) -> Response[bytes]:
    base = door.origin(request, house.settings)
    owner, found = await house.database.read(partial(_numbered, number=number))
    site = await house.sites.numbered(owner)
    wanted = Wanted(site, Place(found.key, found.url), order or Order(site.rules.order), after, base)
    return await given(request, house, wanted, Asks(reply_to, ids.read(request.query_params.get("draft", ""))))


def _numbered(conn: Connection, number: int) -> tuple[int, Thread]:
    if not 0 < number <= LARGEST:
        raise Refused("no_such_thread", "There is no such conversation here.")
    return thread.anywhere(conn, number)


class Asks(NamedTuple):
    """What a reader wants to see besides the page: the form that answers a comment; what they typed before they left
    to sign in.
    """

    reply_to: int | None = None
    draft: int | None = None


async def given(
    request: Asking, house: House, wanted: Wanted, asks: Asks, *, must_exist: bool = True
) -> Response[bytes]:
    """The page, with what is the asker's own. Raises Refused no_such_story where nobody has said anything yet, unless
    it need not exist.
    """
    ready = await _ready(house, wanted, must_exist=must_exist)
    asker = await door.seen(request, house, wanted.site)
    if not asker.token and not asker.session and asks == Asks():
        return answer.ready(request, house.ready, ready)
    form = await _left(request, house, wanted.site, asks.draft) if asks.draft else Form(parent=asks.reply_to)
    by = By(asker, house.clock.now())
    own = await house.database.read(partial(_own, wanted=wanted, by=by, reply_to=form.parent))
    body = overlay.lay_mine(ready.body, wanted.site, own.mine)
    if asks != Asks() or asker.session:
        form = form._replace(answered=own.answered, signed=signed(asker))
        body = overlay.lay_form(body, _form(house, wanted.site, own, form), form.parent)
    return answer.private(body, fields=ready.made.headers)


async def _left(request: Asking, house: House, site: Site, draft: int) -> Form:
    """The form as it was left by who went to sign in, and why they were not."""
    attempt = await door.attempt(request, house, site, draft)
    if attempt is None:
        return Form()
    typed = msgspec.json.decode(attempt.draft, type=dict[str, str])
    return Form(
        parent=ids.read(typed.get("parent", "")),
        name=typed.get("name", ""),
        email=typed.get("email", ""),
        website=typed.get("website", ""),
        text=typed.get("text", ""),
        error=attempt.why,
    )


async def with_form(
    request: Asking, house: House, site: Site, place: Place, form: Form, asker: Asker
) -> tuple[bytes, answer.Fields]:
    """The conversation at `place`, where it shows what is answered, with a form that could not be taken.

    And the page's header fields.
    """
    wanted = Wanted(site, place, Order(site.rules.order), None, door.origin(request, house.settings))
    if form.parent:
        name, after = await house.database.read(partial(_answered, wanted=wanted, parent=form.parent))
        form = form._replace(answered=name, parent=form.parent if name else None)
        wanted = wanted._replace(after=after)
    ready = await _ready(house, wanted, must_exist=False)
    form = form._replace(signed=signed(asker))
    own = await house.database.read(partial(_own, wanted=wanted, by=By(asker, house.clock.now()), reply_to=None))
    body = overlay.lay_mine(ready.body, site, own.mine)
    return overlay.lay_form(body, _form(house, site, own, form), form.parent), ready.made.headers


def _form(house: House, site: Site, own: "Own", form: Form) -> str:
    form = markup.paced(form, site, own.thread, house.clock.now())
    return markup.respond(site, own.thread, own.links, form, ways.row(house.settings, site.rules))


def _answered(conn: Connection, wanted: Wanted, parent: int) -> tuple[str, int | None]:
    """Whose comment is answered, and the `after` of a page that shows it. '' and None when it is not there any more."""
    at = thread.find(conn, wanted.site, wanted.place)
    try:
        name = thread.name_of(conn, wanted.site, at, parent)
        return name, thread.page_of(conn, wanted.site, at, wanted.order, parent)
    except Refused:
        return "", None


class By(NamedTuple):
    """Who looks, and when."""

    asker: Asker
    now: int


class Own(NamedTuple):
    """What is laid over the ready page."""

    thread: Thread
    links: markup.Links
    mine: Mine
    answered: str


def _own(conn: Connection, wanted: Wanted, by: By, reply_to: int | None) -> Own:
    at = thread.find(conn, wanted.site, wanted.place)
    return Own(
        thread=at,
        links=markup.Links("", markup.home(at), wanted.order.value, wanted.site.rules.order, wanted.after),
        mine=mine.read(conn, wanted.site, at.id, by.asker, by.now),
        answered=thread.name_of(conn, wanted.site, at, reply_to) if reply_to is not None else "",
    )


async def _ready(house: House, wanted: Wanted, *, must_exist: bool = True) -> Page:
    async def made() -> Made:
        sight = await house.database.read(partial(_look, wanted=wanted, must_exist=must_exist))
        return _made(sight, wanted, ways.row(house.settings, wanted.site.rules), house.clock.now())

    async def still() -> str:
        return await house.database.read(partial(_stamp, wanted=wanted))

    key = ("page", wanted.site.id, wanted.place.key, wanted.order, wanted.after, wanted.base, must_exist)
    return await house.ready.get(key, made, still)


def _look(conn: Connection, wanted: Wanted, must_exist: bool) -> Sight:
    at = thread.find(conn, wanted.site, wanted.place)
    if not at.id and must_exist:
        raise Refused("no_such_story", "There is no such page here.")
    conversation = thread.read(conn, wanted.site, at, wanted.order, wanted.after)
    return Sight(conversation, stories.of_thread(conn, wanted.site, at.id))


def _stamp(conn: Connection, wanted: Wanted) -> str:
    return thread.stamp(conn, wanted.site.id, thread.find(conn, wanted.site, wanted.place).id)


def _made(sight: Sight, wanted: Wanted, offered: tuple[Way, ...], now: int) -> Made:
    at = sight.conversation.thread
    shown = markup.render(sight.conversation, ways=offered, now=now)
    if sight.story:
        html = _story_page(sight.conversation, sight.story, wanted.base, shown)
    else:
        html = page("thread.html", sight.conversation.site, thread=at, conversation=shown)
    pictured = elsewhere.origins(sight.story.html) if sight.story else frozenset()
    return Made(
        body=html.encode(),
        kind="text/html; charset=utf-8",
        cache_control=FRESH,
        vary="Accept-Encoding, Cookie",
        marks=frozenset((at.id, -wanted.site.id)),
        stamp=wanted.site.stamp + at.stamp,
        headers=answer.page_headers(pictured, scripts=True),
        lasts=heating.ends(at.heated, now),
    )


def _story_page(c: Conversation, story: Story, base: str, shown: str) -> str:
    link = markup.links(c)
    url = f"{base}{link.home}"
    image = f"{base}{story.image}" if story.image and story.image.startswith("/") else story.image
    return page(
        "article.html",
        c.site,
        c=c,
        story=story,
        thread=c.thread,
        links=link,
        url=url,
        canonical=story.original or (f"{url}?after={c.after}" if c.after else url),
        original_host=urlsplit(story.original or "").hostname,
        image=image,
        json_ld=json_ld(story, c, url, base),
        conversation=shown,
    )


HANDLERS: list[Any] = [article, thread_page]
