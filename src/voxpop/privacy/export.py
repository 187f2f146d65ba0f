"""Everything that is kept of somebody, to take along: a zip of JSON, and one page of HTML that shows the same.

All of it and only theirs: of what they answered there is the address of the page, of others nothing, of colleagues what
the public log would tell (privacy/rows). It is read in pieces on one snapshot and written to a file that is in memory
as long as it is small. The same rows give the same bytes.
"""

import html
import io
import itertools
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, NamedTuple

import msgspec
from sqlalchemy import Connection

from voxpop.lib.ids import moment
from voxpop.lib.sentence import said
from voxpop.lib.templates import template
from voxpop.lib.words import told
from voxpop.privacy import rows
from voxpop.privacy.fields import Place, shown
from voxpop.privacy.rows import Asked, Rows

SMALL = 4 << 20  # bytes up to which the file is in memory


class Kind(NamedTuple):
    """A file of the zip, and a section of its page."""

    name: str
    heading: str
    rows: Callable[[Connection, Asked], Rows]


def write(conn: Connection, asked: Asked) -> IO[bytes]:
    """The zip, from its beginning; whoever reads it closes it."""
    made = tempfile.SpooledTemporaryFile(SMALL)  # noqa: SIM115 - it outlives this function
    try:
        _fill(made, conn, asked)
    except BaseException:
        made.close()
        raise
    made.seek(0)
    return made


def _fill(made: IO[bytes], conn: Connection, asked: Asked) -> None:
    at = moment(asked.now)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped, tempfile.SpooledTemporaryFile(SMALL) as page:
        page.write(_page("yours_export_top.html", asked).encode())
        for kind in KINDS:
            with zipped.open(_entry(f"{kind.name}.json", at), "w", force_zip64=True) as file:
                _both(kind, kind.rows(conn, asked), (file, page), asked.spoken.language)
        for name in rows.pictures(conn, asked):
            if (asked.data / "media" / name).is_file():
                zipped.writestr(_entry(f"media/{name}", at), (asked.data / "media" / name).read_bytes())
        page.write(b"</main>\n</body>\n</html>\n")
        page.seek(0)
        with zipped.open(_entry("index.html", at), "w", force_zip64=True) as file:
            shutil.copyfileobj(page, file)


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _page(name: str, asked: Asked) -> str:
    made = template(name, asked.spoken.language)
    zone = asked.site.rules.timezone
    return made.render(site=asked.site, page=asked.spoken, zone=zone, now=asked.now, who=asked.who)


def _both(kind: Kind, those: Rows, files: tuple[IO[bytes], IO[bytes]], language: str) -> None:
    """Each row once as JSON, and once for people."""
    file, page = files
    place = Place(kind.name, language)
    page.write(f"<section><h2>{html.escape(told(kind.heading, language))}</h2>\n".encode())
    number = 0
    file.write(b"[")
    for number, row in enumerate(those, 1):
        file.write((b",\n" if number > 1 else b"\n") + msgspec.json.encode(row))
        page.write(f"<article>{shown(row, place)}</article>\n".encode("utf-8", "replace"))
    file.write(b"\n]\n")
    page.write(b"</section>\n" if number else "<p>—</p></section>\n".encode())


KINDS: tuple[Kind, ...] = (
    Kind("account", said("Your account"), rows.account),
    Kind("sessions", said("Where you are signed in"), rows.sessions),
    Kind("comments", said("What you have written"), rows.comments),
    Kind("likes", said("What you like"), rows.likes),
    Kind("reactions", said("What you have reacted to"), rows.reactions),
    Kind("mutes", said("Whom you have muted"), rows.mutes),
    Kind("reports", said("What you have reported"), rows.reports),
    Kind("appeals", said("Your appeals"), rows.appeals_made),
    Kind("notices", said("What waits for you"), rows.notices),
    Kind("acts", said("What moderators did"), rows.acts),
    Kind("lessons", said("What the spam filter has learnt from it"), rows.lessons),
    Kind("records", said("How many of your comments were good or spam"), rows.counted),
)


def read(made: IO[bytes], size: int = 1 << 16) -> Iterator[bytes]:
    """The zip in pieces; closed at its end."""
    with made:
        yield from itertools.takewhile(bool, iter(lambda: made.read(size), None))


def size(made: IO[bytes]) -> int:
    made.seek(0, io.SEEK_END)
    end = made.tell()
    made.seek(0)
    return end
