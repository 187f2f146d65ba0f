"""Replies as "Sign in with Apple REST API" of Apple's developer documentation has them; the values are invented."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from tests.support.house import Place
from tests.support.replay import Replay, replaying
from voxpop.lib.refused import Refused
from voxpop.people.provider import Keys, Profile
from voxpop.people.providers import apple

DOCUMENT = {
    "issuer": "https://appleid.apple.com",
    "authorization_endpoint": "https://appleid.apple.com/auth/authorize",
    "token_endpoint": "https://appleid.apple.com/auth/token",
    "jwks_uri": "https://appleid.apple.com/auth/keys",
    "response_types_supported": ["code"],
    "response_modes_supported": ["query", "fragment", "form_post"],
    "subject_types_supported": ["pairwise"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "token_endpoint_auth_methods_supported": ["client_secret_post"],
}
CLAIMS: dict[str, Any] = {
    "iss": "https://appleid.apple.com",
    "sub": "001234.f0e1d2c3b4a5968778695a4b3c2d1e0f.0912",
    "email": "x7k2p9@privaterelay.appleid.com",
    "email_verified": True,
    "is_private_email": True,
    "nonce_supported": True,
}
USER = {"name": {"firstName": "Ines", "lastName": "Okafor"}, "email": "x7k2p9@privaterelay.appleid.com"}
PAIR = ECKey.generate_key("P-256")
PEM = PAIR.as_pem(private=True).decode()
AGREED = {
    "id": "example.paper.talk",
    "team": "TEAM123456",
    "key_id": "KEY1234567",
    "key": PAIR.as_pem(private=True).decode(),
}


@pytest.fixture
async def replay(open_house: Callable[..., Awaitable[Place]], monkeypatch: pytest.MonkeyPatch) -> Replay:
    return await replaying(open_house, monkeypatch, {"apple": AGREED}, DOCUMENT)


async def test_a_recorded_reply_is_read_with_the_name_that_comes_the_first_time(replay: Replay) -> None:
    first = await replay.around(CLAIMS, user=json.dumps(USER))
    assert first == Profile(
        issuer="https://appleid.apple.com",
        subject="001234.f0e1d2c3b4a5968778695a4b3c2d1e0f.0912",
        name="Ines Okafor",
        email="x7k2p9@privaterelay.appleid.com",
    )
    assert await replay.around(CLAIMS) == first._replace(name="")


@pytest.mark.parametrize("user", ["{", "[]", "7", '{"name": 7}', '{"name": {"firstName": {}}}', "[" * 5000, "x" * 9000])
async def test_what_comes_by_way_of_the_browser_is_a_name_or_nothing(replay: Replay, user: str) -> None:
    assert (await replay.around(CLAIMS, user=user)).name == ""


async def test_an_address_by_way_of_the_browser_is_not_believed(replay: Replay) -> None:
    user = json.dumps({**USER, "email": "victim@reader.example", "sub": "another"})
    without = {name: value for name, value in CLAIMS.items() if name != "email"}
    profile = await replay.around(without, user=user)
    assert (profile.email, profile.subject) == ("", CLAIMS["sub"])


@pytest.mark.parametrize(
    ("proved", "kept"), [(True, True), ("true", True), ("false", False), (False, False), (1, False)]
)
async def test_whether_an_address_was_proved_is_said_in_either_of_two_ways(
    replay: Replay, proved: Any, kept: bool
) -> None:
    assert bool((await replay.around({**CLAIMS, "email_verified": proved})).email) is kept


async def test_the_answer_is_asked_for_as_a_form(replay: Replay) -> None:
    where, asked = await replay.leave()
    assert where == "https://appleid.apple.com/auth/authorize"
    assert (asked["response_mode"], asked["scope"]) == ("form_post", "openid name email")


async def test_the_secret_is_signed_for_five_minutes_with_the_key(replay: Replay) -> None:
    await replay.around(CLAIMS)
    secret = jws.deserialize_compact(replay.redeemed["client_secret"], PAIR, algorithms=["ES256"])
    now = replay.place.clock.now // 1_000_000
    assert secret.headers() == {"alg": "ES256", "kid": "KEY1234567"}
    assert json.loads(secret.payload or b"") == {
        "iss": "TEAM123456",
        "iat": now,
        "exp": now + 300,
        "aud": "https://appleid.apple.com",
        "sub": "example.paper.talk",
    }


@pytest.mark.parametrize(
    "pem", ["-----BEGIN PRIVATE KEY-----\nno\n-----END PRIVATE KEY-----", "rsa", "curve", "public"]
)
def test_a_key_that_is_none_of_apple_s_is_named(pem: str) -> None:
    others = {
        "rsa": RSAKey.generate_key(2048).as_pem(private=True).decode(),
        "curve": ECKey.generate_key("P-384").as_pem(private=True).decode(),
        "public": PAIR.as_pem(private=False).decode(),
    }
    keys = Keys("apple", "id", more={**AGREED, "key": others.get(pem, pem)})
    with pytest.raises(Refused, match="no private key of P-256"):
        apple.secret(keys, 0)
