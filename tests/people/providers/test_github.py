"""Replies as docs.github.com documents them for the authenticated user and their e-mail addresses; values invented."""

from typing import Any

import pytest

from voxpop.lib.refused import Refused
from voxpop.people.provider import Profile
from voxpop.people.providers.github import PROVIDER, read

ME: dict[str, Any] = {
    "login": "inesokafor",
    "id": 90817263,
    "node_id": "U_kgDOBWl8bw",
    "avatar_url": "https://avatars.githubusercontent.com/u/90817263?v=4",
    "html_url": "https://github.com/inesokafor",
    "type": "User",
    "name": "Ines Okafor",
    "email": "shown@reader.example",
}
EMAILS = [
    {"email": "old@reader.example", "primary": False, "verified": True, "visibility": None},
    {"email": "ines@reader.example", "primary": True, "verified": True, "visibility": "private"},
]


def test_recorded_replies_are_read() -> None:
    assert read([ME, EMAILS]) == Profile(
        issuer="https://github.com",
        subject="90817263",
        name="Ines Okafor",
        picture="https://avatars.githubusercontent.com/u/90817263?v=4",
        page="https://github.com/inesokafor",
        email="ines@reader.example",
    )


def test_the_address_is_the_primary_one_if_it_was_verified_or_none() -> None:
    assert read([ME, [EMAILS[0], EMAILS[1] | {"verified": False}]]).email == ""
    assert read([ME, [EMAILS[0]]]).email == ""
    assert read([ME, {"message": "Not Found"}]).email == ""
    assert read([ME]).email == ""


def test_who_has_no_name_is_called_by_their_login() -> None:
    assert read([ME | {"name": None}, EMAILS]).name == "inesokafor"


def test_who_takes_an_old_login_is_somebody_else() -> None:
    renamed, taken = ME | {"login": "ines"}, ME | {"id": 99999999}
    assert read([renamed]).subject == read([ME]).subject != read([taken]).subject


@pytest.mark.parametrize("reply", [{"message": "Bad credentials"}, ME | {"id": None}, ME | {"id": "inesokafor"}])
def test_a_reply_without_an_id_is_refused(reply: object) -> None:
    with pytest.raises(Refused, match="GitHub") as refused:
        read([reply, EMAILS])
    assert refused.value.code == "provider_lied"


def test_no_more_is_asked_for_than_the_addresses() -> None:
    assert PROVIDER.scopes == ("user:email",)
    assert PROVIDER.authorize == "https://github.com/login/oauth/authorize"
    assert PROVIDER.token == "https://github.com/login/oauth/access_token"
    assert PROVIDER.profile == ("https://api.github.com/user", "https://api.github.com/user/emails")
