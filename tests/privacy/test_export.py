"""All and only theirs: a zip of two people's data holds one of them, in JSON and on a page without a script."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

import msgspec
import pytest

from tests.support import life
from tests.support.dance import Dance
from tests.support.house import Place
from tests.support.life import Life
from voxpop.privacy import export, fields, subject
from voxpop.privacy.rows import Asked
from voxpop.privacy.subject import Subject
from voxpop.spam.submission import Submission

WORD, OTHER = "quaggally", "zorillish"
SAID = ("guest", "first", "second", "answer", "removed", "spam", "report", "appeal", "consent", "typed")


@pytest.fixture(autouse=True)
def obediently(obedient: None) -> None:
    pass


def taken(place: Place, who: Subject) -> IO[bytes]:
    asked = Asked(who, place.site(), place.clock.now, place.house.settings.data)
    return place.house.database.read_now(lambda conn: export.write(conn, asked))


def files(made: IO[bytes]) -> dict[str, bytes]:
    with made, zipfile.ZipFile(io.BytesIO(made.read())) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name) for name in zipped.namelist()}


WITHIN = ("typed", "akismet", "earlier", "letter")


def named(file: str, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of a row that are neither called anything on the page nor for programs."""
    for name, value in row.items():
        if name not in fields.FIELDS[file].keys() | fields.FIELDS[""].keys() | fields.FOR_PROGRAMS.get(
            file, frozenset()
        ):
            yield file, name
        for one in value if isinstance(value, list) else [value]:
            if name in WITHIN and isinstance(one, dict):
                yield from named(name, one)


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
        "records.json": 1,
    }  # fmt: skip
    assert {row["by"] for row in kinds["acts.json"]} == {"moderator"}
    assert {row["by"] for row in kinds["lessons.json"]} == {"moderator"}
    assert kinds["records.json"][0]["spam"] == 1
    assert f"media/{one.person}.webp" in found
    for name, each in kinds.items():
        assert {(file, field) for row in each for file, field in named(name.removesuffix(".json"), row)} == set(), name


async def test_the_same_rows_give_the_same_bytes(dance: Dance) -> None:
    one: Life = await life.of(dance, WORD, address="192.0.2.77")
    who = life.subject_of(dance, one)
    with taken(dance.place, who) as first, taken(dance.place, who) as second:
        assert first.read() == second.read()


async def test_the_page_is_for_people(dance: Dance) -> None:
    """In their language, with times and numbers as they write them; what only programs can read is for these."""
    place = dance.place
    one = await life.of(dance, WORD, address="192.0.2.77")
    await place.choose(language="de")
    found = files(taken(place, life.subject_of(dance, one)))
    page = found["index.html"].decode()
    assert b'"html":' in found["comments.json"]
    assert ("<dt>html" in page, "&lt;p&gt;" in page, "<dt>features" in page) == (False, False, False)
    assert "<dt>Adresse der Seite</dt>" in page
    assert "<dd dir=auto>Kommentar als Spam aussortiert</dd>" in page
    assert '<dd dir=auto><span lang="en">spam</span></dd>' in page
    assert re.search(r'<time datetime="2\S+Z">\d{1,2}\. \w+ \d{4}, \d\d:\d\d UTC</time>', page)


async def test_what_they_wrote_is_text_on_the_page(place: Place) -> None:
    said = await place.reader().said("`<script>alert(1)</script>` & more", name="<b>Ann")
    mark = bytes(place.one("SELECT guest FROM sender WHERE comment_id = :id", id=said))
    page = files(taken(place, Subject(1, (mark,))))["index.html"]
    assert b"<script" not in page
    assert b"&lt;b&gt;Ann" in page
    assert b'http-equiv="content-security-policy"' in page


def rows(place: Place, who: Subject, name: str) -> list[dict[str, Any]]:
    return list(json.loads(files(taken(place, who))[f"{name}.json"]))


def told(row: dict[str, Any]) -> set[str]:
    return {name for name in ("email", "address", "agent", "judged", "akismet") if row[name]}


async def test_where_somebody_wrote_is_told_to_who_certainly_did_alone(place: Place) -> None:
    """An address may have been typed by anybody, and a browser may be used by several."""
    ann, other = place.reader("192.0.2.77", user_agent="Own/1"), place.reader("203.0.113.66", user_agent="Other/1")
    first = await ann.said("Here.", email="ann@reader.example")
    await other.said("Elsewhere.", email="ann@reader.example")
    await place.write(
        "UPDATE sender SET asked = :asked", asked='[{"user_ip":"192.0.2.77"},"spam",false,"","","",false]'
    )
    guest = bytes(place.one("SELECT guest FROM sender WHERE comment_id = :id", id=first))
    by_mail = place.house.database.read_now(lambda conn: subject.by_mail(conn, 1, "ann@reader.example", guest))
    here, elsewhere = rows(place, by_mail, "comments")
    assert told(here) == {"email", "address", "agent", "judged", "akismet"}
    assert told(elsewhere) == {"email"}
    assert elsewhere["left_out"] == ["address", "agent", "judged", "akismet"]
    assert elsewhere["left_out_because"] == "It is not certain that it was you."
    [by_cookie] = rows(place, subject.by_cookie(1, guest)._replace(guest=guest), "comments")
    assert (by_cookie["text"], told(by_cookie)) == ("Here.", set())
    page = files(taken(place, by_mail))["index.html"]
    assert (b"192.0.2.77" in page, b"203.0.113.66" in page, b"Other/1" in page) == (True, False, False)


async def test_what_a_person_has_by_their_address_alone_may_be_another_ones(dance: Dance) -> None:
    place = dance.place
    await place.reader("203.0.113.66").said("Whoever.", email="ann@reader.example")
    ann = await dance.post.signed_in("ann@reader.example", name="Ann")
    await ann.said("Certainly.")
    number = place.one("SELECT id FROM person")
    who = place.house.database.read_now(lambda conn: subject.named(conn, 1, f"person:{number}"))
    whoever, certainly = rows(place, who, "comments")
    assert told(whoever) == {"email"}
    assert {"address", "agent", "judged"} <= told(certainly)
    assert set(certainly["judged"]) == {"probability", "reasons", "failed"}


async def test_a_report_by_an_address_alone_has_no_words_of_who_made_it(place: Place) -> None:
    ann, other = place.reader(), place.reader()
    one, two = [await place.reader().said(words, email="c@reader.example") for words in ("Carl.", "Carl again.")]
    notice = {"reason": "illegal", "name": WORD, "email": "ann@reader.example", "good_faith": True}
    await ann.post(f"/api/v1/comments/{one}/report", json=notice | {"words": "of Ann"})
    await other.post(f"/api/v1/comments/{two}/report", json=notice | {"words": "of somebody"})
    guest = bytes(place.one("SELECT guest FROM report WHERE words = 'of Ann'"))
    by_mail = place.house.database.read_now(lambda conn: subject.by_mail(conn, 1, "ann@reader.example", guest))
    of_ann, of_somebody = rows(place, by_mail, "reports")
    assert (of_ann["words"], of_ann["name"], of_ann["email"]) == ("of Ann", WORD, "ann@reader.example")
    assert (of_somebody["words"], of_somebody["name"], of_somebody["left_out"]) == (None, None, ["words", "name"])
    [by_cookie] = rows(place, subject.by_cookie(1, guest), "reports")
    assert (by_cookie["words"], by_cookie["name"], by_cookie["email"]) == ("of Ann", None, None)


async def test_what_other_software_sent_is_told_without_where_from(place: Place) -> None:
    sent = Submission("Words.", name="Ann", email="ann@reader.example", address="192.0.2.77", agent="Browser/7")
    await place.write(
        """INSERT INTO akismet_check (site_id, id, key_id, guid, due, callback, submission)
           VALUES (1, 1, 1, 'g', 1, '', :sent)""",
        sent=msgspec.json.encode(sent).decode(),
    )  # fmt: skip
    who = place.house.database.read_now(lambda conn: subject.by_mail(conn, 1, "ann@reader.example"))
    [row] = rows(place, who, "notices")
    assert (row["text"], row["email"], row["left_out"]) == ("Words.", "ann@reader.example", ["address", "agent"])
    assert (row["address"], row["agent"]) == (None, None)
