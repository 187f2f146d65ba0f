"""What a site runs by: all that decides what the page on privacy says."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.people import ways
from voxpop.settings import Settings
from voxpop.sites.site import Site

KEYS = text("SELECT callback FROM akismet_key WHERE site_id = :site AND revoked IS NULL")


class Running(NamedTuple):
    """`checks`: other software has this server check what it was sent; `hooks`: and is told when a verdict changes."""

    settings: Settings
    site: Site
    checks: bool = False
    hooks: bool = False

    @property
    def accounts(self) -> bool:
        """Can a reader sign in?"""
        return bool(ways.row(self.settings, self.site.rules) or self.site.rules.host_key)


def read(conn: Connection, settings: Settings, site: Site) -> Running:
    callbacks = list(conn.execute(KEYS, {"site": site.id}).scalars())
    return Running(settings, site, checks=bool(callbacks), hooks=any(callbacks))
