"""A reader's way to a provider of accounts_server and back, as far as the house goes along: there, consent, back.

    reader = legs.Leg(place.house, there, "github")
    code = await reader.consents()             # at the provider's page
    profile = await reader.back(code)          # the code is redeemed

`refused` is what the reader comes back with who does not consent.
"""

import secrets
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.support.accounts_server import There
from voxpop.people import oauth
from voxpop.people.provider import Asked, Keys, Profile, Provider, Returned
from voxpop.people.providers import KNOWN, mastodon
from voxpop.sites.house import House


class Leg:
    def __init__(self, house: House, there: There, provider: str, keys: Keys | None = None) -> None:
        self.house, self.there = house, there
        self.keys = keys or there.keys(provider)
        self.how: Provider = mastodon.at(there.url) if provider == "mastodon" else KNOWN[provider]
        self.asked = Asked(
            secrets.token_urlsafe(16), secrets.token_urlsafe(16), secrets.token_urlsafe(48), there.redirect(provider)
        )

    async def consents(self) -> str:
        """The code that the reader comes back with."""
        return (await self.returns())["code"]

    async def returns(self) -> dict[str, str]:
        """What stands in the address that the provider sends the reader back to."""
        address = await oauth.address(self.house, self.keys, self.how, self.asked)
        async with httpx.AsyncClient() as browser:
            answer = await browser.get(address)
        assert answer.status_code == 302, answer.text
        there = urlsplit(answer.headers["location"])
        assert f"{there.scheme}://{there.netloc}{there.path}" == self.asked.redirect
        sent = dict(parse_qsl(there.query, strict_parsing=True))
        assert sent["state"] == self.asked.state
        return sent

    async def back(self, code: str) -> Profile:
        return await oauth.profile(self.house, self.keys, self.how, self.asked, Returned(code))


async def around(house: House, there: There, provider: str, keys: Keys | None = None) -> Profile:
    """There and back."""
    leg = Leg(house, there, provider, keys)
    return await leg.back(await leg.consents())
