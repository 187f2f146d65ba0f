"""Which queue of which site a colleague looks at: read from an address, and written into one again."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from voxpop.discussion import thread
from voxpop.lib import ids
from voxpop.lib.ids import DAY
from voxpop.lib.refused import Refused
from voxpop.moderation.docket import FRESH, Place, Queue, Wanted
from voxpop.pages.forms import fields
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.spam import tongue
from voxpop.staff import door
from voxpop.staff.door import Asking, Colleague
from voxpop.staff.roles import PROVED_ANEW, Right

AGES = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY}
LONGEST = 200  # characters of words that are looked for
FIELDS = ("site", "queue", "thread", "of", "near", "reason", "age", "q", "link", "language")
ALWAYS = ("site", "queue")


class Looking(NamedTuple):
    """`asked` are the fields of FIELDS as they stand in the address."""

    site: Site
    queue: Queue
    wanted: Wanted
    after: Place
    asked: dict[str, str]

    def query(self, **more: object) -> str:
        """Of an address that leads back here; `more` are further fields, or others."""
        fields = {**self.asked, **{name: str(value) for name, value in more.items()}}
        return urlencode({name: value for name, value in fields.items() if value})


async def sites(house: House, colleague: Colleague) -> list[Site]:
    """Those that are given to a colleague, by name."""
    await house.sites.load()
    return sorted((one for one in house.sites.known() if one.id in colleague.sites), key=lambda one: one.name)


async def named(house: House, colleague: Colleague, name: str, right: Right) -> Site:
    """The site that is meant, '' for the first given. Raises Refused site_unknown, right_missing."""
    if name:
        site = await house.sites.named(name)
    else:
        given = await sites(house, colleague)
        if not given:
            raise Refused("right_missing", "No site has been given to you. An owner can do so.")
        site = given[0]
    door.need(colleague, right, site.id)
    return site


async def read(house: House, colleague: Colleague, sent: Mapping[str, str]) -> Looking:
    """Raises Refused site_unknown, right_missing, body_invalid."""
    asked = {name: sent.get(name, "")[:LONGEST] for name in FIELDS}
    site = await named(house, colleague, asked["site"], Right.LOOK)
    queue = Queue(asked["queue"]) if asked["queue"] in set(Queue) else Queue.WAITING
    for name in ("of", "near"):  # who it is and where from is for those who decide
        if asked[name]:
            door.need(colleague, Right.DECIDE, site.id)
    age = AGES.get(asked["age"])
    wanted = Wanted(
        thread=_number(asked["thread"]),
        of=_number(asked["of"]),
        near=_number(asked["near"]),
        signal="".join(letter for letter in asked["reason"] if letter.isalnum()),
        since=house.clock.now() - age if age else 0,
        words=asked["q"].replace("\0", "").strip(),
        link=_domain(asked["link"]),
        language=asked["language"] if asked["language"] in tongue.NAMES else "",
        fresh=house.clock.now() - FRESH if queue is Queue.NEW else 0,
    )
    top = Place()
    after = Place(_number(sent.get("risk", "")) or 0, _number(sent.get("after", ""))) if sent.get("after") else top
    return Looking(site, queue, wanted, after, asked | {"site": site.name, "queue": queue.value})


async def sent_about(
    request: Asking, house: House, comment: int, right: Right
) -> tuple[Colleague, Looking, dict[str, str]]:
    """Who sends a form about a comment, from which queue, and what is in it.

    Raises Refused origin_refused, desk_closed, no_such_comment, right_missing, prove_anew, body_invalid.
    """
    door.may_act(request, house)
    colleague, sent = await door.enter(request, house), await fields(request)
    site = await site_of(house, colleague, comment, right)
    if right in PROVED_ANEW:
        door.proved(colleague, house.clock.now())
    return colleague, await back(house, colleague, f"{sent.get('back', '')}&site={site}"), sent


async def back(house: House, colleague: Colleague, query: str) -> Looking:
    """What a form says of where it was sent from."""
    return await read(house, colleague, dict(parse_qsl(query[:2000])))


async def site_of(house: House, colleague: Colleague, comment: int, right: Right) -> str:
    """The name of a comment's site. Raises Refused no_such_comment, right_missing."""
    if not 0 < comment <= 2**53:
        raise Refused("no_such_comment", "There is no such comment here.")
    number = await house.database.read(lambda conn: thread.site_of(conn, comment))
    door.need(colleague, right, number)
    return (await house.sites.numbered(number)).name


def _domain(told: str) -> str:
    """Of an address or a domain, as somebody gives it."""
    host = told.strip().lower().rpartition("://")[2].removeprefix("www.").partition("/")[0]
    return "".join(letter for letter in host if letter.isalnum() or letter in ".-").strip(".")


def _number(told: str) -> int:
    if not told:
        return 0
    number = ids.read(told)
    if number is None:
        raise Refused("body_invalid", "Comments and conversations have numbers.")
    return number
