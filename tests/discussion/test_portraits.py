"""A person's picture is fetched once, made anew and small, and shown in what they wrote; what is no picture is not."""

import asyncio
import io
import json
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.support import house, stub
from tests.support.house import HTML, Place
from voxpop.discussion import bylines, portraits
from voxpop.notify.outbox import Letter
from voxpop.people import accounts, person, picture
from voxpop.people.accounts import Arrival
from voxpop.people.person import Known, Person
from voxpop.people.provider import Profile


def drawn(kind: str = "PNG", size: tuple[int, int] = (300, 200), colour: str = "red", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def bomb(side: int = 20_000) -> bytes:
    """A PNG of a few kilobytes that unpacks to more than a gigabyte."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'
NONE = {
    "svg": SVG,
    "text": b"no picture at all",
    "html": b"<html><script>alert(1)</script></html>",
    "empty": b"",
    "bomb": bomb(),
    "cut": drawn()[:60],
    "huge": drawn("BMP", (800, 500)),
    "larger than it may be": b"\x89PNG\r\n\x1a\n" + bytes(2 << 20),
    "tiff": drawn("TIFF"),
    "ico": drawn("ICO", (64, 64)),
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}


class Studio:
    """A house whose provider, on loopback, has pictures: what `shows` says under each path."""

    def __init__(self, place: Place, there: stub.Stub, shows: dict[str, bytes]) -> None:
        self.place, self.there, self.shows = place, there, shows

    @property
    def media(self) -> list[Path]:
        folder = self.place.house.settings.data / "media"
        return sorted(folder.iterdir()) if folder.is_dir() else []

    async def enters(self, source: str, *, follows: bool = False) -> Person:
        """Somebody signs in whose picture is at `source`; it is fetched."""
        clock, site = self.place.house.clock, self.place.site()
        arrives = Arrival(Profile("https://id.example", "7"), "github", "GitHub", Known("Ann", source=source), follows)

        def enter(conn: Any) -> Person:
            who = accounts.enter(conn, clock, site, arrives)
            bylines.welcomed(clock)(conn, site, arrives, who)
            return who

        who: Person = await self.place.house.database.write(enter)
        await self.place.deliver(portraits.CHANNEL)
        found: Person = await self.place.house.database.read(lambda conn: person.numbered(conn, site.id, who.id))
        return found


@pytest.fixture
async def studio(database_url: str, tmp_path: Path) -> AsyncIterator[Studio]:
    shows: dict[str, bytes] = {}

    async def behave(asked: stub.Asked, writer: asyncio.StreamWriter) -> None:
        body = shows.get(asked.target)
        await stub.saying(404 if body is None else 200, body or b"")(asked, writer)

    async with stub.serving(behave) as there:
        agreed = json.dumps({"github": {"id": "x", "secret": "y", "server": there.url}})
        async with house.opened(database_url, tmp_path, sign_in=agreed) as place:
            await place.publish("ferry")
            yield Studio(place, there, shows)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_a_picture_is_made_anew_small_and_square(studio: Studio, kind: str) -> None:
    studio.shows["/a"] = drawn(kind)
    who = await studio.enters(f"{studio.there.url}/a")
    [file] = studio.media
    assert (who.picture, file.suffix) == (file.name, ".webp")
    with Image.open(file) as made:
        assert (made.format, made.size) == ("WEBP", (96, 96))
    answer = await studio.place.reader().get(f"/media/{who.picture}")
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (
        200,
        "image/webp",
        file.read_bytes(),
    )


async def test_nothing_that_was_hidden_in_it_is_left(studio: Studio) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at her front door"
    studio.shows["/a"] = drawn("JPEG", exif=exif, comment=b"<script>alert(1)</script>") + b"<?php hidden ?>"
    await studio.enters(f"{studio.there.url}/a")
    made = studio.media[0].read_bytes()
    assert [hidden for hidden in (b"front door", b"script", b"php") if hidden in made] == []


@pytest.mark.parametrize("name", NONE)
async def test_what_is_no_picture_is_not_shown_and_not_asked_for_again(studio: Studio, name: str) -> None:
    studio.shows["/a"] = NONE[name]
    who = await studio.enters(f"{studio.there.url}/a")
    assert (who.picture, studio.media) == ("", [])
    assert studio.place.one("SELECT COUNT(*) FROM outbox") == 0


async def test_a_picture_that_is_not_there_is_not_shown(studio: Studio) -> None:
    assert (await studio.enters(f"{studio.there.url}/missing")).picture == ""


@pytest.mark.parametrize(
    "source", ["http://127.0.0.1:1/a", "https://127.0.0.1/a", "https://[::1]/a", "file:///etc/passwd"]
)
async def test_a_picture_is_not_fetched_from_this_machine_unless_the_operator_says_so(
    studio: Studio, source: str
) -> None:
    assert (await studio.enters(source)).picture == ""
    assert studio.place.one("SELECT COUNT(*) FROM outbox") == 0


async def test_it_is_shown_in_all_that_they_wrote_and_in_their_form(studio: Studio) -> None:
    studio.shows["/a"] = drawn()
    who = await studio.enters(f"{studio.there.url}/missing")
    comment = await studio.place.reader().said("Mine", name="Carl")
    await studio.place.write("UPDATE sender SET guest = :mark", mark=who.mark)
    assert "<img" not in await studio.place.reader().page()
    who = await studio.enters(f"{studio.there.url}/a", follows=True)
    page = await studio.place.reader().page()
    assert f'src="/media/{who.picture}" alt=""' in page[page.index(f'id="comment-{comment}"') :]
    [shown] = (await studio.place.reader().thread())["comments"]
    assert shown["author"]["picture"].endswith(f"/media/{who.picture}")


async def test_the_picture_of_before_goes_when_there_is_another(studio: Studio) -> None:
    studio.shows |= {"/a": drawn(), "/b": drawn(colour="blue")}
    first = await studio.enters(f"{studio.there.url}/a", follows=True)
    second = await studio.enters(f"{studio.there.url}/b", follows=True)
    assert first.picture != second.picture
    assert [file.name for file in studio.media] == [second.picture]
    await studio.enters(f"{studio.there.url}/b", follows=True)
    assert [asked.target for asked in studio.there.heard] == ["/a", "/b"]


async def test_a_picture_that_comes_too_late_is_thrown_away(studio: Studio) -> None:
    """Its source has changed while it was fetched."""
    studio.shows["/a"] = drawn()
    who = await studio.enters(f"{studio.there.url}/missing")
    await studio.place.write("UPDATE person SET source = :source", source=f"{studio.there.url}/new")
    letter = Letter(1, picture.CHANNEL, str(who.id), f"{studio.there.url}/a", 0)
    await portraits.send(studio.place.house, letter)
    assert studio.media == []
    assert studio.place.one("SELECT picture FROM person") is None


async def test_who_does_not_want_it_shown_is_shown_without(studio: Studio) -> None:
    studio.shows["/a"] = drawn()
    who = await studio.enters(f"{studio.there.url}/a")
    assert who.shown == who.picture
    await studio.place.house.database.write(lambda conn: person.show_picture(conn, 1, who.id, shown=False))
    again = await studio.enters(f"{studio.there.url}/a")
    assert (again.shown, again.picture) == ("", who.picture)
    assert (await studio.place.reader().get("/ferry", headers=HTML)).status_code == 200
