"""Nothing is kept longer than the site's rules say: looked for daily, and done away with in small pieces.

    work   in each serving process: which site is due -> claimed by one -> every kind, a piece at a time -> due tomorrow
    keep   the same at once, for the command line; or a count of what there would be to do

A kind is a look for a piece of what is kept too long, of which nothing is held up, and a short transaction that does
away with it. All of it can be cut off anywhere and begun again.
"""

import asyncio
import functools
import logging
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib.ids import DAY, Clock
from voxpop.lib.pausing import pause
from voxpop.privacy import cutting, ending, removing
from voxpop.privacy.errand import Errand, Found
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.storage.database import Database

LOOK = 60.0  # seconds between looks for a site that is due
BREATH = 0.05  # seconds between two pieces
LEASE = DAY // 24  # after which a claimed site is another's to do

BEGUN = text("SELECT upto FROM keeping WHERE site_id = :site")
DUE = text("SELECT due FROM keeping WHERE site_id = :site")
CLAIM = text("""
    INSERT INTO keeping (site_id, due, done, upto) VALUES (:site, :lease, 0, 0)
    ON CONFLICT (site_id) DO UPDATE SET due = :lease WHERE keeping.due <= :now
    RETURNING site_id
""")
DONE = text("""
    INSERT INTO keeping (site_id, due, done, upto) VALUES (:site, :due, :now, :upto)
    ON CONFLICT (site_id) DO UPDATE SET due = excluded.due, done = excluded.done, upto = excluded.upto
""")

log = logging.getLogger("voxpop")


class Kind(NamedTuple):
    """`find` takes where to go on after, 0 at first; `clear` does away with the rows that it found."""

    find: Callable[[Connection, Errand, int], Found]
    clear: Callable[[Connection, Errand, list[Any]], None]


SENDERS = Kind(cutting.find, cutting.cut)
KINDS = (
    SENDERS,  # first, so that a count beforehand is what is done then
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
    """Until told to end."""
    while not end.is_set():
        try:
            await turn(house, end)
        except Exception as error:  # the database is away, most likely; the site is due again when its lease is over
            log.warning("nothing that is too old is removed for now: %s", type(error).__name__)
        await pause(LOOK, end)


async def turn(house: House, end: asyncio.Event) -> dict[str, Counter[str]]:
    """Do the sites that are due and that no other process does; what was done, by the name of the site."""
    await house.sites.load()
    now = house.clock.now()
    done = {}
    for site in house.sites.known():
        if await house.database.read(lambda conn, site=site: _due(conn, site, now)) and await house.database.write(  # type: ignore[misc]
            lambda conn, site=site: claim(conn, site, now)  # type: ignore[misc]
        ):
            done[site.name] = await _keep(house, Errand(site, house.clock, now), end)
            log.info("site %s: %s", site.id, said(done[site.name]))
    return done


def _due(conn: Connection, site: Site, now: int) -> bool:
    due = conn.execute(DUE, {"site": site.id}).scalar()
    return due is None or due <= now


def claim(conn: Connection, site: Site, now: int) -> bool:
    """Is it this process that does it?"""
    return conn.execute(CLAIM, {"site": site.id, "lease": now + LEASE, "now": now}).first() is not None


async def _keep(house: House, errand: Errand, end: asyncio.Event) -> Counter[str]:
    done = Done(errand, await house.database.read(lambda conn: begun(conn, errand)))
    for kind in KINDS:
        past: int | None = done.begins(kind)
        while past is not None:
            if end.is_set():
                return done.counts
            found = await house.database.read(lambda conn, kind=kind, past=past: kind.find(conn, errand, past))  # type: ignore[misc]
            if found.rows:
                await house.database.write(lambda conn, kind=kind, found=found: kind.clear(conn, errand, found.rows))  # type: ignore[misc]
                await pause(BREATH, end)
            past = done.add(kind, found)
    await house.database.write(done.write)
    return done.counts


def keep(
    database: Database, site: Site, clock: Clock, *, dry: bool, watch: Callable[[Counter[str]], None]
) -> Counter[str]:
    """What was done, or with `dry` would be; `watch` is told after each piece what it was so far."""
    errand = Errand(site, clock, clock.now())
    done = Done(errand, database.read_now(lambda conn: begun(conn, errand)))
    for kind in KINDS:
        past: int | None = done.begins(kind)
        while past is not None:
            found = database.read_now(lambda conn, kind=kind, past=past: kind.find(conn, errand, past))  # type: ignore[misc]
            if found.rows and not dry:
                database.write_now(lambda conn, kind=kind, found=found: kind.clear(conn, errand, found.rows))  # type: ignore[misc]
            past = done.add(kind, found)
            watch(done.counts)
    if not dry:
        database.write_now(done.write)
    return done.counts


def begun(conn: Connection, errand: Errand) -> int:
    """Up to which comment no sender has anything left to cut."""
    return int(conn.execute(BEGUN, {"site": errand.site.id}).scalar() or 0)


class Done:
    """What was done of an errand so far, and what may be written down of it at its end."""

    def __init__(self, errand: Errand, begun: int) -> None:
        self.counts: Counter[str] = Counter()
        self._errand = errand
        self._begun = begun
        self._upto = min(errand.before("keep_addresses"), errand.before("keep_emails"))

    def begins(self, kind: Kind) -> int:
        return self._begun if kind is SENDERS else 0

    def add(self, kind: Kind, found: Found) -> int | None:
        """Where the next piece begins; None after the last."""
        self.counts.update(found.counts)
        if kind is SENDERS and found.needed is not None:
            self._upto = min(self._upto, found.needed - 1)
        return found.past

    def write(self, conn: Connection) -> None:
        """Where the rules let things be kept longer than before, less is known to be cut."""
        now = self._errand.now
        done = {"site": self._errand.site.id, "now": now, "due": now + DAY, "upto": max(self._upto, 0)}
        conn.execute(DONE, done)


def said(counts: Counter[str]) -> str:
    """`3 addresses cut, 1 spam comments removed`."""
    return ", ".join(f"{number:,} {what}" for what, number in counts.items() if number) or "nothing was kept too long"
