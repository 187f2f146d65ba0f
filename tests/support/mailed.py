"""A house whose mail arrives at a relay on loopback, and readers who sign in by what is in it.

async with mailed.opened(url, folder) as post:
    ann = await post.signed_in("ann@reader.example", name="Ann")     # a browser
    post.there.taken[0].text                                         # the mail
"""

import contextlib
import dataclasses
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from tests.support import house, relay
from tests.support.house import HTML, Place, Reader
from voxpop.notify import mail

ANN = "ann@reader.example"
LINK = re.compile(r"http://\S+/sign-in/email/(\S+)")
CODE = re.compile(r"^(\d{4} \d{4})$", re.MULTILINE)


@dataclasses.dataclass
class Post:
    """A house whose mail arrives, and the mailbox of everybody."""

    place: Place
    there: relay.Relay

    async def arrived(self) -> list[relay.Taken]:
        await self.place.deliver(mail.CHANNEL)
        return self.there.taken

    async def link(self) -> str:
        """The path of the link in the last mail."""
        found = LINK.search((await self.arrived())[-1].text)
        assert found
        return f"/sign-in/email/{found[1]}"

    async def code(self) -> str:
        found = CODE.search((await self.arrived())[-1].text)
        assert found
        return found[1]

    async def signed_in(self, address: str = ANN, **typed: str) -> Reader:
        """A browser in which the owner of this address is signed in; `typed` are further fields of the form."""
        reader = self.place.reader()
        await asked(reader, address, **typed)
        assert (await press(reader, await self.link())).status_code == 303
        return reader


@contextlib.asynccontextmanager
async def opened(url: str, folder: Path, *, rate_limits: bool = False) -> AsyncIterator[Post]:
    """With the story /ferry."""
    async with relay.serving() as there, house.opened(url, folder, rate_limits=rate_limits, **there.settings) as place:
        await place.publish("ferry")
        yield Post(place, there)


async def ask(reader: Reader, address: str = ANN, **typed: str) -> httpx.Response:
    """Send the form with the address, on the way from the page of /ferry."""
    fields = {"site": "default", "thread": "/ferry", "address": address} | typed
    return await reader.post("/sign-in/email", data=fields, headers=HTML)


async def asked(reader: Reader, address: str = ANN, **typed: str) -> str:
    """The path of the page that waits for the code."""
    answer = await ask(reader, address, **typed)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def type_code(reader: Reader, waiting: str, code: str) -> httpx.Response:
    path, _, _ = waiting.partition("?")
    return await reader.post(path, data={"site": "default", "code": code}, headers=HTML)


async def press(reader: Reader, link: str) -> httpx.Response:
    return await reader.post(link, data={}, headers=HTML)
