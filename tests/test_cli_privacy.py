"""`voxpop keep`, `voxpop export --person`, `voxpop erase`: what they tell, write, do and refuse."""

# ruff: noqa: F811

import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.exchange.exports import comment, export, item
from tests.support.house import Place
from tests.test_cli import Command, Said, told, voxpop  # noqa: F401 - a fixture
from voxpop.lib import ids
from voxpop.privacy import forgotten, subject
from voxpop.privacy.forgotten import Line

ANN = "ann@private.example"
WORD = "quaggally"


@pytest.fixture
def at(place: Place) -> tuple[str, ...]:
    settings = place.house.settings
    return ("--data", str(settings.data), *(("--database", settings.database) if settings.database else ()))


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


async def written(place: Place) -> None:
    await place.reader().said(f"Words of {WORD}.", name="Ann", email=ANN)
    await place.reader().said("Words of Bob.", name="Bob", email="bob@reader.example")


async def test_what_is_theirs_is_counted_written_and_forgotten(
    place: Place, at: tuple[str, ...], tmp_path: Path
) -> None:
    await written(place)
    seen = told("export", "--person", ANN, "--dry-run", *at).out
    assert ("comment" in seen, "known by their browser alone" in seen) == (True, True)
    file = tmp_path / "ann.zip"
    assert told("export", "--person", ANN, "--to", str(file), *at).status == 0
    assert mode(file) == 0o600
    with zipfile.ZipFile(file) as zipped:
        held = zipped.read("comments.json").decode()
    assert (WORD in held, "Bob" in held) == (True, False)
    assert told("erase", "--person", ANN, "--extent", "all", "--dry-run", *at).status == 0
    assert place.one("SELECT COUNT(*) FROM erasure") == 0
    assert told("erase", "--person", ANN, "--extent", "all", "--yes", *at).status == 0
    assert [row.text for row in place.rows("SELECT text FROM comment WHERE text <> ''")] == ["Words of Bob."]
    again = told("erase", "--again", *at)
    assert "1 in the list, 0 of them in this database." in again.out
    refused = told("export", "--person", ANN, *at)
    assert (refused.status, "nothing is kept" in refused.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("erase", "--extent", "all"), "--person"),
        (("erase", "--again", "--person", ANN), "leave out --person"),
        (("erase", "--person", ANN), "want name"),
        (("erase", "--person", ANN, "--extent", "all", "--list", "list.jsonl"), "add --again"),
        (("erase", "--person", "comment:x", "--extent", "all"), "comment:x"),
        (("export", "--person", ANN, "--site", "none"), "no site named"),
    ],
)
async def test_what_cannot_be_done_is_told(
    place: Place, at: tuple[str, ...], words: tuple[str, ...], says: str
) -> None:
    refused: Said = told(*words, *at)
    assert (refused.status, says in refused.err) == (1, True), refused


async def test_a_file_that_is_there_is_not_written_over(place: Place, at: tuple[str, ...], tmp_path: Path) -> None:
    await written(place)
    file = tmp_path / "ann.zip"
    file.write_text("another's")
    refused = told("export", "--person", ANN, "--to", str(file), *at)
    assert (refused.status, "ann.zip" in refused.err, file.read_text()) == (1, True, "another's")


async def test_a_list_that_cannot_all_be_read_is_gone_by_as_far_as_it_can(
    place: Place, at: tuple[str, ...], tmp_path: Path
) -> None:
    await written(place)
    who = place.house.database.read_now(lambda conn: subject.named(conn, 1, ANN))
    hashes = await place.house.database.write(lambda conn: forgotten.hashes(conn, who, ()))
    line = Line(1, place.house.clock.next(place.clock.now), "all", tuple(one.hex() for one in hashes))
    listed = tmp_path / "list.jsonl"
    listed.write_bytes(b"\0garbled\n" + msgspec.json.encode(line) + b'\n{"site": 1')
    found = told("erase", "--again", "--list", str(listed), *at)
    assert "1 in the list, 1 of them in this database." in found.out
    assert (found.status, "list.jsonl: 2 lines cannot be read and were left out: 1, 3." in found.err) == (1, True)
    assert place.one("SELECT COUNT(*) FROM comment WHERE text LIKE '%quagg%'") == 0


@pytest.fixture
def brought(voxpop: Command, tmp_path: Path) -> Callable[[str], list[Any]]:
    """A comment of yesterday is there; what a statement finds."""
    yesterday = f"{ids.moment(ids.now() - ids.DAY):%Y-%m-%d %H:%M:%S}"
    file = tmp_path / "export.xml"
    file.write_text(export(item("5", comment("7", "new", date=yesterday))))
    assert voxpop("import", file, "--data", tmp_path / "data").status == 0
    assert voxpop("site", "set", "default", "keep_emails=2h", "--data", tmp_path / "data").status == 0

    def rows(sql: str) -> list[Any]:
        with sqlite3.connect(tmp_path / "data" / "voxpop.db") as conn:
            found = conn.execute(sql).fetchall()
        conn.close()
        return found

    return rows


SENDERS = "SELECT email, address FROM sender"


def test_a_dry_run_only_says_what_there_would_be_to_do(
    voxpop: Command, tmp_path: Path, brought: Callable[[str], list[Any]]
) -> None:
    said = voxpop("keep", "--dry-run", "--data", tmp_path / "data")
    assert said == (0, "default: 1 e-mail addresses forgotten (nothing was changed)\n", "")
    assert brought(SENDERS) == [("ann@mail.example", "198.51.100.7")]


def test_it_is_done_at_once_and_once(voxpop: Command, tmp_path: Path, brought: Callable[[str], list[Any]]) -> None:
    said = voxpop("keep", "--data", tmp_path / "data")
    assert said == (0, "default: 1 e-mail addresses forgotten\n", "")
    assert brought(SENDERS) == [("", "198.51.100.7")]
    again = voxpop("keep", "--site", "default", "--data", tmp_path / "data")
    assert again == (0, "default: nothing was kept too long\n", "")
    assert voxpop("verify", "--data", tmp_path / "data").status == 0


@pytest.mark.usefixtures("brought")
def test_a_site_that_is_not_there_is_said(voxpop: Command, tmp_path: Path) -> None:
    said = voxpop("keep", "--site", "none", "--data", tmp_path / "data")
    assert said.status == 1
    assert "none" in said.err
