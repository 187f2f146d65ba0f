"""What `voxpop spam status` and `voxpop spam rollback` print."""

from typing import NamedTuple

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

TAUGHT = Quick("""
    SELECT source, id FROM lesson WHERE site_id = :site AND spam = :spam AND undone IS NULL
    ORDER BY id DESC LIMIT :newest
""")


class Taught(NamedTuple):
    """How many lessons of each kind, and the id of the newest."""

    spam: int
    honest: int
    last: int


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
    sources = _taught(conn, site)
    if sources:
        out.print(_sources(sources))


def _taught(conn: Connection, site: int) -> dict[str, Taught]:
    """Who taught the newest lessons of each kind, those who taught most first."""
    found: dict[str, Taught] = {}
    for spam in (True, False):
        for source, number in TAUGHT.rows(conn, {"site": site, "spam": spam, "newest": NEWEST}):
            one = found.get(source, Taught(0, 0, 0))
            found[source] = Taught(one.spam + spam, one.honest + (not spam), max(one.last, number))
    most = sorted(found.items(), key=lambda item: (-item[1].spam - item[1].honest, item[0]))
    return dict(most[:SOURCES])


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


def _sources(found: dict[str, Taught]) -> Table:
    table = Table("who", "spam", "honest", "last", title=f"Who taught the newest {NEWEST:,} lessons of each kind")
    for source, one in found.items():
        table.add_row(escape(source), f"{one.spam:,}", f"{one.honest:,}", _at(one.last))
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
