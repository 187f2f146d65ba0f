"""All and only theirs: a zip of two people's data holds one of them, in JSON and on a page without a script."""

import io
import json
import zipfile
from typing import IO, Any

import pytest

from tests.support import life
from tests.support.dance import Dance
from tests.support.house import Place
from tests.support.life import Life
from voxpop.privacy import export
from voxpop.privacy.subject import Subject

WORD, OTHER = "quaggally", "zorillish"
SAID = ("guest", "first", "second", "answer", "removed", "spam", "report", "appeal", "consent", "typed")


@pytest.fixture(autouse=True)
def obediently(obedient: None) -> None:
    pass


def taken(place: Place, who: Subject) -> IO[bytes]:
    asked = export.Asked(who, place.site(), place.clock.now, place.house.settings.data)
    return place.house.database.read_now(lambda conn: export.write(conn, asked))


def files(made: IO[bytes]) -> dict[str, bytes]:
    with made, zipfile.ZipFile(io.BytesIO(made.read())) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name) for name in zipped.namelist()}


async def test_all_of_theirs_is_in_it_and_nothing_of_others(dance: Dance) -> None:
    place = dance.place
    one, two = await life.of(dance, WORD, address="192.0.2.77"), await life.of(dance, OTHER, address="198.51.100.88")
    found = files(taken(place, life.subject_of(dance, one)))
    told = b"".join(found.values())
    for said in SAID:
        assert (WORD + said).encode() in told, said
        assert (WORD + said).encode() in found["index.html"], said
    for string in (*one.strings, f"{WORD} Guest", f"{WORD} there"):
        assert string.encode() in told, string
    assert {string for string in two.strings if string.encode() in told} == set()
    assert b"Somebody else" not in told
    assert f"{WORD}note".encode() not in told
    kinds: dict[str, Any] = {name: json.loads(body) for name, body in found.items() if name.endswith(".json")}
    assert {name: len(rows) for name, rows in kinds.items()} == {
        "account.json": 3, "sessions.json": 1, "comments.json": 5, "likes.json": 1, "reactions.json": 1,
        "mutes.json": 1, "reports.json": 1, "appeals.json": 1, "notices.json": 5, "acts.json": 4, "lessons.json": 3,
    }  # fmt: skip
    assert {row["by"] for row in kinds["acts.json"]} == {"moderator"}
    assert {row["by"] for row in kinds["lessons.json"]} == {"moderator"}
    assert f"media/{one.person}.webp" in found


async def test_the_same_rows_give_the_same_bytes(dance: Dance) -> None:
    one: Life = await life.of(dance, WORD, address="192.0.2.77")
    who = life.subject_of(dance, one)
    with taken(dance.place, who) as first, taken(dance.place, who) as second:
        assert first.read() == second.read()


async def test_what_they_wrote_is_text_on_the_page(place: Place) -> None:
    said = await place.reader().said("`<script>alert(1)</script>` & more", name="<b>Ann")
    mark = bytes(place.one("SELECT guest FROM sender WHERE comment_id = :id", id=said))
    page = files(taken(place, Subject(1, (mark,))))["index.html"]
    assert b"<script" not in page
    assert b"&lt;b&gt;Ann" in page
    assert b'http-equiv="content-security-policy"' in page
