"""What `voxpop akismet key list` shows."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Connection

from voxpop.akismet.keys import Key, read_all
from voxpop.akismet.use import month_calls
from voxpop.lib.ids import Clock, moment
from voxpop.sites.site import read_all as read_sites

COLUMNS = ("id", "site", "label", "scopes", "blog", "hourly", "monthly", "calls this month", "callback", "state")


def show(conn: Connection, clock: Clock, out: Console) -> None:
    month = moment(clock.now()).strftime("%Y-%m")
    names = {site.id: site.name for site in read_sites(conn)}
    shown = Table(*COLUMNS)
    for key in read_all(conn).values():
        shown.add_row(*map(escape, _row(key, names.get(key.site, str(key.site)), month_calls(conn, key, month))))
    out.print(shown)


def _row(key: Key, site: str, calls: int) -> tuple[str, ...]:
    limits = (str(limit) if limit else "none" for limit in (key.hourly, key.monthly))
    state = f"revoked {moment(key.revoked):%Y-%m-%d}" if key.revoked is not None else "good"
    scopes = " ".join(sorted(key.scopes))
    return str(key.id), site, key.label, scopes, key.blog or "any", *limits, str(calls), key.callback or "none", state
