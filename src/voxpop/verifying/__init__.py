"""`voxpop verify`: prove that what is kept is whole and agrees with itself; name every row that is wrong.

    the database itself -> sites, stories, threads -> what the judge counts -> rows without an owner
    -> each comment, in order of its key

Nothing is changed. A check is a function of a connection that yields findings, and a line in CHECKS; what is asked of
each comment is in verifying/comments. Memory does not grow with the number of comments: the big statements hand out
only what is wrong, and comments come in batches, each with a snapshot of its own, so a server may go on meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from rich.console import Console
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from voxpop.lib import progress
from voxpop.lib.refused import Refused
from voxpop.storage.database import Database
from voxpop.verifying import circles, comments, ledger, orphans, places, reactions, records, soundness, threads, words
from voxpop.verifying.finding import Finding

SHOWN = 100  # findings of one kind that get their line; the others are counted

Check = Callable[[Connection], Iterable[Finding]]
CHECKS: tuple[tuple[str, Check], ...] = (
    ("the database itself", soundness.look),
    ("its tables and indexes", soundness.schema),
    ("sites", places.sites),
    ("stories", places.stories),
    ("threads", threads.look),
    ("reactions", reactions.look),
    ("the index of words", words.look),
    ("the log of acts", ledger.look),
    ("records", records.look),
    ("lessons", records.lessons),
    ("rows without an owner", orphans.look),
    ("answers in a circle", circles.look),
)


def run(database: Database, out: Console) -> int:
    """The exit status: 0 when all is as it should be, 1 when something was found. Each finding is a line."""
    report = Report(out)
    with progress.towards(out) as bar:
        task = bar.add_task("", total=None)
        for name, check in CHECKS:
            bar.update(task, description=name)
            report.hear(name, lambda check=check: _checked(database, check, report))  # type: ignore[misc]
        bar.update(task, description="comments", total=comments.count(database) if not report.broken else None)
        report.hear("comments", lambda: _walked(database, report, lambda number: bar.advance(task, number)))
    return report.ended()


def _checked(database: Database, check: Check, report: "Report") -> None:
    def job(conn: Connection) -> None:
        _prepare(conn)
        for finding in check(conn):
            report.add(finding)

    database.read_now(job)


def _walked(database: Database, report: "Report", advance: Callable[[int], None]) -> None:
    for batch in comments.walk(database):
        for finding in batch.findings:
            report.add(finding)
        report.comments += batch.comments
        advance(batch.comments)


def _prepare(conn: Connection) -> None:
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("PRAGMA temp_store=FILE")  # what is sorted here may be larger than memory
        return
    conn.exec_driver_sql("SET LOCAL cursor_tuple_fraction = 1")  # all rows are wanted, not the first ones soon


class Report:
    """Prints what is found as it is found, and counts it by kind."""

    def __init__(self, out: Console) -> None:
        self.comments = 0
        self.broken = False
        self._out = out
        self._kinds: Counter[str] = Counter()

    def add(self, finding: Finding) -> None:
        self._kinds[finding.kind] += 1
        if self._kinds[finding.kind] <= SHOWN:
            self._say(finding.sentence)

    def hear(self, what: str, check: Callable[[], None]) -> None:
        """Run a check; that it cannot be run to its end is a finding, too."""
        try:
            check()
        except (DBAPIError, Refused) as error:
            self.broken = True
            said = str(error.orig if isinstance(error, DBAPIError) else error).strip().split("\n")[0]
            self.add(Finding("database", f"{what}: not to be read to the end: {said}"))

    def ended(self) -> int:
        for kind, number in self._kinds.items():
            if number > SHOWN:
                self._say(f"… and {number - SHOWN:,} more of this kind: {kind}")
        found = self._kinds.total()
        looked = f"{self.comments:,} comment{'' if self.comments == 1 else 's'} looked at"
        self._say(f"{looked}: {found:,} finding{'' if found == 1 else 's'}." if found else f"{looked}: all is well.")
        return 1 if found else 0

    def _say(self, line: str) -> None:
        self._out.print(line, highlight=False, markup=False, soft_wrap=True)
