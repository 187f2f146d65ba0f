"""What `voxpop export` and `voxpop erase` do and tell: for one person, and for a restored backup."""

import asyncio
import contextlib
import os
import secrets
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from voxpop.lib import progress
from voxpop.lib.ids import Clock
from voxpop.lib.pausing import Rest
from voxpop.lib.refused import Refused
from voxpop.privacy import again, erasing, erasure, export, forgotten, subject, theirs
from voxpop.privacy.erasure import Elsewhere, Extent, Means
from voxpop.privacy.forgotten import Line
from voxpop.privacy.rows import Asked
from voxpop.privacy.subject import Subject
from voxpop.sites import site as sites
from voxpop.sites.site import Site
from voxpop.storage.database import Database

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
NAMED = 10  # lines of a list that are named

WORDS = {
    "comments": "what they wrote",
    "letters": "letters that quote it",
    "given": "what they liked, reported and muted",
    "outlived": "what the judge learnt from what is removed",
    "lessons": "what the judge learnt",
    "picture": "their picture",
    "scrub": "what the files still hold",
    "listed": "the list of who was forgotten",
    "looked": "a last look",
}


def extent_of(told: str) -> Extent:
    """Raises Refused extent_unknown."""
    if told not in set(Extent):
        raise Refused("extent_unknown", f"--extent {told!r}: want name (what they wrote stays) or all.")
    return Extent(told)


def found(database: Database, site: str, who: str) -> tuple[Site, Subject, dict[str, int]]:
    """Who is meant, and how many rows are theirs. Raises Refused no_such_person for none, and what `named` does."""
    place = database.read_now(lambda conn: sites.find(conn, site))
    meant = database.read_now(lambda conn: subject.named(conn, place.id, who))
    counts = database.read_now(lambda conn: theirs.counts(conn, meant))
    if not counts:
        raise Refused(
            "no_such_person",
            f"--person {who!r}: nothing is kept on the site {site!r} that is known to be theirs. "
            "What guests write is known by the e-mail address that they gave; comment:ID names who wrote a comment.",
        )
    return place, meant, counts


def show(counts: dict[str, int], out: Console) -> None:
    """How many rows of each table."""
    table = Table("table", "rows")
    table.columns[1].justify = "right"
    for name, number in counts.items():
        table.add_row(name, f"{number:,}")
    out.print(table)


def take(database: Database, asked: Asked, to: Path, out: Console) -> int:
    """Write the zip to a new file that only its owner can read; its size in bytes. Raises OSError."""
    with progress.counting(out) as bar:
        bar.add_task(f"writing {to}", total=None)
        with _whole(to) as file, database.read_now(lambda conn: export.write(conn, asked)) as made:
            shutil.copyfileobj(made, file)
            return file.tell()


@contextlib.contextmanager
def _whole(to: Path) -> Iterator[IO[bytes]]:
    """What is written is there when all of it is, else not at all. Raises OSError, also where something is there."""
    os.close(os.open(to, NEW, 0o600))  # the name is taken from now on
    beside = to.with_name(f"{to.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, NEW, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(to)
    except BaseException:
        for one in (beside, to):
            one.unlink(missing_ok=True)
        raise


def erase(database: Database, data: Path, clock: Clock, meant: tuple[Subject, Extent], out: Console) -> bool:
    """Forget them now, up to the last look, which a server takes a minute later. False: a server is at it already."""
    who, extent = meant
    by = means(database, data, clock)

    async def forget() -> bool:
        await erasing.ask(by, who, extent)
        return await _carry(by, out)

    return asyncio.run(forget())


def means(database: Database, data: Path, clock: Clock) -> Means:
    return Means(database, clock, data, Rest(clock.steady, 0.0), deque(), asyncio.Event())


def lines(file: Path | None, data: Path) -> tuple[list[Line], list[int]]:
    """Who was forgotten, by the folder's list or another, and which of its lines cannot be read. Raises OSError.

    That of the folder need not be there: nobody may have been forgotten.
    """
    own = data / forgotten.FILE
    parsed = list(forgotten.parsed(file or own)) if file or own.exists() else []
    found = [line for _, line in parsed if isinstance(line, Line)]
    return found, [number for number, line in parsed if not isinstance(line, Line)]


def not_all(file: Path | None, data: Path, numbers: list[int]) -> Refused:
    """Lines that could not be read, when all others have been gone by."""
    first = ", ".join(map(str, numbers[:NAMED])) + (" …" if len(numbers) > NAMED else "")
    return Refused(
        "list_unreadable",
        f"{file or data / forgotten.FILE}: {len(numbers)} lines cannot be read and were left out: {first}. "
        "Who stands there may be here still. "
        "Fetch the list from another backup, and run this again.",
    )


def known_again(database: Database, listed: list[Line], out: Console) -> list[again.Known]:
    """Who of the list is in this database, of all sites; not who was forgotten in this very database before.

    What the browser of one of these did since is somebody new's.
    """
    places = database.read_now(sites.read_all)
    listed = database.read_now(lambda conn: forgotten.missing(conn, listed))
    with progress.counting(out) as bar:
        task = bar.add_task("comparing with the list", total=None)
        return [
            one
            for place in places
            for one in again.find(database, place.id, listed, lambda more: bar.advance(task, more))
        ]


def erase_again(
    database: Database, data: Path, clock: Clock, those: list[again.Known], listed: list[Line], out: Console
) -> None:
    """Forget them once more, as of when they asked, and carry on what else is due; the list is known here then."""
    by = means(database, data, clock)

    async def forget() -> None:
        begun = [
            await by.database.write(lambda conn, one=one: erasing.begin(conn, clock, one.subject, one.extent, one.at))  # type: ignore[misc]
            for one in those
        ]
        await by.database.write(lambda conn: forgotten.put_all(conn, listed))
        await asyncio.to_thread(forgotten.append_missing, data, listed)
        due = await by.database.read(lambda conn: erasure.due(conn, clock.now()))
        others = [one for one in due if (one.site, one.id) not in {(each.site, each.id) for each in begun}]
        by.hand.extend([*begun, *others])
        await _carry(by, out)

    asyncio.run(forget())


async def _carry(by: Means, out: Console) -> bool:
    """Carry on what is in hand. Was all of it this process's to carry on?"""
    ours = True
    with progress.counting(out) as bar:
        while by.hand:
            try:
                await erasing.carry_on(by, erasing.taken_up(by), _telling(bar))
            except Elsewhere:
                ours = False
    return ours


def _telling(bar: Progress) -> Callable[[str, int], None]:
    """A line for each step that was taken, with the rows that it was about."""
    tasks: dict[str, TaskID] = {}

    def tell(step: str, rows: int) -> None:
        if step not in tasks:
            tasks[step] = bar.add_task(WORDS[step], total=None)
        bar.advance(tasks[step], rows)

    return tell
