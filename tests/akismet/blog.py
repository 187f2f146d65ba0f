"""Another site's software: what asks our server by Akismet's protocol.

blog = Blog(place, key)
await blog.check(comment_content="Late again.")      ->  the answer to comment-check
await blog.call("submit-spam", **COMMENT)
"""

from typing import Any

import httpx

from tests.support.house import Place, Whole
from voxpop.akismet import keys
from voxpop.akismet.desk import Desk
from voxpop.akismet.keys import Wanted
from voxpop.spam.submission import Reason, Verdict

FRONT = "https://blog.example/"
HOST = "paper.example"
COMMENT = {
    "user_ip": "192.0.2.7",
    "comment_author": "Ann",
    "comment_author_email": "ann@reader.example",
    "comment_content": "The ferry was twenty minutes late again, and nobody knew why.",
    "permalink": f"{FRONT}the-ferry/",
}
THANKS = "Thanks for making the web a better place."


class Blog(httpx.AsyncClient):
    """`key` goes into the body, unless a call says otherwise with `key=None`."""

    def __init__(self, place: Place, key: str) -> None:
        door = httpx.ASGITransport(Whole(place.app), client=("10.9.9.9", 1))
        super().__init__(transport=door, base_url=f"http://{HOST}")
        self.place = place
        self.key = key

    async def call(self, name: str, *, method: str = "POST", **fields: Any) -> httpx.Response:
        sent = {"api_key": self.key, "blog": FRONT} | fields
        sent = {field: value for field, value in sent.items() if value is not None}
        path = name if name.startswith("/") else f"/1.1/{name}"
        if method == "GET":
            return await self.get(path, params=sent)
        return await self.post(path, data=sent)

    async def check(self, **fields: Any) -> httpx.Response:
        return await self.call("comment-check", **COMMENT | fields)

    async def said(self, **fields: Any) -> str:
        answer = await self.check(**fields)
        assert answer.status_code == 200, answer.text
        return answer.text


def desk(place: Place) -> Desk:
    found: Desk = place.app.desk
    return found


async def added(place: Place, site: str = "default", **wanted: Any) -> str:
    """A new key, as `voxpop akismet key add` makes it."""
    number = place.site(site).id
    key = await place.house.database.write(lambda conn: keys.add(conn, place.house.clock, number, Wanted(**wanted)))
    place.clock.forward(seconds=2)  # until the server looks at the keys again
    return key


class Judge:
    """In the place of the judge: says what it was told to, and hears what it was asked."""

    def __init__(self) -> None:
        self.verdict = Verdict(0.01, ())
        self.heard: list[Any] = []

    def says(self, probability: float, *reasons: Reason, failed: bool = False) -> None:
        self.verdict = Verdict(probability, reasons, failed)

    def __call__(self, submission: Any, _known: Any) -> Verdict:
        self.heard.append(submission)
        return self.verdict
