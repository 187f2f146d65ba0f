"""The desk's page of numbers: who may see it, what it shows, and the same as CSV."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest

from tests.support import desk
from tests.support.attack import PAYLOADS
from tests.support.house import Place, Reader
from voxpop.pages.desk import numbers, tables
from voxpop.pages.desk.tables import Table
from voxpop.staff.roles import Role

PARTS = list(numbers.PARTS)


@pytest.fixture
async def ida(place: Place) -> Reader:
    return await desk.colleague(place, "Ida", Role.EDITOR)


async def test_it_is_for_who_has_the_right_on_the_site(place: Place, ida: Reader) -> None:
    tom = await desk.colleague(place, "Tom", Role.TRUSTED)
    await place.add("other", "http://other.example")
    for path in ("/desk/numbers", "/desk/numbers.csv?part=load"):
        assert (await ida.get(path)).status_code == 200
        assert (await tom.get(path)).status_code == 403
        assert (await desk.stranger(place).get(path)).status_code == 303
    assert (await ida.get("/desk/numbers?site=other")).status_code == 403
    assert "/desk/numbers" in (await ida.get("/desk")).text
    assert "/desk/numbers" not in (await tom.get("/desk")).text


@pytest.mark.parametrize("query", ["days=8", "days=", "days=x", "part=secrets", "part="])
async def test_what_is_not_there_is_refused_in_a_sentence(ida: Reader, query: str) -> None:
    answer = await ida.get(f"/desk/numbers.csv?{query}")
    assert answer.status_code == 400
    assert re.search("of the last 7, 30, 90 or 365 days|The parts are outcomes,", answer.text)


@pytest.mark.parametrize("days", [30, 365])
async def test_charts_are_pictures_with_words_and_a_table_is_behind_each(
    place: Place, reader: Reader, ida: Reader, days: int
) -> None:
    await place.choose(approval="all")
    comment = await reader.said("words that wait")
    place.clock.forward(hours=5, seconds=9)
    await place.decide("approve", comment)
    answer = await ida.get(f"/desk/numbers?days={days}")
    html = answer.text
    assert "style=" not in html
    assert "script" not in answer.headers["content-security-policy"]
    drawn = [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]
    assert [one.get("role") for one in drawn] == ["img", "img"]
    for one in drawn:
        words = {part.get("id"): part.text for part in one if part.tag in ("title", "desc")}
        assert list(words) == one.get("aria-labelledby", "").split()
        assert all(words.values())
    assert len(drawn[0].findall("g[@class='of-live']/rect")) == 1
    assert len(drawn[1].findall("g[@class='of-median']/circle")) == 1
    assert "half were decided within 5 h 0 min" in html
    assert html.count("<details>") == 2
    assert len(re.findall(r'<th scope="row"><bdi>\d{4}-\d\d-\d\d</bdi>', html)) == days + 1


async def test_a_year_is_drawn_by_week(ida: Reader) -> None:
    found = numbers.bars(365)
    assert found[0] == (0, 1)
    assert {end - start for start, end in found[1:]} == {7}
    assert found[-1][1] == 365
    assert "Each bar is a week" in (await ida.get("/desk/numbers?days=365")).text


async def test_names_and_titles_of_strangers_are_only_words(place: Place, reader: Reader) -> None:
    payload = next(one for one in PAYLOADS if "<svg" in one and len(one) < 70)
    owner = await desk.colleague(place, "<svg/onload=alert(1)>", Role.OWNER)
    await place.write("UPDATE site SET title = :t", t=payload)
    await place.write("UPDATE thread SET title = :t, url = :t", t=payload)
    await place.house.database.write(lambda _: place.house.sites.forget())
    comment = await reader.said("words", name="Zoe</title><b>")
    put = """INSERT INTO report (site_id, id, comment_id, guest, reason, words, outcome)
             VALUES (1, :id, :comment, :guest, 'abuse', '', 'open')"""
    await place.write(put, id=place.clock.now, comment=comment, guest=b"g")
    await owner.post(f"/desk/comments/{comment}/pin", data={"seen": "live.0"})
    html = (await owner.get("/desk/numbers")).text
    assert payload not in html
    assert "Zoe</title>" not in html
    assert "&lt;svg/onload=alert(1)&gt;" in html
    assert len(re.findall("<svg", html)) == 1  # nothing waited, so there is one chart


async def test_the_same_as_csv(place: Place, reader: Reader, ida: Reader) -> None:
    await reader.said("words")
    await place.write("UPDATE thread SET title = :t", t='=HYPERLINK("http://evil.example";"win") , "so"')
    answer = await ida.get("/desk/numbers.csv?part=conversations&days=7")
    assert answer.headers["content-type"] == "text/csv; header=present; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="conversations-7-days.csv"'
    assert answer.content.endswith(b"\r\n")
    header, row = csv.reader(io.StringIO(answer.content.decode(), newline=""), strict=True)
    assert header == ["conversation", "address", "live comments"]
    assert row == ["""'=HYPERLINK("http://evil.example";"win") , "so\"""", "/ferry", "1"]


@pytest.mark.parametrize("part", PARTS)
async def test_every_part_is_to_be_had(ida: Reader, part: str) -> None:
    answer = await ida.get(f"/desk/numbers.csv?part={part}")
    lines = list(csv.reader(io.StringIO(answer.text, newline=""), strict=True))
    assert len({len(line) for line in lines}) == 1
    assert f"part={part}" in (await ida.get("/desk/numbers")).text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", '="a"\r\n'])
def test_a_cell_that_would_be_calculated_is_words(cell: str) -> None:
    [_, [found, number]] = csv.reader(io.StringIO(tables.written(Table("t", ("a", "b"), ((cell, -5),))), newline=""))
    assert found == f"'{cell}"
    assert number == "-5"


def test_lines_commas_and_quotes_stay_inside_their_cell() -> None:
    row = ("a,b", 'say "so"', "two\r\nlines", "日本語 \0")
    written = tables.written(Table("t", ("1", "2", "3", "4"), (row,)))
    assert written == '1,2,3,4\r\n"a,b","say ""so""","two\r\nlines",日本語 \r\n'
