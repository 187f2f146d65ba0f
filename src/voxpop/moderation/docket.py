"""The desk's queues: what of a site is looked at, filtered, in the order of a page, a page at a time.

    waiting (held) and spam     the riskiest first        live, trash, all     the newest first
    reported                    what weighs most first    appeals              the oldest first: moderation/heard
    new people                  what is live or waits of those whose first comment here is at most FRESH old, the newest
                                first; how many that are nobody counts: it would mean to look for the first comment of
                                each writer of a week

A page goes on after the (risk, id) of its last comment, so nothing is shown twice or left out when others come and go.
Words and links are looked for in the newest SCANNED comments of a queue; for all of a conversation there is
discussion/finding.
"""

import enum
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.discussion import wanted
from voxpop.lib import address
from voxpop.lib.ids import DAY, LARGEST
from voxpop.moderation import deciding
from voxpop.spam import tongue
from voxpop.spam.submission import Verdict

SIZE = 50
SCANNED = 5000  # comments that words and links are looked for in, and whose language is told
BATCH = 200  # of them at once
TOP = 101  # above any risk
FRESH = 7 * DAY  # microseconds for which somebody is new

COLUMNS = """
    c.id, c.state, c.risk, c.name, c.html, c.text, c.edited, c.pinned, c.picked, c.thread_id, t.url, t.title,
    s.verdict, s.rule
"""
JOINED = """
    FROM comment c
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
"""
# That the state is not 'live' is said twice, because the index holds only what is not.
BY_RISK = """c.site_id = :site AND c.state = :state AND c.state <> 'live' AND (c.risk, c.id) < (:risk, :id)"""
FILTERED = """
    AND (:thread = 0 OR c.thread_id = :thread) AND c.id >= :since
    AND (:known = 0 OR s.guest = :guest)
    AND (:address = '' OR s.address LIKE :address OR s.address = :network)
    AND (:said = '' OR s.verdict LIKE :said)
    AND (:words = '' OR LOWER(c.text) LIKE :words ESCAPE '!')
    AND (:linked = '' OR LOWER(REPLACE(REPLACE(REPLACE(REPLACE(
        c.html, '://', '.'), '"', '/'), '?', '/'), '#', '/')) LIKE :linked)
"""
WALKS = {
    "risk": (BY_RISK, "c.risk DESC, c.id DESC"),
    "newest": ("c.site_id = :site AND c.state = 'live' AND c.id < :id", "c.id DESC"),
    "put away": ("c.site_id = :site AND c.state = :state AND c.state <> 'live' AND c.id < :id", "c.id DESC"),
    "all": ("c.site_id = :site AND c.state <> 'gone' AND c.id < :id", "c.id DESC"),
    "new": (
        """c.site_id = :site AND c.state IN ('live', 'held') AND c.id < :id AND c.id >= :fresh AND s.guest IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM sender o
                           WHERE o.site_id = :site AND o.guest = s.guest AND o.comment_id < :fresh)""",
        "c.id DESC",
    ),
}
PAGE = {
    name: text(f"SELECT {COLUMNS} {JOINED} WHERE {where} ORDER BY {order} LIMIT :limit")
    for name, (where, order) in WALKS.items()
}
CHOSEN = {
    name: text(f"SELECT {COLUMNS} {JOINED} WHERE {where} {FILTERED} ORDER BY {order} LIMIT :limit")
    for name, (where, order) in WALKS.items()
}
# These go through what is open, of which there is little, and not through the comments. What a page goes on after is
# what it is ordered by: a case's weight in hundredths and its comment, or an appeal.
OPEN = {
    "reported": (
        """(
            SELECT comment_id, COUNT(*) AS number, SUM(weight) AS weight, 0 AS appeal FROM report
            WHERE site_id = :site AND outcome = 'open' GROUP BY comment_id
        )""",
        "(r.weight, r.comment_id) < (:risk, :id)",
        "r.weight DESC, r.comment_id DESC",
    ),
    "appeals": (
        """(
            SELECT comment_id, 0 AS number, 0 AS weight, id AS appeal FROM appeal
            WHERE site_id = :site AND outcome = 'open' AND id > :id
        )""",
        "r.appeal > :id",
        "r.appeal",
    ),
}
HEARD_COLUMNS = f"SELECT {COLUMNS}, r.number, r.weight, r.appeal"
HEARD_JOINED = """
    CROSS JOIN comment c
    CROSS JOIN thread t
    LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.id = r.comment_id AND t.site_id = c.site_id AND t.id = c.thread_id
"""
PAGE |= {
    name: text(f"{HEARD_COLUMNS} FROM {what} r {HEARD_JOINED} AND {where} ORDER BY {order} LIMIT :limit")
    for name, (what, where, order) in OPEN.items()
}
CHOSEN |= {
    name: text(f"{HEARD_COLUMNS} FROM {what} r {HEARD_JOINED} AND {where} {FILTERED} ORDER BY {order} LIMIT :limit")
    for name, (what, where, order) in OPEN.items()
}
# The oldest of those that words are looked for in.
OLDEST = {
    "put away": text("""
        SELECT c.id FROM comment c
        WHERE c.site_id = :site AND c.state = :state AND c.state <> 'live' ORDER BY c.id DESC LIMIT 1 OFFSET :scanned
    """),
    "newest": text("""
        SELECT c.id FROM comment c WHERE c.site_id = :site AND c.state = 'live' ORDER BY c.id DESC
        LIMIT 1 OFFSET :scanned
    """),
    "all": text("SELECT c.id FROM comment c WHERE c.site_id = :site ORDER BY c.id DESC LIMIT 1 OFFSET :scanned"),
}
PUT_AWAY = text("SELECT state, COUNT(*) FROM comment WHERE site_id = :site AND state <> 'live' GROUP BY state")
REPORTED = text("SELECT COUNT(DISTINCT comment_id) FROM report WHERE site_id = :site AND outcome = 'open'")
APPEALS = text("SELECT COUNT(*) FROM appeal WHERE site_id = :site AND outcome = 'open'")
LIVE = text("SELECT COALESCE(SUM(live), 0) FROM thread WHERE site_id = :site")
SENT = text("SELECT guest, address FROM sender WHERE site_id = :site AND comment_id = :id")


class Queue(enum.StrEnum):
    WAITING = "waiting"
    REPORTED = "reported"
    APPEALS = "appeals"
    SPAM = "spam"
    NEW = "new people"
    LIVE = "live"
    TRASH = "trash"
    ALL = "all"


STATE = {
    Queue.WAITING: "held", Queue.SPAM: "spam", Queue.NEW: "", Queue.LIVE: "live", Queue.TRASH: "trash",
    Queue.ALL: "", Queue.REPORTED: "", Queue.APPEALS: "",
}  # fmt: skip
WALK = {
    Queue.WAITING: "risk", Queue.SPAM: "risk", Queue.NEW: "new", Queue.LIVE: "newest", Queue.TRASH: "put away",
    Queue.ALL: "all", Queue.REPORTED: "reported", Queue.APPEALS: "appeals",
}  # fmt: skip
HEARD = frozenset({Queue.REPORTED, Queue.APPEALS})  # of what readers and writers have said of comments


class Wanted(NamedTuple):
    """What is to be left of a queue. `of` and `near` are comments: whose writer, whose address group. `signal` is one
    of the judge's. `since` is in microseconds since 1970; 0 and '' ask for nothing. `fresh`: since when people are new.
    `link` is a domain that a link leads to, or one above it; `language` a code of spam/tongue.
    """

    thread: int = 0
    of: int = 0
    near: int = 0
    signal: str = ""
    since: int = 0
    words: str = ""
    fresh: int = 0
    link: str = ""
    language: str = ""


class Place(NamedTuple):
    """After which comment a page begins."""

    risk: int = TOP
    id: int = LARGEST


class Item(NamedTuple):
    """`verdict` is None for a comment that was never judged; `rule` is the site's that decided about it.

    Of the queues in HEARD: how many `reports` are open and what they weigh, in hundredths; the open `appeal`.
    """

    id: int
    state: str
    risk: int
    name: str
    html: str
    text: str
    edited: int | None
    pinned: int | None
    picked: bool
    thread: int
    url: str
    title: str
    verdict: Verdict | None
    rule: str | None
    reports: int = 0
    weight: int = 0
    appeal: int = 0

    @property
    def seen(self) -> str:
        return deciding.seen(self.state, self.edited)


class Page(NamedTuple):
    """`after` is where the next one begins; None on the last."""

    items: tuple[Item, ...]
    after: Place | None


def read(conn: Connection, site: int, queue: Queue, wanted: Wanted, after: Place, size: int = SIZE) -> Page:
    """Of a language, what is told of each comment's words while its page is read, from at most SCANNED of them."""
    if not wanted.language:
        return _read(conn, site, queue, wanted, after, size)
    found: list[Item] = []
    looked_at = 0
    while looked_at < SCANNED:
        page = _read(conn, site, queue, wanted, after, BATCH)
        found += [one for one in page.items if tongue.of(one.text.lower()) == wanted.language]
        looked_at += len(page.items)
        if len(found) > size:
            return Page(tuple(found[:size]), _after(queue, found[size - 1]))
        if page.after is None:
            return Page(tuple(found), None)
        after = page.after
    return Page(tuple(found), after)


def _read(conn: Connection, site: int, queue: Queue, wanted: Wanted, after: Place, size: int) -> Page:
    after = _begun(queue, after)
    here = {"site": site, "state": STATE[queue], "risk": after.risk, "id": after.id, "limit": size + 1}
    here["fresh"] = wanted.fresh
    walk = WALK[queue]
    if wanted == Wanted(fresh=wanted.fresh):
        rows = conn.execute(PAGE[walk], here).all()
    else:
        asked = chosen(conn, site, queue, wanted)
        rows = conn.execute(CHOSEN[walk], here | asked).all() if asked else []
    items = tuple(_item(row) for row in rows[:size])
    return Page(items, _after(queue, items[-1]) if len(rows) > size else None)


def _after(queue: Queue, last: Item) -> Place:
    if queue is Queue.REPORTED:
        return Place(last.weight, last.id)
    return Place(last.risk, last.appeal if queue is Queue.APPEALS else last.id)


def _begun(queue: Queue, after: Place) -> Place:
    """Where the first page begins: cases weigh more than any risk, and the oldest appeal comes first."""
    if after != Place():
        return after
    return {Queue.REPORTED: Place(LARGEST, LARGEST), Queue.APPEALS: Place(TOP, 0)}.get(queue, after)


def following(conn: Connection, site: int, queue: Queue, wanted: Wanted, after: Place) -> int | None:
    """The comment that comes after one in a queue; None after the last."""
    page = read(conn, site, queue, wanted, after, 1)
    return page.items[0].id if page.items else None


def _item(row: object) -> Item:
    item = Item(*row)  # type: ignore[misc]
    return item._replace(verdict=verdict(item.verdict), weight=int(item.weight))  # type: ignore[arg-type]


def verdict(kept: str | None) -> Verdict | None:
    """From the JSON that is kept; None for a comment that came from elsewhere and was never judged."""
    return msgspec.json.decode(kept, type=Verdict) if kept else None


def chosen(conn: Connection, site: int, queue: Queue, asked: Wanted) -> dict[str, object]:
    """The parameters of FILTERED; none when nothing can be found."""
    guest, near, network = b"", "", ""
    if asked.of:
        row = conn.execute(SENT, {"site": site, "id": asked.of}).one_or_none()
        if row is None or row.guest is None:
            return {}
        guest = bytes(row.guest)
    if asked.near:
        row = conn.execute(SENT, {"site": site, "id": asked.near}).one_or_none()
        near, network = (group(row.address), address.cut(row.address)) if row else ("", "")
        if not network:
            return {}
    oldest = _oldest(conn, site, queue) if (asked.words or asked.link) and queue not in HEARD else 0
    return {
        "thread": asked.thread,
        "since": max(asked.since, oldest),
        "known": 1 if asked.of else 0,
        "guest": guest,
        "address": near and f"{near}%",
        "network": network,
        "said": f'%["{asked.signal}",%' if asked.signal else "",
        "words": wanted.like(asked.words.lower()) if asked.words else "",
        "linked": asked.link and f"%.{asked.link}/%",  # a host begins, and what it is under, behind a dot
    }


def _oldest(conn: Connection, site: int, queue: Queue) -> int:
    walk = {"risk": "put away", "new": "all"}.get(WALK[queue], WALK[queue])
    here = {"site": site, "state": STATE[queue], "scanned": SCANNED - 1}
    return conn.execute(OLDEST[walk], here).scalar() or 0


def group(written: str) -> str:
    """What addresses of one group begin with, cut or not: a.b.c. of IPv4; of IPv6 the first three numbers as they are
    written. A hash is all of itself.
    """
    if address.is_hashed(written):
        return written
    bare = written.partition("/")[0]
    ip = address.parsed(bare)
    if ip is None:
        return ""
    if ip.version == 4:
        return ".".join(str(ip).split(".")[:3]) + "."
    first = bare.split(":")[:3]
    return ":".join(first) + ":"


def counts(conn: Connection, site: int) -> dict[Queue, int]:
    """How many are in each queue but that of new people."""
    away: dict[str, int] = {row[0]: row[1] for row in conn.execute(PUT_AWAY, {"site": site})}
    live = int(conn.execute(LIVE, {"site": site}).scalar_one())
    found = {queue: away.get(STATE[queue], 0) for queue in (Queue.WAITING, Queue.SPAM, Queue.TRASH)}
    found[Queue.LIVE] = live
    found[Queue.ALL] = sum(found.values())
    found[Queue.REPORTED] = int(conn.execute(REPORTED, {"site": site}).scalar_one())
    found[Queue.APPEALS] = int(conn.execute(APPEALS, {"site": site}).scalar_one())
    return {queue: found[queue] for queue in Queue if queue in found}
