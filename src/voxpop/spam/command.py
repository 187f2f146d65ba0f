"""What `voxpop spam status` and `voxpop spam rollback` print."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Connection

from voxpop.lib.ids import moment
from voxpop.spam import refitting, rollback, snapshots
from voxpop.spam.model import Site
from voxpop.spam.rollback import RolledBack
from voxpop.spam.snapshots import Judge, Snapshot
from voxpop.storage.database import Database
from voxpop.storage.quick import Quick

NEWEST = 1000  # lessons whose sources are counted
SOURCES = 20

# The condition on `spam` makes it two walks along an index instead of one through all lessons.
TAUGHT = Quick("""
    SELECT source, SUM(spam), SUM(honest), MAX(id) FROM (
        SELECT * FROM (
            SELECT source, 1 AS spam, 0 AS honest, id FROM lesson
            WHERE site_id = :site AND spam AND undone IS NULL ORDER BY id DESC LIMIT :newest
        ) spam
        UNION ALL
        SELECT * FROM (
            SELECT source, 0 AS spam, 1 AS honest, id FROM lesson
            WHERE site_id = :site AND NOT spam AND undone IS NULL ORDER BY id DESC LIMIT :newest
        ) honest
    ) taught
    GROUP BY source ORDER BY COUNT(*) DESC, source LIMIT :sources
""")


def status(database: Database, site: int, now: int, out: Console) -> None:
    """What the judge has learnt on a site, after it has learnt what it was taught since."""
    refitting.refit(database, site, now)
    database.read_now(lambda conn: _status(conn, site, out))


def _status(conn: Connection, site: int, out: Console) -> None:
    seen, used = snapshots.judge(conn, site), snapshots.in_use(conn, site)
    for line in (*_lessons(seen), *_model(used), *_refused(seen)):
        out.print(line, highlight=False, markup=False)
    kept = snapshots.kept(conn, site)
    if kept:
        out.print(_snapshots(kept))
    rows = TAUGHT.rows(conn, {"site": site, "newest": NEWEST, "sources": SOURCES})
    if rows:
        out.print(_sources(rows))


def _lessons(seen: Judge) -> list[str]:
    total = seen.spam + seen.honest
    told = f"{total:,} lesson{'' if total == 1 else 's'} in force: {seen.spam:,} of spam, {seen.honest:,} honest."
    waiting = seen.changes - seen.tried
    return [told, f"{waiting:,} of them changed since a model was last fitted."] if waiting else [told]


def _model(used: Snapshot | None) -> list[str]:
    told = f"The base model tells {refitting.of_base():.1f} % of the pairs of the frozen set apart"
    if used is None:
        return [f"{told}; it judges alone."]
    lines = [f"{told}, the model in use {used.quality:.1f} %."]
    site = Site.unpack(used.state)
    if site.doubt is not None or site.spam is not None:
        limits = (f"{limit:.0%}" if limit is not None else "the usual" for limit in (site.doubt, site.spam))
        lines.append(f"By the site's honest comments: waits from {next(limits)} on, spam from {next(limits)} on.")
    return lines


def _refused(seen: Judge) -> list[str]:
    if not seen.refused:
        return []
    return [
        f"The last model fitted, at {_at(seen.refused)}, was refused: {seen.refused_quality:.1f} %. The one before it"
        " stays in use. Look at who taught what below; `voxpop spam rollback` sets aside what was taught since."
    ]


def _snapshots(kept: list[Snapshot]) -> Table:
    table = Table("id", "made", "lessons", "frozen set", "note", title="Models, the first in use")
    for one in kept:
        table.add_row(str(one.id), _at(one.id), f"{one.lessons:,}", f"{one.quality:.1f} %", escape(one.note))
    return table


def _sources(rows: list[tuple[str, int, int, int]]) -> Table:
    table = Table("who", "spam", "honest", "last", title=f"Who taught the newest {NEWEST:,} lessons of each kind")
    for source, spam, honest, last in rows:
        table.add_row(escape(source), f"{spam:,}", f"{honest:,}", _at(last))
    return table


def roll_back(database: Database, site: int, to: int | None, now: int, by: str) -> RolledBack:
    """Raises Refused no_such_snapshot, nothing_to_roll_back."""
    return database.write_now(lambda conn: rollback.roll_back(conn, site, to, now, by))


def rolled_back(done: RolledBack) -> str:
    where = f"Back at the model of {_at(done.to)}" if done.to else "Back at the base model alone"
    aside = f"{_lessons_of(done.spam, 'spam')} and {done.honest:,} honest set aside"
    return f"{where}: {done.dropped:,} newer dropped, {aside}."


def _lessons_of(number: int, kind: str) -> str:
    return f"{number:,} lesson{'' if number == 1 else 's'} of {kind}"


def _at(microseconds: int) -> str:
    return f"{moment(microseconds):%Y-%m-%d %H:%M:%S} UTC"
