"""Sites: an owner's place, the origins it may claim, and the copy of them that every request asks."""

import asyncio
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, text

from voxpop.lib import urls
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.screening import screens as lists
from voxpop.screening.screens import Screens
from voxpop.sites import rules
from voxpop.sites.rules import Rules
from voxpop.storage.database import Database, renew_site, stamp

SITES = text("SELECT id, name, title, rules, screens, stamp FROM site ORDER BY id")
ORIGINS = text("SELECT origin, site_id, ours FROM origin ORDER BY site_id, ours DESC, origin")
INSERT_SITE = text("""
    INSERT INTO site (id, name, title, rules, stamp)
    VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM site), :name, :title, '{}', :stamp)
    RETURNING id
""")
PUT_ORIGIN = text("""
    INSERT INTO origin (origin, site_id, ours) VALUES (:origin, :site, :ours)
    ON CONFLICT (origin) DO UPDATE SET site_id = excluded.site_id, ours = excluded.ours
""")
OWNER = text("SELECT s.name FROM origin o JOIN site s ON s.id = o.site_id WHERE o.origin = :origin")
KEPT = text("SELECT rules FROM site WHERE id = :site")
SET_RULES = text("UPDATE site SET rules = :rules WHERE id = :site")
SET_TITLE = text("UPDATE site SET title = :title WHERE id = :site")


class Site(NamedTuple):
    """`origins` are where its pages may be, `hosted` those that Voxpop serves itself; `home` is one of these, or ''.

    `screens` are its house rules.
    """

    id: int
    name: str
    title: str
    rules: Rules
    stamp: str
    origins: frozenset[str]
    home: str
    hosted: frozenset[str] = frozenset()
    screens: Screens = lists.NONE


class Place(NamedTuple):
    """Where a thread is: its key in the site, and the address to link to ('/slug' for a story of ours)."""

    key: str
    url: str


class Sites:
    """All sites, kept in memory; `forget` makes the next question read them anew."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_name: dict[str, Site] = {}
        self._by_origin: dict[str, Site] = {}
        self._fresh = False
        self._forgotten = False
        self._reading = asyncio.Lock()

    def forget(self) -> None:
        self._fresh, self._forgotten = False, True

    async def named(self, name: str) -> Site:
        """Raises Refused site_unknown."""
        await self.load()
        if name not in self._by_name:
            raise Refused("site_unknown", said("There is no site named %(name)s here.", name=repr(name[:60])))
        return self._by_name[name]

    async def at(self, origin: str) -> Site:
        """The site whose pages are at `origin`; where only one site exists, that one. Raises Refused site_unknown."""
        await self.load()
        if origin in self._by_origin:
            return self._by_origin[origin]
        if len(self._by_name) == 1:
            return next(iter(self._by_name.values()))
        raise Refused("site_unknown", said("No site of this server is at %(origin)s.", origin=repr(origin[:200])))

    def known_at(self, origin: str) -> Site | None:
        """`at` from memory alone, for who cannot wait; None when that does not know."""
        if origin in self._by_origin:
            return self._by_origin[origin]
        return next(iter(self._by_name.values()), None)

    def known(self) -> list[Site]:
        """Those that are in memory."""
        return list(self._by_name.values())

    async def numbered(self, number: int) -> Site:
        """Raises Refused site_unknown."""
        await self.load()
        for site in self._by_name.values():
            if site.id == number:
                return site
        raise Refused("site_unknown", "That site is not here any more.")

    async def load(self) -> None:
        """Read them, unless what is in memory still holds; many who ask at once wait for one reading."""
        if self._fresh:
            return
        async with self._reading:
            while not self._fresh:
                await self._read()

    async def _read(self) -> None:
        self._forgotten = False
        sites = await self._database.read(read_all)
        self._by_name = {site.name: site for site in sites}
        self._by_origin = {origin: site for site in sites for origin in site.origins}
        self._fresh = not self._forgotten  # what changed meanwhile may not be in it


def read_all(conn: Connection) -> list[Site]:
    origins: dict[int, list[tuple[str, bool]]] = {}
    for origin, site_id, ours in conn.execute(ORIGINS):
        origins.setdefault(site_id, []).append((origin, bool(ours)))
    return [_site(row, origins.get(row.id, [])) for row in conn.execute(SITES)]


def _site(row: Row[Any], origins: Iterable[tuple[str, bool]]) -> Site:
    listed = list(origins)
    return Site(
        id=row.id,
        name=row.name,
        title=row.title,
        rules=rules.read(msgspec.json.decode(row.rules, type=dict[str, str])),
        stamp=row.stamp,
        origins=frozenset(origin for origin, _ in listed),
        home=next((origin for origin, ours in listed if ours), ""),
        hosted=frozenset(origin for origin, ours in listed if ours),
        screens=lists.read(row.screens),
    )


def find(conn: Connection, name: str) -> Site:
    """The site of that name. Raises Refused site_unknown."""
    for site in read_all(conn):
        if site.name == name:
            return site
    raise Refused("site_unknown", said("There is no site named %(name)s here.", name=repr(name)))


def settled(conn: Connection, name: str, address: str) -> Site:
    """`find`, after a database that is still empty got its first site, as it would by serving at `address`."""
    if conn.execute(SITES).first() is None:
        first(conn, address)
    return find(conn, name)


def add(conn: Connection, name: str, title: str, origin: str, *, ours: bool) -> int:
    """Make a site whose pages are at `origin`. Raises Refused site_exists, origin_taken, url_invalid."""
    if any(site.name == name for site in read_all(conn)):
        raise Refused("site_exists", f"There is a site named {name!r} already.")
    number = int(conn.execute(INSERT_SITE, {"name": name, "title": title, "stamp": stamp()}).scalar_one())
    if origin:
        claim(conn, number, name, origin, ours=ours)
    return number


def claim(conn: Connection, number: int, name: str, origin: str, *, ours: bool) -> None:
    """Register an origin for a site. Raises Refused origin_taken when another site has it."""
    written = urls.origin(origin)
    owner = conn.execute(OWNER, {"origin": written}).scalar()
    if owner not in (None, name):
        raise Refused("origin_taken", f"The origin {written} belongs to the site {owner!r} already.")
    conn.execute(PUT_ORIGIN, {"origin": written, "site": number, "ours": ours})
    renew_site(conn, number)


def choose(conn: Connection, site: Site, chosen: dict[str, str]) -> Rules:
    """Change some of a site's rules (and `title`). Raises SettingsError naming every bad one."""
    chosen = dict(chosen)
    title = chosen.pop("title", None)
    kept = msgspec.json.decode(conn.execute(KEPT, {"site": site.id}).scalar_one(), type=dict[str, str]) | chosen
    made = rules.read(kept)
    conn.execute(SET_RULES, {"rules": msgspec.json.encode(kept).decode(), "site": site.id})
    if title is not None:
        conn.execute(SET_TITLE, {"title": title, "site": site.id})
    renew_site(conn, site.id)
    return made


def place(site: Site, url: str) -> Place:
    """Where the conversation of a page is. Raises Refused url_invalid, url_not_of_site.

    A page that names its conversation has it by that name, whatever its address is: …#voxpop=NAME.
    """
    address = urls.address(url)
    if address.origin not in site.origins:
        raise Refused(
            "url_not_of_site",
            said(
                "The address %(url)s is not on a page of the site %(site)s.",
                url=address.url[:200],
                site=repr(site.name),
            ),
        )
    named = urls.named(url)
    if named:
        return Place(f"#{named}", address.url)
    if address.origin in site.hosted:
        return Place(address.path, address.path)
    return Place(address.key, address.url)


def place_of(site: Site, written: str) -> Place:
    """Where a form says it stands: a path of ours, or an address. Raises Refused url_invalid, url_not_of_site."""
    if written.startswith("/") and site.home:
        return place(site, f"{site.home}{written}")
    return place(site, written)


def first(conn: Connection, origin: str) -> None:
    """An empty database gets one site named `default`, whose pages are at `origin`; a new address of it is added."""
    sites = read_all(conn)
    if not sites:
        add(conn, "default", "Voxpop", origin, ours=True)
        return
    default = next((site for site in sites if site.name == "default"), None)
    taken = {one for site in sites for one in site.origins}
    if default is not None and urls.origin(origin) not in taken:
        claim(conn, default.id, "default", origin, ours=True)
