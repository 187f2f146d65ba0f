"""A reader signs in by redirects and is back at the form that they left; whoever tampers with the way is not let in."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.docs import repository
from tests.support import cases, issuer
from tests.support.dance import BEN, BROWSER, SESSION, Dance, leaving, state
from tests.support.house import HTML, Place, Reader
from tests.support.issuer import Issuer

TYPED: dict[str, Any] = {"text": "Half a <b>comment", "name": "A. Guest", "email": "guest@reader.example"}
OPEN = json.loads((repository.ROOT / "tests/corpora/ssrf/open_redirect.json").read_text("utf-8"))["values"]
OWN_PAGE = re.compile(
    r"(/|/[\w.%][\w.%:-]*|/threads/\d+|/conversation\?site=default&url=https%3A%2F%2Fgood\.example[\w.%-]*)"
    r"[?&]draft=\d+#respond",
    re.ASCII,
)
SCRIPT = "<script>alert(1)</script>"


async def refused(dance: Dance, reader: Reader, back: str, code: str = "attempt_unknown") -> httpx.Response:
    """The way back is refused, and nobody is signed in by it."""
    before = dance.sessions()
    for accept in (HTML, {}):
        answer = await reader.get(back, headers=accept)
        assert (answer.status_code, dance.sessions(), reader.cookies.get(SESSION)) == (400, before, None)
    assert answer.json()["code"] == code
    return answer


async def landed(reader: Reader, answer: httpx.Response) -> str:
    """The page that somebody who is back is sent to."""
    assert answer.status_code == 303, answer.text
    assert OWN_PAGE.fullmatch(answer.headers["location"])
    return (await reader.get(answer.headers["location"], headers=HTML)).text


async def test_a_reader_goes_out_and_is_back_at_the_form_signed_in(dance: Dance) -> None:
    reader = dance.place.reader()
    left = await dance.leaves(reader, **TYPED)
    assert "Connecting to GitHub…" in left.text
    cancel = re.search(r'href="(/ferry\?draft=\d+#respond)">Cancel', left.text)
    assert cancel
    assert "Half a &lt;b&gt;comment</textarea>" in await reader.page(cancel[1])
    answer = await reader.get(await dance.consents(leaving(left)), headers=HTML)
    page = await landed(reader, answer)
    assert "You are commenting using your GitHub account." in page
    assert "Ann Okafor" in page
    assert "Half a &lt;b&gt;comment</textarea>" in page
    assert dance.there.faults == []


async def test_without_consent_the_draft_is_there_again_and_why_nobody_was_signed_in(dance: Dance) -> None:
    reader = dance.place.reader()
    page = await landed(reader, await dance.around(reader, None, **TYPED))
    assert "You did not sign in with GitHub. Nothing of what you wrote is lost." in page
    assert "Half a &lt;b&gt;comment</textarea>" in page
    assert 'value="A. Guest"' in page
    assert 'value="guest@reader.example"' in page
    assert dance.sessions() == 0


async def test_an_answer_to_a_comment_is_still_an_answer_afterwards(dance: Dance) -> None:
    comment = await dance.place.reader().said("First words", name="Carl")
    reader = dance.place.reader()
    page = await landed(reader, await dance.around(reader, **TYPED, parent=str(comment)))
    assert f'name="parent" value="{comment}"' in page
    assert "<bdi>Carl</bdi></h3>" in page


async def test_a_draft_is_for_the_browser_alone_in_which_it_was_typed(dance: Dance) -> None:
    answer = await dance.around(dance.place.reader(), **TYPED)
    assert "Half a" not in await landed(dance.place.reader(), answer)
    other = await dance.signed_in(BEN)
    assert "Half a" not in await landed(other, answer)


@pytest.mark.parametrize("token", ["dead", "away", "huge", "redirect"])
async def test_a_broken_provider_is_told_in_a_sentence_and_the_draft_stays(dance: Dance, token: str) -> None:
    reader = dance.place.reader()
    back = await dance.returns(reader, **TYPED)
    dance.there.token = token
    page = await landed(reader, await reader.get(back, headers=HTML))
    assert 'role="alert"' in page
    assert "Half a &lt;b&gt;comment</textarea>" in page
    assert dance.sessions() == 0


async def test_a_provider_that_sends_a_form_is_heard_whatever_its_origin(dance: Dance) -> None:
    reader = dance.place.reader()
    back = await dance.returns(reader)
    path, _, query = back.partition("?")
    headers = {
        **HTML, "origin": "https://provider.example", "sec-fetch-site": "cross-site",
        "content-type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    answer = await reader.post(path, content=query, headers=headers)
    assert (answer.status_code, dance.sessions()) == (303, 1)


async def test_a_provider_that_nobody_has_agreed_with_is_not_there(dance: Dance) -> None:
    for method in ("google", "nobody", "host", "..%2fgithub"):
        answer = await dance.leaves(dance.place.reader(), method)
        assert answer.status_code == 404
    assert dance.place.one("SELECT COUNT(*) FROM attempt") == 0


async def test_what_is_not_sent_by_a_page_of_the_site_sets_nobody_out(dance: Dance) -> None:
    reader = dance.place.reader(origin="https://evil.example", sec_fetch_site="cross-site")
    assert (await dance.leaves(reader)).status_code == 403
    assert dance.place.one("SELECT COUNT(*) FROM attempt") == 0


async def test_where_a_provider_is_many_servers_the_page_asks_for_the_readers(
    open_house: Callable[..., Awaitable[Place]],
) -> None:
    place = await open_house(sign_in='{"mastodon": {}}')
    await place.publish("ferry")
    sent = {"site": "default", "thread": "/ferry", **TYPED}
    answer = await place.reader().post("/sign-in/mastodon", data=sent, headers=HTML)
    assert (answer.status_code, "The Mastodon server where your account is" in answer.text) == (200, True)
    assert 'name="text" value="Half a &lt;b&gt;comment"' in answer.text
    again = await place.reader().post("/sign-in/mastodon", data=sent | {"instance": "127.0.0.1"}, headers=HTML)
    assert again.status_code >= 400
    assert 'name="text" value="Half a &lt;b&gt;comment"' in again.text


@cases.of("state-missing")
async def test_without_a_state_nobody_comes_in(dance: Dance) -> None:
    reader = dance.place.reader()
    back = await dance.returns(reader)
    await refused(dance, reader, re.sub(r"&?state=[^&]*", "", back))
    await refused(dance, reader, re.sub(r"state=[^&]*", "state=", back))


@cases.of("state-unknown")
async def test_with_another_state_nobody_comes_in(dance: Dance) -> None:
    reader = dance.place.reader()
    back = await dance.returns(reader)
    for other in ("x", "A" * 43, "%00", "%ED%A0%80", "A" * 5000, "' OR '1'='1"):
        await refused(dance, reader, re.sub(r"state=[^&]*", f"state={other}", back))


@cases.of("state-replayed", "code-replayed")
async def test_a_way_back_is_gone_once(dance: Dance) -> None:
    reader = dance.place.reader()
    back = await dance.returns(reader)
    assert (await reader.get(back)).status_code == 303
    reader.cookies.delete(SESSION)
    await refused(dance, reader, back)


@cases.of("state-other-browser")
async def test_a_way_back_is_gone_in_the_browser_alone_that_set_out(dance: Dance) -> None:
    back = await dance.returns(dance.place.reader())
    other = dance.place.reader()
    await refused(dance, other, back)
    await dance.leaves(other)
    assert other.cookies.get(BROWSER)
    await refused(dance, other, back)


@cases.of("state-other-provider")
async def test_a_way_back_from_one_provider_is_none_from_another(dance: Dance) -> None:
    reader = dance.place.reader()
    back = await dance.returns(reader)
    await refused(dance, reader, back.replace("/github/", "/discord/"))


@cases.of("state-expired")
async def test_after_ten_minutes_the_page_says_so_and_leads_back_to_the_draft(dance: Dance) -> None:
    reader = dance.place.reader()
    back = await dance.returns(reader, **TYPED)
    dance.place.clock.forward(minutes=10, seconds=1)
    answer = await reader.get(back, headers=HTML)
    assert (answer.status_code, dance.sessions()) == (400, 0)
    assert "That took longer than it may" in answer.text
    link = re.search(r'href="(/ferry\?draft=\d+#respond)"', answer.text)
    assert link
    page = await reader.page(link[1])
    assert "Half a &lt;b&gt;comment</textarea>" in page
    assert "That took longer than it may" in page


@cases.of("state-in-redis-lost")
async def test_when_the_attempt_is_lost_the_reader_is_asked_to_begin_again(dance: Dance) -> None:
    reader = dance.place.reader()
    back = await dance.returns(reader)
    await dance.place.write("DELETE FROM attempt")
    await refused(dance, reader, back)


@cases.of("code-injection", "pkce-wrong")
async def test_another_ones_code_is_worth_nothing_in_ones_own_way_back(dance: Dance) -> None:
    evil, victim = dance.place.reader(), dance.place.reader()
    theirs = re.search(r"code=([^&]+)", await dance.returns(evil, BEN))
    assert theirs
    mine = await dance.returns(victim)
    page = await landed(victim, await victim.get(re.sub(r"code=[^&]+", f"code={theirs[1]}", mine), headers=HTML))
    assert (dance.sessions(), victim.cookies.get(SESSION)) == (0, None)
    assert 'role="alert"' in page
    assert "Traceback" not in page


@cases.of("id-nonce-wrong", "code-injection")
async def test_an_issuer_signs_in_over_http_and_not_with_a_token_of_another_sign_in(
    open_house: Callable[..., Awaitable[Place]],
) -> None:
    there: Issuer
    async with issuer.dancing(open_house) as dancing:
        place, there = dancing.place, dancing.issuer
        await place.publish("ferry")
        for claims, sessions in (({}, 1), ({"nonce": "of-another"}, 1)):
            there.claims = claims
            reader = place.reader()
            left = await reader.post("/sign-in/paper", data={"site": "default", "thread": "/ferry"}, headers=HTML)
            code = there.consent(leaving(left)).code
            answer = await reader.get(f"/sign-in/paper/back?state={state(leaving(left))}&code={code}", headers=HTML)
            assert answer.status_code == 303
            assert place.one("SELECT COUNT(*) FROM session") == sessions


@cases.of("error-xss")
async def test_what_a_provider_says_of_an_error_is_not_repeated(dance: Dance) -> None:
    for error in ("access_denied", "server_error", SCRIPT):
        reader = dance.place.reader()
        address = leaving(await dance.leaves(reader))
        asked = {
            "state": state(address),
            "error": error,
            "error_description": SCRIPT,
            "error_uri": "javascript:alert(1)",
        }
        answer = await reader.get("/sign-in/github/back", params=asked, headers=HTML)
        page = await landed(reader, answer)
        assert 'role="alert"' in page
        assert "alert(1)" not in page


@cases.of("error-redirect")
async def test_an_error_leads_to_the_page_that_was_left_whatever_comes_with_it(dance: Dance) -> None:
    reader = dance.place.reader()
    address = leaving(await dance.leaves(reader))
    evil = dict.fromkeys(("next", "return_to", "redirect_uri", "RelayState", "back"), "https://evil.example")
    answer = await reader.get("/sign-in/github/back", params={"state": state(address), "error": "x", **evil})
    assert re.fullmatch(r"/ferry\?draft=\d+#respond", answer.headers["location"])


@cases.of("return-open")
async def test_nobody_is_sent_to_a_page_that_is_not_the_sites(dance: Dance) -> None:
    assert len(OPEN) == 42
    await dance.place.claim("https://good.example")
    reader = dance.place.reader()
    for value in OPEN:
        left = await dance.leaves(reader, thread=value)
        if left.status_code != 200:
            assert left.status_code in (400, 403), value
            assert "refresh" not in left.headers
            continue
        answer = await reader.get(await dance.consents(leaving(left)))
        assert OWN_PAGE.fullmatch(answer.headers["location"]), value
        assert "\r" not in (seen := answer.headers["location"])
        assert "evil" not in seen.partition("/")[0]


@cases.of("return-open")
async def test_no_field_of_an_address_or_a_form_chooses_another_page(dance: Dance) -> None:
    for value in OPEN:
        reader = dance.place.reader()
        evil = dict.fromkeys(("next", "return_to", "from", "redirect", "RelayState", "back"), value)
        sent = {"site": "default", "thread": "/ferry", **evil}
        left = await reader.post("/sign-in/github", data=sent, params=evil, headers=HTML)
        assert re.search(r'href="/ferry\?draft=\d+#respond">Cancel', left.text)
        back = await dance.consents(leaving(left))
        answer = await reader.get(f"{back}&{httpx.QueryParams(evil)}")
        assert re.fullmatch(r"/ferry\?draft=\d+#respond", answer.headers["location"]), value


@cases.of("login-get")
async def test_a_picture_with_the_address_of_a_way_to_sign_in_starts_nothing(dance: Dance) -> None:
    reader = await dance.signed_in()
    before = dance.everything()
    for method in ("github", "discord"):
        for verb in ("GET", "HEAD"):
            answer = await reader.request(verb, f"/sign-in/{method}?site=default&thread=/ferry")
            assert (answer.status_code, "set-cookie" in answer.headers) == (405, False)
    assert (await reader.get("/sign-out?site=default")).status_code == 405
    assert dance.everything() == before


@cases.of("logout-csrf")
async def test_a_page_of_somebody_elses_cannot_sign_a_reader_out(dance: Dance) -> None:
    reader = await dance.signed_in()
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        evil = HTML | {"origin": ""} | headers
        assert (await reader.post("/sign-out", data={"site": "default"}, headers=evil)).status_code == 403
        assert (await reader.delete("/api/v1/session?site=default", headers=evil)).status_code == 403
    assert (dance.sessions(), bool(reader.cookies.get(SESSION))) == (1, True)


@cases.of("session-fixation")
async def test_a_session_is_new_with_every_sign_in(dance: Dance) -> None:
    planted = "a-token-that-somebody-else-knows-too-0123456"
    reader = dance.place.reader()
    reader.cookies.set(SESSION, planted, domain="paper.example", path="/")
    await dance.around(reader)
    first = reader.cookies.get(SESSION)
    assert first not in (None, "", planted)
    await dance.around(reader)
    assert reader.cookies.get(SESSION) not in (first, planted)
    other = dance.place.reader(authorization=f"Bearer {planted}")
    assert (await other.get("/api/v1/session?site=default")).json()["person"] is None


async def test_log_out_keeps_what_was_typed(dance: Dance) -> None:
    reader = await dance.signed_in()
    answer = await reader.post(
        "/sign-out", data={"site": "default", "thread": "/ferry", "text": "Half a comment"}, headers=HTML
    )
    assert answer.status_code == 200
    assert "Half a comment</textarea>" in answer.text
    assert "You are commenting using" not in answer.text
    assert 'name="email"' in answer.text
    assert (dance.sessions(), reader.cookies.get(SESSION)) == (0, None)
    assert "You are commenting using" not in await reader.page()


async def test_change_is_the_row_of_ways_with_the_draft_kept_and_leads_to_another_account(dance: Dance) -> None:
    reader = await dance.signed_in()
    page = await reader.page()
    assert 'formaction="/sign-in/discord"' in page[page.index("vp-change") :]
    shown = await landed(reader, await dance.around(reader, BEN, "discord", text="Half a comment"))
    assert "You are commenting using your Discord account." in shown
    assert "Ben Aster" in shown
    assert "Half a comment</textarea>" in shown


@cases.of("two-tabs")
async def test_two_tabs_of_one_browser_both_come_to_their_end(dance: Dance) -> None:
    reader = dance.place.reader()
    first = await dance.returns(reader, text="In the first tab")
    second = await dance.returns(reader, BEN, "discord", text="In the second tab")
    assert "In the second tab" in await landed(reader, await reader.get(second, headers=HTML))
    assert "In the first tab" in await landed(reader, await reader.get(first, headers=HTML))
    assert dance.sessions() == 2
    assert dance.there.faults == []


@cases.of("token-in-url")
async def test_no_address_of_ours_holds_what_lets_somebody_in(dance: Dance) -> None:
    """The provider's code and the state come in the address of the way back, as RFC 6749 has it; no page is there."""
    addresses: list[str] = []

    async def note(answer: httpx.Response) -> None:
        await answer.aread()
        back = answer.request.url.path.endswith("/back")
        addresses.append(answer.headers.get("location", "") if back else str(answer.request.url))
        if back:
            assert (answer.status_code, answer.content) == (303, b"")

    window = dance.window()
    plain = dance.place.reader()
    for reader in (window.browser, window.page, plain):
        reader.event_hooks["response"].append(note)
    await window.goes()
    code = await window.code()
    token = (await window.redeem(code, keep="memory")).json()["token"]
    await landed(plain, await dance.around(plain, BEN, **TYPED))
    hidden = [code, token, window.verifier, plain.cookies[SESSION], plain.cookies[BROWSER], *dance.there.tokens]
    hidden += ["@reader.example", "%40", "Half"]
    assert [secret for secret in hidden if secret in " ".join(addresses)] == []


@cases.of("token-in-url")
async def test_the_address_of_a_way_back_that_failed_is_told_to_nobody(dance: Dance) -> None:
    reader = dance.place.reader()
    left = await dance.leaves(reader)
    assert left.headers["referrer-policy"] == "no-referrer"
    answer = await dance.place.reader().get(await dance.consents(leaving(left)), headers=HTML)
    assert (answer.status_code, answer.headers["referrer-policy"]) == (400, "strict-origin")


@cases.of("token-at-rest")
async def test_nothing_that_lets_somebody_in_is_kept_to_be_read(dance: Dance) -> None:
    window, plain = dance.window(), dance.place.reader()
    left = await dance.leaves(plain)
    kept = [dance.everything()]
    await window.goes()
    code = await window.code()
    kept.append(dance.everything())
    token = (await window.redeem(code, keep="memory")).json()["token"]
    await plain.get(await dance.consents(leaving(left), BEN))
    kept.append(dance.everything())
    hidden = [code, token, window.verifier, plain.cookies[SESSION], plain.cookies[BROWSER], state(leaving(left))]
    hidden += dance.there.tokens
    assert len(dance.there.tokens) >= 2
    assert [secret for secret in hidden if any(secret in dump for dump in kept)] == []
    assert dance.place.one("SELECT COUNT(*) FROM attempt WHERE asked <> ''") == 0


@cases.of("banned")
async def test_who_is_banned_is_out_of_all_sessions_and_comes_in_no_more(dance: Dance) -> None:
    reader, memory = await dance.signed_in(), await dance.window().token()
    page = dance.place.reader(authorization=f"Bearer {memory}")
    comment = await reader.said("First words")
    await dance.place.write("UPDATE person SET banned = 1")
    await dance.place.quiet()
    dance.place.house.people.clear()  # as person.ban has it done
    for banned in (reader, page):
        answers = [await banned.say("More"), await banned.edit(comment, "x"), await banned.like(comment)]
        answers += [await banned.erase(comment)]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "banned")] * 4
        assert (await banned.get("/ferry", headers=HTML)).status_code == 200
        assert (await banned.get("/api/v1/session?site=default")).json()["person"] is None
        assert len((await banned.thread())["comments"]) == 1
    back = dance.place.reader()
    assert "You may not take part" in await landed(back, await dance.around(back))
    assert back.cookies.get(SESSION) is None
    window = dance.window()
    await window.goes()
    answer = await window.redeem()
    assert (answer.status_code, answer.json()["code"]) == (403, "banned")


@cases.of("idp-slow")
async def test_while_a_provider_says_nothing_everybody_else_is_served(dance: Dance) -> None:
    reader, others = dance.place.reader(), dance.place.reader()
    back = await dance.returns(reader)
    dance.there.token = "slow"
    waiting = asyncio.create_task(reader.get(back))
    assert await asyncio.to_thread(dance.there.slowed.wait, 30)
    await others.said("Meanwhile")
    assert "Meanwhile" in await others.page()
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
