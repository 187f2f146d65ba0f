"""What `voxpop staff …` shows and does. Who has the server's terminal has the desk: no role is asked for here."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Connection

from voxpop.lib.ids import moment
from voxpop.lib.refused import Refused
from voxpop.sites.site import find, read_all
from voxpop.staff import invitations, members
from voxpop.staff.invitations import Invitation
from voxpop.staff.members import Member
from voxpop.staff.roles import Role

MAKER = ""  # nobody of the team


def add(conn: Connection, name: str, role: str, sites: tuple[str, ...], now: int) -> str:
    """The token of a link. Raises Refused name_taken, role_unknown, site_unknown, site_missing."""
    if role not in list(Role):
        raise Refused("role_unknown", f"--role {role!r}: want one of {', '.join(Role)}.")
    if not sites and role != Role.OWNER:
        raise Refused("site_missing", f"Say where {name} is {role}, with --site and a site's name, once for each.")
    where = () if role == Role.OWNER else tuple(find(conn, site).id for site in sites)
    return invitations.invite(conn, (members.free(conn, name), Role(role), where), MAKER, now)


def invite(conn: Connection, name: str, now: int) -> str:
    """The token of a link for who is there. Raises Refused no_such_colleague."""
    who = _named(conn, name)
    return invitations.invite(conn, (who.name, who.role, who.sites), MAKER, now)


def remove(conn: Connection, name: str) -> None:
    """Raises Refused no_such_colleague, owner_last."""
    who = members.named(conn, name)
    if who is None and invitations.withdraw(conn, name):
        return
    members.remove(conn, _named(conn, name).id)


def _named(conn: Connection, name: str) -> Member:
    found = members.named(conn, name)
    if found is None:
        raise Refused("no_such_colleague", f"Nobody called {name!r} is at the desk. See `voxpop staff list`.")
    return found


def show(conn: Connection, now: int, out: Console) -> None:
    shown = Table("name", "role", "sites", "comes in by", "last came in")
    names = {site.id: site.name for site in read_all(conn)}
    for who in members.listed(conn):
        ways = [word for word, has in (("passkey", who.keys), ("password", who.password), ("code", who.totp)) if has]
        _row(shown, who, names, ", ".join(ways), f"{moment(who.seen):%Y-%m-%d}")
    for one in invitations.listed(conn, now):
        _row(shown, one, names, "link", f"until {moment(one.until):%Y-%m-%d}")
    out.print(shown)


def _row(shown: Table, who: Member | Invitation, names: dict[int, str], ways: str, when: str) -> None:
    sites = "all" if who.role is Role.OWNER else ", ".join(names.get(site, "?") for site in who.sites)
    shown.add_row(*map(escape, (who.name, who.role, sites, ways, when)))
