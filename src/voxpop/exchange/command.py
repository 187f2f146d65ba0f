"""`voxpop import FILE --site NAME`: how far it is while it works, and at the end a report, or what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import DownloadColumn
from rich.table import Table

from voxpop.exchange.importing import import_file
from voxpop.exchange.record import ImportFailed
from voxpop.exchange.report import Report
from voxpop.lib import ids, progress
from voxpop.lib.refused import Refused
from voxpop.settings import Settings
from voxpop.sites.site import settled
from voxpop.storage.database import Database, open_database


def run(settings: Settings, path: Path, site_name: str, console: Console) -> int:
    """The exit status: 0 when everything is here, 1 when not. Raises Refused site_unknown."""
    database = open_database(settings.database_address)
    try:
        return bring(database, settings, path, site_name, console)
    finally:
        database.close()


def bring(database: Database, settings: Settings, path: Path, site_name: str, console: Console) -> int:
    """`run` on a database that is open."""
    site = database.write_now(lambda conn: settled(conn, site_name, settings.address))
    try:
        with _bars(console, path) as bars:
            report = import_file(database, site, path, settings.data / "tmp", bars, ids.now())
    except ImportFailed as failed:
        _say(console, f"{path}: {failed}", "Nothing of the file was imported.")
        return 1
    except Refused as refused:
        _say(console, refused.sentence, "What was imported stays; the same command goes on from there.")
        return 1
    except OSError as error:
        _say(console, f"{path}: {error.strerror or error}.", "Nothing of the file was imported.")
        return 1
    show(console, report)
    return 0


def show(console: Console, report: Report) -> None:
    table = Table("", "read", "imported", "here already", "skipped")
    for column in table.columns[1:]:
        column.justify = "right"
    for what, *numbers in report.rows():
        table.add_row(what, *(f"{number:,}" for number in numbers))
    console.print(table)
    for sentence in report.sentences():
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def _say(console: Console, *lines: str) -> None:
    for line in lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)


class _Bars:
    """The importing.Watcher that draws on a terminal."""

    def __init__(self, console: Console, size: int) -> None:
        self._reading = progress.towards(console, DownloadColumn())
        self._writing = progress.towards(console)
        self._read = self._reading.add_task("reading", total=size)
        self._wrote = self._writing.add_task("writing comments", total=None)

    def read(self, done: int) -> None:
        self._reading.start()
        self._reading.update(self._read, completed=done)

    def wrote(self, done: int, total: int) -> None:
        self._reading.stop()
        self._writing.start()
        self._writing.update(self._wrote, completed=done, total=total)

    def stop(self) -> None:
        self._reading.stop()
        self._writing.stop()


@contextmanager
def _bars(console: Console, path: Path) -> Iterator[_Bars]:
    bars = _Bars(console, path.stat().st_size)
    try:
        yield bars
    finally:
        bars.stop()
