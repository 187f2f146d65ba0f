"""The yearly count of a site, as a page and as a table for other programs.

GET /desk/transparency?site=&year=         …&as=csv
"""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from voxpop.lib.ids import moment
from voxpop.lib.refused import Refused
from voxpop.moderation import transparency
from voxpop.moderation.transparency import FIRST, Count
from voxpop.pages.desk import looking, tables
from voxpop.pages.desk.frame import page, shown
from voxpop.pages.desk.tables import Table
from voxpop.sites.house import House
from voxpop.staff import door
from voxpop.staff.roles import Right

Asking = Request[Any, Any, Any]
PARTS = {
    "reports": "Reports by readers",
    "decisions": "Decisions by people",
    "automatic": "Without a person",
    "appeals": "Appeals",
}


@get("/desk/transparency", include_in_schema=False)
async def yearly(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague = await door.enter(request, house)
    sent = {name: str(value) for name, value in request.query_params.items()}
    site = await looking.named(house, colleague, sent.get("site", ""), Right.NUMBERS)
    this = moment(house.clock.now()).year
    year = _year(sent.get("year", ""), this)
    count = await house.database.read(lambda conn: transparency.read(conn, site, year))
    if sent.get("as") == "csv":
        return tables.file(_table(count), f"transparency-{site.id}-{count.year}", "text/csv")
    given = await looking.sites(house, colleague)
    years = range(this, max(FIRST, this - 5) - 1, -1)
    return shown(page("transparency.html", colleague, site=site, sites=given, count=count, years=years, parts=PARTS))


def _year(told: str, this: int) -> int:
    """Raises Refused body_invalid."""
    if not told:
        return this
    if not (told.isascii() and told.isdecimal() and len(told) == 4 and FIRST <= int(told) <= this):
        raise Refused("body_invalid", f"Years are counted from {FIRST} to {this}.")
    return int(told)


def _table(count: Count) -> Table:
    rows = tuple((line.part, line.what, line.of, f"{line.number:g}") for line in count.lines)
    return Table(f"The year {count.year} in numbers", ("part", "what", "of", "number"), rows)


HANDLERS: list[Any] = [yearly]
