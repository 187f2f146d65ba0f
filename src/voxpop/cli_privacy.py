"""The commands about what is kept of readers: `voxpop keep`, and what one person may ask for."""

from typing import Annotated

import typer

from voxpop import terminal
from voxpop.terminal import Data, DatabaseUrl, SiteName, database_at, settings_of


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
    from voxpop.lib.ids import Clock
    from voxpop.privacy import keeping
    from voxpop.sites.site import find, read_all

    with database_at(data, database) as opened:
        sites = opened.read_now(lambda conn: [find(conn, site)] if site else read_all(conn))
        for one in sites:
            with terminal.out.status(f"{one.name}: looking") as status:
                done = keeping.keep(
                    opened,
                    one,
                    Clock(),
                    dry=dry,
                    watch=lambda counts, one=one: status.update(f"{one.name}: {keeping.said(counts)}"),  # type: ignore[misc]
                )
            told = f"{one.name}: {keeping.said(done)}{' (nothing was changed)' if dry else ''}"
            terminal.out.print(told, markup=False, highlight=False)
