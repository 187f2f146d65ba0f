"""`voxpop staff …`: who comes in at the desk, and the links by which they do."""

from typing import TYPE_CHECKING, Annotated

import typer

from voxpop import terminal
from voxpop.terminal import Data, DatabaseUrl, database_at, settings_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

staff_app = typer.Typer(no_args_is_help=True, help="Who comes in at the desk, as what, on which sites.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Their name at the desk.")]


@staff_app.command()
def add(
    name: Name,
    role: Annotated[str, typer.Option("--role", help="owner, editor, moderator or trusted.")] = "moderator",
    site: Annotated[
        list[str] | None, typer.Option("--site", help="Where they are that; once for each. An owner is it everywhere.")
    ] = None,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Invite somebody: print the link by which they come in, once, within a week."""
    from voxpop.lib import ids
    from voxpop.staff import command

    def change(conn: "Connection") -> str:
        return command.add(conn, name, role, tuple(site or ()), ids.now())

    with database_at(data, database) as opened:
        token = opened.write_now(change)
    _link(token, data, database)


@staff_app.command()
def invite(name: Name, data: Data = None, database: DatabaseUrl = None) -> None:
    """Print another link for somebody who has lost their way in; what they came in by ends when they use it."""
    from voxpop.lib import ids
    from voxpop.staff import command

    with database_at(data, database) as opened:
        token = opened.write_now(lambda conn: command.invite(conn, name, ids.now()))
    _link(token, data, database)


@staff_app.command("list")
def list_(data: Data = None, database: DatabaseUrl = None) -> None:
    """Show who comes in, as what, where, and by what; and who is invited."""
    from voxpop.lib import ids
    from voxpop.staff import command

    with database_at(data, database) as opened:
        opened.read_now(lambda conn: command.show(conn, ids.now(), terminal.out))


@staff_app.command()
def remove(name: Name, data: Data = None, database: DatabaseUrl = None) -> None:
    """Take the desk away from somebody, at once and everywhere, or an invitation back."""
    from voxpop.staff import command

    with database_at(data, database) as opened:
        opened.write_now(lambda conn: command.remove(conn, name))
    terminal.out.print(f"{name} comes in at the desk no longer.", markup=False, highlight=False)


def _link(token: str, data: str | None, database: str | None) -> None:
    address = settings_of(data=data, database=database).address
    terminal.out.print("Hand this over by a way that you trust; it is good once, for a week:", highlight=False)
    terminal.out.print(f"{address}/desk/join/{token}", markup=False, highlight=False)
