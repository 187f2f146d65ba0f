"""Models of a site: when a new one is due, who fits it, what is kept."""

import pytest

from tests.spam.lessons import START, lesson
from voxpop.spam import learning, snapshots
from voxpop.spam.snapshots import KEPT, LEASE, QUIET, Fitted, Judge
from voxpop.storage.database import Database

MINUTE = 60_000_000


def teach(database: Database, number: int) -> None:
    database.write_now(lambda conn: learning.learn(conn, 1, START + number, lesson(number, spam=number % 2 == 0)))


def fit(database: Database, now: int, changes: int, state: bytes = b"m") -> bool:
    lease = database.write_now(lambda conn: snapshots.claim(conn, 1, changes, now))
    made = Fitted(changes, START + changes, changes, state, 96.0)
    return bool(lease) and database.write_now(lambda conn: snapshots.take(conn, 1, lease, made, now))


@pytest.mark.parametrize(
    ("judge", "since", "due"),
    [
        (Judge(), 0, False),
        (Judge(1, 0, changes=1, tried=0), 0, True),
        (Judge(200, 200, changes=401, tried=400), 0, True),
        (Judge(200, 201, changes=401, tried=400), 0, False),
        (Judge(200, 201, changes=424, tried=400), 0, False),
        (Judge(200, 201, changes=425, tried=400), 0, True),
        (Judge(4000, 1000, changes=5049, tried=5000), 0, False),
        (Judge(4000, 1000, changes=5050, tried=5000), 0, True),
        (Judge(5_000_000, 5_000_000, changes=10_000_079, tried=10_000_000), 0, False),
        (Judge(5_000_000, 5_000_000, changes=10_000_080, tried=10_000_000), 0, True),
        (Judge(5_000_000, 5_000_000, changes=10_000_001, tried=10_000_000), QUIET, True),
        (Judge(5_000_000, 5_000_000, changes=10_000_000, tried=10_000_000), QUIET, False),
    ],
)
def test_a_model_is_due_at_once_at_first_and_later_by_the_hundredth(judge: Judge, since: int, due: bool) -> None:
    assert snapshots.due(judge._replace(model=START), START + since) is due


def test_one_process_at_a_time_fits_and_one_that_died_is_followed(database: Database) -> None:
    teach(database, 1)
    first = database.write_now(lambda conn: snapshots.claim(conn, 1, 1, START))
    assert first
    assert not database.write_now(lambda conn: snapshots.claim(conn, 1, 1, START + LEASE // 2))
    second = database.write_now(lambda conn: snapshots.claim(conn, 1, 1, START + LEASE + 1))
    assert second
    made = Fitted(1, START + 1, 1, b"late", 96.0)
    assert not database.write_now(lambda conn: snapshots.take(conn, 1, first, made, START))
    assert database.write_now(lambda conn: snapshots.take(conn, 1, second, made._replace(state=b"new"), START))
    used = database.read_now(lambda conn: snapshots.in_use(conn, 1))
    assert used is not None
    assert used.state == b"new"


def test_what_was_fitted_already_is_not_claimed_again(database: Database) -> None:
    teach(database, 1)
    assert fit(database, START, 1)
    assert not database.write_now(lambda conn: snapshots.claim(conn, 1, 1, START + MINUTE))
    assert database.read_now(snapshots.behind) == []
    teach(database, 2)
    assert database.read_now(snapshots.behind) == [1]


def test_the_newest_is_in_use_and_the_last_ten_are_kept(database: Database) -> None:
    for number in range(1, 14):
        teach(database, number)
        assert fit(database, START + number * MINUTE, number, b"%d" % number)
    kept = database.read_now(lambda conn: snapshots.kept(conn, 1))
    assert [one.lessons for one in kept] == list(range(13, 13 - KEPT, -1))
    used = database.read_now(lambda conn: snapshots.in_use(conn, 1))
    assert used is not None
    assert (used.state, used.id) == (b"13", kept[0].id)


def test_a_model_made_while_the_clock_stands_still_comes_after_the_others(database: Database) -> None:
    for number in (1, 2, 3):
        teach(database, number)
        assert fit(database, START, number)
    assert len(database.read_now(lambda conn: snapshots.kept(conn, 1))) == 3


def test_a_refused_model_is_noted_and_not_tried_again(database: Database) -> None:
    teach(database, 1)
    lease = database.write_now(lambda conn: snapshots.claim(conn, 1, 1, START))
    worse = Fitted(1, START + 1, 1, b"", 61.5)
    assert database.write_now(lambda conn: snapshots.refuse(conn, 1, lease, worse, START + MINUTE))
    seen = database.read_now(lambda conn: snapshots.judge(conn, 1))
    assert (seen.refused, seen.refused_quality, seen.model) == (START + MINUTE, 61.5, 0)
    assert not snapshots.due(seen, START + QUIET * 2)
