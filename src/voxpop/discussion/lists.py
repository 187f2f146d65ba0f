"""What goes on at a site: its latest comments, and the conversations in which most was said of late.

One statement each. The latest are a walk back along the comments of the site, which ends at the first so many live
ones; the others are counted by an index of live comments, and only in threads in which somebody spoke meanwhile.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.discussion.excerpt import excerpt
from voxpop.sites.site import Site

LATEST = text("""
    SELECT c.id, c.name, c.html, t.url, t.title
    FROM comment c JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    WHERE c.site_id = :site AND c.state = 'live' AND c.kind = 'comment' ORDER BY c.id DESC LIMIT :limit
""")
DISCUSSED = text("""
    SELECT t.url, t.title, (
        SELECT COUNT(*) FROM comment c
        WHERE c.site_id = t.site_id AND c.thread_id = t.id AND c.state = 'live' AND c.id >= :since
    ) AS fresh
    FROM thread t
    WHERE t.site_id = :site AND t.active >= :since AND t.live > 0 ORDER BY fresh DESC, t.active DESC LIMIT :limit
""")


class Latest(NamedTuple):
    """`id` is when it was said; `url` is where ('/slug' for a story of ours), `title` what that is called."""

    id: int
    name: str
    excerpt: str
    url: str
    title: str


class Discussed(NamedTuple):
    """`fresh`: how many live comments came in the time that was asked about."""

    url: str
    title: str
    fresh: int


def latest(conn: Connection, site: Site, limit: int) -> list[Latest]:
    """The newest live comments, newest first."""
    rows = conn.execute(LATEST, {"site": site.id, "limit": limit})
    return [Latest(row.id, row.name, excerpt(row.html), row.url, row.title or row.url) for row in rows]


def discussed(conn: Connection, site: Site, limit: int, since: int) -> list[Discussed]:
    """The threads with most live comments since then, the most first; none without any."""
    rows = conn.execute(DISCUSSED, {"site": site.id, "limit": limit, "since": since})
    return [Discussed(row.url, row.title or row.url, row.fresh) for row in rows if row.fresh]
