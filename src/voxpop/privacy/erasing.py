"""Somebody is forgotten: begun in the transaction of who asks, carried on in pieces until nothing of theirs is left.

    begin     who they were is gone at once (privacy/leaving), and a row says what is still to be done
    work      in each serving process: takes up what is due, also after one that died

Each step finds out for itself what is left, so it does not matter where a process died. What somebody posts later, by
whatever name or address, is a new person's.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from msgspec.structs import replace
from sqlalchemy import Connection

from voxpop.lib.ids import LARGEST, Clock
from voxpop.lib.pausing import pause
from voxpop.lib.refused import Refused
from voxpop.notify import mail
from voxpop.privacy import erasure, forgotten, leaving, stripping, theirs, unlearning
from voxpop.privacy.erasure import Elsewhere, Erasure, Extent, Means, Taken, Whose
from voxpop.privacy.forgotten import Line
from voxpop.privacy.subject import Subject
from voxpop.sites.house import House

LOOK = 2.0  # seconds between looks for what is due
GRACE = 60_000_000  # microseconds after which nothing that was under way can still come
AGAIN = 10_000_000  # microseconds until a step is tried again that could not be taken

Step = Callable[[Means, Erasure], Awaitable[Taken]]
Tell = Callable[[str, int], None]

log = logging.getLogger("voxpop")


def _silent(_step: str, _rows: int) -> None:
    pass


def means(house: House) -> Means:
    return Means(house.database, house.clock, house.settings.data, house.forgetting)


def begin(conn: Connection, clock: Clock, who: Subject, extent: Extent, at: int | None = None) -> Erasure:
    """They are nobody here any more. `at` is when they asked for it, if that was earlier (privacy/again)."""
    number = clock.next(clock.now()) if at is None else at
    left = leaving.leave(conn, who, clock.now())
    whose = Whose(
        marks=tuple(one.hex() for one in who.marks),
        mails=tuple(one.hex() for one in who.mails),
        hashes=tuple(one.hex() for one in forgotten.hashes(conn, who, left.accounts)),
        # Nobody can write by the mark of a person who is gone; a cookie may still be in a browser.
        until=LARGEST if who.person is not None else number + GRACE,
        picture=left.picture,
    )
    one = Erasure(who.site, number, extent, whose, STEPS[0][0], clock.now())
    erasure.put(conn, one)
    return one


async def ask(by: Means, who: Subject, extent: Extent) -> Erasure:
    """`begin`, in a transaction of its own; this process remembers a little of what is to be gone from the files."""
    one = await by.database.write(lambda conn: begin(conn, by.clock, who, extent))
    by.recalled.put((one.site, one.id), erasure.slices(list(who.emails)))
    return one


async def work(house: House, end: asyncio.Event) -> None:
    """Until told to end. When the database is older than the list of who was forgotten, that is told once."""
    try:
        await forgotten.warn(house.database, house.settings.data)
    except Exception as error:
        log.warning("the list of who was forgotten could not be compared: %s", type(error).__name__)
    while not end.is_set():
        try:
            await turn(means(house))
        except Exception as error:  # the database is away, most likely; what is due stays so
            log.warning("nobody is forgotten for now: %s", type(error).__name__)
        await pause(LOOK, end)


async def turn(by: Means) -> int:
    """Carry on what is due; how many erasures that was. Nobody's holds up another's."""
    now = by.clock.now()
    due = await by.database.read(lambda conn: erasure.due(conn, now))
    for one in due:
        try:
            await carry_on(by, one)
        except Elsewhere:
            continue
        except Exception as error:  # it comes back when the claim is over
            log.error("erasure %s of site %s failed: %s", one.id, one.site, type(error).__name__, exc_info=error)
    return len(due)


async def carry_on(by: Means, one: Erasure, tell: Tell = _silent) -> None:
    """Take the steps that are due. `tell` hears of each piece, and of how many rows it was. Raises Elsewhere."""
    one = await _kept(by, one, erasure.lease(by.clock))
    going = True
    while going:
        taken = await dict(STEPS)[one.step](by, one)
        tell(one.step, taken.rows)
        one, going = await _next(by, taken)


async def _next(by: Means, taken: Taken) -> tuple[Erasure, bool]:
    """Where it is after a piece, and whether to go on at once."""
    one, now = taken.one, by.clock.now()
    if taken.wait:
        return await _kept(by, one, now + taken.wait), False
    if taken.more:
        return await _kept(by, one, erasure.lease(by.clock)), True
    if taken.again:
        return await _kept(by, one._replace(step=STEPS[0][0]), erasure.lease(by.clock)), True
    names = [name for name, _ in STEPS]
    if one.step == names[-1]:
        await by.database.write(lambda conn: erasure.end(conn, one))
        return one, False
    after = one._replace(step=names[names.index(one.step) + 1])
    last = after.step == names[-1]
    return await _kept(by, after, now + GRACE if last else erasure.lease(by.clock)), not last


async def _kept(by: Means, one: Erasure, until: int) -> Erasure:
    return await by.database.write(lambda conn: erasure.keep(conn, one, until))


async def comments(by: Means, one: Erasure) -> Taken:
    """What they wrote."""

    def piece(conn: Connection) -> tuple[Erasure, int, frozenset[bytes]]:
        after, rows, strings = stripping.comments(conn, by.clock, one)
        return erasure.keep(conn, after, erasure.lease(by.clock)), rows, strings

    after, rows, strings = await by.database.write(piece)
    by.recall(one, strings)
    return Taken(after, rows, more=rows > 0)


async def letters(by: Means, one: Erasure) -> Taken:
    """Letters to moderators that quote what waits: a later one tells what waits then."""
    await by.database.write(mail.drop_regular)
    return Taken(one)


async def given(by: Means, one: Erasure) -> Taken:
    """What they liked, reacted to, reported and muted."""

    def piece(conn: Connection) -> tuple[Erasure, int]:
        rows = stripping.given(conn, by.clock, one)
        return erasure.keep(conn, one, erasure.lease(by.clock)), rows

    after, rows = await by.database.write(piece)
    return Taken(after, rows, more=rows > 0)


async def lessons(by: Means, one: Erasure) -> Taken:
    """What the judge learnt from it."""
    if not one.whose.lesson or await unlearning.refit(by.database, by.clock, one.site, one.whose.lesson):
        return Taken(one)
    return Taken(one, wait=AGAIN)


async def picture(by: Means, one: Erasure) -> Taken:
    """The file of their picture. Nobody else shows it: its name is drawn for one person (discussion/portraits)."""
    if one.whose.picture:
        await asyncio.to_thread((by.data / "media" / one.whose.picture).unlink, missing_ok=True)
    return Taken(one._replace(whose=replace(one.whose, picture="")))


async def scrub(by: Means, one: Erasure) -> Taken:
    """What the database's files still hold of what is gone."""
    try:
        await by.database.scrub(by.recalled.get((one.site, one.id)))
    except Refused as refused:
        log.warning("erasure %s of site %s: the files are cleaned later: %s", one.id, one.site, refused.code)
        return Taken(one, wait=AGAIN)
    return Taken(one)


async def listed(by: Means, one: Erasure) -> Taken:
    """Restored from a backup, they are known again by this."""
    line = Line(one.site, one.id, one.extent.value, one.whose.hashes)
    await by.database.write(lambda conn: forgotten.put(conn, line))
    await asyncio.to_thread(forgotten.append, by.data, line)
    return Taken(one)


async def looked(by: Means, one: Erasure) -> Taken:
    """Once more, for what was under way when they asked; from the top if anything came."""

    def left(conn: Connection) -> bool:
        who = one.subject
        found = theirs.counts(conn, who)
        given_ = any(found.get(table) for table in ("liking", "reaction", "report", "muting"))
        return given_ or bool(theirs.piece(conn, who, -1, 1, one.upto))

    return Taken(one, again=await by.database.read(left))


# In this order; the last one a minute after the one before it.
STEPS: tuple[tuple[str, Step], ...] = (
    ("comments", comments),
    ("letters", letters),
    ("given", given),
    ("lessons", lessons),
    ("picture", picture),
    ("scrub", scrub),
    ("listed", listed),
    ("looked", looked),
)
