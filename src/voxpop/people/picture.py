"""A person's picture, made anew from whatever was fetched: small, square, without anything that was hidden in it.

What comes from outside is never handed on as it came; no reader's browser asks the place where it came from.
"""

import io

from sqlalchemy import Connection

from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.notify import outbox
from voxpop.notify.outbox import Letter
from voxpop.people.person import Person

CHANNEL = "picture"

SIDE = 96  # pixels; shown at up to 48, twice as many for fine screens
MOST = 40_000_000  # pixels that a picture may unpack to
KINDS = ("JPEG", "PNG", "WEBP", "GIF")
SUFFIX = ".webp"


def ask(conn: Connection, clock: Clock, site: int, who: Person) -> None:
    """Their picture is to be fetched from `who.source`, and from nowhere else that was to be asked before."""
    outbox.drop(conn, site, CHANNEL, str(who.id))
    outbox.put(conn, clock, Letter(site, CHANNEL, str(who.id), who.source, clock.now()))


def made(fetched: bytes) -> bytes:
    """A WebP of SIDE by SIDE pixels from the middle of a picture. Raises Refused picture_unreadable. Takes a while."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(fetched), formats=KINDS) as opened:
            if opened.width * opened.height > MOST:
                raise _unreadable()
            opened.draft("RGB", (SIDE * 2, SIDE * 2))  # a large JPEG is unpacked to that at once
            turned = ImageOps.exif_transpose(opened)
            square = ImageOps.fit(turned.convert("RGBA"), (SIDE, SIDE))
            ground = Image.new("RGBA", square.size, "white")
            out = io.BytesIO()
            Image.alpha_composite(ground, square).convert("RGB").save(out, "WEBP", quality=80, method=6)
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, MemoryError):
        raise _unreadable() from None


def _unreadable() -> Refused:
    return Refused("picture_unreadable", "The picture is no JPEG, PNG, WebP or GIF that can be read.")
