"""Replies as "User Resource" of docs.discord.com documents them; the values are invented."""

from typing import Any

import pytest

from voxpop.lib.refused import Refused
from voxpop.people.provider import Profile
from voxpop.people.providers.discord import PROVIDER, read

ME: dict[str, Any] = {
    "id": "80351110224678912",
    "username": "inesokafor",
    "discriminator": "0",
    "global_name": "Ines",
    "avatar": "8342729096ea3675442027381ff50dfe",
    "verified": True,
    "email": "ines@reader.example",
    "flags": 64,
}


def test_a_recorded_reply_is_read() -> None:
    assert read([ME]) == Profile(
        issuer="https://discord.com",
        subject="80351110224678912",
        name="Ines",
        picture="https://cdn.discordapp.com/avatars/80351110224678912/8342729096ea3675442027381ff50dfe.png?size=128",
        email="ines@reader.example",
    )


def test_who_shows_no_other_name_is_called_by_their_user_name() -> None:
    assert read([ME | {"global_name": None}]).name == "inesokafor"


@pytest.mark.parametrize("avatar", [None, "", "../../evil", 7])
def test_what_is_no_hash_makes_no_address(avatar: object) -> None:
    assert read([ME | {"avatar": avatar}]).picture == ""


def test_an_address_that_was_not_verified_is_none() -> None:
    assert read([ME | {"verified": False}]).email == ""


def test_a_number_and_its_digits_are_one_account() -> None:
    assert read([ME | {"id": 80351110224678912}]).subject == read([ME]).subject


@pytest.mark.parametrize("reply", [{"message": "401: Unauthorized", "code": 0}, ME | {"id": ""}, ME | {"id": "ines"}])
def test_a_reply_without_an_id_is_refused(reply: object) -> None:
    with pytest.raises(Refused, match="Discord") as refused:
        read([reply])
    assert refused.value.code == "provider_lied"


def test_no_more_is_asked_for_than_who_somebody_is_and_their_address() -> None:
    assert PROVIDER.scopes == ("identify", "email")
    assert PROVIDER.authorize == "https://discord.com/oauth2/authorize"
    assert PROVIDER.token == "https://discord.com/api/oauth2/token"
