"""What keys had checked is remembered in few bytes, for a time, and not more than fits."""

import pytest

from voxpop.akismet import checked
from voxpop.lib.ids import Clock
from voxpop.spam.submission import Submission
from voxpop.storage.database import Database

KEY, SITE = 1_760_000_000_000_000, 1


class Wall:
    def __init__(self) -> None:
        self.now = KEY

    def __call__(self) -> int:
        return self.now


def tag(text: str, key: int = KEY) -> int:
    return checked.of(key, Submission(text))


def test_the_lowest_bit_is_free_for_the_verdict() -> None:
    assert [tag(str(number)) & 1 for number in range(50)] == [0] * 50


def test_a_tag_tells_texts_and_keys_apart() -> None:
    assert len({tag("one"), tag("two"), tag("one", KEY + 1)}) == 3
    assert tag("One, two!") == tag(" one  TWO ")
    assert tag("it isn't_so") == tag("It isn’t so ") != tag("it is so")


async def keep(database: Database, clock: Clock, tags: list[int], key: int = KEY) -> None:
    await database.write(lambda conn: checked.keep(conn, clock, SITE, key, tags))


async def said(database: Database, wanted: int, key: int = KEY) -> bool | None:
    return await database.read(lambda conn: checked.verdict(conn, SITE, key, wanted))


async def rows(database: Database) -> int:
    from sqlalchemy import text

    return await database.read(lambda conn: int(conn.execute(text("SELECT COUNT(*) FROM akismet_seen")).scalar_one()))


async def test_what_was_kept_is_found_with_its_verdict(database: Database) -> None:
    await keep(database, Clock(), [tag("a"), tag("b") | 1])
    assert [await said(database, tag(text)) for text in "abc"] == [False, True, None]
    assert await said(database, tag("a"), KEY + 1) is None


async def test_the_last_verdict_counts_also_when_rows_were_joined(database: Database) -> None:
    clock = Clock()
    for number in range(checked.MANY + 1):
        await keep(database, clock, [tag("a") | (number % 2), tag(str(number))])
    assert await rows(database) < 5
    assert await said(database, tag("a")) is False
    assert [await said(database, tag(str(number))) for number in (0, 30, 64)] == [False] * 3


async def test_what_is_old_is_forgotten(database: Database) -> None:
    wall = Wall()
    clock = Clock(wall)
    await keep(database, clock, [tag("a")])
    wall.now += checked.KEPT + 1
    await keep(database, clock, [tag("b")])
    assert [await said(database, tag(text)) for text in "ab"] == [None, False]


async def test_what_is_too_much_is_forgotten_the_oldest_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "MOST", 160)
    clock = Clock()
    for number in range(30):
        await keep(database, clock, [tag(str(number))])
    assert [await said(database, tag(str(number))) for number in (9, 10, 29)] == [None, False, False]
