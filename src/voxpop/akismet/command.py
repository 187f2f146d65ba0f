"""What `voxpop akismet key list` shows."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Connection

from voxpop.akismet.keys import Key, read_all
from voxpop.akismet.use import month_calls
from voxpop.lib.ids import Clock, moment
from voxpop.sites.site import read_all as read_sites


def show(conn: Connection, clock: Clock, out: Console) -> None:
    month = moment(clock.now()).strftime("%Y-%m")
    names = {site.id: site.name for site in read_sites(conn)}
    shown = Table("id", "key", "may", "calls this month")
    shown.columns[0].no_wrap = True
    for key in read_all(conn).values():
        told = _name(key, names.get(key.site, str(key.site))), _may(key), _calls(key, month_calls(conn, key, month))
        shown.add_row(str(key.id), *map(escape, told))
    out.print(shown)


def _name(key: Key, site: str) -> str:
    return "\n".join(filter(None, (key.label, f"site {site}", f"blog {key.blog}" if key.blog else "")))


def _may(key: Key) -> str:
    if key.revoked is not None:
        return f"nothing: revoked {moment(key.revoked):%Y-%m-%d}"
    return "\n".join(filter(None, (" ".join(sorted(key.scopes)), f"hooks to {key.callback}" if key.callback else "")))


def _calls(key: Key, calls: int) -> str:
    limits = [f"{limit} {span}" for limit, span in ((key.hourly, "an hour"), (key.monthly, "a month")) if limit]
    return "\n".join((str(calls), *(f"of {limit}" for limit in limits)))
