"""What the page on privacy said, and since when: a row of the table `notice` for each time that it says something else.

    work     in each serving process: notes what the page of each site says now, if that is not what it said last
    read     what was said since when, the newest first
    changes  what one row says that the row before did not: by keys, so that it can be told in any language

A row holds the notice in English, without what is said of nobody: the title and the address of the site. On the command
line nothing is noted: the settings there may be others than those that the server runs by.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib.ids import Clock
from voxpop.lib.pausing import rounds
from voxpop.privacy import notice, running
from voxpop.privacy.notice import Notice
from voxpop.privacy.running import Running
from voxpop.sites.house import House
from voxpop.sites.site import Site

LOOK = 30.0  # seconds between looks for what has changed
ALL = 1 << 31  # rows

NEWEST = text("SELECT id, said FROM notice WHERE site_id = :site ORDER BY id DESC LIMIT :limit")
ON = text("SELECT said FROM notice WHERE site_id = :site AND id < :before ORDER BY id DESC LIMIT 1")
HOLD = text("UPDATE site SET stamp = stamp WHERE id = :site")
# Rules may be others than when it was last looked for what is too old.
DUE = text("UPDATE keeping SET due = 0 WHERE site_id = :site")
INSERT = text("INSERT INTO notice (site_id, id, said) VALUES (:site, :id, :said)")

PARTS = ("held", "worked_out", "shared", "browser")  # of a notice, what is known by keys
WORDS = ("responsible", "contact", "consent")  # and what the owner has written

log = logging.getLogger("voxpop")


class Noted(NamedTuple):
    """`since` in microseconds since 1970; `said` as it was then, which need not have what a notice has today."""

    since: int
    said: Mapping[str, Any]


class Change(NamedTuple):
    """`kind`: added, gone, changed. `part` and `key` are where; `called` is what it was called, in English. `was` and
    `now`: the spans of time that differ, in ISO 8601.
    """

    kind: str
    part: str
    key: str
    called: str
    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


async def work(house: House, end: asyncio.Event) -> None:
    """Note what is said from the start on, and whatever changes, until `end`."""

    async def turn() -> None:
        await house.sites.load()
        for site in house.sites.known():
            await look(house, site)

    await rounds(turn, LOOK, end, "what the page on privacy says is not noted for now")


async def look(house: House, site: Site) -> None:
    await noted(house, await house.database.read(lambda conn: running.read(conn, house.settings, site)))


async def noted(house: House, runs: Running) -> bool:
    """Note what a site's page says, when it says something else in this process, and once a day; was that new?

    Of several processes with other settings each says something else: so they do not note in turns, view by view.
    """
    site, said = runs.site.id, written(notice.made(runs))
    if house.noted.get(site) == said:
        return False
    new = await house.database.write(lambda conn: note(conn, house.clock, site, said))
    house.noted.put(site, said)
    if new:
        log.info("site %s: the page on privacy has changed", site)
    return new


def written(made: Notice) -> str:
    """A notice in English as a row keeps it."""
    return msgspec.json.encode(msgspec.structs.replace(made, title="", home="")).decode()


def note(conn: Connection, clock: Clock, site: int, said: str) -> bool:
    """Keep what is said now; False when the newest row says it. Of several processes, one writes it.

    What is too old by what is said now is looked for at once.
    """
    conn.execute(HOLD, {"site": site})
    last = conn.execute(NEWEST, {"site": site, "limit": 1}).first()
    if last is not None and last.said == said:
        return False
    at = max(clock.next(clock.now()), last.id + 1 if last else 0)
    conn.execute(INSERT, {"site": site, "id": at, "said": said})
    conn.execute(DUE, {"site": site})
    return True


def read(conn: Connection, site: int, limit: int = ALL) -> list[Noted]:
    rows = conn.execute(NEWEST, {"site": site, "limit": limit})
    return [Noted(row.id, msgspec.json.decode(row.said)) for row in rows]


def said_before(conn: Connection, site: int, before: int) -> Mapping[str, Any] | None:
    """What was said until a time; None when nothing was."""
    said = conn.execute(ON, {"site": site, "before": before}).scalar()
    return msgspec.json.decode(said) if said is not None else None


def changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """In the order of the page."""
    found = [one for name in WORDS for one in _of_words(name, was.get(name, ""), now.get(name, ""))]
    for part in PARTS:
        found += _of_part(part, _keyed(was.get(part, ())), _keyed(now.get(part, ())))
    return found


def _of_words(name: str, was: str, now: str) -> Iterator[Change]:
    if was != now:
        yield Change("changed" if was and now else "added" if now else "gone", "words", name, name)


def _of_part(part: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for key in now:
        if key not in was:
            yield Change("added", part, key, _called(part, now[key]))
        elif was[key] != now[key]:
            before, after = _lasts(was[key]), _lasts(now[key])
            yield Change("changed", part, key, _called(part, now[key]), _less(before, after), _less(after, before))
    for key in was:
        if key not in now:
            yield Change("gone", part, key, _called(part, was[key]))


def _keyed(entries: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {entry["key"]: entry for entry in entries}


def _called(part: str, entry: Mapping[str, Any]) -> str:
    return str(entry["whom"] if part == "shared" else entry["name"] if part == "browser" else entry["what"])


def _less(some: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """What is in the one and not in the other, each as often as it is that."""
    return tuple((Counter(some) - Counter(others)).elements())


def _lasts(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The spans of time that an entry has."""
    kept = entry.get("kept", "")
    spans = (entry.get("lasts", ""),) if isinstance(kept, str) else [one.get("lasts", "") for one in kept]
    return tuple(span for span in spans if span)
