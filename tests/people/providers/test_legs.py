"""There and back with each of the providers that speak OAuth 2, played by tests/support/accounts_server."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.support import accounts_server, cases, legs, ports
from tests.support.accounts_answers import TOKEN, Somebody
from tests.support.accounts_server import There
from tests.support.house import Place
from tests.support.legs import Leg
from voxpop.lib.refused import Refused
from voxpop.people import asking, oauth
from voxpop.people.providers import KNOWN
from voxpop.sites.house import House

PROVIDERS = tuple(TOKEN)
each = pytest.mark.parametrize("provider", PROVIDERS)


@pytest.fixture(scope="module")
def playing() -> Iterator[There]:
    with accounts_server.running() as there:
        yield there


@pytest.fixture
def there(playing: There) -> There:
    playing.who, playing.token = accounts_server.ANN, "well"
    playing.faults.clear()
    playing.visits.clear()
    return playing


@pytest.fixture
async def house(open_house: Callable[..., Awaitable[Place]]) -> House:
    return (await open_house()).house


async def refusal(waiting: Awaitable[object]) -> Refused:
    with pytest.raises(Refused) as refused:
        await waiting
    return refused.value


@cases.of("pkce-missing")
@each
async def test_a_reader_goes_there_and_comes_back(house: House, there: There, provider: str) -> None:
    profile = await legs.around(house, there, provider)
    assert (profile.subject, profile.name) == ("5101", "Ann Okafor")
    assert profile.issuer == (there.url if provider == "mastodon" else KNOWN[provider].issuer)
    assert profile.email == ("ann@reader.example" if provider in ("wordpress", "github", "discord") else "")
    assert profile.picture.startswith("https://")
    assert there.faults == []  # PKCE by S256, exact redirect, scopes, Basic or form, proof


@each
async def test_who_refuses_comes_back_with_that_and_without_a_code(house: House, there: There, provider: str) -> None:
    there.who = None
    sent = await Leg(house, there, provider).returns()
    assert (sent["error"], "code" in sent) == ("access_denied", False)


@each
async def test_an_address_that_was_not_proved_is_none(house: House, there: There, provider: str) -> None:
    there.who = accounts_server.ANN._replace(verified=False)
    assert (await legs.around(house, there, provider)).email == ""


@cases.of("mutable-id")
@each
async def test_who_takes_the_old_name_of_another_is_somebody_else(house: House, there: There, provider: str) -> None:
    first = await legs.around(house, there, provider)
    there.who = Somebody(5101, "ann_the_first", "Ann Okafor")
    renamed = await legs.around(house, there, provider)
    there.who = Somebody(6202, "ann", "Ann Okafor")
    other = await legs.around(house, there, provider)
    assert first.subject == renamed.subject != other.subject


@cases.of("id-type")
@each
async def test_a_number_and_its_digits_are_one_account(house: House, there: There, provider: str) -> None:
    by_number = await legs.around(house, there, provider)
    there.who = Somebody("5101", "ann")
    by_digits = await legs.around(house, there, provider)
    assert (by_number.issuer, by_number.subject) == (by_digits.issuer, by_digits.subject)


@cases.of("same-id-for-all")
@each
@pytest.mark.parametrize("nobody", ["", None, 0, "0", "null", "undefined"])
async def test_an_id_that_everybody_has_lets_nobody_in(
    house: House, there: There, provider: str, nobody: object
) -> None:
    there.who = Somebody(nobody, "ann", "Ann Okafor")
    refused = await refusal(legs.around(house, there, provider))
    assert refused.code == "provider_lied"


@cases.of("pkce-wrong")
@each
async def test_a_code_with_another_verifier_is_worth_nothing(house: House, there: There, provider: str) -> None:
    leg = Leg(house, there, provider)
    code = await leg.consents()
    leg.asked = leg.asked._replace(verifier="v" * 64)
    refused = await refusal(leg.back(code))
    assert refused.code == "provider_refused"
    assert "verifier" not in refused.sentence


@cases.of("code-replayed")
@each
async def test_a_code_is_good_once(house: House, there: There, provider: str) -> None:
    leg = Leg(house, there, provider)
    code = await leg.consents()
    await leg.back(code)
    assert (await refusal(leg.back(code))).code == "provider_refused"


@each
async def test_a_code_of_another_client_is_worth_nothing(house: House, there: There, provider: str) -> None:
    code = await Leg(house, there, provider).consents()
    assert (await refusal(Leg(house, there, provider).back(code))).code == "provider_refused"


@each
async def test_a_secret_that_is_not_the_right_one_is_told_as_a_refusal(
    house: House, there: There, provider: str
) -> None:
    keys = there.keys(provider)
    refused = await refusal(legs.around(house, there, provider, keys._replace(secret="not it")))
    assert refused.code == "provider_refused"


@each
async def test_another_address_to_come_back_to_is_not_known_there(house: House, there: There, provider: str) -> None:
    leg = Leg(house, there, provider)
    leg.asked = leg.asked._replace(redirect=leg.asked.redirect + "/")
    address = await oauth.address(house, leg.keys, leg.how, leg.asked)
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(address)
    assert (answer.status_code, "location" in answer.headers) == (400, False)


@cases.of("idp-slow")
@each
async def test_a_provider_that_does_not_answer_is_given_up(
    house: House, there: There, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asking.SECONDS == 10
    leg = Leg(house, there, provider)
    code = await leg.consents()
    monkeypatch.setattr(asking, "SECONDS", 0.2)
    there.token = "slow"
    assert (await refusal(leg.back(code))).code == "provider_away"


@cases.of("idp-huge")
async def test_an_answer_without_end_is_broken_off(house: House, there: There) -> None:
    there.token, there.sent = "huge", 0
    assert (await refusal(legs.around(house, there, "github"))).code == "provider_away"
    assert there.sent < 20  # megabytes: what lies between two sockets, of a thousand


@cases.of("idp-redirect")
@each
async def test_a_token_endpoint_that_leads_elsewhere_is_not_followed(house: House, there: There, provider: str) -> None:
    there.token = "redirect"
    assert (await refusal(legs.around(house, there, provider))).code == "provider_away"
    assert "/inside" not in there.visits


@pytest.mark.parametrize("token", ["dead", "away"])
@each
async def test_a_broken_provider_is_away(house: House, there: There, provider: str, token: str) -> None:
    there.token = token
    refused = await refusal(legs.around(house, there, provider))
    assert (refused.code, "does not answer" in refused.sentence) == ("provider_away", True)


async def test_where_nobody_listens_the_provider_is_away(house: House, there: There) -> None:
    leg = Leg(house, there, "x")
    code = await leg.consents()
    leg.keys = leg.keys._replace(server=f"http://127.0.0.1:{ports.free()}")
    assert (await refusal(leg.back(code))).code == "provider_away"


async def test_two_readers_at_once_come_back_as_themselves(house: House, there: There) -> None:
    keys = there.keys("x")
    one, two = Leg(house, there, "x", keys), Leg(house, there, "x", keys)
    first = await one.consents()
    there.who = Somebody(7303, "bo", "Bo")
    second = await two.consents()
    profiles = await asyncio.gather(one.back(first), two.back(second))
    assert [profile.name for profile in profiles] == ["Ann Okafor", "Bo"]


async def test_no_address_that_a_reader_is_sent_to_bears_a_secret(house: House, there: There) -> None:
    for provider in PROVIDERS:
        leg = Leg(house, there, provider)
        address = await oauth.address(house, leg.keys, leg.how, leg.asked)
        sent = dict(parse_qsl(urlsplit(address).query))
        assert leg.keys.secret not in address
        assert leg.asked.verifier not in address
        assert sent["response_type"] == "code"
        assert sent["code_challenge_method"] == "S256"
