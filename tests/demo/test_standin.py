"""The stand-in over HTTP: pages for a newcomer, and what Google, WordPress.com, X and Facebook would answer."""

import dataclasses
import re
import secrets
from collections.abc import Awaitable, Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.support import ports
from tests.support.clock import MovableClock
from tests.support.house import Place
from voxpop.demo import impostors, standin
from voxpop.lib.refused import Refused
from voxpop.people import keys, oauth
from voxpop.people.provider import Asked, Keys, Profile, Provider, Returned
from voxpop.people.providers import offered
from voxpop.settings import Settings, load
from voxpop.sites.house import House

each = pytest.mark.parametrize("kind", standin.KINDS)


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """Of a demo with a stand-in beside it."""
    clock = MovableClock()
    with standin.beside(load({"port": str(ports.free())}, {}), lambda: clock.wall() / 1_000_000) as made:
        yield made


@pytest.fixture
async def house(open_house: Callable[..., Awaitable[Place]]) -> House:
    return (await open_house()).house


class Newcomer:
    """Presses the button of a provider."""

    def __init__(self, house: House, settings: Settings, kind: str) -> None:
        self.house = house
        self.keys, self.how = self.offer(settings, kind)
        redirect = f"{settings.address}/sign-in/{kind}/back"
        self.asked = Asked(*(secrets.token_urlsafe(48) for _ in range(3)), redirect)

    def offer(self, settings: Settings, kind: str) -> tuple[Keys, Provider]:
        return next(pair for pair in offered(keys.of(settings)) if pair[0].provider == kind)

    async def page(self) -> httpx.Response:
        async with httpx.AsyncClient() as browser:
            return await browser.get(await oauth.address(self.house, self.keys, self.how, self.asked))

    async def chooses(self, who: str) -> dict[str, str]:
        """What they come back to the demo with."""
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', (await self.page()).text.partition("<button")[0]))
        async with httpx.AsyncClient() as browser:
            answer = await browser.post(f"{self.keys.server}/choose", data=fields | {"who": who})
        assert answer.status_code == 303, answer.text
        there = urlsplit(answer.headers["location"])
        assert f"{there.scheme}://{there.netloc}{there.path}" == self.asked.redirect
        sent = dict(parse_qsl(there.query))
        assert sent["state"] == self.asked.state
        return sent

    async def back(self, code: str) -> Profile:
        return await oauth.profile(self.house, self.keys, self.how, self.asked, Returned(code))


@each
async def test_its_page_says_whom_it_stands_in_for_and_lets_one_choose(
    house: House, settings: Settings, kind: str
) -> None:
    newcomer = Newcomer(house, settings, kind)
    answer = await newcomer.page()
    assert answer.status_code == 200
    assert f"This is a stand-in for {newcomer.how.name}." in answer.text
    assert "Nobody’s real account is asked. Who do you want to be?" in answer.text
    assert answer.text.count('<button name="who"') == len(impostors.people()) == 5
    assert ">Refuse</button>" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@each
async def test_whom_one_chose_to_be_comes_back(house: House, settings: Settings, kind: str) -> None:
    found = []
    for person in impostors.people()[:2]:
        newcomer = Newcomer(house, settings, kind)
        sent = await newcomer.chooses(str(person.number))
        profile = await newcomer.back(sent["code"])
        assert profile.name == person.name
        found.append((profile.issuer, profile.subject))
    assert len(set(found)) == 2


@each
async def test_the_same_person_is_the_same_the_next_time(house: House, settings: Settings, kind: str) -> None:
    profiles = []
    for _ in range(2):
        newcomer = Newcomer(house, settings, kind)
        profiles.append(await newcomer.back((await newcomer.chooses("3"))["code"]))
    assert profiles[0] == profiles[1]


@each
async def test_one_may_refuse(house: House, settings: Settings, kind: str) -> None:
    sent = await Newcomer(house, settings, kind).chooses("")
    assert (sent["error"], "code" in sent) == ("access_denied", False)


@each
async def test_a_code_is_good_once_and_with_its_verifier(house: House, settings: Settings, kind: str) -> None:
    newcomer = Newcomer(house, settings, kind)
    code = (await newcomer.chooses("1"))["code"]
    await newcomer.back(code)
    with pytest.raises(Refused) as again:
        await newcomer.back(code)
    code = (await newcomer.chooses("1"))["code"]
    newcomer.asked = newcomer.asked._replace(verifier="v" * 64)
    with pytest.raises(Refused) as other:
        await newcomer.back(code)
    assert (again.value.code, other.value.code) == ("provider_refused", "provider_refused")


@pytest.mark.parametrize("redirect", ["https://evil.example/sign-in/x/back", "http://127.0.0.1:1/sign-in/x/back", ""])
async def test_readers_are_sent_back_to_the_demo_and_nowhere_else(
    house: House, settings: Settings, redirect: str
) -> None:
    newcomer = Newcomer(house, settings, "x")
    newcomer.asked = newcomer.asked._replace(redirect=redirect)
    answer = await newcomer.page()
    assert (answer.status_code, "location" in answer.headers) == (400, False)
    async with httpx.AsyncClient() as browser:
        fields = {"client_id": newcomer.keys.id, "redirect_uri": redirect, "code_challenge": "c", "who": "1"}
        answer = await browser.post(f"{newcomer.keys.server}/choose", data=fields)
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_what_is_asked_is_written_into_the_page_as_text(house: House, settings: Settings) -> None:
    newcomer = Newcomer(house, settings, "x")
    newcomer.asked = newcomer.asked._replace(state='"><script>')
    assert "<script" not in (await newcomer.page()).text


async def test_a_token_of_nobody_opens_nothing(house: House, settings: Settings) -> None:
    newcomer = Newcomer(house, settings, "x")
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(f"{newcomer.keys.server}/2/users/me", headers={"authorization": "Bearer x"})
    assert answer.status_code == 401


def test_other_providers_of_the_operator_stay(tmp_path: object) -> None:
    mine = load({"port": str(ports.free())}, {"VOXPOP_SIGN_IN": '{"github": {"id": "1", "secret": "2"}}'})
    with standin.beside(mine) as made:
        assert [found.provider for found in keys.of(made)] == [*standin.KINDS, "github"]


def test_it_ends_with_the_demo() -> None:
    with standin.beside(load({"port": str(ports.free())}, {})) as made:
        url = keys.of(made)[0].server
        assert httpx.get(f"{url}/keys", trust_env=False).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/keys", trust_env=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "talk.example"])
def test_it_does_not_stand_beside_a_demo_that_can_be_reached_from_elsewhere(host: str) -> None:
    settings = dataclasses.replace(load({}, {}), host=host)
    with pytest.raises(Refused, match="anybody can be anybody"), standin.beside(settings):
        pass
