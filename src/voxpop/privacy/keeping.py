"""Nothing is kept longer than the site's rules say: looked for daily, and done away with in small pieces.

    work   in each serving process: which site is due -> claimed by one -> every kind, a piece at a time -> what was
           deleted leaves the files -> due tomorrow
    keep   the same at once, for the command line; or a count of what there would be to do

A kind is a look for a piece of what is kept too long, of which nothing is held up, and a short transaction that does
away with it. All of it can be cut off anywhere and begun again. What is kept for an hour is swept out each minute.
"""

import asyncio
import functools
import logging
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib.ids import DAY, Clock
from voxpop.lib.pausing import pause, rounds
from voxpop.people import attempts
from voxpop.privacy import cutting, ending, removing
from voxpop.privacy.errand import Errand, Found
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.storage.database import Database, Job

LOOK = 60.0  # seconds between looks for a site that is due
BREATH = 0.05  # seconds between two pieces
LEASE = DAY // 24  # after which a claimed site is another's to do

BEGUN = text("SELECT upto FROM keeping WHERE site_id = :site AND addresses = :rule AND upto <= :due")
DUE = text("SELECT due FROM keeping WHERE site_id = :site")
# Who is due later than tomorrow was done by a clock that was wrong.
CLAIM = text("""
    INSERT INTO keeping (site_id, due, done, upto, addresses) VALUES (:site, :lease, 0, 0, '')
    ON CONFLICT (site_id) DO UPDATE SET due = :lease WHERE keeping.due <= :now OR keeping.due > :tomorrow
    RETURNING site_id
""")
DONE = text("""
    INSERT INTO keeping (site_id, due, done, upto, addresses) VALUES (:site, :due, :now, :upto, :rule)
    ON CONFLICT (site_id) DO UPDATE SET due = excluded.due, done = excluded.done, upto = excluded.upto,
                                        addresses = excluded.addresses
""")

log = logging.getLogger("voxpop")


class Kind(NamedTuple):
    """`find` takes where to go on after, 0 at first; `clear` does away with the rows that it found.

    Of a kind that is not looked for from the beginning each time, `clear` says from which on it has to be.
    """

    find: Callable[[Connection, Errand, int], Found]
    clear: Callable[[Connection, Errand, list[Any]], int | None]


ADDRESSES = Kind(cutting.find, cutting.cut)
KINDS = (
    ADDRESSES,  # these first, so that a count beforehand is what is done then
    Kind(cutting.told, cutting.forget),
    *(
        Kind(functools.partial(removing.find, state=state), functools.partial(removing.remove, state=state))
        for state in removing.RULES
    ),
    Kind(ending.told_reports, ending.forget_reporters),
    Kind(ending.over_standings, ending.end_standings),
    Kind(ending.over_sessions, ending.end_sessions),
    Kind(ending.over_attempts, ending.end_attempts),
    Kind(ending.old_tags, ending.forget_tags),
    Kind(ending.overdue_checks, ending.forget_checks),
    Kind(ending.over_at_desk, ending.end_at_desk),
)


async def work(house: House, end: asyncio.Event) -> None:
    """Until told to end. A site that could not be done is due again when its lease is over."""
    await rounds(lambda: turn(house, end), LOOK, end, "nothing that is too old is removed for now")


async def sweep(house: House, end: asyncio.Event) -> None:
    """What was typed before somebody signed in goes within a minute after its hour. Until told to end."""
    await rounds(lambda: swept(house), LOOK, end, "attempts to sign in are not swept out for now")


async def swept(house: House) -> None:
    await house.sites.load()
    now = house.clock.now()
    for site in house.sites.known():
        if await house.database.read(lambda conn, site=site: attempts.over(conn, site.id, now)):  # type: ignore[misc]
            await house.database.write(lambda conn, site=site: attempts.sweep(conn, site.id, now))  # type: ignore[misc]


async def turn(house: House, end: asyncio.Event) -> dict[str, Counter[str]]:
    """Do the sites that are due and that no other process does; what was done, by the name of the site."""
    await house.sites.load()
    now = house.clock.now()
    begun: dict[str, Done] = {}
    for site in house.sites.known():
        if await house.database.read(lambda conn, site=site: _due(conn, site, now)) and await house.database.write(  # type: ignore[misc]
            lambda conn, site=site: claim(conn, site, now)  # type: ignore[misc]
        ):
            begun[site.name] = await _keep(house, Errand(site, house.clock, now), end)
            log.info("site %s: %s", site.id, said(begun[site.name].counts))
    if begun and not end.is_set():
        settled = await house.database.settle()  # once, for the files are those of all sites
        for done in begun.values():
            await house.database.write(lambda conn, done=done: done.write(conn, settled=settled))  # type: ignore[misc]
    return {name: done.counts for name, done in begun.items()}


def _due(conn: Connection, site: Site, now: int) -> bool:
    due = conn.execute(DUE, {"site": site.id}).scalar()
    return due is None or not now < due <= now + DAY


def claim(conn: Connection, site: Site, now: int) -> bool:
    """Is it this process that does it?"""
    asked = {"site": site.id, "lease": now + LEASE, "now": now, "tomorrow": now + DAY}
    return conn.execute(CLAIM, asked).first() is not None


async def _keep(house: House, errand: Errand, end: asyncio.Event) -> "Done":
    """Every kind, or fewer when told to end."""
    done = Done(errand, await house.database.read(lambda conn: begun(conn, errand)))
    for kind in KINDS:
        past: int | None = done.begins(kind)
        while past is not None:
            if end.is_set():
                return done
            found = await house.database.read(_find(kind, errand, past))
            if found.rows:
                done.missed(await house.database.write(_clear(kind, errand, found.rows)))
            past = done.add(found)
            if found.rows or past is not None:
                await pause(BREATH, end)
    return done


def keep(
    database: Database, site: Site, clock: Clock, *, dry: bool, watch: Callable[[Counter[str]], None]
) -> Counter[str]:
    """What was done, or with `dry` would be; `watch` is told after each piece what it was so far."""
    errand = Errand(site, clock, clock.now())
    done = Done(errand, database.read_now(lambda conn: begun(conn, errand)))
    for kind in KINDS:
        past: int | None = done.begins(kind)
        while past is not None:
            found = database.read_now(_find(kind, errand, past))
            if found.rows and not dry:
                done.missed(database.write_now(_clear(kind, errand, found.rows)))
            past = done.add(found)
            watch(done.counts)
    if not dry:
        database.write_now(done.write)
    return done.counts


def _find(kind: Kind, errand: Errand, past: int) -> Job[Found]:
    return lambda conn: kind.find(conn, errand, past)


def _clear(kind: Kind, errand: Errand, rows: list[Any]) -> Job[int | None]:
    return lambda conn: kind.clear(conn, errand, rows)


def begun(conn: Connection, errand: Errand) -> int:
    """Up to which comment no address is left to cut. Nobody knows where the rules or the clock were others then."""
    rule, due = errand.site.rules.addresses, cutting.due(errand)
    return int(conn.execute(BEGUN, {"site": errand.site.id, "rule": rule, "due": due}).scalar() or 0)


class Done:
    """What was done of an errand so far, and what may be written down of it at its end."""

    def __init__(self, errand: Errand, begun: int) -> None:
        self.counts: Counter[str] = Counter()
        self._errand = errand
        self._begun = begun
        self._upto = min(cutting.due(errand), errand.now - LEASE)  # who is writing at this moment is not there yet

    def begins(self, kind: Kind) -> int:
        return self._begun if kind is ADDRESSES else 0

    def missed(self, oldest: int | None) -> None:
        """From this comment on it has to be looked again."""
        if oldest is not None:
            self._upto = min(self._upto, oldest - 1)

    def add(self, found: Found) -> int | None:
        """Where the next piece begins; None after the last."""
        self.counts.update(found.counts)
        return found.past

    def write(self, conn: Connection, *, settled: bool = True) -> None:
        """It is due again tomorrow, or sooner where what was deleted is in the files still."""
        now, site = self._errand.now, self._errand.site
        due = now + (DAY if settled else LEASE)
        done = {"site": site.id, "now": now, "due": due, "upto": max(self._upto, 0), "rule": site.rules.addresses}
        conn.execute(DONE, done)


def said(counts: Counter[str]) -> str:
    """`3 addresses cut, 1 spam comments removed`."""
    return ", ".join(f"{number:,} {what}" for what, number in counts.items() if number) or "nothing was kept too long"
