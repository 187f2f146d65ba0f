"""A moderator's word is a lesson, in force until it is taken back or the opposite is said."""

import random
from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests.spam.lessons import START, lesson
from tests.spam.lessons import text as words
from tests.support.house import Place, Reader
from tests.support.verdicts import SPAM
from voxpop.lib.refused import Refused
from voxpop.spam import learning, records, refitting, snapshots, syllabus
from voxpop.spam.marks import packed
from voxpop.storage.database import Database

IN_FORCE = "SELECT spam FROM lesson WHERE undone IS NULL"
COUNTED = "SELECT spam, honest FROM judge"
TEACHES = {"approve": False, "not_spam": False, "spam": True}


@pytest.fixture
async def held(place: Place, reader: Reader) -> int:
    await place.choose(approval="all")
    return await reader.said("The ferry was late, and nobody knew why.")


@pytest.mark.parametrize(("act", "spam"), [("approve", False), ("spam", True)])
async def test_an_act_is_one_lesson_with_who_said_it(place: Place, held: int, act: str, spam: bool) -> None:
    decided = await place.decide(act, held)
    assert [tuple(row) for row in place.rows("SELECT id, spam, source, comment_id, undone FROM lesson")] == [
        (decided.act, spam, "moderator:mo", held, None)
    ]


@pytest.mark.usefixtures("obedient")
async def test_that_a_comment_is_not_spam_is_a_lesson(place: Place, reader: Reader) -> None:
    await place.decide("not_spam", await reader.said(SPAM))
    assert place.rows(IN_FORCE) == [(False,)]


async def test_the_trash_teaches_nothing(place: Place, held: int) -> None:
    await place.decide("reject", held)
    assert place.rows("SELECT id FROM lesson") == []


async def test_taking_an_act_back_takes_its_lesson_back_and_again_brings_it(place: Place, held: int) -> None:
    await place.decide("spam", held)
    await place.decide("restore", held)
    assert (place.rows(IN_FORCE), place.rows(COUNTED)) == ([], [(0, 0)])
    await place.decide("restore", held)
    assert (place.rows(IN_FORCE), place.rows(COUNTED)) == ([(True,)], [(1, 0)])


async def test_the_last_word_about_a_comment_counts_and_what_it_replaced_comes_back(place: Place, held: int) -> None:
    await place.decide("approve", held)
    await place.decide("spam", held)
    assert place.rows(IN_FORCE) == [(True,)]
    await place.decide("restore", held)
    assert place.rows(IN_FORCE) == [(False,)]


async def test_a_deleted_comment_teaches_nothing_and_nothing_of_it_is_kept(place: Place, reader: Reader) -> None:
    comment = await reader.said("The ferry was late, and nobody knew why.")
    await place.decide("spam", comment)
    await place.decide("approve", comment)
    assert (await reader.erase(comment)).status_code == 204
    assert place.rows("SELECT id FROM lesson") == []
    assert place.rows(COUNTED) == [(0, 0)]


async def test_a_lesson_holds_no_word_of_the_text_nor_who_wrote_it(place: Place, held: int) -> None:
    await place.decide("spam", held)
    [row] = place.rows("SELECT * FROM lesson")
    written = repr(tuple(bytes(value) if isinstance(value, memoryview) else value for value in row))
    assert not [word for word in ("ferry", "nobody", "Ann", "ann@", "10.0.0") if word in written]


class Said:
    """What moderators say of a comment, by a simple rule: to restore is to say what was said before the last act."""

    def __init__(self) -> None:
        self.words: list[bool | None] = [None]

    def heard(self, act: str) -> None:
        self.words.append(self.words[-2] if act == "restore" else TEACHES.get(act, self.words[-1]))


@pytest.mark.usefixtures("obedient")
@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_said_and_taken_back_the_last_words_are_what_is_learnt(place: Place, seed: int) -> None:
    chance, said = random.Random(seed), {}
    for number in range(6):
        author = place.reader()
        comment = await author.said(f"{words(number, spam=number % 2 == 0)} {SPAM if number % 3 == 0 else ''}")
        said[comment] = (Said(), author)
    for _ in range(60):
        comment = chance.choice(list(said))
        act = chance.choice(["approve", "spam", "not_spam", "reject", "restore", "restore"])
        try:
            await place.decide(act, comment)
        except Refused:
            continue
        said[comment][0].heard(act)
    gone = chance.choice(list(said))
    await said[gone][1].erase(gone)
    expected = {comment: one.words[-1] for comment, (one, _) in said.items() if comment != gone}
    found = dict(map(tuple, place.rows("SELECT comment_id, spam FROM lesson WHERE undone IS NULL")))
    assert found == {comment: word for comment, word in expected.items() if word is not None}
    assert place.rows(COUNTED) == [(sum(map(bool, found.values())), sum(not word for word in found.values()))]
    assert fitted_anew(place.house.database, chance)


def fitted_anew(database: Database, chance: random.Random) -> bool:
    """Whether the lessons in force, taught to another site in another order, make the same model to the bit."""

    def taught(conn: Connection) -> None:
        rows = conn.execute(text("SELECT spam, source, day, features FROM lesson WHERE undone IS NULL")).all()
        for place, row in enumerate(chance.sample(rows, len(rows))):
            one = learning.Lesson(bool(row.spam), row.source, bytes(row.features), comment=place)
            learning.learn(conn, 2, row.day * learning.DAY + place, one)

    database.write_now(taught)
    one, two = (
        refitting.fitted(database.read_now(lambda conn, site=site: refitting.material(conn, site))) for site in (1, 2)
    )
    return one.state == two.state and one.lessons == two.lessons


def in_force(database: Database) -> list[tuple[Any, ...]]:
    return database.read_now(lambda conn: [tuple(row) for row in conn.execute(text(f"{IN_FORCE} ORDER BY id"))])


@pytest.fixture
def judge(database: Database) -> Database:
    """A database in which one site has learnt something of a text from elsewhere."""
    database.write_now(lambda conn: learning.learn(conn, 1, START, lesson(1, spam=True)))
    return database


def test_of_what_came_from_elsewhere_the_last_word_counts_too(judge: Database) -> None:
    before = judge.write_now(lambda conn: learning.learn(conn, 1, START + 1, lesson(1, spam=True)))
    assert before is True
    again = lesson(1, spam=True)._replace(spam=False)
    assert judge.write_now(lambda conn: learning.learn(conn, 1, START + 2, again)) is True
    assert in_force(judge) == [(False,)]
    assert judge.write_now(lambda conn: learning.learn(conn, 1, START + 3, lesson(2, spam=False))) is None
    seen = judge.read_now(lambda conn: snapshots.judge(conn, 1))
    assert (seen.spam, seen.honest, seen.changes) == (0, 2, 6)


def test_what_came_from_elsewhere_counts_in_its_records_until_the_opposite_is_said(judge: Database) -> None:
    marked = lesson(5, spam=True)._replace(marks=packed((7, -9)))

    def counts(number: int, spam: bool) -> list[tuple[int, int]]:
        judge.write_now(lambda conn: learning.learn(conn, 1, START + number, marked._replace(spam=spam)))
        found = judge.read_now(lambda conn: records.read(conn, 1, (7, -9)))
        return [(found[mark].live, found[mark].spam) for mark in (7, -9)]

    assert counts(1, True) == [(0, 1)] * 2
    assert counts(2, True) == [(0, 1)] * 2
    assert counts(3, False) == [(1, 0)] * 2


def test_a_site_s_lessons_are_its_own(judge: Database) -> None:
    judge.write_now(lambda conn: learning.learn(conn, 2, START + 1, lesson(1, spam=False)))
    assert judge.read_now(lambda conn: [len(rows) for rows in syllabus.read(conn, 1)]) == [1, 0]
    assert judge.read_now(lambda conn: [len(rows) for rows in syllabus.read(conn, 2)]) == [0, 1]
