"""`voxpop rules …`: the house rules of a site, and a dry run of them over its last comments. Nothing is changed."""

from pathlib import Path
from typing import Annotated

import typer

from voxpop import terminal
from voxpop.terminal import Data, DatabaseUrl, SiteName, database_at

rules_app = typer.Typer(no_args_is_help=True, help="House rules: what a site holds, rejects and lets through.")


@rules_app.command("list")
def list_(
    site: SiteName = "default",
    json: Annotated[bool, typer.Option("--json", help="As JSON, which `rules test --file` reads.")] = False,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Show the rules of a site in the order in which they run."""
    from voxpop.moderation import rules_command
    from voxpop.sites.site import find

    with database_at(data, database) as opened:
        place = opened.read_now(lambda conn: find(conn, site))
    rules_command.show(place, terminal.out, json=json)


@rules_app.command("test")
def rehearse(
    site: SiteName = "default",
    rule: Annotated[
        int, typer.Option("--rule", help="The number of one: what it decides by itself, and at its place.", min=0)
    ] = 0,
    last: Annotated[int, typer.Option("--last", help="How many comments are looked at.", min=1, max=100_000)] = 1000,
    file: Annotated[
        Path | None, typer.Option("--file", help="Rules that are not kept yet, as JSON, in place of the site's.")
    ] = None,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Show what the rules of a site, or of a file, would have made of its last comments. Nothing is changed."""
    from voxpop.moderation import rules_command
    from voxpop.sites.site import find

    with database_at(data, database) as opened:
        place = opened.read_now(lambda conn: find(conn, site))
        rules = rules_command.of_file(file) if file else place.screens.rules
        opened.read_now(lambda conn: rules_command.rehearse(conn, place, (rules, rule, last), terminal.out))
