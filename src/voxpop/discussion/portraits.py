"""The pictures of people who signed in: fetched once by a letter of the outbox (people/picture puts it there), made
small, kept, and shown in all that they wrote.
"""

import asyncio
import secrets
from pathlib import Path

from sqlalchemy import Connection

from voxpop.discussion import bylines
from voxpop.lib import fetch, urls
from voxpop.lib.refused import Refused
from voxpop.notify.outbox import Channel, Letter
from voxpop.people import keys, person, picture
from voxpop.settings import Settings
from voxpop.sites.house import House

TIMEOUT = 10.0  # seconds
LARGEST = 1 << 20  # bytes
FINAL = (
    "url_invalid",
    "fetch_refused",
    "fetch_large",
    "picture_unreadable",
    "signed_out",
)  # asking again would not help


async def send(house: House, letter: Letter) -> None:
    try:
        await _fetch(house, letter)
    except Refused as refused:
        if refused.code not in FINAL:
            raise


async def _fetch(house: House, letter: Letter) -> None:
    answered = await fetch.get(
        letter.body, headers={}, timeout=TIMEOUT, limit=LARGEST, private=_chosen(house.settings, letter.body)
    )
    if answered.status != 200:
        raise Refused("picture_unreadable", f"There is no picture: status {answered.status}.")
    small = await asyncio.to_thread(picture.made, answered.body)
    name = f"{secrets.token_hex(10)}{picture.SUFFIX}"
    await asyncio.to_thread(_keep, house.settings.data / "media" / name, small)
    useless = name  # until somebody shows it
    try:
        useless = await house.database.write(lambda conn: _show(conn, letter, name))
    finally:
        if useless:
            await asyncio.to_thread((house.settings.data / "media" / useless).unlink, missing_ok=True)


def _chosen(settings: Settings, url: str) -> bool:
    """Is it at a server that the operator has written into the settings?"""
    chosen = {urls.origin(at) for one in keys.of(settings) for at in (one.server, one.issuer) if at}
    return urls.origin(url) in chosen


def _keep(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)


def _show(conn: Connection, letter: Letter, name: str) -> str:
    """The file that nobody shows any more: the one before, or this one when there is another source meanwhile."""
    who = person.numbered(conn, letter.site, int(letter.target))
    if not person.draw(conn, letter.site, who.id, name, letter.body):
        return name
    bylines.sign(conn, letter.site, who._replace(picture=name))
    return who.picture


CHANNEL = Channel(picture.CHANNEL, send)
