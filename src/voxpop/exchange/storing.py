"""Write imported stories and comments: what is inside the transactions of an import.

Each row has its key in the table `imported`, in the same transaction; so an import that is repeated, or was cut off,
adds only what is missing. Ids are times of writing: where one is taken, the next that is free.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, text

from voxpop.discussion import restraints, traces, tree
from voxpop.discussion.text import RENDERER
from voxpop.exchange.fitting import NOT_OF_A_SLUG, Fitted
from voxpop.exchange.record import Remark
from voxpop.lib import address
from voxpop.lib.ids import Clock, span
from voxpop.sites.rules import HASHED
from voxpop.sites.site import Site
from voxpop.storage.database import note_renewed, stamp
from voxpop.stories import story
from voxpop.stories.story import SLUG_LIMIT, Story

KNOWN_STORIES = text("""
    SELECT i.key, s.thread_id
    FROM imported i LEFT JOIN story s ON s.site_id = i.site_id AND s.id = i.target_id
    WHERE i.site_id = :site AND i.source = :source AND i.kind = 'story' AND i.key IN :keys
""").bindparams(bindparam("keys", expanding=True))
KNOWN_COMMENTS = text("""
    SELECT key FROM imported WHERE site_id = :site AND source = :source AND kind = 'comment' AND key IN :keys
""").bindparams(bindparam("keys", expanding=True))
INSERT_STORY_KEY = text("""
    INSERT INTO imported (site_id, source, key, kind, target_id) VALUES (:site, :source, :key, 'story', :id)
""")
INSERT_KEY = text("""
    INSERT INTO imported (site_id, source, key, kind, target_id) VALUES (:site, :source, :key, 'comment', :id)
""")
SLUG = text("SELECT 1 FROM story WHERE site_id = :site AND slug = :slug")
STORY = text("SELECT id FROM story WHERE site_id = :site AND slug = :slug")

TAKEN = text("SELECT id FROM comment WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))
PARENTS = text("""
    SELECT i.key, c.thread_id, c.id, c.root_id, c.depth, c.path, c.shown
    FROM imported i JOIN comment c ON c.site_id = i.site_id AND c.id = i.target_id
    WHERE i.site_id = :site AND i.source = :source AND i.kind = 'comment' AND i.key IN :keys
""").bindparams(bindparam("keys", expanding=True))
GROW = text("""
    UPDATE thread SET live = live + :more, stamp = :stamp,
                      active = CASE WHEN active < :newest THEN :newest ELSE active END
    WHERE site_id = :site AND id = :thread
    RETURNING likes
""")
INSERT_SENDER = text("""
    INSERT INTO sender (site_id, comment_id, email, mail, address, agent, guest, verdict, draft_key, fingerprint)
    VALUES (:site, :id, :email, :mail, :address, '', NULL, '', NULL, NULL)
""")
INSERT_COMMENT = text("""
    INSERT INTO comment (site_id, id, thread_id, parent_id, root_id, depth, path, state, shown, kind,
                         name, website, text, html, renderer, edited, likes, likes_before, score)
    VALUES (:site, :id, :thread, :parent, :root, :depth, :path, :state, :shown, :kind,
            :name, :website, :text, :html, :renderer, NULL, 0, :likes_before, 0)
""")


# Of what came in earlier, nothing was left to cut; of this there may be, when the rules are others by and by.
UNCUT = text("UPDATE keeping SET upto = :oldest - 1 WHERE site_id = :site AND upto >= :oldest")


class Blog(NamedTuple):
    """Where an import goes, and the name under which its keys are kept.

    `secret` is the key of the site's marks; what is too old is cut as of `now`, at 0 nothing is.
    """

    site: Site
    source: str
    secret: bytes = b""
    now: int = 0


class Arrival(NamedTuple):
    """A comment ready to be written; `id` is its time of writing until a free one is drawn."""

    remark: Remark
    fitted: Fitted
    thread: int
    id: int


class Placed(NamedTuple):
    """A comment that others may answer."""

    thread: int
    id: int
    spot: tree.Spot
    shown: bool


class Present(Clock):
    """Ids of stories and threads: of today, since nobody reads a time in them and posts of two blogs share seconds."""

    def __init__(self, now: int) -> None:
        super().__init__()
        self._now = now

    def next(self, at: int) -> int:
        return super().next(max(self._now, at))


def known_stories(conn: Connection, blog: Blog, keys: Sequence[str]) -> dict[str, int | None]:
    """The threads of the stories that came earlier, by key; None for a story that was removed since."""
    here = {"site": blog.site.id, "source": blog.source, "keys": keys}
    return {row.key: row.thread_id for row in conn.execute(KNOWN_STORIES, here)}


def known_comments(conn: Connection, blog: Blog, keys: Sequence[str]) -> set[str]:
    """The keys of those that came earlier."""
    return set(conn.execute(KNOWN_COMMENTS, {"site": blog.site.id, "source": blog.source, "keys": keys}).scalars())


def add_story(conn: Connection, clock: Clock, blog: Blog, key: str, made: Story, *, closed: bool) -> int:
    """Its thread's id."""
    free = made._replace(slug=_free_slug(conn, blog.site, made.slug, key))
    thread = story.put(conn, clock, blog.site, free, closed=closed)
    number = conn.execute(STORY, {"site": blog.site.id, "slug": free.slug}).scalar_one()
    conn.execute(INSERT_STORY_KEY, {"site": blog.site.id, "source": blog.source, "key": key, "id": number})
    return thread


def add_comments(conn: Connection, blog: Blog, arrivals: Sequence[Arrival]) -> list[int]:
    """The lines of those whose parent is not here: they stand on top."""
    ids = free_ids(conn, [arrival.id for arrival in arrivals])
    numbered = [arrival._replace(id=number) for arrival, number in zip(arrivals, ids, strict=True)]
    likes = _grow(conn, blog.site.id, numbered)
    placed = _parents(conn, blog, numbered)
    hidden = {above.id for above in placed.values() if not above.shown}
    rows = [_row(blog, arrival, _placed(placed, arrival), likes[arrival.thread]) for arrival in numbered]
    conn.execute(INSERT_COMMENT, rows)
    conn.execute(INSERT_SENDER, rows)
    conn.execute(INSERT_KEY, rows)
    conn.execute(UNCUT, {"site": blog.site.id, "oldest": min(ids)})
    hidden |= {arrival.id for arrival in numbered if arrival.remark.state != "live"}
    for above in sorted(hidden & {row["parent"] for row in rows if row["shown"]}):
        tree.settle(conn, blog.site.id, above)
    return [
        row["line"] for row, arrival in zip(rows, numbered, strict=True) if arrival.remark.parent and not row["parent"]
    ]


def free_ids(conn: Connection, wanted: Sequence[int]) -> list[int]:
    """For each wanted id one that nobody has, as near as can be found in a few steps."""
    ids, step, clash = list(wanted), 1, True
    while clash:
        clash, taken = False, set(conn.execute(TAKEN, {"ids": ids}).scalars())
        for place, number in enumerate(ids):
            if number in taken:
                ids[place], clash = number + step, True
            taken.add(ids[place])
        step *= 2
    return ids


def _free_slug(conn: Connection, site: Site, wanted: str, key: str) -> str:
    slug, tried = wanted, 1
    while conn.execute(SLUG, {"site": site.id, "slug": slug}).scalar():
        ending = "-" + NOT_OF_A_SLUG.sub("-", key)[:40] + (f"-{tried}" if tried > 1 else "")
        slug, tried = wanted[: SLUG_LIMIT - len(ending)] + ending, tried + 1
    return slug


def _grow(conn: Connection, site: int, arrivals: Sequence[Arrival]) -> dict[int, int]:
    """Count what comes and give each thread a new stamp, before its rows are read, so that others wait. Its likes."""
    live: dict[int, list[int]] = {arrival.thread: [] for arrival in arrivals}
    for arrival in arrivals:
        if arrival.remark.state == "live":
            live[arrival.thread].append(arrival.id)
    likes: dict[int, int] = {}
    for thread, ids in sorted(live.items()):
        at = {"site": site, "thread": thread, "more": len(ids), "newest": max(ids, default=0), "stamp": stamp()}
        likes[thread] = conn.execute(GROW, at).scalar_one()
        note_renewed(conn, thread)
    return likes


def _parents(conn: Connection, blog: Blog, arrivals: Sequence[Arrival]) -> dict[str, Placed]:
    """Those of the parents that came in earlier batches or imports."""
    keys = sorted({arrival.remark.parent for arrival in arrivals} - {""})
    rows = conn.execute(PARENTS, {"site": blog.site.id, "source": blog.source, "keys": keys}) if keys else ()
    return {
        row.key: Placed(row.thread_id, row.id, tree.Spot(row.root_id, row.depth, bytes(row.path)), bool(row.shown))
        for row in rows
    }


def _placed(placed: dict[str, Placed], arrival: Arrival) -> tuple[int | None, tree.Spot]:
    """The parent's id and where the comment stands; from now on others may stand below it."""
    above = placed.get(arrival.remark.parent)
    above = above if above and above.thread == arrival.thread else None
    spot = tree.below(above.spot, arrival.id) if above else tree.top(arrival.id)
    placed[arrival.remark.key] = Placed(arrival.thread, arrival.id, spot, arrival.remark.state == "live")
    return above.id if above else None, spot


def _row(blog: Blog, arrival: Arrival, place: tuple[int | None, tree.Spot], likes: int) -> dict[str, Any]:
    """The parameters of all three INSERTs."""
    remark, fitted, (parent, spot) = arrival.remark, arrival.fitted, place
    return {
        "site": blog.site.id,
        "source": blog.source,
        "key": remark.key,
        "kind": remark.kind,
        "line": remark.line,
        "id": arrival.id,
        "thread": arrival.thread,
        "parent": parent,
        "root": spot.root,
        "depth": spot.depth,
        "path": spot.path,
        "state": remark.state,
        "shown": remark.state == "live",
        "name": fitted.name,
        "website": fitted.website,
        "text": remark.text,
        "html": fitted.html,
        "renderer": RENDERER,
        "likes_before": likes,
        **_sender(blog, arrival),
    }


def _sender(blog: Blog, arrival: Arrival) -> dict[str, Any]:
    """What of who sent it is kept, at its age: as if it had been here since (privacy/keeping)."""
    rules, age = blog.site.rules, blog.now - arrival.id
    given, email = arrival.remark.address, arrival.fitted.email
    if rules.addresses == HASHED:
        given = traces.hashed(given, blog.secret)
    elif age >= span(rules.keep_addresses):
        given = address.cut(given)
    needed = arrival.remark.state == "held" or age < span(rules.keep_emails)
    mail = restraints.by_mail(blog.secret, email) or None
    return {"email": email if needed else "", "mail": mail, "address": given}
