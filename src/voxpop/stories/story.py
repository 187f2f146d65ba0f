"""A story: an article that we host. Its row, and the statements that read and write it."""

import re
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, text

from voxpop.lib import urls
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.sites.site import Site
from voxpop.storage.database import NEW_THREADS, note_renewed, renew, renew_site, stamp

# First parts of our own paths: no story may be called so.
RESERVED = frozenset(
    "account api comments conversation count.js desk embed.js feed healthz install lists live media metrics"
    " moderation-log privacy robots.txt sign-in sign-out sitemap.xml static stories theming threads".split()
)
SLUG_LIMIT = 200
SLUG = re.compile(r"[\w~-][\w.~-]*")  # what is never escaped or read otherwise, so that two slugs are two addresses


class Story(NamedTuple):
    """`html` is cleaned (stories/body). Times in microseconds since 1970. `thread` 0: not stored yet."""

    slug: str
    headline: str
    standfirst: str
    byline: str
    language: str
    direction: str
    html: str
    credits: tuple[str, ...]
    rights: str
    original: str | None
    image: str | None
    image_alt: str
    published: int
    updated: int | None
    thread: int = 0


class Teaser(NamedTuple):
    """A line of the front page."""

    slug: str
    headline: str
    standfirst: str
    byline: str
    language: str
    direction: str
    image: str | None
    image_alt: str
    published: int
    updated: int | None
    live: int
    closed: bool


class Last(NamedTuple):
    """Where a page of the front page ends: stories of one time come by their slugs."""

    published: int
    slug: str


COLUMNS = """
    slug, headline, standfirst, byline, language, direction, html, credits, rights, original, image, image_alt,
    published, updated, thread_id
"""
BY_THREAD = text(f"SELECT {COLUMNS} FROM story WHERE site_id = :site AND thread_id = :thread")
FRONT = text("""
    SELECT s.slug, s.headline, s.standfirst, s.byline, s.language, s.direction, s.image, s.image_alt, s.published,
           s.updated, t.live, t.closed
    FROM story s JOIN thread t ON t.site_id = s.site_id AND t.id = s.thread_id
    WHERE s.site_id = :site AND s.published <= :before AND (s.published < :before OR s.slug > :slug)
    ORDER BY s.published DESC, s.slug LIMIT :limit
""")
SITEMAP = text("""
    SELECT s.slug, COALESCE(s.updated, s.published) AS changed, t.active
    FROM story s JOIN thread t ON t.site_id = s.site_id AND t.id = s.thread_id
    WHERE s.site_id = :site ORDER BY s.published DESC LIMIT 50000
""")
THREAD_AT = text("SELECT id FROM thread WHERE site_id = :site AND key = :key")
STORY_AT = text("SELECT id FROM story WHERE site_id = :site AND slug = :slug")
TAKEN = text("""
    SELECT EXISTS (SELECT 1 FROM thread WHERE id = :id)
        OR EXISTS (SELECT 1 FROM story WHERE site_id = :site AND id = :id)
""")
PUT_THREAD = text("""
    INSERT INTO thread (site_id, id, key, url, title, stamp, live, likes, ranked, closed, active)
    VALUES (:site, :id, :key, :key, :title, :stamp, 0, 0, 0, :closed, :now)
    ON CONFLICT (site_id, key) DO UPDATE SET title = excluded.title, url = excluded.url
""")
PUT = text("""
    INSERT INTO story (site_id, id, slug, thread_id, headline, standfirst, byline, language, direction, html, credits,
                       rights, original, image, image_alt, published, updated)
    VALUES (:site, :id, :slug, :thread, :headline, :standfirst, :byline, :language, :direction, :html, :credits,
            :rights, :original, :image, :image_alt, :published, :updated)
    ON CONFLICT (site_id, slug) DO UPDATE SET
        headline = excluded.headline, standfirst = excluded.standfirst, byline = excluded.byline,
        language = excluded.language, direction = excluded.direction, html = excluded.html, credits = excluded.credits,
        rights = excluded.rights, original = excluded.original, image = excluded.image, image_alt = excluded.image_alt,
        published = excluded.published, updated = excluded.updated
""")


def of_thread(conn: Connection, site: Site, thread: int) -> Story | None:
    """The story under which a thread is; None when we do not host its page."""
    row = conn.execute(BY_THREAD, {"site": site.id, "thread": thread}).one_or_none()
    return _story(row) if row else None


def front(conn: Connection, site: Site, last: Last, limit: int) -> list[Teaser]:
    """The newest stories after the last of the page before, newest first."""
    rows = conn.execute(FRONT, {"site": site.id, "before": last.published, "slug": last.slug, "limit": limit})
    return [Teaser._make(row) for row in rows]


def sitemap(conn: Connection, site: Site) -> list[Row[tuple[str, int, int]]]:
    """Slug, last change and last comment of each story, newest first, as many as a sitemap may hold."""
    return list(conn.execute(SITEMAP, {"site": site.id}))


def put(conn: Connection, clock: Clock, site: Site, story: Story, *, closed: bool = False) -> int:
    """Store a story, or what has changed of it; its thread's id. Raises Refused slug_invalid."""
    _check_slug(story.slug)
    key = urls.spelt(f"/{story.slug}")
    known = conn.execute(THREAD_AT, {"site": site.id, "key": key}).scalar()
    thread = {"site": site.id, "id": known or _free(conn, clock, site, story), "key": key, "title": story.headline}
    conn.execute(PUT_THREAD, thread | {"stamp": stamp(), "closed": closed, "now": story.published})
    number = int(conn.execute(THREAD_AT, {"site": site.id, "key": key}).scalar_one())
    there = conn.execute(STORY_AT, {"site": site.id, "slug": story.slug}).scalar()
    row = story._asdict() | {"site": site.id, "id": there or _free(conn, clock, site, story), "thread": number}
    conn.execute(PUT, row | {"credits": msgspec.json.encode(story.credits).decode()})
    renew(conn, site.id, number)
    renew_site(conn, site.id)
    note_renewed(conn, NEW_THREADS)
    return number


def _free(conn: Connection, clock: Clock, site: Site, story: Story) -> int:
    """An id that nothing has: another story may have been published in the same second."""
    number = clock.next(story.published)
    while conn.execute(TAKEN, {"site": site.id, "id": number}).scalar():
        number = clock.next(number + 1)
    return number


def _check_slug(slug: str) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > SLUG_LIMIT or slug in RESERVED:
        raise Refused(
            "slug_invalid", f"A story cannot be at /{slug}: choose words with hyphens, at most {SLUG_LIMIT} characters."
        )


def _story(row: Row[Any]) -> Story:
    credits_ = msgspec.json.decode(row.credits, type=tuple[str, ...])
    return Story._make(row)._replace(credits=credits_)
