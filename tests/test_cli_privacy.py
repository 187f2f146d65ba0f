"""`voxpop export --person`, `voxpop erase`: what they tell, write and refuse."""

import zipfile
from pathlib import Path

import pytest

from tests.support.house import Place
from tests.test_cli import Said, told

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
    assert "comment" in told("export", "--person", ANN, "--dry-run", *at).out
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
        (("erase", "--person", ANN), "want name"),
        (("erase", "--person", "comment:x", "--extent", "all"), "comment:x"),
        (("export", "--person", ANN, "--site", "none"), "no site named"),
    ],
)
async def test_what_cannot_be_done_is_told(
    place: Place, at: tuple[str, ...], words: tuple[str, ...], says: str
) -> None:
    refused: Said = told(*words, *at)
    assert (refused.status, says in refused.err) == (1, True), refused
