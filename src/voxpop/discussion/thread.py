"""Read a page of a conversation: two or three indexed statements, whatever the size of the thread.

Branches come in the chosen order of their first comments; below it, answers come by time. A page ends after so many
comments, wherever in a branch that is, and goes on after the last one shown: `after` is its id.
"""

import enum
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection, Row, TextClause, text

from voxpop.lib import urls
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.sites.site import Place, Site

MOST_PINNED = 3  # comments that stand first in a thread: more would put off what is new


class Order(enum.StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    BEST = "best"


class Thread(NamedTuple):
    """`id` 0: nobody has said anything there yet. `active`: when its newest comment was written.

    `pinned`: how many of its comments stand first. `slow`: seconds between two comments of one person; `heated`: until
    when its heat slows it down.
    """

    id: int
    key: str
    url: str
    title: str
    stamp: str
    live: int
    closed: bool
    active: int = 0
    pinned: int = 0
    slow: int = 0
    heated: int | None = None

    @property
    def address(self) -> str:
        """What names it in a request: its url, with its own name when its page gives it one (sites/site.place)."""
        return f"{self.url}#{urls.NAME}{quote(self.key[1:])}" if self.key.startswith("#") else self.url


class Comment(NamedTuple):
    """A row of a page. `parent_name` is '' at the top or where the parent may not be shown.

    `role`, `badges` (a line each) and `picture` (a file of the media folder) are of who was signed in; None for guests.
    `reactions` is JSON, how many of each kind (discussion/reacting); `pinned` when it was put first; `picked`: by the
    editors.
    """

    id: int
    parent_id: int | None
    depth: int
    state: str
    kind: str
    name: str
    website: str | None
    html: str
    text: str
    edited: int | None
    likes: int
    parent_name: str
    role: str | None = None
    badges: str | None = None
    picture: str | None = None
    reactions: str | None = None
    pinned: int | None = None
    picked: bool = False


class Conversation(NamedTuple):
    """A page of a thread. `later` and `earlier`: the `after` of the pages around it; None for none, 0 for the first.

    `pinned` are the comments that stand first, on the first page; their places in the tree keep them, too.
    """

    site: Site
    thread: Thread
    order: Order
    after: int | None
    comments: list[Comment]
    later: int | None
    earlier: int | None
    pinned: tuple[Comment, ...] = ()


THREAD = """
    SELECT t.id, t.key, t.url, t.title, t.stamp, t.live, t.closed, t.active, t.pinned, t.slow, t.heated
    FROM thread t WHERE t.site_id = :site
"""
BY_KEY = text(f"{THREAD} AND t.key = :key")
BY_ID = text(f"{THREAD} AND t.id = :id")
SITE_OF = text("SELECT site_id FROM comment WHERE id = :id")
SITE_OF_THREAD = text("SELECT site_id FROM thread WHERE id = :id")
WHEREABOUTS = text("SELECT site_id, thread_id FROM comment WHERE id = :id AND shown")
NAME = text("SELECT name FROM comment WHERE site_id = :site AND id = :id AND thread_id = :thread AND state = 'live'")
STAMP = text("""
    SELECT s.stamp || COALESCE((SELECT t.stamp FROM thread t WHERE t.site_id = s.id AND t.id = :thread), '')
    FROM site s WHERE s.id = :site
""")
CURSOR = text("""
    SELECT c.id, c.root_id AS root, c.path, r.score
    FROM comment c JOIN comment r ON r.site_id = c.site_id AND r.id = c.root_id
    WHERE c.site_id = :site AND c.id = :id AND c.thread_id = :thread
""")

COLUMNS = """
    c.id, c.parent_id, c.depth, c.state, c.kind, c.name, c.website, c.html, c.text, c.edited, c.likes,
    COALESCE((SELECT p.name FROM comment p WHERE p.site_id = c.site_id AND p.id = c.parent_id AND p.state = 'live'), '')
    , c.role, c.badges, c.picture, c.reactions, c.pinned, c.picked
"""
PINNED = text(f"""
    SELECT {COLUMNS} FROM comment c
    WHERE c.site_id = :site AND c.thread_id = :thread AND c.pinned IS NOT NULL AND c.state = 'live'
    ORDER BY c.pinned DESC LIMIT :limit
""")
BY_TIME = "FROM comment c WHERE c.site_id = :site AND c.thread_id = :thread AND c.shown"
# CROSS JOIN, so that SQLite goes through the branches in their order and not through the comments in some other.
BY_SCORE = """
    FROM comment r CROSS JOIN comment c
    WHERE r.site_id = :site AND r.thread_id = :thread AND r.parent_id IS NULL AND r.shown
      AND c.site_id = r.site_id AND c.thread_id = r.thread_id AND c.root_id = r.id AND c.shown
"""


class Walk(NamedTuple):
    """A way through a thread: where, what comes after the cursor, in which order; each backed by an index."""

    source: str
    after: str
    by: str


FORWARD = {
    Order.OLDEST: Walk(BY_TIME, "(c.root_id, c.path) > (:root, :path)", "c.root_id, c.path"),
    Order.NEWEST: Walk(
        BY_TIME, "c.root_id <= :root AND (c.root_id < :root OR c.path > :path)", "c.root_id DESC, c.path"
    ),
    Order.BEST: Walk(
        BY_SCORE,
        "(r.score, r.id) <= (:score, :root) AND (r.id <> :root OR c.path > :path)",
        "r.score DESC, r.id DESC, c.path",
    ),
}
# The same backwards, beginning with the cursor itself.
BACKWARD = {
    Order.OLDEST: Walk(BY_TIME, "(c.root_id, c.path) <= (:root, :path)", "c.root_id DESC, c.path DESC"),
    Order.NEWEST: Walk(
        BY_TIME, "c.root_id >= :root AND (c.root_id > :root OR c.path <= :path)", "c.root_id, c.path DESC"
    ),
    Order.BEST: Walk(
        BY_SCORE,
        "(r.score, r.id) >= (:score, :root) AND (r.id <> :root OR c.path <= :path)",
        "r.score, r.id, c.path DESC",
    ),
}


def _sql(columns: str, walk: Walk, *, first: bool = False) -> TextClause:
    condition = "" if first else f"AND {walk.after}"
    return text(f"SELECT {columns} {walk.source} {condition} ORDER BY {walk.by} LIMIT :limit")


FIRST = {order: _sql(COLUMNS, walk, first=True) for order, walk in FORWARD.items()}
AFTER = {order: _sql(COLUMNS, walk) for order, walk in FORWARD.items()}
BEFORE = {order: _sql("c.id", walk) for order, walk in BACKWARD.items()}


def find(conn: Connection, site: Site, place: Place) -> Thread:
    """The thread at a place; one with id 0 when nobody has said anything there."""
    row = conn.execute(BY_KEY, {"site": site.id, "key": place.key}).one_or_none()
    return _thread(row) if row else Thread(0, place.key, place.url, "", "", 0, False)


def numbered(conn: Connection, site: Site, thread: int) -> Thread:
    """Raises Refused no_such_thread."""
    row = conn.execute(BY_ID, {"site": site.id, "id": thread}).one_or_none()
    if row is None:
        raise Refused("no_such_thread", "There is no such conversation here.")
    return _thread(row)


def whereabouts(conn: Connection, comment: int) -> tuple[int, int]:
    """The site and the thread of a comment that has a place on a page. Raises Refused no_such_comment."""
    row = conn.execute(WHEREABOUTS, {"id": comment}).one_or_none()
    if row is None:
        raise Refused("no_such_comment", "There is no such comment here.")
    return row.site_id, row.thread_id


def name_of(conn: Connection, site: Site, thread: Thread, comment: int) -> str:
    """Whose live comment of the thread it is. Raises Refused no_such_parent."""
    name = conn.execute(NAME, {"site": site.id, "thread": thread.id, "id": comment}).scalar()
    if name is None:
        raise Refused("no_such_parent", "The comment that this answers is not here any more.")
    return str(name)


def site_of(conn: Connection, comment: int) -> int:
    """The site of a comment. Raises Refused no_such_comment."""
    number = conn.execute(SITE_OF, {"id": comment}).scalar()
    if number is None:
        raise Refused("no_such_comment", "There is no such comment here.")
    return int(number)


def anywhere(conn: Connection, thread: int) -> tuple[int, Thread]:
    """A thread of any site, and that site. Raises Refused no_such_thread."""
    number = conn.execute(SITE_OF_THREAD, {"id": thread}).scalar()
    row = conn.execute(BY_ID, {"site": number, "id": thread}).one_or_none()
    if number is None or row is None:
        raise Refused("no_such_thread", "There is no such conversation here.")
    return int(number), _thread(row)


def read(conn: Connection, site: Site, thread: Thread, order: Order, after: int | None) -> Conversation:
    """A page of `thread`. Raises Refused no_such_comment when `after` is not a comment of it."""
    if not thread.id:
        return Conversation(site, thread, order, None, [], None, None)
    size = site.rules.page_size
    here = {"site": site.id, "thread": thread.id}
    if after is None:
        rows = conn.execute(FIRST[order], here | {"limit": size + 1}).all()
        earlier = None
        # The thread's row says whether there are any: most pages need not ask.
        pins = conn.execute(PINNED, here | {"limit": MOST_PINNED}).all() if thread.pinned else []
    else:
        cursor = here | _cursor(conn, site, thread, after)
        rows = conn.execute(AFTER[order], cursor | {"limit": size + 1}).all()
        earlier, pins = _earlier(conn, order, cursor, size), []
    comments = [Comment._make(row) for row in rows[:size]]
    later = comments[-1].id if len(rows) > size else None
    pinned = tuple(Comment._make(row) for row in pins)
    return Conversation(site, thread, order, after, comments, later, earlier, pinned)


def stamp(conn: Connection, site: int, thread: int) -> str:
    """What differs when a page of the thread would: its stamp and its site's."""
    return str(conn.execute(STAMP, {"site": site, "thread": thread}).scalar() or "")


LEAD = 10  # comments shown above the one that a permanent link leads to


def page_of(conn: Connection, site: Site, thread: Thread, order: Order, comment: int) -> int | None:
    """The `after` of a page that shows `comment` and a little of what comes before it; None for the first page."""
    cursor = {"site": site.id, "thread": thread.id} | _cursor(conn, site, thread, comment)
    before = conn.execute(BEFORE[order], cursor | {"limit": site.rules.page_size + 1}).scalars().all()
    if len(before) <= site.rules.page_size:
        return None
    return int(before[min(LEAD, site.rules.page_size - 1)])


def page_with(conn: Connection, site: Site, place: Place, order: Order, comment: int) -> int | None:
    """`page_of` where only the place is known: the first page when the comment is not shown there any more."""
    found = find(conn, site, place)
    try:
        return page_of(conn, site, found, order, comment) if found.id else None
    except Refused:
        return None


def _thread(row: Row[tuple[int, str, str, str, str, int, bool, int, int, int, int | None]]) -> Thread:
    return Thread._make(row)._replace(closed=bool(row.closed))


def _cursor(conn: Connection, site: Site, thread: Thread, comment: int) -> dict[str, object]:
    row = None
    if 0 < comment <= LARGEST:
        row = conn.execute(CURSOR, {"site": site.id, "id": comment, "thread": thread.id}).one_or_none()
    if row is None:
        raise Refused("no_such_comment", "There is no such comment in this conversation.")
    return {"root": row.root, "path": row.path, "score": row.score}


def _earlier(conn: Connection, order: Order, cursor: dict[str, object], size: int) -> int | None:
    """The `after` of the page that ends where this one begins; 0 when that is the first."""
    before = conn.execute(BEFORE[order], cursor | {"limit": size + 1}).scalars().all()
    return int(before[size]) if len(before) > size else 0
