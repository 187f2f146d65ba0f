"""Web hooks: telling the host site that a verdict has changed, in the form that WordPress' plugin takes.

    outbox -> is the key good still, is the address at its origin? -> POST by lib/fetch

The plugin listens only to who brings its key. The disk has no key but as a hash, so the key is put in from what this
process has heard since it began (Desk.spoken); a process that has not heard it yet leaves the letter for later.
"""

from urllib.parse import urlsplit

import msgspec

from voxpop.akismet.checking import may_call
from voxpop.akismet.desk import Desk
from voxpop.lib import fetch
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.notify.outbox import Channel, Later, Letter
from voxpop.sites.house import House

NAME = "akismet"  # the channel's
TIME = 10.0  # seconds
LIMIT = 64 * 1024  # bytes of an answer
HEARD = 60  # seconds until a key that was not heard yet may have been
BUSY = 429


class Changed(msgspec.Struct):
    """What a letter of the outbox holds: whose check it was, which, and whether it is spam now."""

    key: int
    guid: str
    spam: bool


def letter(site: int, callback: str, changed: Changed, clock: Clock) -> Letter:
    return Letter(site, NAME, callback, msgspec.json.encode(changed).decode(), clock.now())


def channel(desk: Desk) -> Channel:
    async def send(_house: House, sent: Letter) -> None:
        await tell(desk, sent)

    return Channel(NAME, send)


async def tell(desk: Desk, sent: Letter) -> None:
    """Raises Refused fetch_…, Later. What the other site does not want, or no key asks for any more, is dropped."""
    changed = msgspec.json.decode(sent.body, type=Changed)
    await desk.keys.load()
    key = desk.keys.numbered(changed.key)
    if key is None or not may_call(key, sent.target):
        return
    said = desk.spoken.get(key.id)
    if said is None:
        raise Later(HEARD)
    comment = {"guid": changed.guid, "result": "true" if changed.spam else "false"}
    body = msgspec.json.encode({"key": said, "endpoint": "comment-check", "comments": [comment]})
    answer = await fetch.post(
        sent.target,
        body,
        headers={"content-type": "application/json"},
        timeout=TIME,
        limit=LIMIT,
        private=is_near(key.callback),
    )
    if answer.status >= 500 or answer.status == BUSY:
        raise Refused("fetch_failed", f"The web hook was answered with {answer.status}.")


def is_near(origin: str) -> bool:
    """Did the operator write an origin that can only be meant for a machine of their own network?"""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    number = ":" in host or host.replace(".", "").isdigit()
    return parts.scheme != "https" or parts.port not in (None, *fetch.PORTS) or number or "." not in host
