"""Replies as "GitLab as an OpenID Connect identity provider" of its documentation has them; the values are invented."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.support.house import Place
from tests.support.replay import Replay, replaying
from voxpop.people.provider import Profile


def document(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "userinfo_endpoint": f"{issuer}/oauth/userinfo",
        "jwks_uri": f"{issuer}/oauth/discovery/keys",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def claims(issuer: str) -> dict[str, Any]:
    return {
        "iss": issuer,
        "sub": "4711",
        "auth_time": 1_760_000_000,
        "sub_legacy": "a1b2c3",
        "email": "ines@reader.example",
        "email_verified": True,
        "groups_direct": ["paper"],
    }


USERINFO = {
    "sub": "4711",
    "name": "Ines Okafor",
    "nickname": "ines",
    "preferred_username": "ines",
    "email": "ines@reader.example",
    "email_verified": True,
    "profile": "https://gitlab.com/ines",
    "picture": "https://gitlab.com/uploads/-/system/user/avatar/4711/ines.png",
    "groups": ["paper"],
}


async def opened(
    open_house: Callable[..., Awaitable[Place]], monkeypatch: pytest.MonkeyPatch, issuer: str, **agreed: str
) -> Replay:
    keys = {"gitlab": {"id": "8f3", "secret": "gloas-x", **agreed}}
    replay = await replaying(open_house, monkeypatch, keys, document(issuer))
    replay.pages[f"{issuer}/oauth/userinfo"] = USERINFO
    return replay


async def test_recorded_replies_are_read(
    open_house: Callable[..., Awaitable[Place]], monkeypatch: pytest.MonkeyPatch
) -> None:
    gitlab = await opened(open_house, monkeypatch, "https://gitlab.com")
    assert await gitlab.around(claims("https://gitlab.com")) == Profile(
        issuer="https://gitlab.com",
        subject="4711",
        name="Ines Okafor",
        picture="https://gitlab.com/uploads/-/system/user/avatar/4711/ines.png",
        page="https://gitlab.com/ines",
        email="ines@reader.example",
    )
    assert gitlab.asked[-1] == "https://gitlab.com/oauth/userinfo"


async def test_an_installation_of_its_own_is_an_issuer_of_its_own(
    open_house: Callable[..., Awaitable[Place]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Replay, "get", anywhere(Replay.get))
    monkeypatch.setattr(Replay, "post", anywhere(Replay.post))
    gitlab = await opened(open_house, monkeypatch, "https://git.paper.example", server="https://git.paper.example/")
    profile = await gitlab.around(claims("https://git.paper.example"))
    assert (profile.issuer, profile.subject) == ("https://git.paper.example", "4711")
    assert (await gitlab.leave())[0] == "https://git.paper.example/oauth/authorize"


def anywhere(ask: Any) -> Any:
    """The operator's own server may be anywhere."""

    async def asked(*sent: Any, private: bool, **more: Any) -> Any:
        assert private
        return await ask(*sent, private=False, **more)

    return asked
