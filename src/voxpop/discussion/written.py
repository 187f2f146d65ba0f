"""What somebody has written on a site, newest first, a page at a time: for themselves alone."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib.ids import LARGEST
from voxpop.sites.site import Site

PAGE = 25  # comments
SHOWN = 200  # characters of each

# CROSS JOIN, so that SQLite goes through what is theirs, and not through all comments of the site in their order.
WRITTEN = text("""
    SELECT c.id, c.state, c.text, t.id AS thread, t.url, t.title
    FROM sender s CROSS JOIN comment c CROSS JOIN thread t
    WHERE s.site_id = :site AND s.guest = :guest AND s.comment_id < :older
      AND c.site_id = s.site_id AND c.id = s.comment_id AND c.state <> 'gone'
      AND t.site_id = c.site_id AND t.id = c.thread_id
    ORDER BY s.comment_id DESC LIMIT :limit
""")


class Written(NamedTuple):
    """`state` is live, held or trash: what is put away as spam is said to wait, as everywhere. `link` leads to it."""

    id: int
    state: str
    text: str
    link: str
    about: str


class Page(NamedTuple):
    """`older`: where the next page begins; None at the end."""

    comments: tuple[Written, ...]
    older: int | None


def read(conn: Connection, site: Site, mark: bytes, older: int | None = None) -> Page:
    """What the person with this mark wrote before the comment `older`; from the newest on with None."""
    which = {"site": site.id, "guest": mark, "older": older or LARGEST, "limit": PAGE + 1}
    rows = conn.execute(WRITTEN, which).all()
    comments = tuple(
        Written(
            row.id,
            "held" if row.state == "spam" else row.state,
            row.text if len(row.text) <= SHOWN else f"{row.text[:SHOWN].rstrip()}…",
            f"/comments/{row.id}" if row.state == "live" else f"{_home(row.thread, row.url)}#comment-{row.id}",
            row.title or row.url,
        )
        for row in rows[:PAGE]
    )
    return Page(comments, comments[-1].id if len(rows) > PAGE else None)


def _home(thread: int, url: str) -> str:
    return url if url.rfind("/") == 0 else f"/threads/{thread}"
