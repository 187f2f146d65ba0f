"""How many responses each of up to 100 addresses has: one statement."""

from sqlalchemy import Connection, bindparam, text

from voxpop.sites.site import Site, place

MOST = 100

COUNTS = text("SELECT key, live FROM thread WHERE site_id = :site AND key IN :keys").bindparams(
    bindparam("keys", expanding=True)
)


def counts(conn: Connection, site: Site, urls: list[str]) -> list[int]:
    """In the order of the addresses, 0 where nobody has said anything. Raises Refused url_invalid, url_not_of_site."""
    keys = [place(site, url).key for url in urls]
    live = {row.key: row.live for row in conn.execute(COUNTS, {"site": site.id, "keys": list(set(keys))})}
    return [live.get(key, 0) for key in keys]
