"""Import an export file into a site: read all of it, then write it. One straight path.

    file -> importers/FORMAT.read -> staging   (pass 1: a file that is broken is known before anything is written)
         -> stories, each a batch with its threads -> comments, parents first, each batch one transaction   (pass 2)

What is there already is left as it is, so an import can be repeated, and one that was cut off goes on where it was.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from voxpop.exchange import fitting, staging, storing
from voxpop.exchange.importers import wxr
from voxpop.exchange.record import Blog, Entry, Skipped
from voxpop.exchange.report import Report
from voxpop.exchange.staging import Stage, Waiting
from voxpop.exchange.storing import Arrival, Present
from voxpop.lib.refused import Refused
from voxpop.sites.site import Site
from voxpop.spam import records
from voxpop.storage.database import Database, Job

T = TypeVar("T")

BATCH = 500  # comments in one transaction
STORIES = 50  # stories in one transaction
WEIGHT = 2 << 20  # characters of text in one transaction
TRIES = 3

TWICE = "with the number of another one: the first was kept"
STRAY = "of posts or pages that do not come along"
REMOVED = "of stories that came earlier and were removed here"
REFUSED = {
    "text_empty": "without anything to read in it",
    "text_too_long": f"longer than {fitting.LONGEST >> 10} KiB, which no comment form takes",
}
ORPHAN = "answered something that is not there: it stands by itself"
CYCLE = "answered itself in a circle: it stands by itself"


class Watcher(Protocol):
    """Told how far the import is."""

    def read(self, done: int) -> None:
        """Bytes of the file."""

    def wrote(self, done: int, total: int) -> None:
        """Comments."""


class Import(NamedTuple):
    """One run: where everything goes and what is told of it."""

    database: Database
    blog: storing.Blog
    stage: Stage
    report: Report
    watcher: Watcher
    clock: Present


def import_file(database: Database, site: Site, path: Path, folder: Path, watcher: Watcher, now: int) -> Report:
    """Import a WordPress export. `folder` takes a temporary file of about the export's size.

    Raises ImportFailed when the file is broken: nothing has been written. Raises Refused storage_full, storage_away:
    what was written stays, and the same import will go on after it.
    """
    report = Report()
    with staging.opened(folder) as stage:
        source = _read(path, stage, report, watcher, now)
        secret = database.write_now(lambda conn: records.begin(conn, site.id))
        run = Import(database, storing.Blog(site, source, secret, now), stage, report, watcher, Present(now))
        for line in stage.arrange():
            report.change(line, CYCLE)
        _write_stories(run)
        for line in stage.strays():
            report.comments.skip(line, STRAY)
        _write_comments(run)
    return report


def _read(path: Path, stage: Stage, report: Report, watcher: Watcher, now: int) -> str:
    """Pass 1: every record to the stage. The blog's name, under which keys are kept."""
    source = ""
    for record in wxr.read(path, now, watcher.read):
        if isinstance(record, Blog):
            source = record.source
            continue
        part = record.part if isinstance(record, Skipped) else "item" if isinstance(record, Entry) else "comment"
        tally = report.of(part)
        tally.read += 1
        if isinstance(record, Skipped):
            tally.skip(record.line, record.reason)
        elif not stage.keep(record):
            tally.skip(record.line, TWICE)
    return source or _host(stage)


def _host(stage: Stage) -> str:
    """A name for a blog that does not give its own: the host of its first post."""
    for _, entry in stage.entries():
        return entry.url.partition("://")[2].partition("/")[0].lower() or "wordpress"
    return "wordpress"


def _write_stories(run: Import) -> None:
    for batch in _batches(run.stage.entries(), STORIES, _weight):
        _write_some_stories(run, batch)


def _weight(numbered: tuple[int, Entry]) -> int:
    return len(numbered[1].body)


def _write_some_stories(run: Import, batch: list[tuple[int, Entry]]) -> None:
    keys = [entry.key for _, entry in batch]
    threads = run.database.read_now(lambda conn: storing.known_stories(conn, run.blog, keys))
    new = [(entry, *fitting.story(entry, run.blog.site)) for _, entry in batch if entry.key not in threads]

    def add(conn: Connection) -> dict[str, int]:
        return {
            entry.key: storing.add_story(conn, run.clock, run.blog, entry.key, made, closed=not entry.open)
            for entry, made, _ in new
        }

    run.report.items.already += len(threads)
    threads |= _written(run.database, add) if new else {}
    run.report.items.imported += len(new)
    for entry, _, changed in new:
        run.report.change(entry.line, *changed)
    for number, entry in batch:
        run.stage.settle(number, threads[entry.key])


def _write_comments(run: Import) -> None:
    done, total = 0, run.stage.waiting()
    run.watcher.wrote(0, total)
    for batch in _batches(run.stage.remarks(), BATCH, _length):
        _write_some_comments(run, batch)
        done += len(batch)
        run.watcher.wrote(done, total)


def _length(waiting: Waiting) -> int:
    return len(waiting.remark.text)


def _write_some_comments(run: Import, batch: list[Waiting]) -> None:
    keys = [waiting.remark.key for waiting in batch]
    known = run.database.read_now(lambda conn: storing.known_comments(conn, run.blog, keys))
    arrivals = [made for waiting in batch if waiting.remark.key not in known and (made := _fitted(run.report, waiting))]
    orphans = _written(run.database, lambda conn: storing.add_comments(conn, run.blog, arrivals)) if arrivals else []
    run.report.comments.already += len(known)
    run.report.comments.imported += len(arrivals)
    for line in orphans:
        run.report.change(line, ORPHAN)
    for arrival in arrivals:
        run.report.change(arrival.remark.line, *arrival.fitted.changed)
        run.report.count(arrival.remark.state, arrival.remark.kind)


def _fitted(report: Report, waiting: Waiting) -> Arrival | None:
    """None for what cannot be here, which the report then says."""
    if waiting.thread is None:
        report.comments.skip(waiting.remark.line, REMOVED)
        return None
    try:
        return Arrival(waiting.remark, fitting.comment(waiting.remark), waiting.thread, waiting.id)
    except Refused as refused:
        report.comments.skip(waiting.remark.line, REFUSED[refused.code])
        return None


def _written(database: Database, job: Job[T]) -> T:
    """Do it again when somebody else took an id at the same moment."""
    for _ in range(TRIES):
        try:
            return database.write_now(job)
        except IntegrityError:
            continue
    raise Refused("storage_away", "Another import of the same blog seems to be running. Wait for its end.")


def _batches(records: Iterable[T], most: int, weight: Callable[[T], int]) -> Iterator[list[T]]:
    """In order, at most so many together, and not more than WEIGHT with the last one."""
    batch: list[T] = []
    heavy = 0
    for record in records:
        batch.append(record)
        heavy += weight(record)
        if len(batch) == most or heavy >= WEIGHT:
            yield batch
            batch, heavy = [], 0
    if batch:
        yield batch
