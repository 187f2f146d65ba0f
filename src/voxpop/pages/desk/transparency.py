"""The yearly count of a site, as a page and as a table for other programs.

GET /desk/transparency?site=&year=         …&as=csv
"""

import csv
import io
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from voxpop.lib import answer
from voxpop.lib.ids import moment
from voxpop.lib.refused import Refused
from voxpop.moderation import transparency
from voxpop.moderation.transparency import FIRST, Count
from voxpop.pages.desk import looking
from voxpop.pages.desk.frame import page, shown
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.staff import door
from voxpop.staff.door import Colleague
from voxpop.staff.roles import Right

Asking = Request[Any, Any, Any]
PARTS = {
    "reports": "Reports by readers",
    "decisions": "Decisions by people",
    "automatic": "Without a person",
    "appeals": "Appeals",
}
SPREADSHEET = ("=", "+", "-", "@", "\t", "\r")  # what a cell begins with that spreadsheets reckon with


@get("/desk/transparency", include_in_schema=False)
async def yearly(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague = await door.enter(request, house)
    sent = {name: str(value) for name, value in request.query_params.items()}
    site = await _site(house, colleague, sent.get("site", ""))
    this = moment(house.clock.now()).year
    year = _year(sent.get("year", ""), this)
    count = await house.database.read(lambda conn: transparency.read(conn, site, year))
    if sent.get("as") == "csv":
        return _table(site, count)
    given = await looking.sites(house, colleague)
    years = range(this, max(FIRST, this - 5) - 1, -1)
    return shown(page("transparency.html", colleague, site=site, sites=given, count=count, years=years, parts=PARTS))


async def _site(house: House, colleague: Colleague, name: str) -> Site:
    """Raises Refused site_unknown, right_missing."""
    given = await looking.sites(house, colleague)
    if not name and not given:
        raise Refused("right_missing", "No site has been given to you. An owner can do so.")
    site = await house.sites.named(name) if name else given[0]
    door.need(colleague, Right.NUMBERS, site.id)
    return site


def _year(told: str, this: int) -> int:
    """Raises Refused body_invalid."""
    if not told:
        return this
    if not (told.isascii() and told.isdecimal() and len(told) == 4 and FIRST <= int(told) <= this):
        raise Refused("body_invalid", f"Years are counted from {FIRST} to {this}.")
    return int(told)


def _table(site: Site, count: Count) -> Response[bytes]:
    """RFC 4180, in UTF-8."""
    out = io.StringIO()
    made = csv.writer(out)
    made.writerow(("part", "what", "of", "number"))
    for line in count.lines:
        made.writerow((line.part, *map(_cell, (line.what, line.of)), f"{line.number:g}"))
    headers = {
        "content-disposition": f'attachment; filename="transparency-{site.id}-{count.year}.csv"',
        "x-content-type-options": "nosniff",
        **answer.NO_STORE,
    }
    return Response(out.getvalue().encode(), media_type="text/csv", headers=headers)


def _cell(words: str) -> str:
    """Words that a moderator chose, as no formula."""
    return f"'{words}" if words.startswith(SPREADSHEET) else words


HANDLERS: list[Any] = [yearly]
