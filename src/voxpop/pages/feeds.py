"""Atom feeds (RFC 4287, threading by RFC 4685): the newest comments of a thread, or of a whole site."""

from functools import partial
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import Connection, text

from voxpop import __version__
from voxpop.discussion import markup, thread
from voxpop.discussion.thread import Thread
from voxpop.lib import answer, urls
from voxpop.lib.ids import LARGEST
from voxpop.lib.ready import Made
from voxpop.lib.refused import Refused
from voxpop.lib.templates import template
from voxpop.pages.front import lasting, never_still
from voxpop.people import door
from voxpop.sites.house import House
from voxpop.sites.site import Place, Site

Asking = Request[Any, Any, Any]

ENTRIES = 50
KIND = "application/atom+xml"

OF_SITE = text("""
    SELECT c.id, c.parent_id, c.name, c.html, c.edited, t.title FROM comment c
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    WHERE c.site_id = :site AND c.state = 'live' ORDER BY c.id DESC LIMIT :limit
""")
OF_THREAD = text("""
    SELECT c.id, c.parent_id, c.name, c.html, c.edited, t.title FROM comment c
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    WHERE c.site_id = :site AND c.thread_id = :thread AND c.state = 'live' ORDER BY c.id DESC LIMIT :limit
""")


class Entry(NamedTuple):
    id: str
    title: str
    updated: int
    published: int
    author: str
    link: str
    answers: str
    html: str


def entries(conn: Connection, site: Site, thread_id: int | None, base: str) -> list[Entry]:
    """The newest live comments, newest first."""
    asked = {"site": site.id, "limit": ENTRIES}
    rows = conn.execute(OF_SITE, asked) if thread_id is None else conn.execute(OF_THREAD, asked | {"thread": thread_id})
    return [
        Entry(
            id=f"{base}/comments/{row.id}",
            title=f"{row.name}: {row.title}" if row.title else row.name,
            updated=row.edited or row.id,
            published=row.id,
            author=row.name,
            link=f"{base}/comments/{row.id}",
            answers=f"{base}/comments/{row.parent_id}" if row.parent_id else "",
            html=row.html,
        )
        for row in rows
    ]


def _feed(site: Site, title: str, page: str, here: str, found: list[Entry]) -> Made:
    xml = template("feed.xml").render(
        here=here,
        title=title,
        updated=max((entry.updated for entry in found), default=0),
        page=page,
        entries=found,
        site=site,
        language=site.rules.language,
        version=__version__,
    )
    return lasting(site, xml, KIND)


@get("/feed", include_in_schema=False)
async def site_feed(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    base = door.origin(request, house.settings)
    site = await house.sites.at(base)

    async def made() -> Made:
        found = await house.database.read(partial(entries, site=site, thread_id=None, base=base))
        return _feed(site, site.title, f"{base}/", f"{base}/feed", found)

    return answer.ready(request, house.ready, await house.ready.get(("feed", site.id, base), made, never_still))


@get("/{slug:str}/feed", include_in_schema=False)
async def story_feed(request: Asking, house: NamedDependency[House], slug: FromPath[str]) -> Response[bytes]:
    base = door.origin(request, house.settings)
    site = await house.sites.at(base)
    path = urls.spelt(f"/{slug}")
    found = await house.database.read(lambda conn: thread.find(conn, site, Place(path, path)))
    if not found.id:
        raise Refused("no_such_story", "There is no such page here.")
    return await _thread_feed(request, house, site, found)


@get("/threads/{number:int}/feed", include_in_schema=False)
async def thread_feed(request: Asking, house: NamedDependency[House], number: FromPath[int]) -> Response[bytes]:
    if not 0 < number <= LARGEST:
        raise Refused("no_such_thread", "There is no such conversation here.")
    site, found = await house.database.read(lambda conn: thread.anywhere(conn, number))
    return await _thread_feed(request, house, await house.sites.numbered(site), found)


async def _thread_feed(request: Asking, house: House, site: Site, at: Thread) -> Response[bytes]:
    base = door.origin(request, house.settings)
    home = f"{base}{markup.home(at)}"

    async def made() -> Made:
        found = await house.database.read(partial(entries, site=site, thread_id=at.id, base=base))
        return _feed(site, at.title or site.title, home, f"{home}/feed", found)

    key = ("thread feed", site.id, at.id, base)
    return answer.ready(request, house.ready, await house.ready.get(key, made, never_still))


HANDLERS: list[Any] = [site_feed, story_feed, thread_feed]
