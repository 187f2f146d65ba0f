"""Who comes back with a code is asked about at the provider, within its time, once, and with the proof that PKCE is."""

import asyncio
import json
import logging
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from tests.support import cases, issuer, stub
from tests.support.house import Place
from tests.support.issuer import BACK, Dance
from voxpop.lib import fetch, metrics
from voxpop.lib.refused import Refused
from voxpop.people import asking, keys, oauth, tokens
from voxpop.people.provider import Asked, Profile, Provider, Returned
from voxpop.people.providers import offered

ASKED = Asked("a state", "a nonce", "a-verifier-of-43-characters-0123456789-0123456789", BACK)


@pytest.fixture
async def dance(open_house: Callable[..., Awaitable[Place]]) -> AsyncIterator[Dance]:
    async with issuer.dancing(open_house) as dancing:
        yield dancing


async def refusal(dance: Dance, **more: str) -> Refused:
    with pytest.raises(Refused) as refused:
        await dance.around(**more)
    return refused.value


# There


async def test_a_reader_is_sent_with_state_nonce_and_pkce(dance: Dance) -> None:
    address = await oauth.address(dance.place.house, *dance.whom, ASKED)
    where, _, asked = address.partition("?")
    assert where == f"{dance.issuer.url}/authorize"
    assert dict(parse_qsl(asked, strict_parsing=True)) == {
        "response_type": "code",
        "client_id": issuer.CLIENT,
        "redirect_uri": BACK,
        "scope": "openid profile email",
        "state": "a state",
        "nonce": "a nonce",
        "code_challenge": tokens.challenge(ASKED.verifier),
        "code_challenge_method": "S256",
    }


def test_the_challenge_is_that_of_the_specification() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    assert tokens.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


async def test_an_address_that_asks_for_something_already_is_added_to(dance: Dance) -> None:
    dance.issuer.document["authorization_endpoint"] = f"{dance.issuer.url}/authorize?p=paper"
    address = await oauth.address(dance.place.house, *dance.whom, ASKED)
    assert parse_qs(urlsplit(address).query)["p"] == ["paper"]
    assert address.count("?") == 1


# And back


@cases.of("pkce-missing")
async def test_the_code_is_redeemed_with_the_verifier_of_its_challenge(dance: Dance) -> None:
    await dance.around()  # the issuer fails the test when there is no challenge, or a plain one
    assert dance.issuer.refused == []


@cases.of("pkce-wrong")
async def test_a_code_of_another_sign_in_is_refused(dance: Dance, caplog: pytest.LogCaptureFixture) -> None:
    address, _ = await dance.leave()
    _, mine = await dance.leave()
    with pytest.raises(Refused) as refused:
        await dance.come_back(mine, dance.issuer.consent(address))
    assert refused.value.code == "provider_refused"
    assert dance.issuer.refused == ["invalid_grant"]
    assert "script" not in refused.value.sentence + caplog.text


async def test_a_code_is_good_once(dance: Dance) -> None:
    address, asked = await dance.leave()
    returned = dance.issuer.consent(address)
    await dance.come_back(asked, returned)
    with pytest.raises(Refused) as refused:
        await dance.come_back(asked, returned)
    assert refused.value.code == "provider_refused"


@pytest.mark.parametrize("code", ["", "x" * 8193])
async def test_what_is_no_code_is_not_redeemed(dance: Dance, code: str) -> None:
    _, asked = await dance.leave()
    with pytest.raises(Refused) as refused:
        await dance.come_back(asked, Returned(code))
    assert refused.value.code == "provider_lied"
    assert "/token" not in dance.issuer.asked


async def test_the_client_proves_itself_as_the_issuer_wants_it(dance: Dance) -> None:
    dance.issuer.document["token_endpoint_auth_methods_supported"] = ["private_key_jwt", "client_secret_post"]
    assert (await dance.around()).subject == "ann-7"


async def test_keys_that_the_provider_does_not_take_are_told_to_the_operator(
    open_house: Callable[..., Awaitable[Place]], caplog: pytest.LogCaptureFixture
) -> None:
    async with issuer.dancing(open_house, secret="wrong") as dance:
        assert (await refusal(dance)).code == "provider_refused"
    assert "it does not redeem a code (invalid_client): look at id and secret in sign_in" in caplog.text
    assert "wrong" not in caplog.text


@cases.of("iss-missing")
async def test_an_issuer_that_says_who_it_is_must(dance: Dance) -> None:
    dance.issuer.document["authorization_response_iss_parameter_supported"] = True
    assert (await refusal(dance)).code == "provider_lied"
    assert "/token" not in dance.issuer.asked
    assert (await dance.around(iss=dance.issuer.url)).subject == "ann-7"


@cases.of("iss-wrong")
@pytest.mark.parametrize("supported", [True, False])
async def test_an_answer_in_the_name_of_another_issuer_is_refused(dance: Dance, supported: bool) -> None:
    dance.issuer.document["authorization_response_iss_parameter_supported"] = supported
    for named in ("https://evil.example", f"{dance.issuer.url}/", dance.issuer.url.upper()):
        assert (await refusal(dance, iss=named)).code == "provider_lied"
    assert "/token" not in dance.issuer.asked


# Patience


@cases.of("idp-slow")
async def test_a_provider_that_does_not_answer_in_time_is_away(dance: Dance, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asking.SECONDS == 10
    _, asked = await dance.leave()
    dance.issuer.answers["/token"] = stub.hanging
    monkeypatch.setattr(asking, "SECONDS", 0.1)
    with pytest.raises(Refused) as refused:
        await dance.come_back(asked, Returned("code"))
    assert (refused.value.code, "does not answer" in refused.value.sentence) == ("provider_away", True)


@cases.of("idp-slow")
async def test_all_that_is_asked_for_one_reader_has_one_time(dance: Dance, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    post, get = fetch.post, fetch.get

    def noting(ask: Any) -> Any:
        async def noted(*sent: Any, **more: Any) -> Any:
            given.append(more["timeout"])
            return await ask(*sent, **more)

        return noted

    monkeypatch.setattr(fetch, "post", noting(post))
    monkeypatch.setattr(fetch, "get", noting(get))
    _, asked = await dance.leave()
    given.clear()
    dance.place.house.issuers.clear()
    with pytest.raises(Refused):
        await dance.come_back(asked, Returned("unknown"))
    assert len(given) == 2
    assert asking.SECONDS >= given[0] > given[1]


@cases.of("idp-huge")
async def test_an_answer_without_end_is_not_read_on(dance: Dance) -> None:
    _, asked = await dance.leave()
    assert asking.LIMIT == 1 << 20
    dance.issuer.answers["/token"] = stub.endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 10_000)
    with pytest.raises(Refused) as refused:
        await dance.come_back(asked, Returned("code"))
    assert refused.value.code == "provider_away"


@cases.of("idp-redirect")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(dance: Dance, status: int) -> None:
    async with stub.serving(stub.saying(200, b"{}")) as inside:
        dance.issuer.answers["/token"] = stub.saying(status, b"", Location=f"{inside.url}/")
        assert (await refusal(dance)).code == "provider_away"
    assert inside.connections == 0


@pytest.mark.parametrize(
    "answer",
    [
        stub.saying(500, b"{}"),
        stub.saying(429, b"{}"),
        stub.saying(200, b"<html>"),
        stub.saying(200, b"[]"),
        stub.saying(204, b""),
        stub.raw(b""),
    ],
)
async def test_a_broken_answer_is_a_provider_that_is_away(dance: Dance, answer: stub.Behave) -> None:
    dance.issuer.answers["/token"] = answer
    assert (await refusal(dance)).code == "provider_away"


@pytest.mark.parametrize("answer", [b"{}", b'{"id_token": 7}', b'{"id_token": ["e.e.e"]}'])
async def test_an_answer_without_a_token_is_a_lie(dance: Dance, answer: bytes) -> None:
    dance.issuer.answers["/token"] = stub.saying(200, answer)
    assert (await refusal(dance)).code == "provider_lied"


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"error": {"message": "no", "code": 100}}', b'{"error": "<b>"}'])
async def test_a_refusal_in_any_shape_is_one(dance: Dance, body: bytes) -> None:
    dance.issuer.answers["/token"] = stub.saying(400, body)
    assert (await refusal(dance)).code == "provider_refused"


async def test_a_provider_that_fails_again_and_again_is_left_alone_for_a_while(dance: Dance) -> None:
    await dance.around()
    dance.issuer.answers["/token"] = stub.saying(500, b"")
    for _ in range(3):
        await refusal(dance)
    before = len(dance.issuer.asked)
    dance.issuer.answers.clear()
    assert (await refusal(dance)).code == "provider_away"
    assert len(dance.issuer.asked) == before
    dance.place.clock.forward(minutes=1)
    assert (await dance.around()).subject == "ann-7"


@cases.of("jwks-down")
async def test_a_provider_that_hangs_holds_up_no_other(open_house: Callable[..., Awaitable[Place]]) -> None:
    async with issuer.dancing(open_house) as dance, stub.serving(stub.hanging) as other:
        hanging, provider = dance.whom[0]._replace(provider="other", issuer=other.url), dance.whom[1]
        asking_ = [asyncio.create_task(oauth.address(dance.place.house, hanging, provider, ASKED)) for _ in range(20)]
        await other.asked.wait()
        assert (await dance.around()).subject == "ann-7"
        for task in asking_:
            task.cancel()
        await asyncio.gather(*asking_, return_exceptions=True)


async def test_what_came_of_returns_is_counted(dance: Dance) -> None:
    def counted(outcome: str) -> int:
        return metrics._counts["voxpop_returns_total", "outcome", outcome]

    known, lied = counted("known"), counted("provider_lied")
    await dance.around()
    dance.issuer.claims["aud"] = "another"
    await refusal(dance)
    assert (counted("known"), counted("provider_lied")) == (known + 1, lied + 1)


async def test_no_token_and_no_code_is_in_a_log(dance: Dance, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "voxpop"):
        address, asked = await dance.leave()
        returned = dance.issuer.consent(address)
        dance.issuer.answers["/keys"] = stub.saying(500, b"")
        with pytest.raises(Refused):
            await dance.come_back(asked, returned)
    told = [returned.code, asked.verifier, asked.nonce, asked.state, issuer.SECRET, "for-userinfo", "eyJ"]
    assert "sign-in paper" in caplog.text
    assert not [word for word in told if word in caplog.text]


# Without OpenID Connect


def read(replies: Any) -> Profile:
    from voxpop.people import said

    return Profile("https://plain.example", said.number(replies[0].get("id"), "Plain"))


PLAIN = Provider(
    "github", "Plain", "https://plain.example", ("me",), read,
    authorize="https://plain.example/authorize", token="https://api.plain.example/token",
    profile=("https://api.plain.example/me?a=1",),
)  # fmt: skip


@pytest.fixture
async def plain(open_house: Callable[..., Awaitable[Place]]) -> AsyncIterator[tuple[Dance, Callable[..., Any]]]:
    """An OAuth 2 server with a way to come back from it: `back(**returned)`, with what /token and /me answer."""
    async with issuer.dancing(open_house, "github") as dance:
        dance.issuer.answers["/token"] = stub.saying(200, b'{"access_token": "opaque", "token_type": "bearer"}')
        dance.issuer.answers["/me"] = stub.saying(200, b'{"id": 7}')

        async def back(**returned: str) -> Profile:
            came = Returned("code", **returned)
            return await oauth.profile(dance.place.house, dance.whom[0], PLAIN, ASKED, came)

        yield dance, back


@cases.of("id-type")
async def test_an_id_is_the_same_as_a_number_and_as_text(plain: tuple[Dance, Callable[..., Any]]) -> None:
    dance, back = plain
    number = await back()
    dance.issuer.answers["/me"] = stub.saying(200, b'{"id": "7"}')
    assert await back() == number
    assert number.subject == "7"


@cases.of("same-id-for-all")
@pytest.mark.parametrize("id_", ["0", '""', "null", "false", '"null"', "0.0", "[]", "{}", '"0"', "-1"])
async def test_an_id_that_everybody_has_is_none(plain: tuple[Dance, Callable[..., Any]], id_: str) -> None:
    dance, back = plain
    dance.issuer.answers["/me"] = stub.saying(200, b'{"id": ' + id_.encode() + b"}")
    with pytest.raises(Refused) as refused:
        await back()
    assert refused.value.code == "provider_lied"


async def test_a_provider_without_openid_connect_is_asked_at_its_addresses(
    plain: tuple[Dance, Callable[..., Any]],
) -> None:
    dance, back = plain
    heard: list[stub.Asked] = []

    async def me(asked: stub.Asked, writer: Any) -> None:
        heard.append(asked)
        await stub.saying(200, b'{"id": 7}')(asked, writer)

    dance.issuer.answers["/me"] = me
    await back()
    assert dance.issuer.asked == ["/token", "/me"]
    assert (heard[0].target, heard[0].fields["authorization"]) == ("/me?a=1", "Bearer opaque")
    address = await oauth.address(dance.place.house, dance.whom[0], PLAIN, ASKED)
    assert address.startswith(f"{dance.issuer.url}/authorize?response_type=code&")
    assert "nonce" not in address


@pytest.mark.parametrize(
    "answer",
    [b'{"access_token": ""}', b'{"access_token": "a\\nb"}', b'{"access_token": 7}', b"{}",
     b'{"access_token": "a", "token_type": "mac"}'],
)  # fmt: skip
async def test_a_token_that_is_none_is_a_lie(plain: tuple[Dance, Callable[..., Any]], answer: bytes) -> None:
    dance, back = plain
    dance.issuer.answers["/token"] = stub.saying(200, answer)
    with pytest.raises(Refused) as refused:
        await back()
    assert refused.value.code == "provider_lied"


@pytest.mark.parametrize(("status", "code"), [(401, "refused"), (403, "refused"), (404, "away"), (302, "away")])
async def test_a_profile_that_is_not_shown_is_refused(
    plain: tuple[Dance, Callable[..., Any]], status: int, code: str
) -> None:
    dance, back = plain
    dance.issuer.answers["/me"] = stub.saying(status, b"{}")
    with pytest.raises(Refused) as refused:
        await back()
    assert refused.value.code == f"provider_{code}"


@cases.of("iss-wrong")
async def test_an_answer_from_elsewhere_is_refused_there_too(plain: tuple[Dance, Callable[..., Any]]) -> None:
    _, back = plain
    for named in ("https://evil.example", "nobody"):
        with pytest.raises(Refused) as refused:
            await back(iss=named)
        assert refused.value.code == "provider_lied"
    assert (await back(iss="https://plain.example/oauth")).subject == "7"


# With a provider that somebody else has written


@contextmanager
def mock(sub: str, claims: dict[str, object]) -> Iterator[str]:
    """oidc-provider-mock on loopback, with one user."""
    with warnings.catch_warnings(record=True):  # its libraries warn of each other
        warnings.simplefilter("always")
        import oidc_provider_mock  # type: ignore[import-untyped,unused-ignore]

        users = [oidc_provider_mock.User(sub=sub, claims=claims)]
        with oidc_provider_mock.run_server_in_thread(user_claims=users, require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"


async def test_a_whole_dance_with_another_s_provider(
    open_house: Callable[..., Awaitable[Place]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    said: dict[str, object] = {"name": "Ida Holm", "email": "ida@reader.example", "email_verified": True}
    with mock("ida", said) as there:
        agreed = {"issuer": there, "id": "voxpop", "secret": "s"}
        place = await open_house(sign_in=json.dumps({"mock": agreed}))
        place.clock.now = real_time()
        [(found, provider)] = offered(keys.of(place.house.settings))
        address = await oauth.address(place.house, found, provider, ASKED)
        answer = await fetch.post(
            address, b"sub=ida", headers={"content-type": "application/x-www-form-urlencoded"},
            timeout=5, limit=100_000, private=True,
        )  # fmt: skip
        came = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        assert came["state"] == ASKED.state
        profile = await oauth.profile(place.house, found, provider, ASKED, Returned(came["code"]))
    assert profile == Profile(there, "ida", "Ida Holm", email="ida@reader.example")
    assert threading.active_count() < 50


def real_time() -> int:
    from voxpop.lib.ids import now

    return now()
