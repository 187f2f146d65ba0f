"""A page learns who is signed in, and gets a session of its own from the window that it opened; nobody else does."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.support import cases, host
from tests.support.dance import BEN, NEWS, SESSION, Dance, Window, leaving
from tests.support.house import HTML, ORIGIN, Place, Reader
from voxpop.people import tokens
from voxpop.storage.database import note_people

EVIL = "https://evil.example"
SESSION_OF = "/api/v1/session?site=default"


async def who(reader: Reader) -> dict[str, Any]:
    answer = await reader.get(SESSION_OF)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def renew(reader: Reader) -> httpx.Response:
    return await reader.post("/api/v1/session/token", json={"site": "default"})


def holding(dance: Dance, token: str) -> Reader:
    """A page that holds a session in its memory."""
    return dance.place.reader(origin=NEWS, authorization=f"Bearer {token}")


async def test_the_window_hands_over_a_code_that_signs_the_page_in(dance: Dance) -> None:
    window = dance.window()
    assert "You are signed in" in (await window.goes()).text
    answer = await window.redeem(await window.code())
    assert answer.status_code == 200
    assert answer.json()["person"] == {"name": "Ann Okafor", "role": "reader", "badges": [], "picture": None}
    assert (answer.json()["via"], answer.json()["token"]) == ("GitHub", None)
    assert (await who(window.page))["person"]["name"] == "Ann Okafor"
    assert dance.place.rows("SELECT place, via FROM session") == [(NEWS, "GitHub")]
    assert window.browser.cookies.get(SESSION) is None  # the window's own is nobody's yet


async def test_what_nobody_is_signed_in_by_yet_waits(dance: Dance) -> None:
    window = dance.window()
    assert code_of(await window.redeem()) == (400, "attempt_unknown")
    left = await window.leaves()
    assert (await window.redeem()).json()["waiting"] is True
    back = await dance.consents(leaving(left))
    assert (await window.redeem()).json()["waiting"] is True
    await window.browser.get(back)
    assert (await window.redeem()).json()["person"]["name"] == "Ann Okafor"


async def test_who_refuses_in_the_window_is_told_so_on_the_page(dance: Dance) -> None:
    window = dance.window()
    end = await window.goes(None)
    assert "You did not sign in with GitHub" in end.text
    answer = await window.redeem()
    assert code_of(answer) == (400, "provider_refused")
    assert "Nothing of what you wrote is lost" in answer.json()["detail"]
    assert (await window.hands_over()).status_code == 400
    assert dance.sessions() == 0


async def test_a_window_that_takes_too_long_tells_both_so(dance: Dance) -> None:
    window = dance.window()
    back = await dance.consents(leaving(await window.leaves()))
    dance.place.clock.forward(minutes=10, seconds=1)
    assert code_of(await window.redeem()) == (400, "attempt_expired")
    assert "longer than it may" in (await window.browser.get(back, headers=HTML)).text
    assert code_of(await window.redeem()) == (400, "attempt_expired")
    assert dance.sessions() == 0


async def test_a_code_is_redeemed_once(dance: Dance) -> None:
    window = dance.window()
    await window.goes()
    code = await window.code()
    assert (await window.redeem(code)).status_code == 200
    for again in (code, ""):
        assert code_of(await window.redeem(again)) == (400, "attempt_unknown")
    assert dance.sessions() == 1


async def test_a_code_is_redeemed_within_a_minute(dance: Dance) -> None:
    window = dance.window()
    await window.goes()
    code = await window.code()
    dance.place.clock.forward(minutes=1, seconds=1)
    assert code_of(await window.redeem(code)) == (400, "attempt_unknown")
    assert dance.sessions() == 0


@cases.of("two-tabs")
async def test_a_code_is_worth_nothing_without_the_verifier_of_its_page(dance: Dance) -> None:
    first, second = dance.window(), dance.window()
    await first.goes()
    await second.goes(BEN)
    mine, theirs = await first.code(), await second.code()
    for code, verifier in ((theirs, first.verifier), (mine, second.verifier), (mine, "x" * 43), (mine, "")):
        answer = await first.redeem(code, verifier=verifier)
        assert code_of(answer) == (400, "attempt_unknown")
    assert (await first.redeem(mine)).json()["person"]["name"] == "Ann Okafor"
    assert (await second.redeem(theirs)).json()["person"]["name"] == "Ben Aster"


async def test_a_page_of_another_origin_redeems_nothing(dance: Dance) -> None:
    await dance.place.claim("https://also.example")
    window = dance.window()
    await window.goes()
    code = await window.code()
    for origin, refused in ((EVIL, (403, "origin_refused")), ("https://also.example", (400, "attempt_unknown"))):
        window.page.headers["origin"] = origin
        assert code_of(await window.redeem(code)) == refused
    assert dance.sessions() == 0


async def test_a_window_is_opened_by_pages_of_the_site_alone(dance: Dance) -> None:
    window = dance.window(EVIL)
    assert (await window.leaves()).status_code == 403
    assert dance.place.one("SELECT COUNT(*) FROM attempt") == 0


@pytest.mark.parametrize("challenge", ["x", "A" * 44, "A" * 42 + "=", "A" * 42 + "+", "\u00e4" * 43])
async def test_what_is_no_challenge_is_refused(dance: Dance, challenge: str) -> None:
    assert (await dance.window().leaves(challenge=challenge)).status_code == 400


async def test_only_the_windows_own_page_asks_for_its_code_and_once(dance: Dance) -> None:
    window = dance.window()
    await window.goes()
    for site in ("cross-site", "same-site", "none", ""):
        for origin in (NEWS, EVIL, "null", ""):
            assert code_of(await window.hands_over(site, origin)) == (403, "origin_refused")
    other = Window(dance, NEWS, dance.place.reader(), window.page, end=window.end)
    assert code_of(await other.hands_over()) == (400, "attempt_unknown")
    await window.code()
    assert code_of(await window.hands_over()) == (400, "attempt_unknown")


async def test_the_end_of_a_window_is_shown_in_its_browser_alone_and_holds_no_secret(dance: Dance) -> None:
    window = dance.window()
    end = await window.goes()
    assert f'data-opener="{NEWS}"' in end.text
    assert "You can close this window" in end.text
    assert not re.search(r"[\w-]{40,}", re.sub(r'(?:src|href)="[^"]*"|<svg.*?</svg>', "", end.text))
    assert (await dance.place.reader().get(window.end, headers=HTML)).status_code == 400


async def test_in_a_pages_memory_a_session_is_a_token_of_a_quarter_of_an_hour(dance: Dance) -> None:
    window = dance.window()
    await window.goes()
    answer = await window.redeem(await window.code(), keep="memory")
    assert "set-cookie" not in answer.headers
    page = holding(dance, answer.json()["token"])
    assert (await who(page))["person"]["name"] == "Ann Okafor"
    comment = await page.said("From memory", url=f"{NEWS}/a")
    assert [one["id"] for one in (await page.mine(f"{NEWS}/a"))["comments"]] == [comment]
    assert dance.place.one("SELECT name FROM comment") == "Ann Okafor"
    dance.place.clock.forward(minutes=15, seconds=1)
    assert (await who(page))["person"] is None


async def test_a_session_in_memory_goes_on_with_another_token_and_the_old_one_is_dead(dance: Dance) -> None:
    page = holding(dance, await dance.window().token())
    assert (await who(page))["person"]
    for _ in range(3):
        dance.place.clock.forward(minutes=14)
        answer = await renew(page)
        assert answer.status_code == 200
        old, page = page, holding(dance, answer.json()["token"])
        assert (await who(old))["person"] is None
        assert code_of(await renew(old)) == (401, "signed_out")
        assert (await who(page))["person"]["name"] == "Ann Okafor"
    assert dance.sessions() == 1


async def test_only_a_session_in_memory_is_renewed(dance: Dance) -> None:
    ann = await dance.signed_in()
    assert code_of(await renew(ann)) == (401, "signed_out")
    assert code_of(await renew(dance.place.reader())) == (401, "signed_out")
    page = holding(dance, await dance.window().token())
    page.headers["origin"] = EVIL
    assert code_of(await renew(page)) == (403, "origin_refused")


async def test_a_session_that_has_ended_is_forgotten_at_once(dance: Dance) -> None:
    ann = await dance.signed_in()
    token = ann.cookies[SESSION]
    assert (await who(ann))["person"]
    assert (await ann.delete(SESSION_OF)).status_code == 204
    assert ann.cookies.get(SESSION) is None
    again = dance.place.reader(authorization=f"Bearer {token}")
    assert (await who(again))["person"] is None
    assert (dance.sessions(), (await again.mine())["comments"]) == (0, [])


async def test_one_browser_ends_its_own_session_alone(dance: Dance) -> None:
    first, second = await dance.signed_in(), await dance.signed_in()
    await first.delete(SESSION_OF)
    assert ((await who(first))["person"], (await who(second))["person"]["name"]) == (None, "Ann Okafor")


async def test_what_another_process_ends_is_over_here_too(dance: Dance) -> None:
    ann = await dance.signed_in()
    assert (await who(ann))["person"]

    def end(conn: Any) -> None:
        conn.exec_driver_sql("DELETE FROM session")
        note_people(conn)

    await dance.place.house.database.write(end)
    assert (await who(ann))["person"] is None


async def test_what_was_typed_is_not_posted_under_no_name_when_a_session_is_over(dance: Dance) -> None:
    ann = await dance.signed_in()
    dance.place.clock.forward(days=91)
    answer = await ann.say("Still here?", name="", email="")
    assert code_of(answer) == (401, "signed_out")
    page = await ann.post(
        "/comments", data={"site": "default", "thread": "/ferry", "text": "Still here?"}, headers=HTML
    )
    assert page.status_code == 401
    assert "Still here?</textarea>" in page.text
    assert dance.place.one("SELECT COUNT(*) FROM comment") == 0


async def test_a_session_that_is_used_lasts_on(dance: Dance) -> None:
    ann = await dance.signed_in()
    for _ in range(3):
        dance.place.clock.forward(days=60)
        assert (await who(ann))["person"]
    dance.place.clock.forward(days=91)
    assert (await who(ann))["person"] is None


@cases.of("banned")
async def test_who_is_banned_between_window_and_page_gets_no_session(dance: Dance) -> None:
    window = dance.window()
    await window.goes()
    await dance.place.write("UPDATE person SET banned = 1")
    assert code_of(await window.redeem(await window.code())) == (403, "banned")
    assert dance.sessions() == 0


async def test_the_ways_are_told_in_the_order_of_the_row(dance: Dance) -> None:
    found = await who(dance.place.reader())
    assert found["methods"] == [
        {"key": "github", "name": "GitHub"},
        {"key": "discord", "name": "Discord"},
        {"key": "email", "name": ""},
    ]


async def test_a_browser_that_keeps_cookies_is_known_the_second_time(dance: Dance) -> None:
    reader = dance.place.reader()
    assert [(await who(reader))["cookies"] for _ in range(2)] == [False, True]


async def test_the_form_is_for_who_asks(dance: Dance) -> None:
    asked = {"site": "default", "url": f"{ORIGIN}/ferry"}
    guest = await dance.place.reader().get("/api/v1/form", params=asked)
    assert 'formaction="/sign-in/github"' in guest.text
    assert 'name="email"' in guest.text
    ann = await (await dance.signed_in()).get("/api/v1/form", params=asked)
    assert "You are commenting using your GitHub account." in ann.text
    assert 'name="email"' not in ann.text
    assert {answer.headers["cache-control"] for answer in (guest, ann)} == {"private, no-store"}


async def test_a_page_of_another_origin_may_read_it_with_the_readers_cookie_if_it_is_the_sites(dance: Dance) -> None:
    allowed = {}
    for origin in (NEWS, EVIL):
        answer = await dance.place.reader(origin=origin).get(SESSION_OF)
        allowed[origin] = answer.headers.get("access-control-allow-origin"), "origin" in answer.headers["vary"].lower()
    assert allowed == {NEWS: (NEWS, True), EVIL: (None, True)}


async def test_a_page_of_one_site_does_not_learn_who_is_signed_in_on_another(dance: Dance) -> None:
    await dance.place.add("other", "https://other.example")
    ann = await dance.signed_in()
    await ann.said("Mine")
    ann.headers["origin"] = "https://other.example"
    assert (await who(ann))["person"] is None
    assert (await ann.mine())["comments"] == []


async def test_a_session_of_one_site_is_none_on_another(dance: Dance) -> None:
    await dance.place.add("other", "https://other.example")
    token = await dance.window().token()
    page = dance.place.reader(authorization=f"Bearer {token}", origin="https://other.example")
    answer = await page.get("/api/v1/session?site=other")
    assert answer.json()["person"] is None


async def test_behind_https_cookies_are_sent_by_https_alone_and_apart_for_other_pages(
    open_house: Callable[..., Awaitable[Place]],
) -> None:
    place = await open_house(public_url="https://talk.example")
    await place.claim(NEWS)
    await place.choose(host_key=host.PUBLIC)
    place.clock.now = host.NOW * 1_000_000
    sent = {"site": "default", "token": host.signed(host.claims())}
    fields = {}
    for origin in (NEWS, "https://talk.example"):
        answer = await place.reader(origin=origin).post("/api/v1/session", json=sent)
        assert answer.status_code == 200, answer.text
        name, _, rest = answer.headers["set-cookie"].partition("=")
        fields[origin] = name, set(rest.split("; ")[1:])
    plain = {"Path=/", "Max-Age=34560000", "HttpOnly", "Secure"}
    assert fields[NEWS] == ("__Host-voxpop-1", plain | {"SameSite=None", "Partitioned"})
    assert fields["https://talk.example"] == ("__Host-voxpop-1", plain | {"SameSite=Lax"})


async def test_the_sites_word_signs_in_its_reader_with_what_it_says(dance: Dance) -> None:
    await dance.place.choose(host_key=host.PUBLIC)
    dance.place.clock.now = host.NOW * 1_000_000
    page = dance.place.reader(origin=NEWS)
    said = host.claims(name="Ida Holm", role="staff", badges=["Editor"], profile="https://news.example/ida")
    answer = await page.post("/api/v1/session", json={"site": "default", "token": host.signed(said)})
    assert answer.json()["person"] == {"name": "Ida Holm", "role": "staff", "badges": ["Editor"], "picture": None}
    await page.said("From the desk", url=f"{NEWS}/a")
    row = dance.place.rows("SELECT name, role, badges, website FROM comment")
    assert row == [("Ida Holm", "staff", "Editor", "https://news.example/ida")]
    for origin in (EVIL, "null"):
        page.headers["origin"] = origin
        assert (await page.post("/api/v1/session", json={"site": "default", "token": "x"})).status_code == 403


async def test_a_question_that_is_too_much_is_refused(strict: Place) -> None:
    page = strict.reader()
    sent = {"site": "default", "verifier": "x" * 43}
    answers = [(await page.post("/api/v1/session", json=sent)).status_code for _ in range(121)]
    assert answers == [400] * 120 + [429]


def test_a_challenge_is_made_as_in_rfc_7636() -> None:
    """The example of appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert tokens.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
