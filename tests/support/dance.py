"""Readers who sign in over HTTP: out by the form of a page, consent at a provider of accounts_server, and back.

    answer = await dance.leaves(reader, "github", text="Half a comment")    # the page that says Connecting to GitHub…
    back = await dance.consents(leaving(answer), ANN)                       # the path that the provider sends them to
    answer = await reader.get(back)                                         # 303, with a session
    ann = await dance.signed_in(ANN)                                        # all of that, in a new browser

    window = dance.window("https://news.example")       # the same in a window that a page of another origin opened
    await window.goes(ANN)                              # up to its last page
    answer = await window.redeem(await window.code())   # what the page makes of it

E-mail works in the same house: `dance.post` is that of support/mailed.
"""

import contextlib
import dataclasses
import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.support import house, mailed, relay
from tests.support.accounts_answers import Somebody
from tests.support.accounts_server import ANN, There
from tests.support.house import HTML, ORIGIN, Place, Reader
from voxpop.people import tokens

PROVIDERS = ("github", "discord")
NEWS = "https://news.example"
BEN = Somebody(5102, "ben", "Ben Aster", "ben@reader.example")
SESSION = "voxpop-1"  # the cookie of a session on the first site
BROWSER = "voxpop_signing_in"


def leaving(answer: httpx.Response) -> str:
    """Where the page Connecting to … sends its reader."""
    assert answer.status_code == 200, answer.text
    return str(answer.headers["refresh"].partition("url=")[2])


def state(address: str) -> str:
    return dict(parse_qsl(urlsplit(address).query))["state"]


@dataclasses.dataclass
class Dance:
    """A house with providers and mail, whose site also has the pages of NEWS."""

    place: Place
    there: There
    post: mailed.Post

    async def leaves(self, reader: Reader, method: str = "github", **typed: str) -> httpx.Response:
        """Press the button of a provider in the form of /ferry; `typed` are further fields."""
        fields = {"site": "default", "thread": "/ferry"} | typed
        return await reader.post(f"/sign-in/{method}", data=fields, headers=HTML)

    async def consents(self, address: str, who: Somebody | None = ANN) -> str:
        """Where the provider sends the reader back to, who is `who` there, or refuses."""
        self.there.who = who
        async with httpx.AsyncClient() as browser:
            answer = await browser.get(address)
        assert answer.status_code == 302, answer.text
        back = str(answer.headers["location"])
        assert back.startswith(f"{ORIGIN}/sign-in/")
        return back.removeprefix(ORIGIN)

    async def returns(self, reader: Reader, who: Somebody | None = ANN, method: str = "github", **typed: str) -> str:
        """Out and consent: the path of the way back, not yet gone."""
        return await self.consents(leaving(await self.leaves(reader, method, **typed)), who)

    async def around(
        self, reader: Reader, who: Somebody | None = ANN, method: str = "github", **typed: str
    ) -> httpx.Response:
        """Out, consent, and what the house answers to who comes back."""
        return await reader.get(await self.returns(reader, who, method, **typed), headers=HTML)

    async def signed_in(self, who: Somebody = ANN, method: str = "github", **headers: Any) -> Reader:
        """A new browser in which somebody is signed in."""
        reader = self.place.reader(**headers)
        answer = await self.around(reader, who, method)
        assert answer.status_code == 303, answer.text
        assert reader.cookies.get(SESSION)
        return reader

    def window(self, opener: str = NEWS) -> "Window":
        return Window(self, opener, self.place.reader(), self.place.reader(origin=opener))

    def sessions(self) -> int:
        return int(self.place.one("SELECT COUNT(*) FROM session"))

    def everything(self) -> str:
        """All that the database keeps, as one text."""
        tables = "site person account session attempt passkey client comment sender outbox liking thread story".split()
        rows = [tuple(row) for table in tables for row in self.place.rows(f"SELECT * FROM {table}")]
        return repr([[value.hex() if isinstance(value, bytes) else value for value in row] for row in rows])


@dataclasses.dataclass
class Window:
    """A page of `opener` that has opened a window: what the page asks is asked by `page`, the window is `browser`."""

    dance: Dance
    opener: str
    browser: Reader
    page: Reader
    verifier: str = dataclasses.field(default_factory=lambda: secrets.token_urlsafe(32))
    end: str = ""

    async def leaves(self, method: str = "github", **more: str) -> httpx.Response:
        fields = {"site": "default", "thread": f"{self.opener}/a", "challenge": tokens.challenge(self.verifier)}
        headers = HTML | {"origin": self.opener}
        return await self.browser.post(f"/sign-in/{method}", data=fields | more, headers=headers)

    async def goes(self, who: Somebody | None = ANN, method: str = "github") -> httpx.Response:
        """There and back: the last page of the window."""
        back = await self.dance.consents(leaving(await self.leaves(method)), who)
        answer = await self.browser.get(back, headers=HTML)
        assert answer.status_code == 303, answer.text
        self.end = str(answer.headers["location"])
        return await self.browser.get(self.end, headers=HTML)

    async def hands_over(self, site: str = "same-origin", origin: str = ORIGIN) -> httpx.Response:
        """What the script of the last page asks for; `site` and `origin` are what the browser says of its page."""
        path, _, _ = self.end.partition("?")
        return await self.browser.post(
            path, data={"site": "default"}, headers={"sec-fetch-site": site, "origin": origin}
        )

    async def code(self) -> str:
        answer = await self.hands_over()
        assert answer.status_code == 200, answer.text
        return str(answer.json()["code"])

    async def redeem(self, code: str = "", **more: Any) -> httpx.Response:
        sent = {"site": "default", "verifier": self.verifier, "code": code} | more
        return await self.page.post("/api/v1/session", json=sent)

    async def token(self, who: Somebody = ANN) -> str:
        """A session that the page holds in its memory."""
        await self.goes(who)
        answer = await self.redeem(await self.code(), keep="memory")
        assert answer.status_code == 200, answer.text
        return str(answer.json()["token"])


@contextlib.asynccontextmanager
async def opened(url: str, folder: Path, there: There, *, rate_limits: bool = False) -> AsyncIterator[Dance]:
    """With the story /ferry."""
    agreed: dict[str, dict[str, str]] = {}
    for method in PROVIDERS:
        keys = there.keys(method)
        agreed[method] = {"id": keys.id, "secret": keys.secret, "server": keys.server}
    async with (
        relay.serving() as mailbox,
        house.opened(url, folder, rate_limits=rate_limits, sign_in=json.dumps(agreed), **mailbox.settings) as place,
    ):
        await place.publish("ferry")
        await place.claim(NEWS)
        yield Dance(place, there, mailed.Post(place, mailbox))
