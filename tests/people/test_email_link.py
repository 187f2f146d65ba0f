"""Who can read a mailbox is let in, in the browser that asked for the mail, once, and nobody else is."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import house, mailed, ports, relay
from tests.support.house import HTML, ORIGIN, Place
from tests.support.mailed import ANN, CODE, LINK, Post, ask, asked, press, type_code
from voxpop.people import email_link, tokens

WRONG = "0000 0000"


@pytest.fixture
async def post(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with mailed.opened(database_url, tmp_path) as opened:
        yield opened


def signed_in(place: Place) -> list[tuple[Any, ...]]:
    """(address of the account, name of its person) of each session."""
    return [
        tuple(row)
        for row in place.rows("""
            SELECT a.subject, p.name FROM session s
            JOIN person p ON p.site_id = s.site_id AND p.id = s.person_id
            JOIN account a ON a.site_id = s.site_id AND a.person_id = s.person_id
            ORDER BY s.id
        """)
    ]  # type: ignore[misc]


async def test_the_button_behind_the_link_signs_in(post: Post) -> None:
    reader = post.place.reader()
    await asked(reader, name="Ann")
    link = await post.link()
    shown = await reader.get(link, headers=HTML)
    assert (shown.status_code, f'action="{link}"' in shown.text, ANN in shown.text) == (200, True, True)
    answer = await press(reader, link)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/ferry")
    assert signed_in(post.place) == [(ANN, "Ann")]


async def test_the_code_signs_in_too(post: Post) -> None:
    reader = post.place.reader()
    waiting = await asked(reader)
    assert ANN in (await reader.get(waiting, headers=HTML)).text
    answer = await type_code(reader, waiting, await post.code())
    assert answer.status_code == 303
    assert len(signed_in(post.place)) == 1


@pytest.mark.parametrize("change", [lambda c: c.replace(" ", ""), lambda c: f" {c} ", lambda c: c.replace(" ", "-")])
async def test_a_code_is_read_however_it_is_spaced(post: Post, change: Any) -> None:
    reader = post.place.reader()
    waiting = await asked(reader)
    assert (await type_code(reader, waiting, change(await post.code()))).status_code == 303


async def test_who_is_not_known_by_a_name_is_not_called_by_their_address(post: Post) -> None:
    reader = post.place.reader()
    await asked(reader)
    await press(reader, await post.link())
    [(_, name)] = signed_in(post.place)
    assert "ann" not in name.lower()


async def test_opening_the_link_changes_nothing(post: Post) -> None:
    reader, scanner = post.place.reader(), post.place.reader()
    waiting, link, code = await asked(reader), await post.link(), await post.code()
    before = post.place.rows("SELECT * FROM attempt")
    for _ in range(3):
        assert (await scanner.get(link, headers=HTML)).status_code == 400
        assert (await reader.get(link, headers=HTML)).status_code == 200
    assert post.place.rows("SELECT * FROM attempt") == before
    assert (await type_code(reader, waiting, code)).status_code == 303


async def test_in_another_browser_the_link_says_where_to_go_and_lets_nobody_in(post: Post) -> None:
    await asked(post.place.reader())
    link, other = await post.link(), post.place.reader()
    shown = await other.get(link, headers=HTML)
    assert (shown.status_code, "go back to it" in shown.text, "<form" in shown.text) == (400, True, False)
    assert (await press(other, link)).status_code == 400
    assert signed_in(post.place) == []


async def test_in_another_browser_the_code_lets_nobody_in_either(post: Post) -> None:
    waiting, other = await asked(post.place.reader()), post.place.reader()
    assert (await other.get(waiting, headers=HTML)).status_code == 400
    assert (await type_code(other, waiting, await post.code())).status_code == 400
    await asked(other, "eve@reader.example")
    assert (await type_code(other, waiting, CODE.search(post.there.taken[0].text)[1])).status_code == 400  # type: ignore[index]
    assert signed_in(post.place) == []


async def test_each_works_once_and_not_after_the_other(post: Post) -> None:
    reader = post.place.reader()
    waiting, link, code = await asked(reader), await post.link(), await post.code()
    assert (await press(reader, link)).status_code == 303
    assert (await press(reader, link)).status_code == 400
    assert (await type_code(reader, waiting, code)).status_code == 400
    assert len(signed_in(post.place)) == 1


async def test_of_many_who_press_at_once_one_is_let_in(post: Post) -> None:
    reader = post.place.reader()
    waiting, link, code = await asked(reader), await post.link(), await post.code()
    pressed = [press(reader, link) for _ in range(4)] + [type_code(reader, waiting, code) for _ in range(4)]
    answers = [answer.status_code for answer in await asyncio.gather(*pressed)]
    assert sorted(answers) == [303] + [400] * 7
    assert len(signed_in(post.place)) == 1


async def test_both_are_over_after_fifteen_minutes(post: Post) -> None:
    reader = post.place.reader()
    waiting, link, code = await asked(reader), await post.link(), await post.code()
    post.place.clock.forward(minutes=15)
    assert (await reader.get(link, headers=HTML)).status_code == 200
    post.place.clock.forward(seconds=1)
    assert (await reader.get(link, headers=HTML)).status_code == 400
    assert (await press(reader, link)).status_code == 400
    assert (await type_code(reader, waiting, code)).status_code == 400


async def test_a_mail_that_comes_too_late_is_not_sent(post: Post) -> None:
    await asked(post.place.reader())
    post.place.clock.forward(minutes=15)
    assert await post.arrived() == []


async def test_after_five_wrong_codes_the_right_one_is_wrong_and_the_link_still_opens(post: Post) -> None:
    reader = post.place.reader()
    waiting, code = await asked(reader), await post.code()
    answers = [await type_code(reader, waiting, WRONG) for _ in range(5)]
    left = ["4 more tries", "3 more tries", "2 more tries", "one more try", "too often"]
    assert [(answer.status_code, words in answer.text) for answer, words in zip(answers, left, strict=True)] == [
        (422, True)
    ] * 5
    assert 'name="code"' not in answers[-1].text
    refused = await type_code(reader, waiting, code)
    assert (refused.status_code, signed_in(post.place)) == (422, [])
    assert (await press(reader, await post.link())).status_code == 303


async def test_wrong_codes_at_the_same_time_are_all_counted(post: Post) -> None:
    reader = post.place.reader()
    waiting = await asked(reader)
    await asyncio.gather(*(type_code(reader, waiting, WRONG) for _ in range(12)))
    assert (await type_code(reader, waiting, await post.code())).status_code == 422


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "abcdefgh", "١٢٣٤٥٦٧٨"])
async def test_what_is_no_code_at_all_does_not_count(post: Post, typed: str) -> None:
    reader = post.place.reader()
    waiting = await asked(reader)
    for _ in range(6):
        assert (await type_code(reader, waiting, typed)).status_code == 422
    assert (await type_code(reader, waiting, await post.code())).status_code == 303


async def test_an_address_is_one_account_however_it_is_spelt(post: Post) -> None:
    for address in ("Victim@Example.com", "victim@example.com", "VICTIM@EXAMPLE.COM"):
        reader = post.place.reader()
        await asked(reader, address)
        await press(reader, await post.link())
    assert {tuple(taken.recipients) for taken in post.there.taken} == {("victim@example.com",)}
    assert post.place.one("SELECT COUNT(*) FROM person") == 1


async def test_letters_that_only_look_like_capitals_of_others_are_other_addresses(post: Post) -> None:
    for address in ("strasse@reader.example", "stra\u00dfe@reader.example"):
        reader = post.place.reader()
        await asked(reader, address)
        await press(reader, await post.link())
    assert post.place.one("SELECT COUNT(*) FROM person") == 2


async def test_a_known_address_is_answered_as_an_unknown_one_is(post: Post) -> None:
    reader = post.place.reader()
    await asked(reader)
    await press(reader, await post.link())
    answers = [await ask(post.place.reader(), address) for address in (ANN, "nobody@reader.example")]
    assert {(answer.status_code, re.sub(r"\d+", "N", answer.headers["location"])) for answer in answers} == {
        (303, "/sign-in/email/sent/N?site=default")
    }


async def test_asking_reads_no_account(post: Post) -> None:
    with house.Statements() as statements:
        await asked(post.place.reader())
    assert [statement for statement in statements if "account" in statement or "person WHERE" in statement] == []


@pytest.mark.parametrize("address", ["ann", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"])
async def test_what_is_no_address_is_asked_for_again_with_what_was_typed(post: Post, address: str) -> None:
    answer = await ask(post.place.reader(), address, text="Half a comment")
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert 'value="Half a comment"' in answer.text
    assert await post.arrived() == []


async def test_without_an_address_the_form_asks_for_it_and_keeps_what_was_typed(post: Post) -> None:
    answer = await ask(post.place.reader(), "", text="Half a comment", email="guest@reader.example")
    assert answer.status_code == 200
    assert 'value="Half a comment"' in answer.text
    assert 'name="address" type="email"' in answer.text
    assert answer.text.count('value="guest@reader.example"') == 2


async def test_the_page_for_the_address_can_be_gone_to_without_having_typed_anything(post: Post) -> None:
    reader = post.place.reader()
    page = await reader.get("/sign-in/email", headers=HTML)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    answer = await reader.post("/sign-in/email", data=hidden | {"address": ANN}, headers=HTML)
    assert (page.status_code, answer.status_code) == (200, 303)


async def test_a_page_of_somebody_elses_can_neither_ask_nor_press(post: Post) -> None:
    reader = post.place.reader()
    waiting, link, code = await asked(reader), await post.link(), await post.code()
    reader.headers["origin"] = "https://evil.example"
    assert (await ask(reader)).status_code == 403
    assert (await press(reader, link)).status_code == 403
    assert (await type_code(reader, waiting, code)).status_code == 403
    assert signed_in(post.place) == []


async def test_what_was_said_as_a_guest_is_theirs_however_the_address_was_spelt(post: Post) -> None:
    guest = post.place.reader()
    comment = await guest.said("As a guest", email="Ann@Reader.Example")
    others = await guest.said("As another guest", email="ben@reader.example")
    ann = await post.signed_in()
    assert [entry["id"] for entry in (await ann.mine())["comments"]] == [comment] != [others]


async def test_what_was_typed_is_there_again_afterwards(post: Post) -> None:
    reader = post.place.reader()
    await asked(reader, text="Half a comment")
    answer = await press(reader, await post.link())
    assert "Half a comment" in (await reader.get(answer.headers["location"], headers=HTML)).text


async def test_the_mail_says_who_asks_and_what_to_do(post: Post) -> None:
    await post.place.choose(title="The Ferry\r\nBcc: all@evil.example <b>")
    await asked(post.place.reader())
    [taken] = await post.arrived()
    assert taken.mail["subject"] == "Sign in to The Ferry Bcc: all@evil.example <b>"
    assert taken.mail["bcc"] is None
    assert "The Ferry Bcc: all@evil.example <b> with this address" in taken.text
    assert "If you did not ask, do nothing" in taken.text
    assert len(LINK.findall(taken.text)) == len(CODE.findall(taken.text)) == 1
    assert not re.search(r"%\(|\{\{|%s|&[a-z#]+;", taken.text)


async def test_the_link_leads_to_our_own_address_whatever_host_was_asked(post: Post) -> None:
    await asked(post.place.reader(host="evil.example"))
    [taken] = await post.arrived()
    assert f"{ORIGIN}/sign-in/email/" in taken.text
    assert "evil.example" not in taken.text


async def test_neither_link_nor_code_nor_cookie_is_kept_to_be_read(post: Post) -> None:
    reader = post.place.reader()
    await asked(reader)
    link, code = await post.link(), await post.code()
    kept = str([tuple(row) for row in post.place.rows("SELECT * FROM attempt")])
    cookie = reader.cookies.get("voxpop_signing_in")
    assert cookie
    assert [secret for secret in (link.rpartition("/")[2], code, code.replace(" ", ""), cookie) if secret in kept] == []


async def test_the_page_of_the_link_tells_its_address_to_nobody(post: Post) -> None:
    reader = post.place.reader()
    await asked(reader)
    link = await post.link()
    for browser in (reader, post.place.reader()):
        assert (await browser.get(link, headers=HTML)).headers["referrer-policy"] == "strict-origin"


async def test_an_account_that_is_another_persons_is_not_added(post: Post) -> None:
    for address in (ANN, "ben@reader.example"):
        reader = post.place.reader()
        await asked(reader, address)
        await press(reader, await post.link())
    answer = await reader.post("/sign-in/email", data={"site": "default", "to": "account", "address": ANN})
    assert answer.status_code == 303
    await press(reader, await post.link())
    assert post.place.one("SELECT COUNT(*) FROM account") == 2
    assert post.place.one("SELECT outcome FROM attempt ORDER BY id DESC LIMIT 1") == "account_taken"


async def test_without_a_relay_the_way_is_not_there(place: Place) -> None:
    assert (await place.reader().get("/sign-in/email", headers=HTML)).status_code == 404
    assert (await ask(place.reader())).status_code == 404


async def test_a_relay_that_is_down_keeps_nobody_waiting(database_url: str, tmp_path: Path) -> None:
    down = relay.Relay(port=ports.free()).settings
    async with house.opened(database_url, tmp_path, **down) as place:
        await place.publish("ferry")
        assert (await ask(place.reader())).status_code == 303
        assert place.one("SELECT tries FROM outbox") == 0  # nobody has tried while the reader waited


@pytest.fixture
async def limited(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with mailed.opened(database_url, tmp_path, rate_limits=True) as opened:
        yield opened


async def test_the_fourth_mail_to_an_address_in_an_hour_is_refused_whoever_asks(limited: Post) -> None:
    spelt = [ANN, "Ann@reader.example", ANN, "ANN@Reader.example"]
    answers = [(await ask(limited.place.reader(), address)).status_code for address in spelt]
    assert answers == [303, 303, 303, 429]
    limited.place.clock.forward(hours=1)
    assert (await ask(limited.place.reader())).status_code == 303


async def test_the_eleventh_mail_that_one_household_asks_for_is_refused(limited: Post) -> None:
    readers = [limited.place.reader(f"2001:db8::{number}") for number in range(1, 12)]
    answers = [(await ask(reader, f"a{n}@reader.example")).status_code for n, reader in enumerate(readers)]
    assert answers == [303] * 10 + [429]


async def test_the_limit_holds_exactly_when_all_ask_at_once(limited: Post) -> None:
    answers = await asyncio.gather(*(ask(limited.place.reader()) for _ in range(16)))
    assert sorted(answer.status_code for answer in answers) == [303] * 3 + [429] * 13
    assert len(await limited.arrived()) == 3


def test_a_code_cannot_be_guessed_within_what_is_allowed() -> None:
    assert email_link.TRIES * email_link.TO_ADDRESS / 10**email_link.DIGITS < 1e-6


async def test_a_window_hands_over_to_the_page_that_opened_it_and_not_to_the_one_that_asked_for_the_address(
    post: Post,
) -> None:
    await post.place.claim("https://news.example")
    reader, verifier = post.place.reader(), "v" * 43
    opening = {"site": "default", "thread": "https://news.example/a", "challenge": tokens.challenge(verifier)}
    shown = await reader.post("/sign-in/email", data=opening, headers=HTML | {"origin": "https://news.example"})
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    assert (await reader.post("/sign-in/email", data=carried | {"address": ANN}, headers=HTML)).status_code == 303
    assert post.place.rows("SELECT opener FROM attempt") == [("https://news.example",)]
    await press(reader, await post.link())
    news = {"site": "default", "verifier": verifier}
    begun = await reader.post("/api/v1/session", json=news, headers={"origin": "https://news.example"})
    assert (begun.status_code, begun.json()["via"]) == (200, "email")


@pytest.mark.parametrize(
    ("origin", "told", "opener"),
    [
        ("https://news.example", ORIGIN, "https://news.example"),
        (ORIGIN, "https://evil.example", ORIGIN),
        (ORIGIN, "", ORIGIN),
    ],
)
async def test_no_page_says_that_another_has_opened_the_window(post: Post, origin: str, told: str, opener: str) -> None:
    await post.place.claim("https://news.example")
    sent = {"challenge": tokens.challenge("v" * 43), "opener": told, "thread": f"{origin}/ferry"}
    reader = post.place.reader(origin=origin)
    assert (await ask(reader, **sent)).status_code == 303
    assert post.place.rows("SELECT opener FROM attempt") == [(opener,)]
