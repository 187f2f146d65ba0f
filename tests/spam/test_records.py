"""What became of earlier comments of somebody: counted exactly, whatever happens to them, and to be forgotten."""

import random
from collections import Counter

import pytest

from tests.support.house import Place
from tests.support.together import together
from tests.support.verdicts import DOUBTFUL, SPAM
from voxpop.lib.refused import Refused
from voxpop.spam import records
from voxpop.spam.known import Record
from voxpop.spam.marks import packed, unpacked
from voxpop.storage.database import Database
from voxpop.verifying import records as verifying

ALL = "SELECT mark, live, spam, reports FROM record"


def of(place: Place, comment: int) -> tuple[int, ...]:
    return unpacked(bytes(place.one("SELECT marks FROM sender WHERE comment_id = :id", id=comment)))


def wrong(place: Place) -> list[str]:
    return place.house.database.read_now(lambda conn: [finding.sentence for finding in verifying.look(conn)])


def test_what_is_added_is_read_and_what_is_taken_back_is_gone(database: Database) -> None:
    one, two = packed((1, -2)), packed((-2, 3))
    database.write_now(lambda conn: records.add(conn, 1, one, Record(live=1, first=5)))
    database.write_now(lambda conn: records.add(conn, 1, two, Record(spam=1, first=9)))
    database.write_now(lambda conn: records.add(conn, 2, one, Record(live=1, first=7)))
    found = database.read_now(lambda conn: records.read(conn, 1, (1, -2, 3, 4)))
    assert found == {1: Record(live=1, first=5), -2: Record(live=1, spam=1, first=5), 3: Record(spam=1, first=9)}
    database.write_now(lambda conn: records.add(conn, 1, two, Record(spam=-1)))
    database.write_now(lambda conn: records.drop_empty(conn, 1, two))
    assert database.read_now(lambda conn: records.read(conn, 1, (1, -2, 3))).keys() == {1, -2}


@pytest.mark.parametrize("number", [1, 4, 5, 64, 255, 256, 257, 1000])
def test_any_number_of_marks_is_read_at_once(database: Database, number: int) -> None:
    for first in range(0, number, 10):
        marks = packed(range(first + 1, min(first + 10, number) + 1))
        database.write_now(lambda conn, marks=marks: records.add(conn, 1, marks, Record(live=1)))
    assert len(database.read_now(lambda conn: records.read(conn, 1, range(1, number + 1)))) == number


def test_nothing_asked_is_nothing_found(database: Database) -> None:
    assert database.read_now(lambda conn: records.read(conn, 1, ())) == {}


def test_a_site_has_one_secret_and_another_site_another(database: Database) -> None:
    one = database.write_now(lambda conn: records.begin(conn, 1))
    assert database.write_now(lambda conn: records.begin(conn, 1)) == one
    assert database.write_now(lambda conn: records.begin(conn, 2)) != one
    assert database.read_now(lambda conn: records.secret(conn, 3)) is None


@pytest.mark.usefixtures("obedient")
@pytest.mark.parametrize(("words", "counts"), [("fine", (1, 0)), (SPAM, (0, 1)), (DOUBTFUL, (0, 0))])
async def test_a_comment_counts_by_its_state(place: Place, words: str, counts: tuple[int, int]) -> None:
    comment = await place.reader("203.0.113.9").said(words, website="https://ann.example")
    marks = of(place, comment)
    assert len(marks) == 3
    assert {row.mark: (row.live, row.spam) for row in place.rows(ALL)} == dict.fromkeys(marks, counts)


@pytest.mark.usefixtures("obedient")
async def test_an_edit_that_links_elsewhere_counts_there(place: Place) -> None:
    reader = place.reader("203.0.113.9")
    comment = await reader.said("see https://one.example and https://two.example")
    before = of(place, comment)
    await reader.edit(comment, "see https://two.example and https://three.example")
    after = of(place, comment)
    assert len(set(before) & set(after)) == 3
    assert {row.mark for row in place.rows(ALL) if row.live} == set(after)
    await reader.edit(comment, SPAM)
    assert [(row.live, row.spam) for row in place.rows(f"{ALL} WHERE spam > 0")] == [(0, 0 + 1)] * 2
    assert wrong(place) == []


@pytest.mark.usefixtures("obedient")
async def test_whoever_is_erased_is_in_no_record(place: Place) -> None:
    reader, other = place.reader("203.0.113.9"), place.reader("203.0.113.10")
    kept = await other.said("of the same group")
    comment = await reader.said("see https://one.example")
    await reader.erase(comment)
    assert place.one("SELECT marks FROM sender WHERE comment_id = :id", id=comment) is None
    assert {row.mark for row in place.rows(ALL)} == set(of(place, kept))


@pytest.mark.usefixtures("obedient")
@pytest.mark.parametrize("seed", range(3))
async def test_after_any_acts_and_edits_each_record_is_what_its_comments_make(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    readers = [place.reader(f"203.0.113.{n}") for n in range(3)]
    said = {}
    for number in range(8):
        author = chance.choice(readers)
        said[await author.said(f"{chance.choice(['fine', DOUBTFUL, SPAM])} {number} https://{number % 3}.example")] = (
            author
        )
    for number in range(40):
        comment = chance.choice(list(said))
        act = chance.choice(["approve", "spam", "not_spam", "reject", "restore", "edit"])
        if act == "edit":
            words = chance.choice(["fine", DOUBTFUL, SPAM])
            await said[comment].edit(comment, f"{words} {number} https://{number % 4}.example")
            continue
        try:
            await place.decide(act, comment)
        except Refused:
            continue
    await said[comment].erase(comment)
    states = place.rows("SELECT c.state, s.marks FROM comment c JOIN sender s ON s.comment_id = c.id")
    right = Counter((mark, row.state) for row in states for mark in unpacked(bytes(row.marks or b"")))
    for row in place.rows(ALL):
        assert (row.live, row.spam) == (right[row.mark, "live"], right[row.mark, "spam"])
    assert {mark for mark, state in right if state in ("live", "spam")} <= {row.mark for row in place.rows(ALL)}
    assert wrong(place) == []


async def test_posts_from_one_address_group_at_once_are_all_counted(place: Place) -> None:
    readers = [place.reader(f"203.0.113.{n}") for n in range(24)]
    sites = [f"https://{n % 3}.example https://{n % 2}.example" for n in range(24)]
    await together([reader.said(f"Number {n}: {sites[n]}") for n, reader in enumerate(readers)])
    assert wrong(place) == []
    assert (
        max(row.live + row.spam for row in place.rows(ALL))
        + place.one("SELECT COUNT(*) FROM comment WHERE state = 'held'")
        >= 24
    )


@pytest.mark.usefixtures("obedient")
async def test_edits_that_change_places_at_once_wait_for_each_other_and_are_all_counted(place: Place) -> None:
    readers = [place.reader(f"203.0.113.{n}") for n in range(16)]
    said = [await reader.said(f"Number {n}: https://{n % 4}.example") for n, reader in enumerate(readers)]
    for step in (1, 2, 3):
        answers = await together(
            [
                reader.edit(comment, f"Number {n}: https://{(n + step) % 4}.example {step}")
                for n, (reader, comment) in enumerate(zip(readers, said, strict=True))
            ]
        )
        assert {answer.status_code for answer in answers} == {200}
    assert wrong(place) == []


async def test_the_records_alone_cannot_be_looked_up(place: Place) -> None:
    from voxpop.spam import marks
    from voxpop.spam.submission import Submission

    await place.reader("203.0.113.9").said("fine", website="https://ann.example")
    found = {row.mark for row in place.rows("SELECT mark FROM record")}
    guessed = Submission("", address="203.0.113.9", website="https://ann.example")
    for key in (b"", bytes(16), b"voxpop"):
        assert not set(marks.of(guessed, key).all()) & found
    secret = bytes(place.one("SELECT secret FROM judge"))
    assert set(marks.of(guessed, secret).all()) <= found
