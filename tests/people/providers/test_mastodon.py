"""Replies as docs.joinmastodon.org documents them ("accounts API methods", "apps API methods"); the values invented."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from tests.support import accounts_server, legs, stub
from tests.support.accounts_server import There
from tests.support.house import Place
from tests.support.legs import Leg
from voxpop.lib import fetch
from voxpop.lib.refused import Refused
from voxpop.people.provider import Profile
from voxpop.people.providers import mastodon
from voxpop.sites.site import Site

BACK = f"{accounts_server.TALK}/sign-in/mastodon/back"
TOOT = "https://toot.example"
ME: dict[str, Any] = {
    "id": "109876543210987654",
    "username": "ines",
    "acct": "ines",
    "display_name": "Ines Okafor",
    "url": "https://toot.example/@ines",
    "avatar": "https://files.toot.example/a.gif",
    "avatar_static": "https://files.toot.example/a.png",
    "source": {"privacy": "public"},
}


def test_a_recorded_reply_is_read() -> None:
    assert mastodon.read(TOOT, [ME]) == Profile(
        issuer="https://toot.example",
        subject="109876543210987654",
        name="Ines Okafor",
        picture="https://files.toot.example/a.png",
        page="https://toot.example/@ines",
    )


def test_the_same_id_at_another_server_is_somebody_else() -> None:
    here, there = mastodon.read(TOOT, [ME]), mastodon.read("https://other.example", [ME])
    assert (here.issuer, here.subject) != (there.issuer, there.subject)


def test_who_has_no_other_name_is_called_by_their_user_name() -> None:
    assert mastodon.read(TOOT, [ME | {"display_name": ""}]).name == "ines"


@pytest.mark.parametrize("reply", [{"error": "The access token is invalid"}, ME | {"id": ""}, ME | {"id": "null"}, []])
def test_a_reply_without_an_id_is_refused(reply: object) -> None:
    with pytest.raises(Refused) as refused:
        mastodon.read(TOOT, [reply])
    assert refused.value.code == "provider_lied"


@pytest.mark.parametrize("typed", [
    "toot.example", " Toot.Example ", "https://toot.example", "https://toot.example/@ines", "@ines@toot.example",
    "ines@toot.example", "toot.example/", "toot.example.",
])  # fmt: skip
def test_a_server_is_known_by_its_name_a_handle_or_a_page(typed: str) -> None:
    assert mastodon.origin(typed) == TOOT


def test_a_name_in_any_letters_is_one() -> None:
    assert mastodon.origin("köln.example") == "https://xn--kln-sna.example"


@pytest.mark.parametrize("typed", [
    "", "mastodon", "localhost", "127.0.0.1", "[::1]", "2130706433", "0x7f.1", "http://toot.example", "toot.example:22",
    "https://toot.example:8443", "ftp://toot.example", "toot example", "ann:pw@toot.example:1", "https://", "@ines@",
    "javascript:alert(1)", "//toot.example", "toot..example", "-toot.example", "toot.example#x", "x" * 300 + ".example",
    "https://ann@evil.example@toot example",
])  # fmt: skip
def test_what_is_no_name_of_a_server_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"It should be like mastodon\.example") as refused:
        mastodon.origin(typed)
    assert refused.value.code == "provider_unknown"


@pytest.fixture(scope="module")
def playing() -> Iterator[There]:
    with accounts_server.running() as there:
        yield there


@pytest.fixture
def there(playing: There, monkeypatch: pytest.MonkeyPatch) -> There:
    """What is to be found at toot.example."""
    playing.visits.clear()
    found(monkeypatch, playing.url)
    return playing


def found(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Whoever asks toot.example asks this address."""
    plain = {"get": fetch.get, "post": fetch.post}

    def at(name: str) -> Callable[..., Awaitable[fetch.Answer]]:
        async def asked(address: str, *rest: Any, private: bool = False, **more: Any) -> fetch.Answer:
            assert not private
            assert address.startswith(f"{TOOT}/")
            return await plain[name](address.replace(TOOT, url), *rest, private=True, **more)

        return asked

    for name in plain:
        monkeypatch.setattr(fetch, name, at(name))


async def site_of(place: Place) -> Site:
    return await place.house.sites.named("default")


async def test_a_server_is_registered_with_once_and_then_asked_like_any_provider(place: Place, there: There) -> None:
    site = await site_of(place)
    keys, provider = await mastodon.registered(place.house, site.id, "@ann@toot.example", BACK)
    again, _ = await mastodon.registered(place.house, site.id, "toot.example", BACK)
    assert keys == again
    assert there.visits == ["/api/v1/apps"]
    assert (keys.server, keys.issuer, provider.issuer) == ("", "", TOOT)
    leg = Leg(place.house, there, "mastodon", keys)
    leg.how = provider._replace(authorize=provider.authorize.replace(TOOT, there.url))
    code = await leg.consents()
    profile = await leg.back(code)
    assert (profile.issuer, profile.subject) == (TOOT, "5101")


async def test_each_site_and_each_address_to_come_back_to_has_its_own_client(place: Place, there: There) -> None:
    site = await site_of(place)
    one, _ = await mastodon.registered(place.house, site.id, "toot.example", BACK)
    two, _ = await mastodon.registered(
        place.house, site.id, "toot.example", "https://new.example/sign-in/mastodon/back"
    )
    assert one.id != two.id


async def test_after_a_month_a_client_is_registered_anew(place: Place, there: There) -> None:
    site = await site_of(place)
    one, _ = await mastodon.registered(place.house, site.id, "toot.example", BACK)
    place.clock.forward(days=29)
    assert (await mastodon.registered(place.house, site.id, "toot.example", BACK))[0] == one
    place.clock.forward(days=2)
    assert (await mastodon.registered(place.house, site.id, "toot.example", BACK))[0] != one


@pytest.mark.parametrize(("status", "body"), [
    (404, b"<html>Not here</html>"), (200, b"<html>A blog</html>"), (200, b"[]"), (200, b'{"client_id": "a"}'),
    (200, b'{"client_id": 7, "client_secret": "b"}'), (422, b'{"error": "Validation failed"}'), (301, b""),
    (200, b'{"client_id": "' + b"a" * 501 + b'", "client_secret": "b"}'), (200, b" " * 70_000), (200, b"\xff{"),
])  # fmt: skip
async def test_what_does_not_answer_as_such_a_server_is_told_in_a_sentence(
    open_house: Callable[..., Awaitable[Place]], monkeypatch: pytest.MonkeyPatch, status: int, body: bytes
) -> None:
    place = await open_house()
    site = await site_of(place)
    async with stub.serving(stub.saying(status, body)) as other:
        found(monkeypatch, other.url)
        with pytest.raises(Refused, match=r"^toot\.example does not answer") as refused:
            await mastodon.registered(place.house, site.id, "toot.example", BACK)
    assert refused.value.code == "provider_away"


async def test_a_server_within_the_network_around_is_not_asked(
    open_house: Callable[..., Awaitable[Place]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def inside(_host: str, _port: int) -> list[str]:
        return ["10.0.0.7"]

    monkeypatch.setattr(fetch, "resolve", inside)
    place = await open_house()
    site = await site_of(place)
    with pytest.raises(Refused, match=r"toot\.example is not a server that can be asked") as refused:
        await mastodon.registered(place.house, site.id, "toot.example", BACK)
    assert refused.value.code == "provider_unknown"


async def test_a_server_that_the_operator_chose_is_itself_the_issuer(
    open_house: Callable[..., Awaitable[Place]], playing: There
) -> None:
    place = await open_house()
    assert (await legs.around(place.house, playing, "mastodon")).issuer == playing.url
