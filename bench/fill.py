"""Fill a data folder with a made-up newspaper's conversations, far faster than posting them:   fill.py KIND FOLDER

    conversation   a thread of 100 comments, one of 100,000, and one of 100,000 that all hang under one comment
    embed          a thread of 1,000 comments
    town           1,000,000 comments in 50,000 threads: one large, most small

The rows are what posting would have written: ids that are times, paths, rendered text, counters that equal their rows
(`voxpop verify` finds nothing). The same seed gives the same database.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from data import PAPER
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.schema import CreateIndex, DropIndex
from texts import drafts

from voxpop.discussion import best, text, tree
from voxpop.sites import site as sites
from voxpop.storage import schema
from voxpop.storage.database import open_database, stamp

SITE = 1
BEGAN = 1_735_689_600_000_000  # 2025-01-01, in microseconds
DAY = 86_400_000_000
GAP = 300_000_000  # 5 min from one thread's opening to the next one's
ANSWERS = 0.5  # of comments answer an earlier one of their thread
LIKED = 0.06  # of comments have likes
POOL = 5000  # different texts; rendering a million would take minutes
BATCH = 1000  # threads whose comments come in mixed, as they do on a day


Rows = dict[str, list[tuple[object, ...]]]  # by table


class Plan(NamedTuple):
    """`answers` is the share of comments that answer another one; 1.0 hangs all under the first."""

    path: str
    comments: int
    answers: float = ANSWERS


class Written(NamedTuple):
    name: str
    email: str
    source: str
    html: str


def conversation() -> list[Plan]:
    return [Plan("/hundred", 100), Plan("/hundred-thousand", 100_000), Plan("/one-branch", 100_000, answers=1.0)]


def town(threads: int = 50_000, comments: int = 1_000_000) -> list[Plan]:
    """Sizes that fall off as they do on a newspaper's site: 1 to some thousands, together exactly `comments`."""
    chance = random.Random(50)
    weights = [chance.paretovariate(1.6) for _ in range(threads)]
    unit = (comments - threads) / sum(weights)
    sizes = [1 + int(weight * unit) for weight in weights]
    for nth in range(comments - sum(sizes)):  # what rounding down left over
        sizes[nth] += 1
    return [Plan(f"/{nth // 100:03}/{nth}-a-story-of-the-town", size) for nth, size in enumerate(sizes)]


KINDS: dict[str, tuple[Callable[[], list[Plan]], dict[str, str]]] = {
    "conversation": (conversation, {"page_size": "100"}),
    "embed": (lambda: [Plan("/thousand", 1000)], {}),
    "town": (town, {}),
}


def fill(kind: str, folder: Path) -> None:
    plan, rules = KINDS[kind]
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    file = unfinished / "voxpop.db"
    _found(file, dict(rules))
    _pour(file, plan())
    unfinished.rename(folder)


def _found(file: Path, rules: dict[str, str]) -> None:
    """An empty newspaper: schema, site, rules."""
    database = open_database(f"sqlite:///{file}")
    database.write_now(lambda conn: sites.add(conn, "default", "The paper", PAPER, ours=False))
    if rules:
        database.write_now(lambda conn: sites.choose(conn, sites.find(conn, "default"), rules))
    database.close()


def _pour(file: Path, plans: list[Plan]) -> None:
    db = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
        db.execute(f"PRAGMA {pragma}")
    indexes = [
        index for table in (schema.comment, schema.sender, schema.thread, schema.liking) for index in table.indexes
    ]
    for index in indexes:
        db.execute(_sqlite(DropIndex(index)))
    bar = Progress(TextColumn("filling {task.fields[file]}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with bar:
        task = bar.add_task(
            "", total=sum(plan.comments for plan in plans), file=file.parent.name.removesuffix(".unfinished")
        )
        for rows in _batches(plans):
            db.execute("BEGIN")
            for table, values in rows.items():
                db.executemany(_insert(table), values)
            db.execute("COMMIT")
            bar.advance(task, len(rows["comment"]))
        for index in indexes:
            db.execute(_sqlite(CreateIndex(index)))
    db.execute("PRAGMA journal_mode=WAL")
    db.close()


def _sqlite(statement: CreateIndex | DropIndex) -> str:
    from sqlalchemy.dialects import sqlite

    return str(statement.compile(dialect=sqlite.dialect()))


COLUMNS = {
    "thread": "site_id id key url title stamp live likes ranked closed active pinned slow heated",
    "comment": "site_id id thread_id parent_id root_id depth path state shown kind name website role badges picture "
    "text html renderer edited likes likes_before score reactions pinned picked risk",
    "sender": "site_id comment_id email address agent guest verdict draft_key fingerprint marks asked rule "
    "mail consent",
    "liking": "site_id comment_id guest",
}


def _insert(table: str) -> str:
    """Raises SystemExit when the schema has columns that this file does not know."""
    columns = COLUMNS[table].split()
    missing = set(schema.metadata.tables[table].columns.keys()) ^ set(columns)
    if missing:
        raise SystemExit(f"bench/fill.py and storage/schema.py differ in {table}: {', '.join(sorted(missing))}")
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _batches(plans: list[Plan]) -> Iterator[Rows]:
    """Rows by table, the comments of each batch in the order of their times."""
    chance = random.Random(1)
    pool = [Written(draft.name, draft.email, draft.text, text.render(draft.text).html) for draft in drafts(POOL)]
    taken = BEGAN
    for first in range(0, len(plans), BATCH):
        batch = plans[first : first + BATCH]
        opened = BEGAN + first * GAP
        times = _times(chance, [(opened + nth * GAP, plan.comments) for nth, plan in enumerate(batch)], taken)
        taken = max(moments[-1] for moments in times)
        rows: Rows = {table: [] for table in COLUMNS}
        for nth, (plan, moments) in enumerate(zip(batch, times, strict=True)):
            _thread(rows, chance, plan, opened + nth * GAP + 1, moments, pool)
        rows["comment"].sort(key=lambda row: row[1])  # type: ignore[arg-type,return-value]
        rows["sender"].sort(key=lambda row: row[1])  # type: ignore[arg-type,return-value]
        yield rows


def _times(chance: random.Random, threads: list[tuple[int, int]], after: int) -> list[list[int]]:
    """For each (opening, number) so many moments of the three days after it, no two alike, all later than `after`."""
    drawn = sorted(
        (opening + int(3 * DAY * chance.random() ** 3), thread)
        for thread, (opening, number) in enumerate(threads)
        for _ in range(number)
    )
    moments: list[list[int]] = [[] for _ in threads]
    for at, thread in drawn:
        after = max(after + 1, at)
        moments[thread].append(after)
    return moments


def _thread(
    rows: Rows, chance: random.Random, plan: Plan, number: int, moments: list[int], pool: list[Written]
) -> None:
    spots: list[tree.Spot] = []
    likes = [1 + int(chance.expovariate(0.5)) if chance.random() < LIKED else 0 for _ in moments]
    given, before = sum(likes), 0
    for nth, moment in enumerate(moments):
        parent = None if not nth or chance.random() >= plan.answers else chance.randrange(nth)
        spot = tree.top(moment) if parent is None else tree.below(spots[parent], moment)
        spots.append(spot)
        written = pool[chance.randrange(POOL)]
        rows["comment"].append((
            SITE, moment, number, None if parent is None else moments[parent], spot.root, spot.depth, spot.path,
            "live", 1, "comment", written.name, None, None, None, None, written.source, written.html, text.RENDERER,
            None, likes[nth], before, best.wilson(likes[nth], given - before), None, None, 0, 0,
        ))  # fmt: skip
        rows["sender"].append((
            SITE, moment, written.email, "192.0.2.1", "bench", None, "{}", None, None, None, None, None, None, None,
        ))  # fmt: skip
        rows["liking"] += [(SITE, moment, chance.randbytes(16)) for _ in range(likes[nth])]
        before += likes[nth]
    address = PAPER + plan.path
    rows["thread"].append((
        SITE, number, address.removeprefix("https://"), address, "A story of the town", stamp(),
        len(moments), given, given, 0, moments[-1], 0, 0, None,
    ))  # fmt: skip


if __name__ == "__main__":
    fill(sys.argv[1], Path(sys.argv[2]))
