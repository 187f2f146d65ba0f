"""What a site runs by: all that decides what the page on privacy says."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.people import ways
from voxpop.settings import Settings
from voxpop.sites.site import Site
from voxpop.stories import elsewhere

# What was said once is held as long as the comments of that time: a site need not ask for it any more.
SAID = text("""
    SELECT MAX(CASE WHEN said LIKE '%"key":"consent"%' THEN 1 ELSE 0 END) AS agreed,
           MAX(CASE WHEN said LIKE '%"key":"akismet"%' THEN 1 ELSE 0 END) AS asked
    FROM notice WHERE site_id = :site
""")
KEYS = text("SELECT callback FROM akismet_key WHERE site_id = :site AND revoked IS NULL")
# What there is still of what may be switched off by now.
LEFT = text("""
    SELECT EXISTS (SELECT 1 FROM person WHERE site_id = :site) AS people,
           EXISTS (SELECT 1 FROM session WHERE site_id = :site)
        OR EXISTS (SELECT 1 FROM attempt WHERE site_id = :site) AS sessions,
           EXISTS (SELECT 1 FROM akismet_check WHERE site_id = :site)
        OR EXISTS (SELECT 1 FROM akismet_seen WHERE site_id = :site) AS checked
""")


class Running(NamedTuple):
    """`checks`: other software has this server check what it was sent; `hooks`: and is told when a verdict changes.

    `agreed` and `asked`: once, if not now, writers had to agree to something, and Akismet was asked. `people`,
    `sessions` and `checked`: there is something of who signed in, of that they did, and of what was checked.
    `pictures`: the hosts that pictures of stories come from, our own among them.
    """

    settings: Settings
    site: Site
    checks: bool = False
    hooks: bool = False
    agreed: bool = False
    asked: bool = False
    people: bool = False
    sessions: bool = False
    checked: bool = False
    pictures: frozenset[str] = frozenset()

    @property
    def accounts(self) -> bool:
        """Can a reader sign in?"""
        return bool(ways.row(self.settings, self.site.rules) or self.site.rules.host_key)

    @property
    def signing(self) -> bool:
        """Can they, or has anybody, of whom there is something still?"""
        return self.accounts or self.people or self.sessions


def read(conn: Connection, settings: Settings, site: Site) -> Running:
    callbacks = list(conn.execute(KEYS, {"site": site.id}).scalars())
    said = conn.execute(SAID, {"site": site.id}).one()
    left = conn.execute(LEFT, {"site": site.id}).one()
    return Running(
        settings,
        site,
        checks=bool(callbacks),
        hooks=any(callbacks),
        agreed=bool(said.agreed),
        asked=bool(said.asked),
        people=bool(left.people),
        sessions=bool(left.sessions),
        checked=bool(left.checked),
        pictures=elsewhere.hosts(conn, site),
    )
