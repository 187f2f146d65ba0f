"""Names by their beginning: of whom one can see in the conversation, the latest first, at a price that is known."""

from typing import Any

import httpx
import pytest

from tests.discussion import hostile
from tests.support.house import ORIGIN, Place, Reader, Statements
from voxpop.discussion.naming import LOOKED_AT, MOST

HERE = {"site": "default", "url": f"{ORIGIN}/ferry"}


async def asked(reader: Reader, begins: str, **other: str) -> httpx.Response:
    return await reader.get("/api/v1/names", params=HERE | {"q": begins} | other)


async def names(reader: Reader, begins: str, **other: str) -> list[str]:
    answer = await asked(reader, begins, **other)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["names"])


async def spoke(place: Place, reader: Reader, *said_by: str, **more: Any) -> list[int]:
    made = []
    for name in said_by:
        place.clock.forward(seconds=1)
        made.append(await reader.said(f"Words of {name} {len(made)}", name=name, **more))
    return made


async def test_who_spoke_last_comes_first_and_each_name_once(place: Place, reader: Reader) -> None:
    await spoke(place, reader, "Ann Mercer", "Anton", "Bo", "Ann Mercer", "Anna")
    assert await names(reader, "an") == ["Anna", "Ann Mercer", "Anton"]
    assert await names(reader, "Ann M") == ["Ann Mercer"]
    assert await names(reader, "mercer") == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("José", "jose"), ("Jose", "JOSÉ"), ("Łukasz", "łuk"), ("ΑΝΝΑ", "αννα"), ("Çağla", "cagla"), ("İrem", "ire"),
        ("Straße", "strasse"), ("דנה כהן", "דנ"), ("محمد", "محم"), ("Burns", "Bur"), ("Ilse", "il"), ("김영희", "김"),
    ],
)  # fmt: skip
async def test_case_and_accents_do_not_matter_and_letters_do(reader: Reader, name: str, written: str) -> None:
    await reader.said("Words", name=name)
    assert await names(reader, written) == [name]
    assert await names(reader, "x") == []


async def test_an_i_is_not_an_l_here(reader: Reader) -> None:
    await reader.said("Words", name="Lia")
    assert await names(reader, "ii") == []


async def test_at_most_eight_are_told(place: Place, reader: Reader) -> None:
    await spoke(place, reader, *(f"Ann {number}" for number in range(12)))
    found = await names(reader, "ann")
    assert found == [f"Ann {number}" for number in range(11, 11 - MOST, -1)]


async def test_who_is_not_to_be_seen_is_not_named(place: Place, reader: Reader) -> None:
    _, two, three = await spoke(place, reader, "Ann One", "Ann Two", "Ann Three")
    await reader.erase(two)
    await place.decide("reject", three)
    await place.write("UPDATE comment SET kind = 'pingback' WHERE name = 'Ann One'")
    await place.choose(approval="all")
    await spoke(place, reader, "Ann Four")
    assert await names(reader, "ann") == []


async def test_names_of_another_conversation_are_not_told(place: Place, reader: Reader) -> None:
    await reader.said("Words", name="Ann", url=f"{ORIGIN}/fog")
    assert await names(reader, "a") == []
    assert await names(reader, "a", url=f"{ORIGIN}/fog") == ["Ann"]
    assert await names(reader, "a", url=f"{ORIGIN}/never-heard-of") == []


async def test_only_the_newest_five_hundred_comments_are_looked_at(place: Place, reader: Reader) -> None:
    await spoke(place, reader, "Ann Early", "Ann Late")
    early, late = place.rows("SELECT id FROM comment ORDER BY id")
    copy = """
        INSERT INTO comment (site_id, id, thread_id, root_id, depth, path, state, shown, kind, name, text, html,
                             renderer, likes, likes_before, score)
        SELECT site_id, :id, thread_id, :id, 0, :path, 'live', :shown, 'comment', 'Bo', text, html,
               renderer, 0, 0, 0 FROM comment WHERE id = :early
    """
    between = range(early.id + 1, early.id + LOOKED_AT)
    rows = [{"id": one, "path": one.to_bytes(8), "shown": True, "early": early.id} for one in between]
    place.write_all(copy, rows[1:])
    assert await names(reader, "ann") == ["Ann Late", "Ann Early"]
    place.write_all(copy, rows[:1])
    assert await names(reader, "ann") == ["Ann Late"]
    assert late.id > between[-1]


async def test_it_is_for_every_origin_for_a_second_and_not_kept_here(place: Place, reader: Reader) -> None:
    await reader.said("Words", name="Ann")
    made = place.house.ready.made
    stranger = place.reader(origin="https://anybody.example")
    answer = await asked(stranger, "a")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert "set-cookie" not in answer.headers
    again = await stranger.get(
        "/api/v1/names", params=HERE | {"q": "a"}, headers={"if-none-match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert (place.house.ready.made, len(place.house.ready.doors)) == (made, 0)
    with Statements() as statements:
        await asked(stranger, "a")
    assert len(statements) == 2


@pytest.mark.parametrize("begins", ["", "x" * 81])
async def test_no_beginning_or_one_longer_than_names_are_is_refused(reader: Reader, begins: str) -> None:
    answer = await asked(reader, begins)
    assert (answer.status_code, answer.json()["code"]) == (400, "body_invalid")


async def test_no_hostile_string_makes_it_fail(reader: Reader) -> None:
    own = hostile.strings()
    strings = [one for part in own.values() if isinstance(part, list) for one in part if isinstance(one, str)]
    for begins in [*strings, "%", "_", "'", "\\", "\x00", "a\x00", "\u0301", "\u200d", " ", ".*", "\u202e"]:
        answer = await reader.get("/api/v1/names", params=HERE | {"q": begins.encode("utf-8", "ignore").decode()})
        assert answer.status_code in (200, 400), begins
    for wrong in ("%ff", "%ed%a0%80", "%00"):
        answer = await reader.get(f"/api/v1/names?site=default&url={ORIGIN}/ferry&q={wrong}")
        assert answer.status_code in (200, 400), wrong
