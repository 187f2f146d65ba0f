"""How much each key is used: counted in memory, written down in batches, so that a check writes nothing.

    allow -> may this key call once more?      count -> one call, and what came of it
    flush -> what was counted since, in one transaction: sums, tags of what was checked, checks to look at again

What a process that is killed had counted in the last seconds is lost; a process that is stopped writes it down.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.akismet import checked
from voxpop.akismet.keys import Key
from voxpop.lib.ids import DAY, Clock, moment
from voxpop.storage.database import Database
from voxpop.storage.quick import Quick

HOUR = 3_600_000_000  # microseconds
MANY_TAGS = 4096  # of a key, at which they are written down
TAGS_TIME = 60_000_000  # microseconds after which they are in any case
BLOGS = 200  # that are told apart in the numbers of a key between two flushes
OTHERS = "others"
WAITING = 10_000  # checks that may wait to be written down

ADD = Quick("""
    INSERT INTO akismet_use (site_id, key_id, day, blog, calls, spam, ham, missed, mistaken)
    VALUES (:site, :key, :day, :blog, :calls, :spam, :ham, :missed, :mistaken)
    ON CONFLICT (site_id, key_id, day, blog) DO UPDATE SET
        calls = akismet_use.calls + excluded.calls, spam = akismet_use.spam + excluded.spam,
        ham = akismet_use.ham + excluded.ham, missed = akismet_use.missed + excluded.missed,
        mistaken = akismet_use.mistaken + excluded.mistaken
""")
MONTH = Quick("""
    SELECT COALESCE(SUM(calls), 0) FROM akismet_use
    WHERE site_id = :site AND key_id = :key AND day >= :first AND day <= :last
""")
INSERT_CHECK = Quick("""
    INSERT INTO akismet_check (site_id, id, key_id, guid, due, callback, submission)
    VALUES (:site, :id, :key, :guid, :due, :callback, :submission)
""")


class Place(NamedTuple):
    """Where something is counted."""

    site: int
    key: int
    day: str
    blog: str


class Counts:
    __slots__ = ("calls", "ham", "missed", "mistaken", "spam")

    def __init__(self) -> None:
        self.calls = self.spam = self.ham = self.missed = self.mistaken = 0

    def values(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


class Check(NamedTuple):
    """A check that is looked at again when it is `due` (microseconds since 1970); `submission` is JSON."""

    site: int
    key: int
    guid: str
    due: int
    callback: str
    submission: str


class Used(NamedTuple):
    """Calls of a key in a month: those that are written down, as last read."""

    month: str
    calls: int


class Use:
    """Of one process, used from its event loop alone."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._counts: defaultdict[Place, Counts] = defaultdict(Counts)
        self._blogs: defaultdict[int, set[str]] = defaultdict(set)
        self._tags: defaultdict[tuple[int, int], dict[int, bool]] = defaultdict(dict)
        self._tags_since = clock.now()
        self._checks: list[Check] = []
        self._hours: dict[int, tuple[int, int]] = {}
        self._writing: Mapping[Place, Counts] = MappingProxyType({})  # on their way to the disk
        self._used: dict[int, Used] = {}
        self._since: defaultdict[int, int] = defaultdict(int)  # calls of a key that are not in `_used` yet

    async def allow(self, key: Key) -> int:
        """0 when the key may call once more; else the seconds to wait. Whoever was allowed counts before waiting."""
        now = self._clock.now()
        if key.monthly and await self._month(key, now) >= key.monthly:
            return _to_next_month(now)
        if key.hourly:
            hour, calls = self._hours.get(key.id, (0, 0))
            if hour != now // HOUR:
                hour, calls = now // HOUR, 0
            if calls >= key.hourly:
                return -(-((hour + 1) * HOUR - now) // 1_000_000)
            self._hours[key.id] = hour, calls + 1
        self._since[key.id] += 1
        return 0

    async def _month(self, key: Key, now: int) -> int:
        month = month_of(now)
        if self._used.get(key.id, ("",))[0] != month:
            calls = await self._database.read(lambda conn: month_calls(conn, key, month))
            if self._used.get(key.id, ("",))[0] != month:  # else somebody else has read it meanwhile
                self._used[key.id] = Used(month, calls)
                self._since[key.id] = self._waiting(key, month)
        return self._used[key.id].calls + self._since[key.id]

    def _waiting(self, key: Key, month: str) -> int:
        return sum(
            counts.calls
            for counted in (self._counts, self._writing)
            for place, counts in counted.items()
            if place.key == key.id and place.day.startswith(month)
        )

    def count(self, key: Key, blog: str) -> None:
        """Count a call."""
        self._place(key, blog).calls += 1

    def count_judged(self, key: Key, blog: str, *, spam: bool) -> None:
        """Count what came of it: apart, for meanwhile its call may have been written down."""
        counts = self._place(key, blog)
        counts.spam += spam
        counts.ham += not spam

    def _place(self, key: Key, blog: str) -> Counts:
        blogs = self._blogs[key.id]
        if blog not in blogs:
            if len(blogs) >= BLOGS:
                blog = OTHERS
            blogs.add(blog)
        return self._counts[Place(key.site, key.id, day_of(self._clock.now()), blog)]

    def note(self, key: Key, tag: int, *, spam: bool) -> None:
        """Remember that this key had a text checked, and what the judge said."""
        self._tags[key.site, key.id][tag] = spam

    def wait(self, check: Check) -> None:
        """Have a check looked at again."""
        if len(self._checks) < WAITING:
            self._checks.append(check)

    async def verdict(self, key: Key, tag: int) -> bool | None:
        """What was said of a text that this key had checked; None when it had not."""
        noted = self._tags.get((key.site, key.id), {}).get(tag)
        if noted is not None:
            return noted
        return await self._database.read(lambda conn: checked.verdict(conn, key.site, key.id, tag))

    async def flush(self, *, all_: bool = False) -> None:
        """Write down what was counted; tags only when there are many, or `all_`. Raises Refused storage_…"""
        counts, self._counts = self._counts, defaultdict(Counts)
        checks, self._checks = self._checks, []
        tags = self._ripe(all_=all_)
        self._blogs.clear()
        self._writing = counts
        if not (counts or checks or tags):
            return
        try:
            await self._database.write(lambda conn: _store(conn, self._clock, counts, checks, tags))
        except BaseException:
            self._put_back(counts, checks, tags)
            raise
        finally:
            self._writing = {}
        for place in counts:  # read anew when asked next: other processes have counted, too
            self._used.pop(place.key, None)

    def _ripe(self, *, all_: bool) -> dict[tuple[int, int], dict[int, bool]]:
        now = self._clock.now()
        old = all_ or not 0 <= now - self._tags_since < TAGS_TIME
        ripe = [key for key, tags in self._tags.items() if old or len(tags) >= MANY_TAGS]
        if old:
            self._tags_since = now
        return {key: self._tags.pop(key) for key in ripe}

    def _put_back(
        self, counts: dict[Place, Counts], checks: list[Check], tags: dict[tuple[int, int], dict[int, bool]]
    ) -> None:
        for place, lost in counts.items():
            kept = self._counts[place]
            for name, value in lost.values().items():
                setattr(kept, name, getattr(kept, name) + value)
        self._checks = [*checks, *self._checks][:WAITING]
        for key, noted in tags.items():
            self._tags[key] = noted | self._tags.get(key, {})


def day_of(now: int) -> str:
    """YYYY-MM-DD of a time, by which things are counted."""
    return _day(now // DAY)


@lru_cache(maxsize=4)
def _day(number: int) -> str:
    return moment(number * DAY).strftime("%Y-%m-%d")


def month_of(now: int) -> str:
    """YYYY-MM of a time."""
    return moment(now).strftime("%Y-%m")


def add(conn: Connection, place: Place, counts: Counts) -> None:
    """Write down so much more."""
    ADD.row(conn, {**place._asdict(), **counts.values()})


def month_calls(conn: Connection, key: Key, month: str) -> int:
    """Calls of a key in a month, YYYY-MM, as far as they are written down."""
    row = MONTH.row(conn, {"site": key.site, "key": key.id, "first": f"{month}-01", "last": f"{month}-31"})
    return int(row[0]) if row else 0


def _to_next_month(now: int) -> int:
    """Seconds."""
    today = moment(now)
    first = datetime(today.year + today.month // 12, today.month % 12 + 1, 1, tzinfo=UTC)
    return int((first - today).total_seconds()) + 1


def _store(
    conn: Connection,
    clock: Clock,
    counts: dict[Place, Counts],
    checks: Sequence[Check],
    tags: dict[tuple[int, int], dict[int, bool]],
) -> None:
    for place, counted in sorted(counts.items(), key=lambda item: item[0]):  # in one order, for who locks rows
        add(conn, place, counted)
    for check in checks:
        INSERT_CHECK.row(conn, check._asdict() | {"id": clock.next(clock.now())})
    for (site, key), noted in sorted(tags.items()):
        checked.keep(conn, clock, site, key, [tag | spam for tag, spam in noted.items()])
