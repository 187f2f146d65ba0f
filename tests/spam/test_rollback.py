"""Going back to an earlier model sets aside what was taught since, and only that."""

import random

import pytest

from tests.spam.lessons import START, lesson
from voxpop.lib.refused import Refused
from voxpop.spam import learning, records, refitting, rollback, snapshots
from voxpop.spam.learning import Lesson
from voxpop.spam.marks import packed
from voxpop.spam.rollback import RolledBack
from voxpop.storage.database import Database

MINUTE = 60_000_000
NOW = START + 1000 * MINUTE


def teach(database: Database, number: int, *, spam: bool = True) -> None:
    one = lesson(number, spam=True)._replace(spam=spam)
    database.write_now(lambda conn: learning.learn(conn, 1, START + number * MINUTE, one))


def learn(database: Database, number: int) -> int:
    """Fit a model at a minute; its id."""
    assert refitting.refit(database, 1, START + number * MINUTE + MINUTE // 2) is refitting.Outcome.USED
    return database.read_now(lambda conn: snapshots.newest(conn, 1))


def back(database: Database, to: int | None = None) -> RolledBack:
    return database.write_now(lambda conn: rollback.roll_back(conn, 1, to, NOW, "ida"))


def model(database: Database) -> bytes:
    used = database.read_now(lambda conn: snapshots.in_use(conn, 1))
    return used.state if used else b""


def test_it_goes_back_one_and_what_was_taught_since_does_not_come_back(database: Database) -> None:
    for number in range(3):
        teach(database, number)
    first = learn(database, 3)
    before = model(database)
    teach(database, 4)
    learn(database, 5)
    teach(database, 6)
    assert back(database) == RolledBack(first, 1, 2, 0)
    assert model(database) == before
    assert refitting.refit(database, 1, NOW + MINUTE) is None
    teach(database, 2000)
    learn(database, 2001)
    teach(database, 2002)
    assert back(database) == RolledBack(first, 1, 2, 0)
    assert model(database) == before
    seen = database.read_now(lambda conn: snapshots.judge(conn, 1))
    assert (seen.spam, seen.honest) == (3, 0)


def test_what_a_lesson_that_is_set_aside_had_replaced_is_in_force_again(database: Database) -> None:
    for number in range(3):
        teach(database, number)
    learn(database, 3)
    flipped = lesson(1, spam=True)._replace(spam=False)
    for minute, spam in ((4, False), (5, True), (6, False)):
        database.write_now(
            lambda conn, m=minute, s=spam: learning.learn(conn, 1, START + m * MINUTE, flipped._replace(spam=s))
        )  # type: ignore[misc]
    learn(database, 7)
    assert back(database) == RolledBack(START + 3 * MINUTE + MINUTE // 2, 1, -1, 1)
    seen = database.read_now(lambda conn: snapshots.judge(conn, 1))
    assert (seen.spam, seen.honest) == (3, 0)
    given = database.read_now(lambda conn: refitting.material(conn, 1))
    assert refitting.fitted(given).state == model(database)


def test_it_goes_back_to_any_that_is_kept_or_to_none(database: Database) -> None:
    made = []
    for number in range(4):
        teach(database, 2 * number)
        made.append(learn(database, 2 * number + 1))
    assert back(database, made[1]) == RolledBack(made[1], 2, 2, 0)
    assert back(database, 0) == RolledBack(0, 2, 2, 0)
    assert model(database) == b""
    assert database.read_now(snapshots.behind) == []


def test_records_of_lessons_that_are_set_aside_count_no_more(database: Database) -> None:
    teach(database, 1)
    learn(database, 2)
    marked = lesson(3, spam=True)._replace(marks=packed((7, 8)))
    database.write_now(lambda conn: learning.learn(conn, 1, START + 3 * MINUTE, marked))
    learn(database, 4)
    back(database)
    assert all(not one.spam for one in database.read_now(lambda conn: records.read(conn, 1, (7, 8))).values())


def test_the_note_of_it_stays_with_the_model(database: Database) -> None:
    teach(database, 1)
    learn(database, 2)
    teach(database, 3)
    learn(database, 4)
    back(database)
    [only] = database.read_now(lambda conn: snapshots.kept(conn, 1))
    assert only.note.startswith("gone back to by ida at 2025-")
    assert only.note.endswith("1 newer dropped, 1 lessons of spam and 0 honest set aside")


@pytest.mark.parametrize(("to", "code"), [(None, "nothing_to_roll_back"), (77, "no_such_snapshot")])
def test_where_there_is_nothing_to_go_back_to_it_says_so(database: Database, to: int | None, code: str) -> None:
    teach(database, 1)
    learn(database, 2)
    with pytest.raises(Refused) as refused:
        back(database, to)
    assert refused.value.code == code


def test_a_model_that_was_being_fitted_meanwhile_is_dropped(database: Database) -> None:
    teach(database, 1)
    learn(database, 2)
    before = model(database)
    teach(database, 3)
    lease = database.write_now(lambda conn: refitting.claim(conn, 1, START + 4 * MINUTE))
    given = database.read_now(lambda conn: refitting.material(conn, 1))
    made = refitting.fitted(given)
    back(database, database.read_now(lambda conn: snapshots.newest(conn, 1)))
    outcome = database.write_now(lambda conn: refitting.settled(conn, 1, lease, (given, made), NOW))
    assert outcome is refitting.Outcome.DROPPED
    assert model(database) == before


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_taught_since_the_lessons_in_force_are_those_of_the_model(database: Database, seed: int) -> None:
    chance = random.Random(seed)

    def teach_at_random(minutes: range) -> None:
        for minute in minutes:
            number, spam = chance.randrange(12), chance.random() < 0.5
            one: Lesson = lesson(number, spam=True)._replace(spam=spam)
            database.write_now(lambda conn, m=minute, one=one: learning.learn(conn, 1, START + m * MINUTE, one))  # type: ignore[misc]

    teach_at_random(range(20))
    learn(database, 20)
    kept = model(database)
    for start in (21, 41, 61):
        teach_at_random(range(start, start + 19))
        learn(database, start + 19)
    for _ in range(3):
        back(database)
    assert model(database) == kept
    assert refitting.fitted(database.read_now(lambda conn: refitting.material(conn, 1))).state == kept
