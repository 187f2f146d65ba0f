"""What was deleted leaves the files of SQLite: pages, index of words, and the log beside it."""

import asyncio
import random
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support import databases
from tests.support.house import Place
from voxpop.storage import sqlite
from voxpop.storage.database import open_database

WORD = "quaggalike"


@pytest.fixture
async def lite(open_house: object) -> Place:
    place: Place = await open_house()  # type: ignore[operator]
    await place.publish("ferry")
    return place


def read(file: str) -> bytes:
    return Path(file).read_bytes()


def files(place: Place) -> bytes:
    return b"".join(file.read_bytes() for file in place.house.settings.data.glob("voxpop.db*"))


async def test_deleted_words_are_in_no_file_after_it(lite: Place) -> None:
    reader = lite.reader()
    for n in range(30):
        await reader.said(f"About number {n} and other things.")
    gone = await reader.said(f"A {WORD} beast, {'very ' * 3000}large.")
    assert WORD.encode() in files(lite)
    await reader.erase(gone)
    await lite.house.database.scrub()
    assert WORD.encode() not in files(lite)


async def test_what_was_deleted_before_it_was_overwritten_goes_too(tmp_path: Path) -> None:
    with databases.fresh("sqlite", tmp_path) as url:
        file = url.removeprefix("sqlite:///")
        raw = sqlite3.connect(file)
        raw.execute("PRAGMA secure_delete=OFF")
        rows = [(n, f"{WORD} {n} " * 200) for n in range(50)]
        raw.executemany("INSERT INTO notice (site_id, id, said) VALUES (1, ?, ?)", rows)
        raw.commit()
        raw.execute("DELETE FROM notice")
        raw.commit()
        raw.close()
        opened = open_database(url)
        assert WORD.encode() in read(file)
        await opened.scrub()
        assert WORD.encode() not in read(file)
        opened.close()


@pytest.mark.parametrize(("small", "left"), [(1 << 30, False), (0, True)])
async def test_a_large_file_is_not_written_anew_each_day(
    lite: Place, small: int, left: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "SMALL", small)
    rows = [{"n": n, "said": f"{n} " * 200} for n in range(50)]
    lite.write_all("INSERT INTO notice (site_id, id, said) VALUES (1, :n, :said)", rows)
    await lite.write("DELETE FROM notice")
    assert await lite.house.database.settle()
    assert bool(lite.one("PRAGMA freelist_count")) is left


async def test_others_write_and_read_meanwhile(lite: Place) -> None:
    reader = lite.reader()
    said = [reader.said(f"Meanwhile {n}.") for n in range(20)]
    await asyncio.gather(lite.house.database.scrub(), *said)
    assert lite.one("SELECT COUNT(*) FROM comment") == 20


async def test_what_deleted_rows_held_is_no_row_of_any_table(place: Place) -> None:
    await place.reader().said("Here to stay.")
    await place.house.database.scrub()
    assert place.house.database.read_now(lambda conn: conn.execute(text("SELECT text FROM comment")).scalar())


@pytest.mark.parametrize("how", ["scrub", "settle"])
async def test_copies_that_are_left_when_rows_move_go_too(lite: Place, how: str) -> None:
    """As pages are split and joined SQLite moves rows, and does not overwrite what it leaves on the page before."""
    wolf, other, chance = lite.reader(), lite.reader(), random.Random(7)
    said = [
        (reader, await reader.said(f"{name} {n} " + "words " * chance.randrange(40), name=name))
        for n in range(60)
        for reader, name in ((wolf, f"{WORD} wolf"), (other, "Somebody else"))
    ]
    for reader, comment in chance.sample(said, 80):
        await reader.edit(comment, "Edited. " + "more " * chance.randrange(200))
    await lite.write("UPDATE comment SET name = 'a former reader' WHERE name LIKE :name", name=f"{WORD}%")
    await lite.write("UPDATE comment SET text = '', html = '' WHERE name = 'a former reader'")
    await lite.write("DELETE FROM version")
    await getattr(lite.house.database, how)()
    assert WORD.encode() not in files(lite)
