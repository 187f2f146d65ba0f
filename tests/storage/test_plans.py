"""How SQLite goes about the statements that readers cause, with thousands of comments in many threads.

That no statement reads a whole table on either database is in test_statements; here is which index each takes, that
walks need no sorting, and that a page costs little in a long thread too.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, TextClause, text

from tests.discussion.trees import INSERT
from tests.support import databases
from voxpop.discussion import best, counting, live, mine, muting, naming, thread, tree
from voxpop.discussion.thread import AFTER, BEFORE, FIRST, Order
from voxpop.moderation import queue
from voxpop.pages import feeds
from voxpop.privacy import cutting
from voxpop.storage.database import Database, open_database
from voxpop.stories import story

SHORT, LONG = 1, 2
SIZES = {SHORT: 100, LONG: 3000} | dict.fromkeys(range(3, 43), 50)
STATES = ("held", "spam", "trash", "gone")
SORTED = "USE TEMP B-TREE"
HERE = {"site": 1, "limit": 51}
GUEST = b"g"

PUT_THREAD = text("""
    INSERT INTO thread (site_id, id, key, url, title, stamp, live, likes, ranked, closed, active)
    VALUES (1, :id, :key, :key, 't', 's', 0, 0, 0, :closed, :id)
""")
PUT_STORY = text("""
    INSERT INTO story (site_id, id, slug, thread_id, headline, standfirst, byline, language, direction, html, credits,
                       rights, original, image, image_alt, published, updated)
    VALUES (1, :id, :key, :id, 'h', '', '', 'en', 'ltr', '', '[]', '', NULL, NULL, '', :id, NULL)
""")
PUT_SENDER = text("""
    INSERT INTO sender (site_id, comment_id, email, address, agent, guest, verdict, draft_key, fingerprint)
    VALUES (1, :id, '', '', '', :guest, '', NULL, NULL)
""")
PUT_LIKING = text("INSERT INTO liking (site_id, comment_id, guest) VALUES (1, :id, :guest)")


@pytest.fixture(scope="module", params=["without statistics", "with statistics"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with one long thread and many short ones."""
    with databases.fresh("sqlite", tmp_path_factory.mktemp("plans")) as url:
        opened = open_database(url)
        opened.write_now(fill)
        if request.param == "with statistics":
            opened.write_now(lambda conn: conn.execute(text("ANALYZE")))
        yield opened
        opened.close()


def fill(conn: Connection) -> None:
    chance = random.Random(1)
    rows = [row for number, size in SIZES.items() for row in conversation(chance, number, size)]
    threads = [{"id": number, "key": f"k{number}", "closed": False} for number in SIZES]
    conn.execute(PUT_THREAD, threads)
    conn.execute(PUT_STORY, threads)
    conn.execute(text(INSERT), rows)
    by_guest = [{"id": row["id"], "guest": chance.choice((GUEST, b"other", b"third"))} for row in rows]
    conn.execute(PUT_SENDER, by_guest)
    conn.execute(PUT_LIKING, by_guest)


def conversation(chance: random.Random, number: int, size: int) -> Iterator[dict[str, Any]]:
    """Rows of a thread: a third of its comments begin a branch."""
    spots: list[tuple[int, tree.Spot]] = []
    for n in range(size):
        at = number * 1_000_000 + n
        parent, spot = chance.choice(spots) if spots and chance.random() < 0.67 else (None, None)
        spot = tree.below(spot, at) if spot else tree.top(at)
        spots.append((at, spot))
        state = chance.choice(STATES) if chance.random() < 0.1 else "live"
        yield {
            "id": at, "thread": number, "parent": parent, "root": spot.root, "depth": spot.depth, "path": spot.path,
            "state": state, "shown": state == "live", "name": "N", "text": "t", "html": "h", "renderer": 1,
            "likes": n % 3, "score": best.wilson(n % 40, 40),
        }  # fmt: skip


def plan(database: Database, statement: TextClause, **values: Any) -> list[str]:
    def asked(conn: Connection) -> list[str]:
        bound = text(f"EXPLAIN QUERY PLAN {statement.text}")
        if statement is counting.COUNTS:
            bound = text(f"EXPLAIN QUERY PLAN {statement.text.replace('IN :keys', 'IN (:key, :other)')}")
        return [str(row[-1]) for row in conn.execute(bound, HERE | values)]

    return database.read_now(asked)


def cursor(database: Database, number: int) -> dict[str, Any]:
    """Where the middle of a thread is."""
    row = database.read_now(
        lambda conn: conn.execute(
            thread.CURSOR, {"site": 1, "id": number * 1_000_000 + SIZES[number] // 2, "thread": number}
        ).one()
    )
    return {"thread": number, "root": row.root, "path": row.path, "score": row.score}


WALKS = {
    **{f"first {order}": FIRST[order] for order in Order},
    **{f"after {order}": AFTER[order] for order in Order},
    **{f"before {order}": BEFORE[order] for order in Order},
}
INDEX = {Order.OLDEST: {"comment_walk", "comment_walk_newest"}, Order.NEWEST: {"comment_walk", "comment_walk_newest"}}
INDEX[Order.BEST] = {"comment_root_score"}


def loops(told: list[str]) -> list[str]:
    """What is gone through: the lines of tables and indexes."""
    return [line for line in told if line.startswith(("SEARCH", "SCAN"))]


@pytest.mark.parametrize("name", WALKS)
def test_a_walk_follows_its_index_and_sorts_nothing(library: Database, name: str) -> None:
    told = plan(library, WALKS[name], **cursor(library, LONG))
    assert not any(line.startswith(("SCAN", SORTED)) for line in told), told
    order = Order(name.split()[1])
    assert any(f"INDEX {index} (" in loops(told)[0] for index in INDEX[order]), told


@pytest.mark.parametrize("order", list(Order))
def test_a_walk_goes_on_from_its_cursor_by_the_index_alone(library: Database, order: Order) -> None:
    for statements in (AFTER, BEFORE):
        told = loops(plan(library, statements[order], **cursor(library, LONG)))
        assert told[0].count("<") + told[0].count(">") >= 1, told


OTHERS: dict[str, tuple[TextClause, dict[str, Any], str]] = {
    "thread by key": (thread.BY_KEY, {"key": "k2"}, "(site_id=? AND key=?)"),
    "thread by id": (thread.BY_ID, {"id": 2}, ""),
    "stamp": (thread.STAMP, {"thread": 2}, ""),
    "cursor": (thread.CURSOR, {"id": 2_000_001, "thread": 2}, ""),
    "whereabouts": (thread.WHEREABOUTS, {"id": 2_000_001}, ""),
    "counts": (counting.COUNTS, {"key": "k1", "other": "k2"}, "(site_id=? AND key=?)"),
    "mine, written": (mine.WROTE, {"guest": GUEST, "thread": LONG, "limit": 500}, "INDEX sender_guest "),
    "mine, liked": (mine.LIKES, {"guest": GUEST, "thread": LONG, "limit": 500}, "INDEX liking_guest "),
    "mine, reacted": (mine.REACTIONS, {"guest": GUEST, "thread": LONG, "limit": 500}, "INDEX reaction_guest "),
    "muted": (muting.COVERED, {"guest": GUEST, "thread": LONG, "limit": 500}, "INDEX sender_guest "),
    "mutes": (muting.MINE, {"guest": GUEST}, ""),
    "pinned": (thread.PINNED, {"thread": LONG}, "INDEX comment_pinned "),
    "feed of a site": (feeds.OF_SITE, {}, ""),
    "feed of a thread": (feeds.OF_THREAD, {"thread": LONG}, "INDEX comment_newest "),
    "names": (naming.NEWEST, {"thread": LONG, "limit": 500}, "INDEX comment_newest "),
    "new, live": (live.LATEST, {"thread": LONG, "start": 2_000_000}, "INDEX comment_newest "),
    "new, decided": (live.ACTS, {"thread": LONG, "start": 2_000_000}, "(site_id=? AND id>?)"),
    "new, deleted": (live.DELETED, {"thread": LONG, "start": 2_000_000, "since": 2_000_100}, "INDEX comment_waiting "),
    "queue": (queue.WAITING, {"state": "held", "after": 0}, "INDEX comment_waiting "),
    "queue's length": (queue.COUNT, {"state": "held"}, "INDEX comment_risk "),
    "e-mails that are kept": (cutting.TOLD, {"past": 0, "upto": 10**15, "limit": 100}, "INDEX sender_untold "),
    "latest stories": (story.FRONT, {"before": 10**15, "slug": ""}, "story_published"),
    "story of a thread": (story.BY_THREAD, {"thread": LONG}, "story_thread"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_look_takes_an_index_too(library: Database, name: str) -> None:
    statement, values, index = OTHERS[name]
    told = plan(library, statement, **values)
    assert not [line for line in told if line.startswith("SCAN") and "CONSTANT ROW" not in line], told
    assert any(index in line for line in loops(told)), told


IN_ORDER = [name for name in OTHERS if name.startswith(("feed", "names", "new", "queue", "mine", "e-mails"))]


@pytest.mark.parametrize("name", IN_ORDER)
def test_feeds_the_queue_what_is_new_and_what_is_one_s_own_need_no_sorting(library: Database, name: str) -> None:
    statement, values, _ = OTHERS[name]
    assert not any(SORTED in line for line in plan(library, statement, **values))


def steps(database: Database, statement: TextClause, values: dict[str, Any]) -> tuple[int, int]:
    """What SQLite's machine does for a statement, in instructions; and how many rows come of it."""

    def counted(conn: Connection) -> tuple[int, int]:
        taken = 0

        def step() -> int:
            nonlocal taken
            taken += 1
            return 0

        driver = conn.connection.driver_connection
        assert driver is not None
        conn.execute(statement, values).all()  # compiled and the schema read
        driver.set_progress_handler(step, 1)
        try:
            rows = len(conn.execute(statement, values).all())
        finally:
            driver.set_progress_handler(None, 1)
        return taken, rows

    return database.read_now(counted)


@pytest.mark.parametrize("name", WALKS)
def test_a_page_of_ten_costs_little_in_a_long_thread_as_in_a_short_one(library: Database, name: str) -> None:
    for number in (SHORT, LONG):
        taken, rows = steps(library, WALKS[name], HERE | {"limit": 10} | cursor(library, number))
        assert rows == 10
        assert taken < 1000  # going through the long thread takes more than 20,000


@pytest.mark.parametrize("name", ["mine, written", "mine, liked", "mine, reacted", "muted", "mutes"])
def test_what_is_one_s_own_costs_nothing_where_one_was_never(library: Database, name: str) -> None:
    statement, values, _ = OTHERS[name]
    taken, rows = steps(library, statement, HERE | values | {"guest": b"never here"})
    assert rows == 0
    assert taken < 100


def test_the_queue_passes_over_what_is_live(library: Database) -> None:
    statement, values, _ = OTHERS["queue"]
    taken, rows = steps(library, statement, HERE | values | {"state": "live"})
    assert (rows, taken < 100) == (0, True)
