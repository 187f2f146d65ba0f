"""The outbox: what is to be sent is a row, written with what it tells of, and sent by a worker afterwards.

    put      in the transaction that has something to tell
    work     in each serving process: claims what is due, sends it by its channel, removes it; until told to end

A letter is claimed by an UPDATE, so of several workers one gets it, and comes back by itself when that one dies: it is
never lost, at most sent twice. A channel is a name and a function; what it sends and where to is not known here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.lib import metrics
from voxpop.lib.ids import LARGEST, Clock
from voxpop.lib.pausing import pause
from voxpop.lib.refused import Refused
from voxpop.sites.house import House
from voxpop.storage.quick import Quick

BATCH = 16  # letters of one channel that are under way together
LOOK = 1.0  # seconds between looks for what is due
SENDING = 60  # seconds that one sending may take
LEASE = 120  # seconds after which a claimed letter is another's to send
GRACE = 3.0  # seconds for what is under way when the process ends
SECOND = 1_000_000  # microseconds
AGAIN = (60, 300, 1800, 7200, 43200)  # seconds before each further try; after the last it is given up
LONGEST = 86400  # seconds that a receiver may ask to wait

PUT = Quick("""
    INSERT INTO outbox (site_id, id, channel, target, body, due, tries)
    VALUES (:site, :id, :channel, :target, :body, :due, 0)
    ON CONFLICT DO NOTHING
    RETURNING id
""")
DROP = Quick("""
    DELETE FROM outbox WHERE site_id = :site AND channel = :channel AND target = :target AND id <= :upto
""")
DUE = Quick("""
    SELECT site_id, channel, target, body, due, id, tries FROM outbox
    WHERE channel = :channel AND due <= :now
    ORDER BY due, id LIMIT :limit
""")
CLAIM = Quick("""
    UPDATE outbox SET due = :lease, tries = tries + 1
    WHERE site_id = :site AND id = :id AND due = :due AND tries = :tries
    RETURNING id
""")
DONE = Quick("DELETE FROM outbox WHERE site_id = :site AND id = :id AND tries = :tries")
POSTPONE = Quick("UPDATE outbox SET due = :due WHERE site_id = :site AND id = :id AND tries = :tries")

log = logging.getLogger("voxpop")


class Letter(NamedTuple):
    """What is sent to `target` from `due` (microseconds since 1970) on. `tries` counts how often that was tried."""

    site: int
    channel: str
    target: str
    body: str
    due: int
    id: int = 0
    tries: int = 0


class Channel(NamedTuple):
    """`send` returns when nothing is left to do. Raises Refused to be asked again, Later to say when, Never."""

    name: str
    send: Callable[[House, Letter], Awaitable[None]]


class Later(Exception):  # noqa: N818 - an answer, not a fault
    """The receiver wants to be asked again, after this many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Never(Exception):  # noqa: N818 - an answer, not a fault
    """The receiver will not take it, however often it is tried. `why` is logged, so it holds nothing of anybody's."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def put(conn: Connection, clock: Clock, letter: Letter) -> int:
    """The letter's id. It is sent if this transaction is committed."""
    values = {name: getattr(letter, name) for name in ("site", "channel", "target", "body", "due")}
    number = clock.next(clock.now())
    while PUT.row(conn, values | {"id": number}) is None:  # another process drew the same microsecond
        number = clock.next(number)
    return number


def drop(conn: Connection, site: int, channel: str, target: str, upto: int = LARGEST) -> None:
    """Nothing of this channel up to that letter is sent to the target any more, unless it is under way."""
    DROP.row(conn, {"site": site, "channel": channel, "target": target, "upto": upto})


async def work(house: House, channels: tuple[Channel, ...], end: asyncio.Event) -> None:
    """Send what becomes due until told to end. A slow channel holds up no other."""
    workers = [asyncio.create_task(_serve(house, channel, end)) for channel in channels]
    await end.wait()
    if workers:
        _, late = await asyncio.wait(workers, timeout=GRACE)
        for worker in late:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


async def _serve(house: House, channel: Channel, end: asyncio.Event) -> None:
    busy, well = False, True
    while not end.is_set():
        try:
            busy, well = await turn(house, channel) == BATCH, True
        except Exception as error:  # the database is away, most likely; the worker outlives it
            if well:
                log.warning("%s: no letters are sent for now: %s", channel.name, type(error).__name__)
            busy = well = False
        if not busy:
            await pause(LOOK, end)


async def turn(house: House, channel: Channel) -> int:
    """Send what is due now, as much as may be under way together; how many letters that was."""
    now = house.clock.now()
    due = await house.database.read(lambda conn: _due(conn, channel.name, now))
    if not due:
        return 0
    mine = await house.database.write(lambda conn: [letter for letter in due if _claimed(conn, letter, now)])
    await asyncio.gather(*(_send(house, channel, letter._replace(tries=letter.tries + 1)) for letter in mine))
    return len(mine)


def _due(conn: Connection, channel: str, now: int) -> list[Letter]:
    return [Letter(*row) for row in DUE.rows(conn, {"channel": channel, "now": now, "limit": BATCH})]


def _claimed(conn: Connection, letter: Letter, now: int) -> bool:
    mine = {"site": letter.site, "id": letter.id, "due": letter.due, "tries": letter.tries}
    return CLAIM.row(conn, mine | {"lease": now + LEASE * SECOND}) is not None


async def _send(house: House, channel: Channel, letter: Letter) -> None:
    """Send a letter and remove it, or write down when to try again."""
    wait: float | None = None
    try:
        async with asyncio.timeout(SENDING):
            await channel.send(house, letter)
    except Later as later:
        wait = _next(letter, min(max(later.seconds, 1), LONGEST))
    except Never as never:
        log.info("%s %s of site %s: %s", channel.name, letter.id, letter.site, never.why)
    except (Refused, TimeoutError) as error:
        wait = _next(letter)
        log.info("%s %s of site %s: %s", channel.name, letter.id, letter.site, getattr(error, "code", "too slow"))
    except Exception as error:
        wait = _next(letter)
        log.error("%s %s failed: %s", channel.name, letter.id, type(error).__name__, exc_info=error)
    else:
        metrics.count("voxpop_letters_total", "outcome", "sent")
        await house.database.write(lambda conn: DONE.row(conn, _key(letter)))
        return
    await _later(house, letter, wait)


async def _later(house: House, letter: Letter, wait: float | None) -> None:
    if wait is None:
        metrics.count("voxpop_letters_total", "outcome", "dropped")
        log.warning("%s %s of site %s: given up", letter.channel, letter.id, letter.site)
        await house.database.write(lambda conn: DONE.row(conn, _key(letter)))
        return
    metrics.count("voxpop_letters_total", "outcome", "postponed")
    due = house.clock.now() + int(wait * SECOND)
    await house.database.write(lambda conn: POSTPONE.row(conn, _key(letter) | {"due": due}))


def _key(letter: Letter) -> dict[str, object]:
    return {"site": letter.site, "id": letter.id, "tries": letter.tries}


def _next(letter: Letter, wished: float = 0) -> float | None:
    """Seconds until the next try; None when it was the last."""
    if letter.tries > len(AGAIN):
        return None
    return max(AGAIN[letter.tries - 1], wished)
