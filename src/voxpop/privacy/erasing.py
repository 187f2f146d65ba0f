"""Somebody is forgotten: begun in the transaction of who asks, carried on in pieces until nothing of theirs is left.

    begin     who they were is gone at once (privacy/leaving), and a row says what is still to be done
    work      in each serving process: carries on what was asked of it, and takes up what another that died has left

A process that has claimed somebody renews that while it is at them, for as long as a step may take. Each step finds out
for itself what is left, so it does not matter where a process died. What somebody posts later, by whatever name or
address, is a new person's.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from msgspec.structs import replace
from sqlalchemy import Connection

from voxpop.lib.ids import LARGEST, Clock
from voxpop.lib.pausing import pause, rounds
from voxpop.lib.refused import Refused
from voxpop.notify import mail
from voxpop.privacy import erasure, forgotten, leaving, stripping, theirs, unlearning
from voxpop.privacy.erasure import Elsewhere, Erasure, Extent, Means, Taken, Whose
from voxpop.privacy.forgotten import Line
from voxpop.privacy.subject import Subject
from voxpop.sites.house import House
from voxpop.spam import learning

LOOK = 2.0  # seconds between looks for what is due
GRACE = 60_000_000  # microseconds after which nothing that was under way can still come
SOON = 600_000_000  # microseconds within which what has no time is taken for what was under way
AGAIN = 10_000_000  # microseconds until a step is tried again that could not be taken
LONGEST = 240_000_000  # microseconds that one is put off for, less than what is taken for a wrong clock
RENEW = 10.0  # seconds between renewals of a claim: a third of what it lasts
PIECES = ("comments", "given", "outlived")  # steps each piece of which renews the claim in its own transaction

Step = Callable[[Means, Erasure], Awaitable[Taken]]
Tell = Callable[[str, int], None]

log = logging.getLogger("voxpop")


def _silent(_step: str, _rows: int) -> None:
    pass


def means(house: House) -> Means:
    return Means(house.database, house.clock, house.settings.data, house.cleaning, hand=house.hand, handed=house.handed)


def begin(conn: Connection, clock: Clock, who: Subject, extent: Extent, at: int | None = None) -> Erasure:
    """They are nobody here any more; to be carried on by this process. `at`: when they asked for it, if earlier."""
    number = clock.next(clock.now()) if at is None else at
    left = leaving.leave(conn, who, clock.now(), number)
    whose = Whose(
        marks=tuple(one.hex() for one in who.marks),
        mails=tuple(one.hex() for one in who.mails),
        hashes=tuple(one.hex() for one in forgotten.hashes(conn, who, left.accounts)),
        # Nobody can write by the mark of a person who is gone; a cookie may still be in a browser.
        until=number + GRACE if who.person is None or who.guest in who.marks else LARGEST,
        picture=left.picture,
    )
    one = Erasure(who.site, number, extent, whose, STEPS[0][0] if at is None else FIRST, erasure.lease(clock))
    forgotten.put(conn, _line(one))
    erasure.put(conn, one)
    return one


def _line(one: Erasure) -> Line:
    return Line(one.site, one.id, one.extent.value, one.whose.hashes)


async def ask(by: Means, who: Subject, extent: Extent) -> Erasure | None:
    """`begin`, in a transaction of its own; None where nothing is kept of them but what they typed of themselves."""
    if not await by.database.read(lambda conn: _kept_of(conn, who)):
        return None
    one = await by.database.write(lambda conn: begin(conn, by.clock, who, extent))
    by.hand.append(one)
    by.handed.set()
    return one


def _kept_of(conn: Connection, who: Subject) -> bool:
    if who.person is not None or theirs.counts(conn, who):
        return True
    return bool(unlearning.outlived(conn, who.site, who.marks))


async def work(house: House, end: asyncio.Event) -> None:
    """Until told to end. When the database is older than the list of who was forgotten, that is told once."""
    try:
        await forgotten.warn(house.database, house.settings.data)
    except Exception as error:
        log.warning("the list of who was forgotten could not be compared: %s", type(error).__name__)
    await rounds(lambda: turn(means(house)), LOOK, end, "nobody is forgotten for now", house.handed)


async def turn(by: Means) -> int:
    """Carry on what is in hand and what is due; how many times one was taken up. Nobody's holds up another's."""
    by.handed.clear()
    now, taken = by.clock.now(), 0
    by.hand.extend(await by.database.read(lambda conn: erasure.due(conn, now)))
    while by.hand:
        one = taken_up(by)
        taken += 1
        try:
            await carry_on(by, one)
        except Elsewhere:
            continue
        except Exception as error:  # it comes back when the claim is over
            log.error("erasure %s of site %s failed: %s", one.id, one.site, type(error).__name__, exc_info=error)
    return taken


def taken_up(by: Means) -> Erasure:
    """The next of what is in hand. Who waits for the files to be cleaned comes last: that is done once for all."""
    one = min(by.hand, key=lambda one: one.step == SCRUB)
    by.hand.remove(one)
    return one


class Held:
    """What is being carried on, as the database has it. Whoever changes that has the lock."""

    def __init__(self, one: Erasure) -> None:
        self.one = one
        self.going = True
        self.lock = asyncio.Lock()


async def carry_on(by: Means, one: Erasure, tell: Tell = _silent) -> None:
    """Take the steps that are due. `tell` hears of each piece, and of how many rows it was. Raises Elsewhere."""
    held, over = Held(await _kept(by, one, erasure.lease(by.clock))), asyncio.Event()
    renewing = asyncio.create_task(_renew(by, held, over))
    try:
        while held.going:
            await _step(by, held, tell)
    finally:
        over.set()
        await renewing


async def _step(by: Means, held: Held, tell: Tell) -> None:
    step = held.one.step
    async with held.lock if step in PIECES else contextlib.nullcontext():
        taken = await dict(STEPS)[step](by, held.one)
        if step in PIECES:
            held.one = taken.one
    tell(step, taken.rows)
    async with held.lock:  # what was renewed meanwhile is the proof of who has it
        held.one, held.going = await _next(by, taken._replace(one=taken.one._replace(due=held.one.due)))


async def _renew(by: Means, held: Held, over: asyncio.Event) -> None:
    """Until it is over, what is being carried on and what waits for that stays this process's."""
    while not over.is_set():
        await pause(RENEW, over)
        async with held.lock:
            if held.going and not over.is_set():
                held.one = await _renewed(by, held.one)
        for one in tuple(by.hand) if not over.is_set() else ():
            until = (await _renewed(by, one)).due
            for at, other in enumerate(by.hand):
                if (other.site, other.id) == (one.site, one.id):  # at another step by now, where the files are cleaned
                    by.hand[at] = other._replace(due=until)


async def _renewed(by: Means, one: Erasure) -> Erasure:
    """As it was where that cannot be done: whoever carries it on will hear of it."""
    try:
        return await _kept(by, one, erasure.lease(by.clock))
    except (Elsewhere, Refused):
        return one


async def _next(by: Means, taken: Taken) -> tuple[Erasure, bool]:
    """Where it is after a piece, and whether to go on at once."""
    one, now = taken.one, by.clock.now()
    if taken.wait:
        return await _kept(by, one, now + taken.wait), False
    if taken.more:
        return await _kept(by, one, erasure.lease(by.clock)), True
    if taken.again:
        return await _kept(by, one._replace(step=FIRST), erasure.lease(by.clock)), True
    last = STEPS[-1][0]
    if one.step == last:
        await by.database.write(lambda conn: erasure.end(conn, one))
        return one, False
    after = _after(one)
    if after.step == SCRUB and by.hand:
        by.hand.append(await _kept(by, after, erasure.lease(by.clock)))
        return after, False
    until = now + GRACE if after.step == last else erasure.lease(by.clock)
    return await _kept(by, after, until), after.step != last


def _after(one: Erasure) -> Erasure:
    names = [name for name, _ in STEPS]
    return one._replace(step=names[names.index(one.step) + 1])


async def _kept(by: Means, one: Erasure, until: int) -> Erasure:
    return await by.database.write(lambda conn: erasure.keep(conn, one, until))


async def listed(by: Means, one: Erasure) -> Taken:
    """First of all, for the rest may take long: restored from a backup, they are known again by this."""
    await asyncio.to_thread(forgotten.append, by.data, _line(one))
    return Taken(one)


async def comments(by: Means, one: Erasure) -> Taken:
    """What they wrote."""

    def piece(conn: Connection) -> tuple[Erasure, int]:
        after, rows = stripping.comments(conn, by.clock, one)
        return erasure.keep(conn, after, erasure.lease(by.clock)), rows

    after, rows = await by.database.write(piece)
    return Taken(after, rows, more=rows > 0)


async def letters(by: Means, one: Erasure) -> Taken:
    """Letters to moderators that quote what waits: a later one tells what waits then."""
    return Taken(one, await by.database.write(lambda conn: mail.drop_regular(conn, by.clock.now())))


async def given(by: Means, one: Erasure) -> Taken:
    """What they liked, reacted to, reported and muted."""

    def piece(conn: Connection) -> tuple[Erasure, int]:
        rows = stripping.given(conn, by.clock, one)
        return erasure.keep(conn, one, erasure.lease(by.clock)), rows

    after, rows = await by.database.write(piece)
    return Taken(after, rows, more=rows > 0)


async def outlived(by: Means, one: Erasure) -> Taken:
    """Lessons about comments of theirs that were removed before."""
    found = await by.database.read(lambda conn: unlearning.outlived(conn, one.site, one.subject.marks))
    lesson = min(filter(None, (one.whose.lesson, *found)), default=0)
    one = one._replace(whose=replace(one.whose, lesson=lesson))
    for number in found:  # a transaction for each, so that records are held in the order of all writers
        one = await by.database.write(lambda conn, one=one, number=number: _unlearnt(conn, by.clock, one, number))  # type: ignore[misc]
    return Taken(one, len(found))


def _unlearnt(conn: Connection, clock: Clock, one: Erasure, lesson: int) -> Erasure:
    learning.forget_outlived(conn, one.site, lesson)
    return erasure.keep(conn, one, erasure.lease(clock))


async def lessons(by: Means, one: Erasure) -> Taken:
    """What the judge learnt from all of that."""
    if not one.whose.lesson or await unlearning.refit(by.database, by.clock, one.site, one.whose.lesson):
        return Taken(one)
    return Taken(one, wait=AGAIN)


async def picture(by: Means, one: Erasure) -> Taken:
    """The file of their picture. Nobody else shows it: its name is drawn for one person (discussion/portraits)."""
    if one.whose.picture:
        await asyncio.to_thread((by.data / "media" / one.whose.picture).unlink, missing_ok=True)
    return Taken(one._replace(whose=replace(one.whose, picture="")))


async def scrub(by: Means, one: Erasure) -> Taken:
    """What the database's files still hold of what is gone, also of others in hand who are at this."""
    if rest := by.cleaning.left():
        return Taken(one, wait=min(int(rest * 1e6) + 1, LONGEST))
    cleaned = {(other.site, other.id) for other in by.hand if other.step == SCRUB}
    try:
        with by.cleaning.earned():
            await by.database.scrub()
    except Refused as refused:
        log.warning("erasure %s of site %s: the files are cleaned later: %s", one.id, one.site, refused.code)
        return Taken(one, wait=AGAIN)
    for at, other in enumerate(by.hand):
        if (other.site, other.id) in cleaned:
            by.hand[at] = _after(other)
    return Taken(one)


async def looked(by: Means, one: Erasure) -> Taken:
    """Once more, for what was under way when they asked; from the top if anything came.

    Likes have no time: where a cookie may still be in a browser, what is found late may be somebody new's.
    """
    soon = one.whose.until == LARGEST or by.clock.now() <= one.id + SOON

    def left(conn: Connection) -> bool:
        quoted = mail.drop_regular(conn, one.id + GRACE) > 0  # by a letter that was being written
        wrote = bool(theirs.piece(conn, one.subject, -1, 1, one.upto))
        return quoted or wrote or (soon and stripping.gave(conn, one))

    return Taken(one, again=await by.database.write(left))


FIRST, SCRUB = "comments", "scrub"  # where it begins anew, and what is done once for all in hand
# In this order; the last one a minute after the one before it.
STEPS: tuple[tuple[str, Step], ...] = (
    ("listed", listed),
    (FIRST, comments),
    ("letters", letters),
    ("given", given),
    ("outlived", outlived),
    ("lessons", lessons),
    ("picture", picture),
    (SCRUB, scrub),
    ("looked", looked),
)
