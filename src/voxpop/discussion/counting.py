"""How many responses each of up to 100 addresses has: one statement."""

from sqlalchemy import Connection, Text, bindparam, text

from voxpop.lib.refused import Refused
from voxpop.sites.site import Site, place

MOST = 100

COUNTS = text("SELECT key, live FROM thread WHERE site_id = :site AND key IN :keys").bindparams(
    bindparam("keys", type_=Text, expanding=True)
)


def counts(conn: Connection, site: Site, urls: list[str]) -> list[int | None]:
    """In the order of the addresses: 0 where nobody has said anything, None where no page of the site is."""
    keys = [_key(site, url) for url in urls]
    live = {row.key: row.live for row in conn.execute(COUNTS, {"site": site.id, "keys": list(set(keys) - {None})})}
    return [None if key is None else live.get(key, 0) for key in keys]


def _key(site: Site, url: str) -> str | None:
    try:
        return place(site, url).key
    except Refused:
        return None
