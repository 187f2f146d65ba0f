"""An id token is believed when it is the issuer's, for this client, this sign-in and this moment; and not otherwise."""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from joserfc import jwk

from tests.docs import repository
from tests.support import cases, issuer, stub
from tests.support.house import Place
from tests.support.issuer import GONE, Dance
from voxpop.lib import metrics
from voxpop.lib.refused import Refused
from voxpop.people import asking, signed
from voxpop.people.claims import Lied

CORPUS = json.loads((repository.ROOT / "tests/corpora/oauth/negative_cases.json").read_text("utf-8"))
MINUTES = 60


@pytest.fixture
async def dance(open_house: Callable[..., Awaitable[Place]]) -> AsyncIterator[Dance]:
    async with issuer.dancing(open_house) as dancing:
        yield dancing


async def refusal(dance: Dance, **more: str) -> Refused:
    with pytest.raises(Refused) as refused:
        await dance.around(**more)
    return refused.value


async def lie(dance: Dance, why: str) -> None:
    """The issuer is caught lying, and nothing was let in."""
    refused = await refusal(dance)
    assert (refused.code, why in refused.sentence) == ("provider_lied", True), refused.sentence
    assert refused.sentence.startswith("127.0.0.1 gave an answer that cannot be right (")


def test_every_case_of_the_corpus_is_held_by_a_test() -> None:
    wanted = {case["id"] for case in CORPUS}
    assert len(wanted) == 62
    assert wanted - cases.held() == set()


async def test_who_the_token_says_comes_in(dance: Dance) -> None:
    profile = await dance.around()
    assert (profile.issuer, profile.subject, profile.name) == (dance.issuer.url, "ann-7", "Ann Kask")


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
async def test_each_way_to_sign_that_is_taken_is_taken(dance: Dance, algorithm: str) -> None:
    dance.issuer.algorithm, dance.issuer.keys = algorithm, [issuer.public(algorithm, "one")]
    assert (await dance.around()).subject == "ann-7"


async def test_what_the_issuer_does_not_say_it_signs_with_is_not_taken(dance: Dance) -> None:
    dance.issuer.algorithm, dance.issuer.keys = "ES256", [issuer.public("ES256", "one")]
    dance.issuer.document["id_token_signing_alg_values_supported"] = ["RS256"]
    await lie(dance, "not signed in a way that was agreed")


# Whose, for whom, when


@cases.of("id-nonce-wrong")
@pytest.mark.parametrize("nonce", ["another", "", None, 7, GONE])
async def test_a_token_for_another_sign_in_is_refused(dance: Dance, nonce: Any) -> None:
    dance.issuer.claims["nonce"] = nonce
    await lie(dance, "another sign-in")


@cases.of("id-aud-wrong")
@pytest.mark.parametrize("audience", ["another", "voxpop-10", "VOXPOP-1", "", None, 1, [], {}, ["another"], GONE])
async def test_a_token_for_another_client_is_refused(dance: Dance, audience: Any) -> None:
    dance.issuer.claims["aud"] = audience
    await lie(dance, "another application")


@cases.of("id-aud-multi")
@pytest.mark.parametrize("party", ["another", "", 0, GONE])
async def test_a_token_for_several_is_refused_unless_it_was_given_to_this_client(dance: Dance, party: Any) -> None:
    dance.issuer.claims |= {"aud": [issuer.CLIENT, "another"], "azp": party}
    await lie(dance, "another application")


async def test_a_token_for_several_that_was_given_to_this_client_is_taken(dance: Dance) -> None:
    dance.issuer.claims |= {"aud": [issuer.CLIENT, "another"], "azp": issuer.CLIENT}
    assert (await dance.around()).subject == "ann-7"
    dance.issuer.claims = {"aud": [issuer.CLIENT]}
    assert (await dance.around()).subject == "ann-7"


@cases.of("id-iss-wrong")
@pytest.mark.parametrize("spelt", ["{}/", "{}.evil.example", "{}:80", " {}", "HTTP{}", "", None, GONE, ["{}"]])
async def test_an_issuer_is_its_own_name_letter_by_letter(dance: Dance, spelt: Any) -> None:
    url = dance.issuer.url
    told = {"HTTP{}": url.replace("http", "HTTP")}.get(spelt) if isinstance(spelt, str) else None
    plain = spelt.format(url) if isinstance(spelt, str) else [url] if isinstance(spelt, list) else spelt
    dance.issuer.claims["iss"] = told or plain
    await lie(dance, "another issuer's")


@cases.of("id-exp")
@pytest.mark.parametrize(("over", "taken"), [(60, True), (61, False), (100_000, False)])
async def test_a_token_is_over_a_minute_after_it_says_so(dance: Dance, over: int, taken: bool) -> None:
    dance.issuer.claims["exp"] = dance.place.clock.now // 1_000_000 - over
    if taken:
        assert (await dance.around()).subject == "ann-7"
    else:
        await lie(dance, f"by this server's clock its token ended {over} s ago")


@cases.of("id-iat-future", "id-nbf")
@pytest.mark.parametrize("claim", ["iat", "nbf"])
@pytest.mark.parametrize(("ahead", "taken"), [(60, True), (61, False), (10 * MINUTES, False)])
async def test_a_token_of_the_future_is_refused(dance: Dance, claim: str, ahead: int, taken: bool) -> None:
    dance.issuer.claims[claim] = dance.place.clock.now // 1_000_000 + ahead
    if taken:
        assert (await dance.around()).subject == "ann-7"
    else:
        await lie(dance, f"by this server's clock its token is good in {ahead} s only")


@pytest.mark.parametrize("claim", ["exp", "iat", "nbf"])
@pytest.mark.parametrize("time", ["1760000000", True, -1, 1e300, None, [1]])
async def test_a_time_is_a_number_of_seconds(dance: Dance, claim: str, time: Any) -> None:
    dance.issuer.claims[claim] = time
    await lie(dance, "does not say when it is good")


@cases.of("clock-skew")
@pytest.mark.parametrize(("minutes", "words"), [(-5, "is good in 300 s only"), (10, "ended 300 s ago")])
async def test_a_clock_that_is_wrong_is_named_and_counted(
    dance: Dance, minutes: int, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = metrics._counts["voxpop_clock_differs_total", "", ""]
    now = dance.place.clock.now // 1_000_000 - minutes * MINUTES  # ours is wrong by so much
    dance.issuer.claims |= {"iat": now, "exp": now + 5 * MINUTES}
    with caplog.at_level(logging.WARNING, "voxpop"):
        await lie(dance, words)
    assert words in caplog.text
    assert metrics._counts["voxpop_clock_differs_total", "", ""] == before + 1


# Signed by whom, and how


def unsigned(header: dict[str, Any], said: dict[str, Any]) -> str:
    return issuer.token({**header, "alg": "none"}, said, lambda _: b"")


@cases.of("id-alg-none")
@pytest.mark.parametrize("spelt", ["none", "None", "nOnE", "", None, GONE, ["none"], 0])
async def test_a_token_that_nobody_signed_is_refused(dance: Dance, spelt: Any) -> None:
    dance.issuer.header["alg"] = spelt
    dance.issuer.write = lambda header, said: issuer.token(header, said, lambda _: b"")
    await lie(dance, "not signed in a way that was agreed")


@cases.of("id-alg-hs-with-rsa-pub", "id-empty-key")
@pytest.mark.parametrize("secret", ["pem", "modulus", "empty", "client"])
async def test_a_token_signed_with_what_everybody_knows_is_refused(dance: Dance, secret: str) -> None:
    rsa = issuer.key("RS256")
    known = {
        "pem": rsa.as_pem(private=False),
        "modulus": rsa.as_dict(private=False)["n"].encode(),
        "empty": b"",
        "client": issuer.SECRET.encode(),
    }[secret]
    dance.issuer.header["alg"] = "HS256"
    dance.issuer.keys.append({"kty": "oct", "k": "", "kid": "one", "alg": "HS256"})
    sign = lambda said: hmac.new(known, said, hashlib.sha256).digest()  # noqa: E731
    dance.issuer.write = lambda header, said: issuer.token(header, said, sign)
    await lie(dance, "not signed in a way that was agreed")


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512"])
def test_no_issuer_can_agree_to_what_is_never_taken(algorithm: str) -> None:
    with pytest.raises(Lied, match="not signed in a way that was agreed"):
        signed.opened(issuer.token({"alg": algorithm}, {}, lambda _: b""), [algorithm])


@cases.of("id-jwk-header", "id-jku", "id-crit")
@pytest.mark.parametrize("field", ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"])
async def test_a_token_does_not_say_by_itself_how_it_is_checked(dance: Dance, field: str) -> None:
    evil = issuer.public("RS256", "evil", number=1)
    async with stub.serving(stub.saying(200, json.dumps({"keys": [evil]}).encode())) as outside:
        brought = {"jwk": evil, "jku": f"{outside.url}/keys", "x5u": f"{outside.url}/chain", "crit": ["paper"]}
        dance.issuer.header |= {"kid": "evil", field: brought.get(field, False), "paper": 1}
        dance.issuer.write = lambda header, said: issuer.token(header, said, issuer.signing("RS256", 1))
        await lie(dance, "says by itself how it is to be checked")
    assert outside.connections == 0


async def test_a_field_of_the_header_that_nobody_must_understand_is_passed_over(dance: Dance) -> None:
    dance.issuer.header |= {"x5t": "abc", "paper": 1}
    assert (await dance.around()).subject == "ann-7"


@cases.of("id-kid-traversal")
@pytest.mark.parametrize("kid", ["../../dev/null", "one' OR 1=1 --", "unknown", "", "ONE", "\x00"])
async def test_an_unknown_key_is_looked_for_once_a_minute_at_most(dance: Dance, kid: str) -> None:
    await dance.around()
    dance.place.clock.forward(minutes=2)
    before = dance.issuer.asked.count("/keys")
    dance.issuer.header["kid"] = kid
    for _ in range(3):
        await lie(dance, "a key that it does not publish")
    assert dance.issuer.asked.count("/keys") == before + 1
    dance.place.clock.forward(minutes=1)
    await lie(dance, "a key that it does not publish")
    assert dance.issuer.asked.count("/keys") == before + 2


@pytest.mark.parametrize("kid", [1, [], {"one": 1}, None])
async def test_the_name_of_a_key_is_text(dance: Dance, kid: Any) -> None:
    dance.issuer.header["kid"] = kid
    dance.issuer.keys.append(issuer.public("RS256", "two", number=1))
    await lie(dance, "a key that it does not publish" if kid is None else "of another kind")


async def test_a_token_that_names_no_key_needs_none_where_there_is_one(dance: Dance) -> None:
    dance.issuer.header["kid"] = GONE
    dance.issuer.keys.append(issuer.public("ES256", "other"))
    assert (await dance.around()).subject == "ann-7"


async def test_a_token_that_another_key_has_signed_is_refused(dance: Dance) -> None:
    dance.issuer.write = lambda header, said: issuer.token(header, said, issuer.signing("RS256", 1))
    await lie(dance, "not signed by it")


async def test_a_token_that_was_changed_afterwards_is_refused(dance: Dance) -> None:
    def write(header: dict[str, Any], said: dict[str, Any]) -> str:
        head, _, signature = issuer.token(header, said, issuer.signing("RS256")).split(".")
        return f"{head}.{issuer.part({**said, 'sub': 'eve'})}.{signature}"

    dance.issuer.write = write
    await lie(dance, "not signed by it")


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt", "secevent+jwt", "", None, 1])
async def test_a_token_of_another_kind_is_refused(dance: Dance, kind: Any) -> None:
    dance.issuer.header["typ"] = kind
    await lie(dance, "of another kind")


async def test_a_key_that_is_too_short_or_for_something_else_is_none(dance: Dance) -> None:
    with pytest.warns(UserWarning, match="2048"):
        short = jwk.RSAKey.generate_key(1024).as_dict(private=False)
    good = issuer.public("RS256", "one")
    for bad in ({**short, "kid": "one"}, {**good, "use": "enc"}, {**good, "alg": "RS512"}, {**good, "n": 7}, "one"):
        dance.issuer.keys = [bad]  # type: ignore[list-item]
        dance.place.clock.forward(minutes=2)
        await lie(dance, "a key that it does not publish")


# What cannot be read


@cases.of("id-huge")
@pytest.mark.parametrize("size", [16 * 1024, 700_000])
async def test_nothing_is_decoded_of_a_token_that_is_too_long(
    dance: Dance, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signed, "_header", None)
    dance.issuer.header["x"] = "x" * size
    await lie(dance, "longer than 16384 characters")


@cases.of("id-huge")
async def test_a_token_of_ten_megabytes_is_not_even_read(dance: Dance) -> None:
    dance.issuer.header["x"] = "x" * 10_000_000
    assert (await refusal(dance)).code == "provider_away"
    with pytest.raises(Lied, match="longer than"):
        signed.opened("e" * 10_000_000 + ".e.e", ["RS256"])


@cases.of("id-zip-bomb")
@pytest.mark.parametrize("parts", [1, 2, 4, 5])
async def test_an_encrypted_token_is_refused_before_anything_is_unpacked(dance: Dance, parts: int) -> None:
    head = issuer.part({"alg": "RSA-OAEP", "enc": "A128GCM", "zip": "DEF"})
    dance.issuer.write = lambda _header, _said: ".".join([head, *["eJwr"] * (parts - 1)])
    await lie(dance, "not a signed one")


@cases.of("id-dup-claims")
@pytest.mark.parametrize("twice", ["claims", "header"])
async def test_what_says_something_twice_is_refused(dance: Dance, twice: str) -> None:
    def write(header: dict[str, Any], said: dict[str, Any]) -> str:
        doubled = json.dumps(said if twice == "claims" else header)[:-1] + ', "sub": "eve", "sub": "ann-7"}'
        head, claims = (header, doubled.encode()) if twice == "claims" else (doubled.encode(), said)
        return issuer.token(head, claims, issuer.signing("RS256"))

    dance.issuer.write = write
    await lie(dance, "cannot be read")


@pytest.mark.parametrize("said", [b"[]", b"null", b"{", b"\xff", b'{"a": NaN}', b"[" * 9000, b'{"exp": 1e999}'])
async def test_a_signed_token_that_says_nothing_is_refused(dance: Dance, said: bytes) -> None:
    dance.issuer.write = lambda header, _: issuer.token(header, said, issuer.signing("RS256"))
    assert (await refusal(dance)).code == "provider_lied"


@pytest.mark.parametrize("head", ["", "e", "e30=", "e3$0", "W10", "bnVsbA", "é", "e30 "])
async def test_a_header_that_cannot_be_read_is_refused(dance: Dance, head: str) -> None:
    dance.issuer.write = lambda _header, said: f"{head}.{issuer.part(said)}.c2ln"
    assert (await refusal(dance)).code == "provider_lied"


# Who


@cases.of("id-sub-empty", "same-id-for-all")
@pytest.mark.parametrize(
    "subject",
    ["", " ", GONE, None, 7, 0, True, "null", "undefined", "x" * 256, "x" * 10_000, "a\x00b", "\ud800", ["a"]],
)
async def test_who_has_no_id_is_nobody(dance: Dance, subject: Any) -> None:
    dance.issuer.claims["sub"] = subject
    assert (await refusal(dance)).code == "provider_lied"


@cases.of("same-id-for-all")
async def test_two_people_have_two_ids(dance: Dance) -> None:
    ann = await dance.around()
    dance.issuer.claims["sub"] = "bo-8"
    assert (ann.issuer, ann.subject) != (await dance.around())[:2]


@cases.of("email-unverified")
@pytest.mark.parametrize("proved", [False, GONE, "false", "true", 0, 1, None, [True]])
async def test_an_e_mail_address_that_was_not_proved_is_none(dance: Dance, proved: Any) -> None:
    dance.issuer.claims |= {"email": "ann@reader.example", "email_verified": proved}
    assert (await dance.around()).email == ""


async def test_an_e_mail_address_that_was_proved_is_one(dance: Dance) -> None:
    dance.issuer.claims |= {"email": "Ann@Reader.example", "email_verified": True}
    assert (await dance.around()).email == "Ann@reader.example"


@cases.of("email-encoded-word")
@pytest.mark.parametrize(
    "address",
    ["=?utf-8?q?a=40evil.example=3e?=@good.example", "a@evil.example@good.example", '"a b"@good.example', "a", 7, {}],
)
async def test_an_e_mail_address_in_disguise_is_none(dance: Dance, address: Any) -> None:
    dance.issuer.claims |= {"email": address, "email_verified": True}
    assert (await dance.around()).email == ""


@cases.of("email-none")
async def test_who_has_no_e_mail_address_comes_in(dance: Dance) -> None:
    assert (await dance.around()).email == ""


async def test_what_is_only_shown_is_nothing_where_it_is_not_what_it_should_be(dance: Dance) -> None:
    dance.issuer.claims |= {"name": ["Ann"], "picture": "javascript:alert(1)", "profile": "https://x y/"}
    assert (await dance.around())[2:] == ("", "", "", "")
    dance.issuer.claims |= {"name": "A\x00nn\u202e" + "x" * 300, "picture": f"{dance.issuer.url}/p.png"}
    profile = await dance.around()
    assert (profile.name[:5], len(profile.name) <= 200) == ("Annxx", True)
    assert profile.picture == f"{dance.issuer.url}/p.png"


# What is published


@cases.of("jwks-rotated")
async def test_a_key_that_was_changed_is_fetched_once(dance: Dance) -> None:
    await dance.around()
    dance.place.clock.forward(minutes=2)
    dance.issuer.keys = [issuer.public("RS256", "two", number=1)]
    dance.issuer.header["kid"] = "two"
    dance.issuer.write = lambda header, said: issuer.token(header, said, issuer.signing("RS256", 1))
    for _ in range(3):
        assert (await dance.around()).subject == "ann-7"
    assert dance.issuer.asked.count("/keys") == 2


@cases.of("jwks-down")
@pytest.mark.parametrize("answer", [stub.saying(500, b"{}"), stub.raw(b""), stub.saying(200, b"<html>")])
async def test_keys_that_cannot_be_had_are_a_provider_that_is_away(dance: Dance, answer: stub.Behave) -> None:
    dance.issuer.answers["/keys"] = answer
    refused = await refusal(dance)
    assert (refused.code, "does not answer at the moment" in refused.sentence) == ("provider_away", True)
    del dance.issuer.answers["/keys"]
    assert (await dance.around()).subject == "ann-7"


@pytest.mark.parametrize("keys", [{}, [], {"keys": {}}, {"keys": None}, 7])
async def test_a_set_of_keys_that_is_none_is_a_provider_that_is_away(dance: Dance, keys: Any) -> None:
    dance.issuer.answers["/keys"] = stub.saying(200, json.dumps(keys).encode())
    assert (await refusal(dance)).code == "provider_away"


@cases.of("discovery-issuer")
@pytest.mark.parametrize("called", ["{}/", "https://evil.example", "", None, GONE])
async def test_an_issuer_that_calls_itself_otherwise_is_not_used_and_the_operator_told(
    dance: Dance, called: Any, caplog: pytest.LogCaptureFixture
) -> None:
    dance.issuer.document["issuer"] = called.format(dance.issuer.url) if isinstance(called, str) else called
    for _ in range(3):
        assert (await refusal(dance)).code == "provider_away"
    assert f"not used: the issuer {dance.issuer.url} " in caplog.text
    assert len(dance.issuer.asked) == 1  # it is left alone then
    dance.place.clock.forward(minutes=6)
    dance.issuer.document.clear()
    assert (await dance.around()).subject == "ann-7"


@pytest.mark.parametrize(
    ("field", "address"),
    [
        ("token_endpoint", "http://10.0.0.1/token"),
        ("jwks_uri", "file:///etc/passwd"),
        ("authorization_endpoint", "javascript:alert(1)"),
        ("userinfo_endpoint", 7),
        ("token_endpoint", GONE),
    ],
)
async def test_a_document_without_addresses_that_may_be_asked_is_not_used(
    dance: Dance, field: str, address: Any
) -> None:
    dance.issuer.document[field] = address
    assert (await refusal(dance)).code == "provider_away"


async def test_an_issuer_of_this_machine_opens_no_other_door_of_it(dance: Dance) -> None:
    async with stub.serving(stub.saying(200, b"{}")) as other:
        dance.issuer.document["jwks_uri"] = other.url.replace("http:", "https:")
        assert (await refusal(dance)).code == "provider_away"
    assert other.connections == 0


async def test_what_is_published_is_read_once_an_hour(dance: Dance) -> None:
    for _ in range(3):
        await dance.around()
    asked = dance.issuer.asked
    assert (asked.count("/.well-known/openid-configuration"), asked.count("/keys")) == (1, 1)
    dance.place.clock.forward(hours=2)
    await dance.around()
    assert (asked.count("/.well-known/openid-configuration"), asked.count("/keys")) == (2, 2)


async def test_what_only_userinfo_tells_is_asked_for(dance: Dance) -> None:
    dance.issuer.claims["name"] = GONE
    told = {"sub": "ann-7", "name": "Ann K.", "email": "ann@reader.example", "email_verified": True}
    dance.issuer.userinfo = told
    profile = await dance.around()
    assert (profile.name, profile.email) == ("Ann K.", "ann@reader.example")
    dance.issuer.claims["email_verified"] = True  # which is about no address of its own
    dance.issuer.userinfo = {**told, "email_verified": False}
    assert (await dance.around()).email == ""


@pytest.mark.parametrize("told", [{"sub": "eve"}, {}, [], {"sub": 7}])
async def test_userinfo_of_somebody_else_is_refused(dance: Dance, told: Any) -> None:
    dance.issuer.claims["name"] = GONE
    dance.issuer.userinfo = told
    await lie(dance, "about somebody else")


def test_json_is_read_with_each_name_once_and_without_what_is_no_number() -> None:
    assert asking.read(b'{"a": {"b": 1}}') == {"a": {"b": 1}}
    for odd in (b'{"a": 1, "a": 1}', b"Infinity", b"\xef\xbb\xbf{}x", b"\xff", b"", b"[" * 100_000, b"1" * 5000):
        with pytest.raises(ValueError):  # noqa: PT011 - of which kind is all the same
            asking.read(odd)


def test_the_parts_of_a_token_are_what_they_are_in_the_tests() -> None:
    assert base64.urlsafe_b64decode(issuer.part({"a": 1}) + "==") == b'{"a": 1}'
