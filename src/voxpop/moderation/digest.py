"""Letters to moderators about what waits: how much of it on which site, and the riskiest with a link for each act.

    work     in each serving process: who is due -> what waits -> the letter, put into the outbox by who claims it

A link leads to a page with a button; nothing is done by opening it. What it lets is to decide about the comment as it
was in the letter (deciding.seen), in the name of whom the letter is to, as long as their role lets them: `act`.
Strangers' words stand in a letter as plain text, a line each, without anything that mail programs make a link of.
"""

import asyncio
import logging
import re
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection

from voxpop.discussion.excerpt import excerpt
from voxpop.lib.ids import DAY
from voxpop.lib.pausing import rounds
from voxpop.lib.refused import Refused
from voxpop.lib.templates import template
from voxpop.moderation import acting, docket
from voxpop.moderation.acting import Asked
from voxpop.moderation.deciding import Decided
from voxpop.moderation.docket import Item, Place, Queue, Wanted
from voxpop.moderation.moderator import Moderator
from voxpop.notify import mail, outbox
from voxpop.notify.mail import Mail
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.staff import digests, members, slips
from voxpop.staff.digests import HOUR, Due
from voxpop.staff.roles import Right, Role, may
from voxpop.staff.slips import Slip

LOOK = 60.0  # seconds between looks for who is due
MOST = 10  # comments in a letter
NAME, TITLE, LINE = 60, 80, 140  # characters of strangers' words
LASTS = 2 * DAY  # of a link to an act
END_LASTS = 400 * DAY  # of the one that ends the letters
ACT, END = "act", "end"  # the purposes of slips
ACTS = ("approve", "reject", "spam")
QUIET = frozenset((Queue.LIVE, Queue.TRASH, Queue.ALL))  # of no letter's business
NO_REASON = QUIET | {Queue.SPAM}  # nor is spam a reason to write one
EVERY = {1: "every hour", 4: "every 4 hours", 24: "once a day", 168: "once a week"}

LINKED = re.compile(r"(?<=\w)\.(?=[^\W\d_])|://|@")  # what mail programs know links by

log = logging.getLogger("voxpop")


class Waits(NamedTuple):
    """What waits on a site: how many in each queue that holds any, and the riskiest comments of it."""

    site: Site
    counts: dict[Queue, int]
    items: tuple[Item, ...]


class Chosen(NamedTuple):
    """What a link lets do: an act on a comment of a site, if that is as it was seen."""

    act: str
    comment: int
    seen: str


async def work(house: House, end: asyncio.Event) -> None:
    """Until told to end. Where no mail can be sent nobody is written to."""
    await rounds(lambda: turn(house), LOOK, end, "no letters to moderators are written for now")


async def turn(house: House) -> int:
    """Write to who is due; to how many that was."""
    if not mail.offered(house.settings):
        return 0
    now = house.clock.now()
    due = await house.database.read(lambda conn: digests.due(conn, now))
    if not due:
        return 0
    await house.sites.load()
    return sum([await _written(house, one) for one in due])


async def _written(house: House, one: Due) -> bool:
    """Was there anything to write, and was it this process that did? Nobody's letter holds up another's."""
    try:
        return await _write(house, one)
    except Exception as error:
        log.error("letter to colleague %s failed: %s", one.id, type(error).__name__, exc_info=error)
        return False


async def _write(house: House, one: Due) -> bool:
    try:
        waiting = await house.database.read(lambda conn: _waiting(conn, house.sites.known(), one))
    except Refused:  # they have left meanwhile, or the database is away
        return False
    if not waiting:
        return False
    now = house.clock.now()

    def put(conn: Connection) -> bool:
        signing = slips.key(conn, one.id)
        if not digests.claim(conn, one, signing, now):
            return False
        written = letter(one, waiting, signing, house.settings.address, now)
        outbox.put(conn, house.clock, mail.letter(waiting[0].site.id, written, house.clock))
        return True

    return await house.database.write(put)


def _waiting(conn: Connection, sites: list[Site], one: Due) -> tuple[Waits, ...]:
    """Of the sites on which something waits for them, by name."""
    given = None if one.role is Role.OWNER else members.numbered(conn, one.id).sites
    found = []
    for site in sorted(sites, key=lambda site: site.name):
        if given is not None and site.id not in given:
            continue
        counts = docket.counts(conn, site.id)
        if any(number for queue, number in counts.items() if queue not in NO_REASON):
            page = docket.read(conn, site.id, Queue.WAITING, Wanted(), Place(), MOST)
            shown = {queue: number for queue, number in counts.items() if number and queue not in QUIET}
            found.append(Waits(site, shown, page.items))
    return tuple(found)


def letter(one: Due, waiting: tuple[Waits, ...], signing: bytes, base: str, now: int) -> Mail:
    """`base` is the origin of our pages."""
    items = sorted((item for each in waiting for item in each.items), key=lambda item: (-item.risk, -item.id))
    acts = ACTS if may(one.role, Right.DECIDE) else ()
    lines = [
        {
            "risk": item.risk,
            "name": harmless(item.name, NAME),
            "title": harmless(item.title or item.url, TITLE),
            "excerpt": harmless(excerpt(item.html, LINE), 2 * LINE),
            "links": {
                act.capitalize(): _link(one, Chosen(act, item.id, item.seen), signing, base, now) for act in acts
            },
        }
        for item in items[:MOST]
    ]
    end = f"{base}/desk/letters/end/{slips.written(signing, Slip(one.id, END, now + END_LASTS))}"
    sites = [
        {"title": harmless(each.site.title, TITLE), "name": each.site.name, "counts": each.counts} for each in waiting
    ]
    every = EVERY.get(one.hours, f"every {one.hours} hours")
    text = template("desk/digest.txt").render(sites=sites, items=lines, base=base, every=every, end=end)
    return Mail(one.email, subject(waiting), text.lstrip("\n"), until=now + min(LASTS, one.hours * HOUR), end=end)


def subject(waiting: tuple[Waits, ...]) -> str:
    number = sum(each.counts.get(Queue.WAITING, 0) for each in waiting)
    number = number or sum(each.counts[queue] for each in waiting for queue in each.counts if queue not in NO_REASON)
    where = waiting[0].site.title if len(waiting) == 1 else f"{len(waiting)} sites"
    return mail.one_line(f"{number:,} {'comment waits' if number == 1 else 'comments wait'} for you: {where}")


def _link(one: Due, chosen: Chosen, signing: bytes, base: str, now: int) -> str:
    said = (chosen.act, str(chosen.comment), chosen.seen)
    return f"{base}/desk/letters/{quote(slips.written(signing, Slip(one.id, ACT, now + LASTS, said)))}"


def harmless(words: str, longest: int) -> str:
    """A stranger's words on a line of a letter: nothing in them ends it, or becomes a link."""
    line = mail.one_line(words)
    line = line if len(line) <= longest else f"{line[:longest]}…"
    return LINKED.sub(lambda found: f"[{found[0]}]", line)


def chosen(slip: Slip) -> Chosen:
    """Raises Refused link_over for what no letter says."""
    if len(slip.said) != 3 or slip.said[0] not in ACTS:
        raise slips.over()
    act, comment, seen = slip.said
    return Chosen(act, int(comment), seen)


def act(conn: Connection, house: House, at: tuple[int, Chosen], slip: Slip) -> Decided:
    """Do what a link says. `at` is the comment's site. Raises Refused link_over, right_missing, changed_since, …"""
    site, what = at
    who = may_still(conn, slip, site)
    by = Moderator(who.name, house.clock.now())
    return acting.act(conn, house.clock, (site, what.comment), Asked(what.act, what.seen), (who.role, by))


def may_still(conn: Connection, slip: Slip, site: int) -> members.Member:
    """Whose link it is, if they may still decide there. Raises Refused not_found, right_missing."""
    who = members.numbered(conn, slip.staff)
    if not may(who.role, Right.DECIDE) or (who.role is not Role.OWNER and site not in who.sites):
        raise Refused("right_missing", "Whom this letter was written to may not decide about this comment any more.")
    return who
