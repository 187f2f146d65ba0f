"""What the commands share: where they print, the flags that say which database they mean, and how that is opened."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from voxpop.lib.refused import Refused
from voxpop.settings import Settings, load

if TYPE_CHECKING:
    from voxpop.storage.database import Database

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

Data = Annotated[str | None, typer.Option("--data", metavar="DIR", help="The folder that holds everything.")]
DatabaseUrl = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="postgresql://… instead of SQLite in the data folder.")
]
SiteName = Annotated[str, typer.Option("--site", help="The site's name.")]


def settings_of(**flags: str | None) -> Settings:
    return load(flags, os.environ)


@contextmanager
def database_at(data: str | None, database: str | None, *, new: bool = False) -> Iterator["Database"]:
    """The database, made when it is not there only where `new` says so: elsewhere --data is mistyped."""
    from voxpop.storage.database import open_database

    settings = settings_of(data=data, database=database)
    if not new and not settings.database and not (settings.data / "voxpop.db").exists():
        raise Refused("no_database", f"There is no database in the folder {settings.data}. Name another with --data.")
    opened = open_database(settings.database_address)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def site_at(site: str, data: str | None, database: str | None) -> Iterator[tuple["Database", int]]:
    """The database, and the id of a site in it."""
    from voxpop.sites.site import find

    with database_at(data, database) as opened:
        yield opened, opened.read_now(lambda conn: find(conn, site)).id
