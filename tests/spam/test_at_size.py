"""Ten million lessons cost no more than a few: what SQLite's machine does for a statement does not grow with them."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests.spam.lessons import DAY, START, lesson
from tests.support import databases
from voxpop.spam import command, learning, records, refitting, rollback, snapshots, syllabus
from voxpop.spam.known import Record
from voxpop.spam.marks import packed
from voxpop.spam.snapshots import Fitted
from voxpop.storage.database import Database, open_database

FEW, MANY = 9_000, 90_000  # both more than are looked at

INSERT = text("""
    INSERT INTO lesson (site_id, id, spam, source, day, cluster, comment_id, subject, features, marks, undone)
    VALUES (:site, :id, :spam, :source, :day, :id, :comment, :subject, :features, :marks, :undone)
""")
INSERT_RECORD = text("INSERT INTO record VALUES (:site, :id, 1, 0, 0, 1)")


def fill(conn: Connection, site: int, number: int) -> None:
    features = lesson(1, spam=True).features
    rows = [
        {
            "site": site, "id": START + n, "spam": n % 3 == 0, "source": f"key:{n % 7}", "day": n // 100,
            "comment": n if n % 2 else None, "subject": None if n % 2 else n.to_bytes(8), "features": features,
            "marks": b"", "undone": START + n + 1 if n % 50 == 0 else None,
        }
        for n in range(number)
    ]  # fmt: skip
    conn.execute(INSERT, rows)
    conn.execute(INSERT_RECORD, rows)
    learning.learn(conn, site, START + number, lesson(2, spam=True))
    lease = snapshots.claim(conn, site, 1, START + number)
    assert snapshots.take(conn, site, lease, Fitted(1, START + number, number, b"", 96.0), START + number)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Site 1 with few lessons, site 2 with many."""
    with databases.fresh("sqlite", tmp_path_factory.mktemp("size")) as url:
        opened = open_database(url)
        opened.write_now(lambda conn: fill(conn, 1, FEW))
        opened.write_now(lambda conn: fill(conn, 2, MANY))
        yield opened
        opened.close()


_ids = itertools.count(START + 10 * DAY)

ACTS: dict[str, Callable[[Connection, int], Any]] = {
    "to learn": lambda conn, site: learning.learn(conn, site, next(_ids), lesson(next(_ids), spam=True)),
    "to learn the opposite": lambda conn, site: learning.learn(
        conn, site, next(_ids), lesson(1, spam=True)._replace(subject=(4001).to_bytes(8))
    ),
    "to learn of a comment": lambda conn, site: learning.learn(
        conn, site, next(_ids), lesson(1, spam=True, comment=4001)
    ),
    "to take an act back": lambda conn, site: learning.undo(conn, site, 4003, START + 4003, next(_ids)),
    "to forget a comment": lambda conn, site: learning.forget(conn, site, 4005),
    "to see what is behind": lambda conn, site: refitting.due(conn, START),
    "to claim": lambda conn, site: refitting.claim(conn, site, START + DAY),
    "to see the newest model": snapshots.newest,
    "to read the model": snapshots.in_use,
    "to list the models": snapshots.kept,
    "to read the lessons": syllabus.read,
    "to read records": lambda conn, site: records.read(conn, site, range(START + 4000, START + 4100)),
    "to count in records": lambda conn, site: records.add(conn, site, packed((START + 4000, 5)), Record(live=1)),
    "to see who taught": lambda conn, site: command.TAUGHT.rows(conn, {"site": site, "spam": True, "newest": 1000}),
    "to roll back what came since": lambda conn, site: rollback.roll_back(
        conn, site, snapshots.newest(conn, site), next(_ids), "ida"
    ),
}


def steps(database: Database, act: Callable[[Connection, int], Any], site: int) -> int:
    """What SQLite's machine does for it, in hundreds of instructions; nothing of it is kept."""
    taken = 0

    class Undone(Exception):  # noqa: N818 - not an error
        pass

    def counted(conn: Connection) -> None:
        def step() -> int:
            nonlocal taken
            taken += 1
            return 0

        act(conn, site)  # statements compiled, the schema read
        driver = conn.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(step, 100)
        try:
            act(conn, site)
        finally:
            driver.set_progress_handler(None, 1)
        raise Undone

    with pytest.raises(Undone):
        database.write_now(counted)
    return taken


@pytest.mark.parametrize("what", ACTS)
def test_ten_times_the_lessons_are_no_more_work(library: Database, what: str) -> None:
    few, many = steps(library, ACTS[what], 1), steps(library, ACTS[what], 2)
    assert many <= few * 1.2 + 10


@pytest.mark.parametrize("what", ["to learn", "to learn the opposite", "to learn of a comment", "to claim"])
def test_a_lesson_is_little_work(library: Database, what: str) -> None:
    assert steps(library, ACTS[what], 2) < 10


def test_no_more_lessons_are_read_than_count(library: Database) -> None:
    spam, honest = library.read_now(lambda conn: syllabus.read(conn, 2))
    assert (len(spam), len(honest)) == (syllabus.NEWEST, syllabus.NEWEST)
    assert spam[0].id == START + MANY
