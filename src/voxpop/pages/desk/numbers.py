"""The numbers of a site at the desk: charts, the tables behind them, and the same as CSV.

GET /desk/numbers?site=&days=7|30|90|365
GET /desk/numbers.csv?site=&days=&part=outcomes|waits|judge|conversations|reports|load
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency

from voxpop.lib.refused import Refused
from voxpop.moderation import figures, numbers
from voxpop.moderation.figures import OUTCOMES, Waits
from voxpop.moderation.numbers import Numbers
from voxpop.pages.desk import charts, looking, tables
from voxpop.pages.desk.frame import page, shown
from voxpop.pages.desk.tables import Cell, Table
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.staff import door
from voxpop.staff.door import Colleague
from voxpop.staff.roles import Right

Asking = Request[Any, Any, Any]

NUMBERS = "/desk/numbers"
DAYS = (7, 30, 90, 365)
USUAL = 30
BY_WEEK = 100  # from so many days on a bar is a week
WEEK = 7
SECOND = 1_000_000  # microseconds
UNITS = (("days", 86400), ("hours", 3600), ("minutes", 60))  # in which waiting is drawn: the largest that it fills
CALLED = {"live": "live", "held": "waiting", "trash": "rejected", "spam": "spam", "gone": "deleted"}


class Wanted(NamedTuple):
    site: Site
    days: int


async def _wanted(request: Asking, house: House) -> tuple[Colleague, Wanted]:
    """Raises Refused desk_closed, site_unknown, right_missing, body_invalid."""
    colleague = await door.enter(request, house)
    name, told = request.query_params.get("site", ""), request.query_params.get("days", str(USUAL))
    site = await looking.named(house, colleague, name, Right.NUMBERS)
    if told not in map(str, DAYS):
        raise Refused("body_invalid", "The numbers are of the last 7, 30, 90 or 365 days.")
    return colleague, Wanted(site, int(told))


async def _read(house: House, wanted: Wanted) -> Numbers:
    days = figures.days(wanted.site.rules.timezone, house.clock.now(), wanted.days)
    return await house.database.read(lambda conn: numbers.read(conn, wanted.site.id, days))


@get(NUMBERS, include_in_schema=False)
async def of_site(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, wanted = await _wanted(request, house)
    found = await _read(house, wanted)
    unit, waiting = waits_chart(found)
    totals = {state: sum(day[state] for day in found.outcomes) for state in OUTCOMES}
    html = page(
        "numbers.html",
        colleague,
        wanted=wanted,
        sites=await looking.sites(house, colleague),
        choices=DAYS,
        found=found,
        tables={name: made(found) for name, made in PARTS.items()},
        outcomes=outcomes_chart(found),
        totals=totals,
        in_all=f"In {wanted.days} days: {', '.join(f'{totals[state]:,} {CALLED[state]}' for state in OUTCOMES)}.",
        waiting=waiting,
        unit=unit,
        took=took,
    )
    return shown(html)


@get(f"{NUMBERS}.csv", include_in_schema=False)
async def as_csv(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    _, wanted = await _wanted(request, house)
    part = request.query_params.get("part", "")
    if part not in PARTS:
        raise Refused("body_invalid", f"The parts are {', '.join(PARTS)}.")
    return tables.file(PARTS[part](await _read(house, wanted)), f"{part}-{wanted.days}-days")


def outcomes_chart(found: Numbers) -> charts.Bars:
    columns = [
        (_short(found, first), {state: sum(day[state] for day in found.outcomes[first:end]) for state in OUTCOMES})
        for first, end in bars(len(found.days))
    ]
    return charts.stacked(columns, OUTCOMES)


def waits_chart(found: Numbers) -> tuple[str, charts.Lines]:
    """The unit of time that it is drawn in, and the lines: by day, also where outcomes are by week."""
    longest = max((one.most for one in found.waits if one), default=0)
    unit, seconds = next((one for one in UNITS if longest >= 2 * one[1] * SECOND), UNITS[-1])
    points: list[charts.Point] = [
        (
            _short(found, number),
            {
                "median": one.median / SECOND / seconds if one else None,
                "most": one.most / SECOND / seconds if one else None,
            },
        )
        for number, one in enumerate(found.waits)
    ]
    return unit, charts.lines(points, ("median", "most"))


def bars(days: int) -> Sequence[tuple[int, int]]:
    """From which day to which each bar is: a day, or of many days a week, the first of them shorter."""
    if days < BY_WEEK:
        return [(number, number + 1) for number in range(days)]
    first = days % WEEK
    weeks = [(number, number + WEEK) for number in range(first, days, WEEK)]
    return [(0, first), *weeks] if first else weeks


def _short(found: Numbers, day: int) -> str:
    date = found.days[day].date
    return f"{date.day} {date:%b}"


def took(microseconds: int) -> str:
    """As people say it: 45 s, 12 min, 3 h 20 min, 2 d 5 h."""
    seconds = microseconds // SECOND
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def _by_day(found: Numbers) -> Table:
    header = ("day", *(CALLED[state] for state in OUTCOMES))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (day.date.isoformat(), *(of_day[state] for state in OUTCOMES))
        for day, of_day in zip(found.days, found.outcomes, strict=True)
    )
    return Table("Comments a day, by what became of them", header, rows)


def _waits(found: Numbers) -> Table:
    header = ("day", "decided", "median in seconds", "nine in ten within seconds")
    rows = tuple(
        (day.date.isoformat(), *_seconds(one)) for day, one in zip(found.days, found.waits, strict=True) if one
    )
    return Table("Time until a comment that waits is decided, by the day of the decision", header, rows)


def _seconds(one: Waits) -> tuple[int, int, int]:
    return one.number, one.median // SECOND, one.most // SECOND


def _judge(found: Numbers) -> Table:
    one = found.judged
    rows = (
        ("Spam caught by the judge", one.caught),
        ("Spam caught by a rule of the site", one.ruled),
        ("Spam that waited until a moderator called it so", one.suspected),
        ("Spam missed: it was live until a moderator called it so", one.missed),
        ("False alarm: taken for spam, and live now", one.alarms),
        ("False alarm: held by the judge, and live now", one.doubts),
    )
    return Table("Spam, and how right the judge was", ("what", "comments"), rows)


def _conversations(found: Numbers) -> Table:
    rows = tuple((one.title or one.url, one.url, one.number) for one in found.busiest)
    links = tuple(f"/desk?queue=live&thread={one.id}" for one in found.busiest)
    return Table("The busiest conversations", ("conversation", "address", "live comments"), rows, links)


def _reports(found: Numbers) -> Table:
    header = ("comment", "by", "under", "state", "reports", "upheld", "dismissed")
    rows = tuple(
        (str(one.comment), one.name, one.title or one.url, one.state, one.number, one.upheld, one.dismissed)
        for one in found.reported
    )
    links = tuple(f"/desk/comments/{one.comment}" for one in found.reported)
    return Table("The most reported comments", header, rows, links)


def _load(found: Numbers) -> Table:
    kinds = tuple(sorted({kind for one in found.load for kind in one.acts}))
    header = ("who", "acts", *(kind.replace("_", " ") for kind in kinds))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.actor, one.number, *(one.acts.get(kind, 0) for kind in kinds)) for one in found.load
    )
    return Table("Who did how much", header, rows)


PARTS: dict[str, Callable[[Numbers], Table]] = {
    "outcomes": _by_day,
    "waits": _waits,
    "judge": _judge,
    "conversations": _conversations,
    "reports": _reports,
    "load": _load,
}

HANDLERS: list[Any] = [of_site, as_csv]
