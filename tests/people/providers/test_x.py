"""Replies as "Get my User" of docs.x.com documents them; the values are invented."""

from typing import Any

import pytest

from voxpop.lib.refused import Refused
from voxpop.people.provider import Profile
from voxpop.people.providers.x import PROVIDER, read

ME: dict[str, Any] = {
    "id": "1880030012345678901",
    "name": "Ines Okafor",
    "username": "inesokafor",
    "profile_image_url": "https://pbs.twimg.com/profile_images/1880/kT3_normal.jpg",
}
UNKNOWN = {
    "errors": [{"title": "Authorization Error", "detail": "Sorry.", "type": "https://api.twitter.com/2/problems/x"}]
}


def test_a_recorded_reply_is_read() -> None:
    assert read([{"data": ME}]) == Profile(
        issuer="https://x.com",
        subject="1880030012345678901",
        name="Ines Okafor",
        picture="https://pbs.twimg.com/profile_images/1880/kT3_bigger.jpg",
        page="https://x.com/inesokafor",
    )


def test_a_picture_without_a_larger_variant_stays_as_it_is() -> None:
    assert read([{"data": ME | {"profile_image_url": "https://pbs.twimg.com/a.png"}}]).picture.endswith("/a.png")


def test_who_takes_an_old_handle_is_somebody_else() -> None:
    taken = ME | {"id": "1990000000000000002"}
    renamed = ME | {"username": "ines_okafor"}
    assert read([{"data": renamed}]).subject == read([{"data": ME}]).subject != read([{"data": taken}]).subject


def test_a_handle_stays_within_the_address_of_a_page() -> None:
    assert read([{"data": ME | {"username": "../evil?x"}}]).page == "https://x.com/..%2Fevil%3Fx"


@pytest.mark.parametrize("reply", [UNKNOWN, {"data": None}, {"data": {}}, {"data": ME | {"id": ""}}, []])
def test_a_reply_without_an_id_is_refused(reply: object) -> None:
    with pytest.raises(Refused, match="X did not say") as refused:
        read([reply])
    assert refused.value.code == "provider_lied"


def test_the_client_proves_itself_by_basic_and_asks_for_no_more_than_it_must() -> None:
    assert PROVIDER.basic
    assert set(PROVIDER.scopes) == {"users.read", "tweet.read"}
    assert PROVIDER.authorize == "https://x.com/i/oauth2/authorize"
    assert PROVIDER.token == "https://api.x.com/2/oauth2/token"
