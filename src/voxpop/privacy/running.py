"""What a site runs by: all that decides what the page on privacy says."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.people import ways
from voxpop.settings import Settings
from voxpop.sites.site import Site

# What was said once is held as long as the comments of that time: a site need not ask for it any more.
SAID = text("""
    SELECT MAX(CASE WHEN said LIKE '%"key":"consent"%' THEN 1 ELSE 0 END) AS agreed,
           MAX(CASE WHEN said LIKE '%"key":"akismet"%' THEN 1 ELSE 0 END) AS asked
    FROM notice WHERE site_id = :site
""")
KEYS = text("SELECT callback FROM akismet_key WHERE site_id = :site AND revoked IS NULL")


class Running(NamedTuple):
    """`checks`: other software has this server check what it was sent; `hooks`: and is told when a verdict changes.

    `agreed` and `asked`: once, if not now, writers had to agree to something, and Akismet was asked.
    """

    settings: Settings
    site: Site
    checks: bool = False
    hooks: bool = False
    agreed: bool = False
    asked: bool = False

    @property
    def accounts(self) -> bool:
        """Can a reader sign in?"""
        return bool(ways.row(self.settings, self.site.rules) or self.site.rules.host_key)


def read(conn: Connection, settings: Settings, site: Site) -> Running:
    callbacks = list(conn.execute(KEYS, {"site": site.id}).scalars())
    said = conn.execute(SAID, {"site": site.id}).one()
    return Running(settings, site, bool(callbacks), any(callbacks), bool(said.agreed), bool(said.asked))
