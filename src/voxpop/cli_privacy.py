"""`voxpop export` and `voxpop erase`: what is kept of somebody, to be handed over or to be forgotten."""

from pathlib import Path
from typing import Annotated

import typer

from voxpop import terminal
from voxpop.lib.refused import Refused
from voxpop.terminal import Data, DatabaseUrl, SiteName, database_at, settings_of

Person = Annotated[
    str, typer.Option("--person", metavar="WHO", help="An e-mail address, person:ID, or comment:ID for who wrote it.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell how many rows of which tables that is.")]


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
    from voxpop.privacy.export import Asked

    _wanted(person)
    settings = settings_of(data=data, database=database)
    with database_at(data, database) as opened:
        place, who, counts = command.found(opened, site, person)
        if dry_run:
            command.show(counts, terminal.out)
            return
        file = to or Path(f"{place.name}-person.zip")
        size = command.take(opened, Asked(who, place, ids.now(), settings.data), file, terminal.out)
    _say(f"{file}: {size:,} bytes, readable by you alone.")


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
        _again(list_, dry_run, data, database)
        return
    from voxpop.lib import ids
    from voxpop.privacy import command

    _wanted(person)
    settings, how_far = settings_of(data=data, database=database), command.extent_of(extent)
    with database_at(data, database) as opened:
        place, who, counts = command.found(opened, site, person)
        command.show(counts, terminal.out)
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
        listed = command.lines(opened, file, settings.data)
        those = command.known_again(opened, listed, terminal.out)
        if not dry_run:
            command.erase_again(opened, settings.data, ids.Clock(), those, terminal.out)
    _say(f"{len({(line.site, line.id) for line in listed})} in the list, {len(those)} of them in this database.")


def _wanted(person: str) -> None:
    if not person:
        raise Refused("who_unclear", "Say who is meant: --person with an e-mail address, person:ID or comment:ID.")


def _say(sentence: str) -> None:
    terminal.out.print(sentence, markup=False, highlight=False)
