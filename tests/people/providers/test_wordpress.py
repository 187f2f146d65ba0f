"""Replies as "GET /me" of developer.wordpress.com (REST API 1.1) documents them; the values are invented."""

from typing import Any

import pytest

from voxpop.lib.refused import Refused
from voxpop.people.provider import Profile
from voxpop.people.providers.wordpress import PROVIDER, read

ME: dict[str, Any] = {
    "ID": 48120377,
    "display_name": "Ines Okafor",
    "username": "inesokafor",
    "email": "ines@reader.example",
    "email_verified": True,
    "avatar_URL": "https://0.gravatar.com/avatar/5f1c?s=96&d=identicon",
    "profile_URL": "https://gravatar.com/inesokafor",
    "meta": {"links": {"self": "https://public-api.wordpress.com/rest/v1.1/me"}},
}


def test_a_recorded_reply_is_read() -> None:
    assert read([ME]) == Profile(
        issuer="https://wordpress.com",
        subject="48120377",
        name="Ines Okafor",
        picture="https://0.gravatar.com/avatar/5f1c?s=96&d=identicon",
        page="https://gravatar.com/inesokafor",
        email="ines@reader.example",
    )


def test_an_address_that_was_not_verified_is_none() -> None:
    assert read([ME | {"email_verified": False}]).email == ""
    assert read([{name: value for name, value in ME.items() if name != "email_verified"}]).email == ""


def test_who_takes_an_old_login_is_somebody_else() -> None:
    assert read([ME | {"ID": 50999001}]).subject != read([ME | {"username": "ines2"}]).subject


@pytest.mark.parametrize("id_", [0, "", None, "inesokafor"])
def test_a_reply_without_an_id_is_refused(id_: object) -> None:
    with pytest.raises(Refused, match=r"WordPress\.com"):
        read([ME | {"ID": id_}])


def test_nothing_is_asked_for_but_who_somebody_is() -> None:
    assert PROVIDER.scopes == ("auth",)
    assert PROVIDER.authorize == "https://public-api.wordpress.com/oauth2/authorize"
    assert PROVIDER.token == "https://public-api.wordpress.com/oauth2/token"
    assert PROVIDER.profile[0].startswith("https://public-api.wordpress.com/rest/v1.1/me?")
