"""A site's own reader is let in by its word, as whoever it says that they are now; and nobody by anything else."""

import re
from typing import Any

import httpx
import pytest

from tests.support import host
from tests.support.house import ORIGIN, Place, Reader
from voxpop.people import sessions


@pytest.fixture(autouse=True)
async def agreed(place: Place) -> None:
    await place.choose(host_key=host.PUBLIC)


def token(place: Place, **said: Any) -> str:
    """A token of the site's for Ida, good for ten minutes by the house's clock."""
    return host.signed(host.claims(exp=place.clock.now // 1_000_000 + 600, **({"name": "Ida"} | said)))


async def hand_over(reader: Reader, written: str, **more: Any) -> httpx.Response:
    return await reader.post("/api/v1/session", json={"site": "default", "token": written} | more)


async def let_in(place: Place, reader: Reader | None = None, **said: Any) -> dict[str, Any]:
    """Who is let in by a token that says this."""
    answer = await hand_over(reader or place.reader(), token(place, **said))
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["person"])


async def who(reader: Reader) -> Any:
    return (await reader.get("/api/v1/session", params={"site": "default"})).json()["person"]


async def test_the_reader_is_who_the_site_says_with_badges_and_role(place: Place, reader: Reader) -> None:
    said = await let_in(place, reader, badges=["Subscriber", "Local"], role="staff")
    assert (said["name"], said["role"], said["badges"]) == ("Ida", "staff", ["Subscriber", "Local"])
    assert await who(reader) == said


async def test_the_session_is_in_a_cookie_that_scripts_cannot_read_and_nowhere_else(
    place: Place, reader: Reader
) -> None:
    answer = await hand_over(reader, token(place))
    field = answer.headers["set-cookie"]
    assert re.search(r"^voxpop-1=\S{43}; .*HttpOnly; SameSite=Lax", field)
    assert (answer.json()["token"], answer.headers["cache-control"]) == (None, "private, no-store")
    assert field[9:52] not in answer.text


async def test_a_page_may_hold_it_in_its_memory_for_a_short_while(place: Place) -> None:
    answer = await hand_over(place.reader(), token(place), keep="memory")
    assert "set-cookie" not in answer.headers
    bearer = place.reader(authorization=f"Bearer {answer.json()['token']}")
    assert (await who(bearer))["name"] == "Ida"
    place.clock.forward(seconds=sessions.SHORT / 1_000_000 + 1)
    assert await who(bearer) is None


async def test_what_they_write_shows_who_they_are(place: Place, reader: Reader) -> None:
    await let_in(place, reader, badges=["Subscriber"], role="staff")
    await reader.said("It was late again")
    [said] = (await place.reader().thread())["comments"]
    assert (said["author"]["name"], said["author"]["role"], said["author"]["badges"]) == (
        "Ida",
        "staff",
        ["Subscriber"],
    )


async def test_one_account_is_one_person_in_every_browser(place: Place) -> None:
    for _ in range(2):
        await let_in(place)
    await let_in(place, sub="4712")
    assert place.one("SELECT COUNT(*) FROM person") == 2


async def test_name_role_and_badges_follow_the_token_each_time(place: Place, reader: Reader) -> None:
    await let_in(place, reader, badges=["Subscriber"], role="staff", profile="https://paper.example/ida")
    await reader.said("First words")
    later = await let_in(place, name="Ida Holm")
    assert (later["name"], later["role"], later["badges"]) == ("Ida Holm", "reader", [])
    assert place.rows("SELECT name, role, page FROM person") == [("Ida Holm", "reader", "")]
    assert place.rows("SELECT name, role, badges FROM comment") == [("Ida", "reader", None)]
    await place.quiet()
    assert (await who(reader))["role"] == "reader"


async def test_a_page_may_say_it_with_each_view_and_nothing_comes_of_it(place: Place, reader: Reader) -> None:
    await let_in(place, reader, badges=["Subscriber"])
    await reader.said("First words")
    before = place.rows("SELECT id FROM session"), place.rows("SELECT stamp FROM thread")
    assert (await let_in(place, reader, badges=["Subscriber"]))["name"] == "Ida"
    assert (place.rows("SELECT id FROM session"), place.rows("SELECT stamp FROM thread")) == before
    await let_in(place, reader, badges=["Editor"])
    assert place.rows("SELECT badges FROM comment") == [("Editor",)]
    assert place.rows("SELECT stamp FROM thread") != before[1]


async def test_a_name_of_staff_is_kept_from_guests_and_from_other_readers(place: Place) -> None:
    await let_in(place, role="staff")
    guest = await place.reader().say("I am Ida", name="Idа")  # with a Cyrillic letter
    assert (guest.status_code, guest.json()["code"]) == (422, "name_reserved")
    assert (await let_in(place, sub="4712"))["name"] == "Reader"
    assert (await let_in(place, sub="4713", name="Admin"))["name"] == "Reader"


async def test_a_name_of_the_site_s_readers_is_kept_from_guests(place: Place) -> None:
    await let_in(place)
    guest = await place.reader().say("I am Ida", name="Ida")
    assert (guest.status_code, guest.json()["code"]) == (422, "name_taken")


@pytest.mark.parametrize(
    ("said", "why"),
    [({"sub": 4711}, "sub is not a text"), ({"aud": "voxpop:news"}, "aud is not"), ({"exp": 1}, "exp was")],
)
async def test_a_token_that_is_not_right_lets_nobody_in_and_says_why(
    place: Place, reader: Reader, said: dict[str, Any], why: str
) -> None:
    claims = host.claims(exp=place.clock.now // 1_000_000 + 600) | said
    answer = await hand_over(reader, host.signed(claims))
    assert (answer.json()["code"], why in answer.json()["detail"]) == ("token_refused", True)
    assert 400 <= answer.status_code < 500
    assert "set-cookie" not in answer.headers
    assert place.one("SELECT COUNT(*) FROM person") == 0


async def test_a_token_is_not_for_another_site(place: Place) -> None:
    await place.add("news", "https://news.example")
    answer = await place.reader(origin="https://news.example").post(
        "/api/v1/session", json={"site": "news", "token": token(place)}
    )
    assert answer.json()["code"] == "token_refused"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
async def test_a_page_of_somebody_else_s_signs_nobody_in(place: Place, origin: str) -> None:
    answer = await hand_over(place.reader(origin=origin), token(place))
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")
    assert place.one("SELECT COUNT(*) FROM session") == 0


async def test_who_is_banned_is_not_let_in_by_the_site_s_word(place: Place) -> None:
    await let_in(place)
    await place.write("UPDATE person SET banned = 1")
    answer = await hand_over(place.reader(), token(place))
    assert (answer.status_code, answer.json()["code"]) == (403, "banned")


async def test_no_part_of_a_token_is_kept_or_logged(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    written = token(place)
    await hand_over(place.reader(), written)
    await hand_over(place.reader(), f"{written}x")
    kept = str(place.rows("SELECT * FROM session")) + str(place.rows("SELECT * FROM account")) + caplog.text
    assert [part for part in written.split(".") if part in kept] == []


async def test_the_site_s_own_pages_may_be_at_any_of_its_origins(place: Place) -> None:
    await place.claim("https://www.paper.example")
    answer = await hand_over(place.reader(origin="https://www.paper.example"), token(place))
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "https://www.paper.example")
    assert ORIGIN not in answer.headers["access-control-allow-origin"]
