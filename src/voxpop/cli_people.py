"""`voxpop people …`: who signs in, who may not any more, who is staff, and the end of sessions."""

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from voxpop import terminal
from voxpop.lib.refused import Refused
from voxpop.terminal import Data, DatabaseUrl, SiteName, database_at, site_at

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from voxpop.people.command import Changed

people_app = typer.Typer(no_args_is_help=True, help="The people who sign in to a site.")

PersonId = Annotated[int, typer.Argument(metavar="ID", help="The person's id, as `voxpop people list` shows it.")]


@people_app.command("list")
def list_(
    site: SiteName = "default",
    name: Annotated[str, typer.Option("--name", help="Only who has this name, or one that looks like it.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 50,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Show who signs in, since when, with what, and in how many browsers; the newest first."""
    from voxpop.lib import ids
    from voxpop.people.command import show

    with site_at(site, data, database) as (opened, number):
        opened.read_now(lambda conn: show(conn, number, name, limit, ids.now(), terminal.out))


@people_app.command()
def ban(who: PersonId, site: SiteName = "default", data: Data = None, database: DatabaseUrl = None) -> None:
    """Keep somebody out: all their sessions end at once, and no account lets them in again."""
    from voxpop.lib import ids
    from voxpop.people import command

    now = ids.now()
    done = _change(site, data, database, lambda conn, number: command.ban(conn, number, who, now))
    _say(f"{done.name} may not take part any more. {_sessions(done.ended)}")


@people_app.command()
def unban(who: PersonId, site: SiteName = "default", data: Data = None, database: DatabaseUrl = None) -> None:
    """Let somebody in again, also whom moderators banned; they have to sign in anew."""
    from voxpop.lib.ids import Clock, now
    from voxpop.moderation import restraining
    from voxpop.moderation.moderator import Moderator
    from voxpop.people import command

    by = Moderator(getpass.getuser(), now())

    def let_in(conn: "Connection", number: int) -> "Changed":
        them = restraining.signed_in(conn, number, command.found(conn, number, who))
        restraining.let_in(conn, Clock(), them, by)
        return command.ban(conn, number, who, None)

    _say(f"{_change(site, data, database, let_in).name} may take part again.")


@people_app.command()
def staff(who: PersonId, site: SiteName = "default", data: Data = None, database: DatabaseUrl = None) -> None:
    """Make somebody staff: they bear its mark, and nobody else their name."""
    from voxpop.people.person import STAFF

    _say(f"{_in_role(who, STAFF, site, data, database)} is staff now.")


@people_app.command()
def reader(who: PersonId, site: SiteName = "default", data: Data = None, database: DatabaseUrl = None) -> None:
    """Make somebody a reader as others are."""
    from voxpop.people.person import READER

    _say(f"{_in_role(who, READER, site, data, database)} is a reader now.")


@people_app.command("sign-out")
def sign_out(
    who: Annotated[int | None, typer.Argument(metavar="[ID]", help="Whose sessions end.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Everybody's: of --site, else of all sites.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    site: SiteName = "",
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """End all sessions of somebody, or with --all of everybody."""
    from voxpop.people import command

    if (who is None) != everybody:
        raise Refused("who_unclear", "Say whose sessions end: an id, or --all.")
    if who is None:
        _say(_sessions(_sign_all_out(site, yes, data, database)))
        return
    number = who
    done = _change(site or "default", data, database, lambda conn, place: command.sign_out(conn, place, number))
    _say(f"{done.name} is signed out. {_sessions(done.ended)}")


def _sign_all_out(site: str, yes: bool, data: str | None, database: str | None) -> int:
    """How many sessions that were."""
    from voxpop.people import sessions
    from voxpop.sites.site import find

    with database_at(data, database) as opened:
        place = opened.read_now(lambda conn: find(conn, site)).id if site else None
        if not yes:
            typer.confirm(f"Sign everybody out of {f'the site {site}' if site else 'all sites'}?", abort=True)
        return opened.write_now(lambda conn: sessions.end_all(conn, place))


def _in_role(who: int, role: str, site: str, data: str | None, database: str | None) -> str:
    """Their name. What they have written shows the role as well."""
    from voxpop.discussion import bylines
    from voxpop.people import command, person

    def change(conn: "Connection", number: int) -> "Changed":
        done = command.set_role(conn, number, who, role)
        bylines.sign(conn, number, person.numbered(conn, number, who))
        return done

    return _change(site, data, database, change).name


def _change(
    site: str, data: str | None, database: str | None, change: Callable[["Connection", int], "Changed"]
) -> "Changed":
    with site_at(site, data, database) as (opened, number):
        return opened.write_now(lambda conn: change(conn, number))


def _sessions(ended: int) -> str:
    return "1 session has ended." if ended == 1 else f"{ended} sessions have ended."


def _say(sentence: str) -> None:
    terminal.out.print(sentence, markup=False, highlight=False)
