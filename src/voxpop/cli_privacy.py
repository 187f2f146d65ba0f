"""The commands about what is kept of readers: what is said of it, for how long, and what one person may ask for."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voxpop import terminal
from voxpop.lib.refused import Refused
from voxpop.terminal import Data, DatabaseUrl, SiteName, database_at, settings_of

if TYPE_CHECKING:
    from voxpop.privacy.subject import Subject

Person = Annotated[
    str, typer.Option("--person", metavar="WHO", help="An e-mail address, person:ID, or comment:ID for who wrote it.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell how many rows of which tables that is.")]


def privacy(site: SiteName = "default", data: Data = None, database: DatabaseUrl = None) -> None:
    """Print a site's record of processing activities, and a text for its policy, in Markdown."""
    from voxpop.privacy import record, running
    from voxpop.sites.site import find

    settings = settings_of(data=data, database=database)
    with database_at(data, database) as opened:
        runs = opened.read_now(lambda conn: running.read(conn, settings, find(conn, site)))
    terminal.out.print(record.document(runs), markup=False, highlight=False, end="")


def keep(
    site: Annotated[str, typer.Option("--site", help="Only this site.")] = "",
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say what there would be to do.")] = False,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Remove and cut at once what is kept longer than the sites' rules say; the server does so daily by itself."""
    import asyncio

    from voxpop.lib.ids import Clock
    from voxpop.privacy import keeping
    from voxpop.sites.site import find, read_all

    with database_at(data, database) as opened:
        sites = opened.read_now(lambda conn: [find(conn, site)] if site else read_all(conn))
        for one in sites:
            with _counting(one.name) as watch:
                done = keeping.keep(opened, one, Clock(), dry=dry, watch=watch)
            _say(f"{one.name}: {keeping.said(done)}{' (nothing was changed)' if dry else ''}")
        if not dry and not asyncio.run(opened.settle()):
            _say("The database is in use: its log holds some of it until a server looks next, or you run this again.")


@contextlib.contextmanager
def _counting(name: str) -> Iterator[Callable[[Counter[str]], None]]:
    """A line for each kind of what was done; what is given tells how many so far."""
    from voxpop.lib import progress

    with progress.counting(terminal.out) as bar:
        tasks = {name: bar.add_task(f"{name}: what is kept too long", total=None)}

        def watch(counts: Counter[str]) -> None:
            for what, number in {name: counts.total(), **counts}.items():
                if number and what not in tasks:
                    tasks[what] = bar.add_task(what, total=None)
                if number:
                    bar.update(tasks[what], completed=number)

        yield watch


def export(
    person: Person = "",
    site: SiteName = "default",
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="The zip; there must be none yet.")] = None,
    dry_run: DryRun = False,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Write everything that is kept of one person into a zip; for the time being that is all it can export."""
    from voxpop.lib import ids
    from voxpop.privacy import command
    from voxpop.privacy.rows import Asked

    _wanted(person)
    settings = settings_of(data=data, database=database)
    with database_at(data, database) as opened:
        place, who, counts = command.found(opened, site, person)
        if dry_run:
            command.show(counts, terminal.out)
            _say_what_is_missing(who)
            return
        file = to or Path(f"{place.name}-person.zip")
        size = command.take(opened, Asked(who, place, ids.now(), settings.data), file, terminal.out)
    _say(f"{file}: {size:,} bytes, readable by you alone.")
    _say_what_is_missing(who)


def erase(
    person: Person = "",
    extent: Annotated[
        str, typer.Option("--extent", help="name: what they wrote stays, as a former reader's; all: it goes.")
    ] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Forget whoever was forgotten before: for a database from a backup.")
    ] = False,
    list_: Annotated[
        Path | None, typer.Option("--list", metavar="FILE", help="With --again: another list than erased.jsonl.")
    ] = None,
    site: SiteName = "default",
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Forget one person for good, in all files; or with --again whoever was forgotten before a backup was restored."""
    if again:
        if person or extent:
            raise Refused(
                "who_unclear", "--again forgets whoever is in the list, as they asked: leave out --person and --extent."
            )
        _again(list_, dry_run, data, database)
        return
    if list_ is not None:
        raise Refused("who_unclear", "--list names whom --again forgets: add --again, or leave it out.")
    from voxpop.lib import ids
    from voxpop.privacy import command

    _wanted(person)
    settings, how_far = settings_of(data=data, database=database), command.extent_of(extent)
    with database_at(data, database) as opened:
        place, who, counts = command.found(opened, site, person)
        command.show(counts, terminal.out)
        _say_what_is_missing(who)
        if dry_run:
            return
        if not yes:
            typer.confirm(
                f"Forget {person} on the site {place.name}, extent {how_far}? Nobody can take it back.", abort=True
            )
        ours = command.erase(opened, settings.data, ids.Clock(), (who, how_far), terminal.out)
    if not ours:
        _say("Begun; the server that runs carries it on.")
        return
    _say("Forgotten. A running server looks once more in a minute; where none runs, the next one that starts does.")


def _again(file: Path | None, dry_run: bool, data: str | None, database: str | None) -> None:
    from voxpop.lib import ids
    from voxpop.privacy import command

    settings = settings_of(data=data, database=database)
    with database_at(data, database) as opened:
        listed, unread = command.lines(file, settings.data)
        those = command.known_again(opened, listed, terminal.out)
        if not dry_run:
            command.erase_again(opened, settings.data, ids.Clock(), those, listed, terminal.out)
    _say(f"{len({(line.site, line.id) for line in listed})} in the list, {len(those)} of them in this database.")
    if unread:
        raise command.not_all(file, settings.data, unread)


def _say_what_is_missing(who: "Subject") -> None:
    if who.by_address_alone:
        _say("What guests like, mute and report is known by their browser alone: comment:ID names who wrote in it.")


def _wanted(person: str) -> None:
    if not person:
        raise Refused("who_unclear", "Say who is meant: --person with an e-mail address, person:ID or comment:ID.")


def _say(sentence: str) -> None:
    terminal.out.print(sentence, markup=False, highlight=False)
