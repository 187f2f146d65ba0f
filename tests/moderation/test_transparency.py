"""The yearly count: what was reported, decided, done without a person, appealed; of one site and one year."""

import csv
import io

import pytest

from tests.support import desk
from tests.support.house import Place, Reader
from tests.support.verdicts import SPAM
from voxpop.lib.ids import moment
from voxpop.moderation import deciding, transparency
from voxpop.moderation.moderator import Moderator
from voxpop.staff.roles import Role

NOTICE = {"words": "Why.", "name": "Mo Berg", "email": "mo@reader.example", "good_faith": True}


async def act(place: Place, verb: str, comment: int, why: str = "", name: str = "Ida") -> None:
    done, by = getattr(deciding, verb), Moderator(name, place.clock.now, why)
    await place.house.database.write(lambda conn: done(conn, place.house.clock, comment, by))


async def report(place: Place, comment: int, reason: str = "abuse", **more: object) -> None:
    answer = await place.reader().post(f"/api/v1/comments/{comment}/report", json={"reason": reason} | more)
    assert answer.status_code == 201, answer.text


def count(place: Place, year: int | None = None, site: str = "default") -> dict[tuple[str, str, str], float]:
    at, of = place.site(site), year or moment(place.clock.now).year
    read = place.house.database.read_now(lambda conn: transparency.read(conn, at, of))
    return {line[:3]: line.number for line in read.lines if line.number}


async def happened(place: Place) -> None:
    """A year at a site: four comments, five reports, one appeal."""
    reader = place.reader()
    kept, rude, spam, away = [await reader.said(f"remark {n}") for n in range(4)]
    await report(place, kept)
    await report(place, rude, "illegal", **NOTICE)
    place.clock.forward(hours=2)
    await act(place, "keep", kept)
    place.clock.forward(hours=4)
    await act(place, "reject", rude, "Off topic: about boats")
    await act(place, "spam", spam)
    for _ in range(3):
        await report(place, away, "spam")
    await act(place, "approve", away)
    await reader.post(f"/api/v1/comments/{rude}/appeal", json={"words": "No."})
    place.clock.forward(hours=1)
    await act(place, "refuse", rude, "It stays.", "Eve")


@pytest.mark.usefixtures("obedient")
async def test_a_year_is_counted(place: Place) -> None:
    await happened(place)
    first, second, third = [await place.reader().said(f"{SPAM} {n}") for n in range(3)]
    await act(place, "not_spam", first)
    await act(place, "reject", second)
    del third
    assert count(place) == {
        ("reports", "reports", "all"): 5,
        ("reports", "reports", "abuse"): 1,
        ("reports", "reports", "illegal"): 1,
        ("reports", "reports", "spam"): 3,
        ("reports", "notices of illegal content", "upheld"): 1,
        ("reports", "other reports", "dismissed"): 4,
        ("reports", "median hours to decision", "notices of illegal content"): 6,
        ("decisions", "approve", "all"): 1,
        ("decisions", "keep", "all"): 1,
        ("decisions", "not_spam", "all"): 1,
        ("decisions", "refuse", "all"): 1,
        ("decisions", "reject", "all"): 2,
        ("decisions", "spam", "all"): 1,
        ("decisions", "reject", "reason: Off topic"): 1,
        ("decisions", "reject", "reason: none given"): 1,
        ("decisions", "spam", "reason: none given"): 1,
        ("automatic", "hidden by readers' reports", "all"): 1,
        ("automatic", "hidden by readers' reports", "reversed"): 1,
        ("automatic", "put away as spam", "all"): 3,
        ("automatic", "put away as spam", "reversed"): 1,
        ("appeals", "appeals", "all"): 1,
        ("appeals", "appeals", "refused"): 1,
        ("appeals", "median hours to decision", "all"): 1,
    }


async def test_another_year_and_another_site_have_their_own(place: Place) -> None:
    await happened(place)
    await place.add("other", "https://other.example")
    year = moment(place.clock.now).year
    assert count(place, year - 1) == count(place, year + 1) == count(place, site="other") == {}


def test_a_year_begins_and_ends_at_midnight_utc() -> None:
    since, until = transparency.span(2024)
    assert (moment(since).isoformat(), moment(until).isoformat()) == (
        "2024-01-01T00:00:00+00:00", "2025-01-01T00:00:00+00:00",
    )  # fmt: skip


async def test_the_page_and_the_table_are_for_who_may_see_numbers(place: Place) -> None:
    await happened(place)
    await place.choose(reject_reasons='=HYPERLINK("https://evil.example"), <b>; Off topic')
    comment, other = await place.reader().said("more"), await place.reader().said("and more")
    await act(place, "reject", comment, '=HYPERLINK("https://evil.example"), <b>: loud')
    await act(place, "reject", other, "It tells where Mo Berg lives")
    ida, tom = await desk.colleague(place, "Ida", Role.MODERATOR), await desk.colleague(place, "Tom", Role.TRUSTED)
    page = await ida.get("/desk/transparency")
    assert page.status_code == 200
    assert "Reports by readers" in page.text
    assert "&lt;b&gt;" in page.text
    table = await ida.get("/desk/transparency?as=csv&site=default")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "no-store" in table.headers["cache-control"]
    rows = list(csv.reader(io.StringIO(table.text)))
    assert rows[0] == ["part", "what", "of", "number"]
    assert ["reports", "reports", "all", "5"] in rows
    assert ["decisions", "reject", "reason: in words alone", "1"] in rows
    assert "Mo Berg" not in table.text
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    for path in ("/desk/transparency", "/desk/transparency?as=csv"):
        assert (await tom.get(path)).status_code == 403
        assert (await desk.stranger(place).get(path)).status_code == 303


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("year=1999", 400),
        ("year=x", 400),
        ("year=٢٠٢٥", 400),
        ("year=99999", 400),
        ("site=nowhere", 404),
        ("as=x", 200),
    ],
)
async def test_what_an_address_says_is_no_error_of_ours(place: Place, query: str, status: int) -> None:
    ida = await desk.colleague(place, "Ida", Role.EDITOR)
    assert (await ida.get(f"/desk/transparency?{query}")).status_code == status
    await place.write("DELETE FROM staff_site")
    assert (await ida.get("/desk/transparency?site=default")).status_code == 403


async def test_counting_names_nobody(place: Place, reader: Reader) -> None:
    await happened(place)
    ida = await desk.colleague(place, "Ida", Role.EDITOR)
    page = (await ida.get("/desk/transparency")).text
    for word in ("mo@reader.example", "Mo Berg", "ann@reader.example", "remark"):
        assert word not in page
    assert reader
