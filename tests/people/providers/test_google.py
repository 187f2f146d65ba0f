"""Replies as "OpenID Connect" of the documentation of Google Identity has them; the values are invented."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.support.house import Place
from tests.support.replay import Replay, replaying
from voxpop.lib.refused import Refused
from voxpop.people.provider import Profile

DOCUMENT = {
    "issuer": "https://accounts.google.com",
    "authorization_endpoint": "https://accounts.google.com/o/oauth2/v2/auth",
    "token_endpoint": "https://oauth2.googleapis.com/token",
    "userinfo_endpoint": "https://openidconnect.googleapis.com/v1/userinfo",
    "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs",
    "response_types_supported": ["code", "token", "id_token"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "scopes_supported": ["openid", "email", "profile"],
    "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
    "code_challenge_methods_supported": ["plain", "S256"],
}
CLIENT = "1234-abc.apps.googleusercontent.com"
CLAIMS: dict[str, Any] = {
    "iss": "https://accounts.google.com",
    "azp": CLIENT,
    "sub": "110169484474386270001",
    "at_hash": "HK6E_P6Dh8Y93mRNtsDB1Q",
    "email": "ines.okafor@gmail.com",
    "email_verified": True,
    "name": "Ines Okafor",
    "picture": "https://lh3.googleusercontent.com/a/ines=s96-c",
    "given_name": "Ines",
    "family_name": "Okafor",
}


@pytest.fixture
async def google(open_house: Callable[..., Awaitable[Place]], monkeypatch: pytest.MonkeyPatch) -> Replay:
    return await replaying(open_house, monkeypatch, {"google": {"id": CLIENT, "secret": "GOCSPX-x"}}, DOCUMENT)


async def test_a_recorded_reply_is_read(google: Replay) -> None:
    assert await google.around(CLAIMS) == Profile(
        issuer="https://accounts.google.com",
        subject="110169484474386270001",
        name="Ines Okafor",
        picture="https://lh3.googleusercontent.com/a/ines=s96-c",
        email="ines.okafor@gmail.com",
    )
    assert google.redeemed["client_secret"] == "GOCSPX-x"
    assert "userinfo" not in "".join(google.asked)


async def test_a_reader_is_asked_which_account_it_is_and_for_no_more_than_it_takes(google: Replay) -> None:
    where, asked = await google.leave()
    assert where == "https://accounts.google.com/o/oauth2/v2/auth"
    assert (asked["prompt"], asked["scope"]) == ("select_account", "openid profile email")


@pytest.mark.parametrize(
    ("address", "hd", "kept"),
    [
        ("ines@googlemail.com", None, True),
        ("ines@paper.example", "paper.example", True),
        ("ines@paper.example", None, False),  # proved once, when the account was made
        ("ines@paper.example", "", False),
        ("ines@gmail.com.evil.example", None, False),
    ],
)
async def test_an_address_counts_where_google_is_who_gives_it(
    google: Replay, address: str, hd: str | None, kept: bool
) -> None:
    profile = await google.around({**CLAIMS, "email": address, **({} if hd is None else {"hd": hd})})
    assert profile.email == (address if kept else "")


async def test_the_old_name_of_the_issuer_is_another(google: Replay) -> None:
    with pytest.raises(Refused, match="another issuer's"):
        await google.around({**CLAIMS, "iss": "accounts.google.com"})
