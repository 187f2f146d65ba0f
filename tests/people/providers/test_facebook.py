"""Replies as "Graph API: User" of developers.facebook.com documents them; the values are invented."""

from typing import Any

import pytest

from voxpop.lib.refused import Refused
from voxpop.people.provider import Keys, Profile
from voxpop.people.providers.facebook import PROVIDER, proof, read

PICTURE = {"height": 200, "width": 200, "is_silhouette": False, "url": "https://platform-lookaside.fbsbx.com/p/1"}
ME: dict[str, Any] = {"id": "10223344556677889", "name": "Ines Okafor", "picture": {"data": PICTURE}}
ERROR = {"error": {"message": "Invalid token", "type": "OAuthException", "code": 190, "fbtrace_id": "Axy"}}


def test_a_recorded_reply_is_read() -> None:
    assert read([ME]) == Profile(
        issuer="https://www.facebook.com",
        subject="10223344556677889",
        name="Ines Okafor",
        picture="https://platform-lookaside.fbsbx.com/p/1",
    )


def test_the_outline_of_a_head_is_no_picture() -> None:
    assert read([ME | {"picture": {"data": PICTURE | {"is_silhouette": True}}}]).picture == ""
    assert read([ME | {"picture": None}]).picture == ""


def test_an_address_is_not_believed() -> None:
    assert read([ME | {"email": "ines@reader.example", "verified": True}]).email == ""


@pytest.mark.parametrize("reply", [ERROR, ME | {"id": ""}, ME | {"id": "me"}, ME | {"id": 0}])
def test_a_reply_without_an_id_is_refused(reply: object) -> None:
    with pytest.raises(Refused, match="Facebook") as refused:
        read([reply])
    assert refused.value.code == "provider_lied"


def test_a_number_and_its_digits_are_one_account() -> None:
    assert read([ME | {"id": 10223344556677889}]).subject == read([ME]).subject


def test_a_call_bears_the_proof_that_the_secret_is_known() -> None:
    """HMAC-SHA256 of the token under the app's secret, in hex; of these two worked out by openssl dgst."""
    assert PROVIDER.proof is proof
    assert proof(Keys("facebook", "1", "s3cret"), "tok") == {
        "appsecret_proof": "2ff2659e371a012c6ab9b88a4af2122efc22dd1c5dda6dfd9e2ec9e6f7415791"
    }


def test_no_more_is_asked_for_than_the_public_profile() -> None:
    assert PROVIDER.scopes == ("public_profile",)
    assert PROVIDER.authorize.startswith("https://www.facebook.com/v")
    assert PROVIDER.authorize.endswith("/dialog/oauth")
    assert PROVIDER.token.endswith("/oauth/access_token")
