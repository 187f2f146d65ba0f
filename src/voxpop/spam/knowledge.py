"""What this process knows beside a submission, at hand when it is asked: models, records, the last hours.

    about(site, submission) -> Known        taken(site, submission)      counted(site, marks, more)
    elsewhere, learnt       -> look again   work: new models, those of other processes and those that are due

Records that many ask for at once are read together: what is asked for in one turn of the event loop, or while a reading
is under way, is one statement. What was read is kept for a second.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.lib import metrics
from voxpop.lib.ids import Clock
from voxpop.lib.pausing import Rest, pause
from voxpop.lib.refused import Refused
from voxpop.lib.remembered import Remembered
from voxpop.spam import marks, records, refitting, snapshots
from voxpop.spam.base import base
from voxpop.spam.known import Known, Record
from voxpop.spam.model import Model, Site
from voxpop.spam.recent import Recent, Sketch, Visit
from voxpop.spam.refitting import Outcome
from voxpop.spam.submission import Submission
from voxpop.storage.database import Database

FRESH = 1.0  # seconds for which a record that was read is good
KEPT = 4096  # records
PAUSE = 1.0  # seconds between two looks at what others have learnt
ROUND = 60.0  # seconds after which it is looked without a sign that anything happened
REST = 4  # times as long as a fitting took there is none: however fast is taught, it takes a fifth of a processor
NOBODY = Record()

log = logging.getLogger("voxpop.spam")


class Shelf(NamedTuple):
    """What is known of a site. `snapshot` is its model's id; 0 for the base alone."""

    secret: bytes
    snapshot: int
    model: Model


class Asked:
    """Marks that are waiting to be read in one statement."""

    def __init__(self) -> None:
        self.marks: set[int] = set()
        self.changed: set[int] = set()  # meanwhile, by this process: what was read of them is not kept
        self.landed: asyncio.Future[dict[int, Record]] = asyncio.get_running_loop().create_future()


class Knowledge:
    """Used from its event loop alone."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.recent = Recent()
        self._database = database
        self._clock = clock
        self._shelves: dict[int, Shelf] = {}
        self._kept: Remembered[Record] = Remembered(KEPT, FRESH, clock.steady)
        self._gathering: dict[int, Asked] = {}
        self._aloft: dict[int, Asked] = {}
        self._reading: set[asyncio.Task[None]] = set()
        self._loading = asyncio.Lock()
        self._stirred = asyncio.Event()
        self._rest = Rest(clock.steady, REST)  # from fitting models
        self._held_up = False  # whether somebody wanted one before it was over

    async def about(self, site: int, submission: Submission, *, newcomer: bool = False) -> Known:
        """What is known beside it; of a `newcomer` there is no record. Without a database `away`, and what is here."""
        try:
            shelf = self._shelves.get(site) or await self._load(site)
        except Refused:
            return Known(site, Model(base()), {}, self.recent, away=True)
        named = marks.of(submission, shelf.secret)
        wanted = named.all()
        try:
            found = await self._records(site, wanted[1:] if newcomer and named.person else wanted)
        except Refused:
            return Known(site, shelf.model, {}, self.recent, marks=named, away=True)
        return Known(site, shelf.model, found, self.recent, marks=named)

    async def secret(self, site: int) -> bytes:
        """The key of a site's marks; b"" while the database does not answer."""
        try:
            return (self._shelves.get(site) or await self._load(site)).secret
        except Refused:
            return b""

    def taken(self, site: int, submission: Submission, sketch: Sketch | None) -> None:
        """It was taken: from now on there can be copies of it."""
        visit = Visit(submission.now, site, submission.thread, submission.person, submission.address)
        self.recent.note(sketch, visit)

    def counted(self, site: int, packed: bytes, more: Record) -> None:
        """This process has counted so much more for each of the packed marks, and it is on the disk."""
        asking = [asked for asked in (self._gathering.get(site), self._aloft.get(site)) if asked is not None]
        for mark in marks.unpacked(packed):
            for asked in asking:
                asked.changed.add(mark)
            kept = self._kept.get((site, mark))
            if kept is not None:
                self._kept.replace((site, mark), _sum(kept, more))

    def elsewhere(self) -> None:
        """Another process has written something."""
        self._forget()

    def learnt(self) -> None:
        """What there is to know has changed otherwise than by a new comment, by this process."""
        self._forget()

    def _forget(self) -> None:
        self._kept.clear()
        for asked in self._aloft.values():
            asked.changed |= asked.marks
        self._stirred.set()

    async def _records(self, site: int, wanted: tuple[int, ...]) -> dict[int, Record]:
        found: dict[int, Record] = {}
        missing = []
        for mark in wanted:
            kept = self._kept.get((site, mark))
            if kept is None:
                missing.append(mark)
            elif kept != NOBODY:
                found[mark] = kept
        if missing:
            read = await asyncio.shield(self._ask(site, missing).landed)
            found |= {mark: read[mark] for mark in missing if mark in read}
        return found

    def _ask(self, site: int, wanted: Iterable[int]) -> Asked:
        asked = self._gathering.get(site)
        if asked is None:
            asked = self._gathering[site] = Asked()
            if site not in self._aloft:
                asyncio.get_running_loop().call_soon(self._start, site)
        asked.marks.update(wanted)
        return asked

    def _start(self, site: int) -> None:
        asked = self._gathering.pop(site, None)
        if asked is None:
            return
        self._aloft[site] = asked
        task = asyncio.get_running_loop().create_task(self._read(site, asked))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _read(self, site: int, asked: Asked) -> None:
        try:
            found = await self._database.read(lambda conn: records.read(conn, site, asked.marks))
        except Exception as error:
            asked.landed.set_exception(error)
            asked.landed.exception()  # looked at: nobody may be waiting
        else:
            asked.landed.set_result(found)
            self._keep(site, asked, found)
        finally:
            del self._aloft[site]
            self._start(site)

    def _keep(self, site: int, asked: Asked, found: dict[int, Record]) -> None:
        for mark in asked.marks - asked.changed:
            self._kept.put((site, mark), found.get(mark, NOBODY))

    async def _load(self, site: int) -> Shelf:
        async with self._loading:
            if site in self._shelves:
                return self._shelves[site]
            shelf = await self._database.read(lambda conn: shelved(conn, site, None))
            if shelf is None:
                await self._database.write(lambda conn: records.begin(conn, site))
                shelf = await self._database.read(lambda conn: shelved(conn, site, None))
            if shelf is None:
                raise LookupError("a judge that was just made is not there")
            self._shelves[site] = shelf
            return shelf

    async def work(self, end: asyncio.Event) -> None:
        """Until the end: see what other processes have learnt, and fit the models that are due."""
        await asyncio.get_running_loop().run_in_executor(None, base)
        self._stirred.set()
        while not end.is_set():
            await pause(self._next_look(), end, self._stirred)
            self._stirred.clear()
            try:
                await self.settle()
            except Refused:  # the database is away: then the next sign, or the next round
                log.info("what others have learnt could not be read")
            await pause(PAUSE, end)

    def _next_look(self) -> float:
        """In how many seconds to look without a sign; at the end of the rest when it came too early."""
        return min(ROUND, self._rest.left()) if self._held_up else ROUND

    async def settle(self) -> None:
        """One look: afterwards this process uses the newest models, and none is due but what others fit, or later."""
        await self._refresh()
        self._held_up = self._rest.left() > 0
        if self._held_up:
            return
        due = await self._database.read(lambda conn: refitting.due(conn, self._clock.now()))
        for site in due:
            await self.refit(site)
        if due:
            await self._refresh()

    async def _refresh(self) -> None:
        known = dict(self._shelves)
        self._shelves |= await self._database.read(
            lambda conn: {site: new for site, shelf in known.items() if (new := shelved(conn, site, shelf)) is not None}
        )

    async def refit(self, site: int) -> Outcome | None:
        """Fit a new model, outside the event loop; None when there is nothing new, or another process is at it."""
        database, loop = self._database, asyncio.get_running_loop()
        now = self._clock.now()
        lease = await database.write(lambda conn: refitting.claim(conn, site, now))
        if not lease:
            return None
        given = await database.read(lambda conn: refitting.material(conn, site))
        with self._rest.earned():
            new = await loop.run_in_executor(None, refitting.fitted, given)
        outcome = await database.write(
            lambda conn: refitting.settled(conn, site, lease, (given, new), self._clock.next(self._clock.now()))
        )
        metrics.count("voxpop_models_total", "outcome", outcome.value)
        return outcome


def shelved(conn: Connection, site: int, earlier: Shelf | None) -> Shelf | None:
    """What is kept of a site; None before it has a secret, or when it is still as it was earlier."""
    newest = snapshots.newest(conn, site)
    if earlier is not None and newest == earlier.snapshot:
        return None
    secret = records.secret(conn, site)
    used = snapshots.in_use(conn, site) if newest else None
    if secret is None:
        return None
    return Shelf(secret, newest, Model(base(), _site(site, used) if used else None))


def _site(number: int, used: snapshots.Snapshot) -> Site | None:
    try:
        return Site.unpack(used.state)
    except ValueError as error:
        log.error("site %s: its model %s cannot be read, so the base model judges alone: %s", number, used.id, error)
        return None


def _sum(one: Record, more: Record) -> Record:
    first = one.first or more.first
    return Record(one.live + more.live, one.spam + more.spam, one.reports + more.reports, first)
