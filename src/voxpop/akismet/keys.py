"""Keys by which other sites ask this server: 12 letters of 0-9a-f, kept as a hash, each for one site.

    add -> the key, said once;  revoke -> never again good;  Keys -> who is asking, from memory

WordPress does not even try a key of another length. What a key may do is told by its scopes.
"""

import asyncio
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, text

from voxpop.lib import urls
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.storage.database import Database

KEY = re.compile(r"[0-9a-f]{12}")
LABEL_LIMIT = 100  # characters
FRESH = 1.0  # seconds for which the keys in memory are believed

CHECK = "check"  # have submissions judged
FEEDBACK = "feedback"  # teach, about what this key had checked
ROLES = "roles"  # be believed that a submission is an administrator's
PAST = "past"  # teach about what was never checked here, as when a blog moves in
SCOPES = (CHECK, FEEDBACK, ROLES, PAST)
USUAL = (CHECK, FEEDBACK, ROLES)

ALL = text("""
    SELECT site_id, id, hash, label, scopes, blog, hourly, monthly, callback, revoked
    FROM akismet_key ORDER BY site_id, id
""")
INSERT = text("""
    INSERT INTO akismet_key (site_id, id, hash, label, scopes, blog, hourly, monthly, callback, revoked)
    VALUES (:site, :id, :hash, :label, :scopes, :blog, :hourly, :monthly, :callback, NULL)
""")
REVOKE = text("UPDATE akismet_key SET revoked = :now WHERE id = :id AND revoked IS NULL")


class Key(NamedTuple):
    """`blog` is the only front page that may use it, '' for any; `callback` the only origin a web hook goes to, '' for
    none; the limits are in calls, 0 for none; `revoked` in microseconds since 1970."""

    site: int
    id: int
    label: str
    scopes: frozenset[str]
    blog: str
    hourly: int
    monthly: int
    callback: str
    revoked: int | None = None


class Wanted(NamedTuple):
    """What an operator asks for."""

    label: str = ""
    scopes: tuple[str, ...] = USUAL
    blog: str = ""
    hourly: int = 0
    monthly: int = 0
    callback: str = ""


def hashed(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=16, person=b"voxpop akismet").digest()


def add(conn: Connection, clock: Clock, site: int, wanted: Wanted) -> str:
    """Make a key; only its hash is kept. Raises Refused scope_unknown, url_invalid."""
    unknown = [scope for scope in wanted.scopes if scope not in SCOPES]
    if unknown or not wanted.scopes:
        raise Refused(
            "scope_unknown", f"There is no scope {', '.join(unknown) or 'in that'!r}; there are {', '.join(SCOPES)}."
        )
    key = secrets.token_hex(6)
    row = {
        "site": site,
        "id": clock.next(clock.now()),
        "hash": hashed(key),
        "label": wanted.label[:LABEL_LIMIT],
        "scopes": " ".join(scope for scope in SCOPES if scope in wanted.scopes),
        "blog": urls.address(wanted.blog).url if wanted.blog else "",
        "hourly": wanted.hourly,
        "monthly": wanted.monthly,
        "callback": urls.origin(wanted.callback) if wanted.callback else "",
    }
    conn.execute(INSERT, row)
    return key


def revoke(conn: Connection, clock: Clock, number: int) -> None:
    """Raises Refused no_such_key: there is none, or it is revoked already."""
    if conn.execute(REVOKE, {"now": clock.now(), "id": number}).rowcount == 0:
        raise Refused("no_such_key", f"There is no key {number} that could be revoked: `voxpop akismet key list`.")


def read_all(conn: Connection) -> dict[bytes, Key]:
    """Every key that there ever was, by its hash."""
    return {bytes(row.hash): _key(row) for row in conn.execute(ALL)}


def _key(row: Row[Any]) -> Key:
    return Key(
        row.site_id,
        row.id,
        row.label,
        frozenset(row.scopes.split()),
        row.blog,
        row.hourly,
        row.monthly,
        row.callback,
        row.revoked,
    )


class Keys:
    """The keys in memory: who guesses asks the database nothing. What the operator changes is heard of within FRESH."""

    def __init__(self, database: Database, steady: Callable[[], float]) -> None:
        self._database = database
        self._steady = steady
        self._by_hash: Mapping[bytes, Key] = MappingProxyType({})
        self._by_id: Mapping[int, Key] = MappingProxyType({})
        self._until = float("-inf")
        self._reading = asyncio.Lock()

    async def load(self) -> None:
        """Raises Refused storage_away."""
        if self._steady() < self._until:
            return
        async with self._reading:
            if self._steady() < self._until:
                return
            self._by_hash = await self._database.read(read_all)
            self._by_id = {key.id: key for key in self._by_hash.values()}
            self._until = self._steady() + FRESH

    def find(self, key: str) -> Key | None:
        """The key that these letters are, if they are one that may still be used; the same work whichever they are."""
        found = self._by_hash.get(hashed(key))
        return found if found is not None and found.revoked is None else None

    def numbered(self, number: int) -> Key | None:
        found = self._by_id.get(number)
        return found if found is not None and found.revoked is None else None
