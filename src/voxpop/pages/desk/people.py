"""Somebody who writes, at the desk: what stands against them, what was done, and what can be.

GET  /desk/people/{id}?site=&queue=&…&act=&why=…     by the number of a comment of theirs; a form as it was filled in
POST /desk/people/{id}/{act}                         seen, back, why; span or until; kind to lift; to, day of undo_day

What takes somebody who has just shown who they are leads there and back to the form as it was filled in; it is sent
once more, and nothing is done before.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import Connection

from voxpop.lib import answer, ids
from voxpop.lib.ids import DAY
from voxpop.lib.refused import Refused
from voxpop.moderation import restraining, undoing
from voxpop.moderation.moderator import Moderator
from voxpop.moderation.restraining import Asked, Known
from voxpop.moderation.undoing import Day
from voxpop.pages.desk import looking, person
from voxpop.pages.desk.frame import form
from voxpop.pages.desk.looking import Looking
from voxpop.sites.house import House
from voxpop.staff import door, roles
from voxpop.staff.door import Colleague
from voxpop.staff.roles import Right, Role

Asking = Request[Any, Any, Any]

FILLED = ("act", "why", "span", "until", "mail", "kind", "day", "to")  # of the forms
GOOD = "good"  # the span of a ban that has no end
LONGEST = 600  # characters of a field that come back


@get("/desk/people/{comment:int}", include_in_schema=False)
async def page(request: Asking, house: NamedDependency[House], comment: FromPath[int]) -> Response[bytes]:
    colleague = await door.enter(request, house)
    sent = {name: str(value) for name, value in request.query_params.items()}
    site = await looking.site_of(house, colleague, comment, Right.RESTRAIN)
    at = await looking.read(house, colleague, {**sent, "site": site})
    return await _showing(house, colleague, (at, comment), sent, again="act" in sent)


async def _showing(
    house: House,
    colleague: Colleague,
    where: tuple[Looking, int],
    sent: Mapping[str, str],
    *,
    again: bool = False,
    refused: Refused | None = None,
) -> Response[bytes]:
    (at, comment), now = where, house.clock.now()
    found = await house.database.read(lambda conn: person.whole(conn, comment, now))
    filled = {name: sent.get(name, "")[:LONGEST] for name in FILLED}
    done = sent.get("done", "")
    return form(
        "person.html",
        colleague,
        refused,
        scripts=True,
        at=at,
        person=found,
        filled=filled,
        spans=person.SPANS,
        again=again,
        done=done,
    )


@post("/desk/people/{comment:int}/{act:str}", include_in_schema=False)
async def do(
    request: Asking, house: NamedDependency[House], comment: FromPath[int], act: FromPath[str]
) -> Response[bytes]:
    colleague, at, sent = await looking.sent_about(request, house, comment, Right.RESTRAIN)
    sent = {**sent, "act": act}
    try:
        asked, who, right = await _asked(house, comment, sent)
        roles.need(colleague.role, right)
        if right in roles.PROVED_ANEW:
            door.proved(colleague, house.clock.now())
        asked = asked._replace(until=_until(sent, house.clock.now()))
        number = await _done(house, colleague, who, asked, sent)
    except Refused as refused:
        if refused.code == "prove_anew":
            filled = {name: sent.get(name, "")[:LONGEST] for name in FILLED}
            back = f"/desk/people/{comment}?{at.query(**filled)}"
            return answer.see(f"/desk/prove?back={quote(back, safe='')}")
        return await _showing(
            house, colleague, (at, comment), sent, again=refused.code != "right_missing", refused=refused
        )
    return answer.see(f"/desk/people/{comment}?{at.query(done=number)}")


async def _asked(house: House, comment: int, sent: Mapping[str, str]) -> tuple[Asked, Known, Right]:
    asked = Asked(sent["act"], sent.get("seen", ""), sent.get("why", ""), None, sent.get("kind", ""), "mail" in sent)

    def read(conn: Connection) -> tuple[Known, Right]:
        who = restraining.known(conn, comment)
        return who, Right.BAN if asked.act == "undo_day" else restraining.right(conn, who, asked)

    who, right = await house.database.read(read)
    return asked, who, right


async def _done(house: House, colleague: Colleague, who: Known, asked: Asked, sent: Mapping[str, str]) -> int:
    """The line of the log."""
    by = (colleague.role, Moderator(colleague.name, house.clock.now(), asked.why))
    if asked.act == "undo_day":
        return await _day(house, who, _of_day(sent, house.clock.now()), asked, by)
    last = await house.database.read(lambda conn: restraining.log(conn, who, 1))
    if asked.act == "restore" and last and restraining.is_day(last[0].before, last[0].after):
        return await _day_back(house, who, asked, by)
    done = await house.database.write(lambda conn: restraining.act(conn, house.clock, who, asked, by))
    return done.act


async def _day(house: House, who: Known, day: Day, asked: Asked, by: tuple[Role, Moderator]) -> int:
    batch = await house.database.write(lambda conn: undoing.begin(conn, house.clock, who, day, asked.seen, by))
    while batch.more:
        following = partial(undoing.go_on, clock=house.clock, who=who, day=day, batch=batch, by=by[1])
        batch = await house.database.write(following)
    return batch.act


async def _day_back(house: House, who: Known, asked: Asked, by: tuple[Role, Moderator]) -> int:
    batch = await house.database.write(lambda conn: undoing.take_back(conn, house.clock, who, asked.seen, by))
    while batch.more:
        following = partial(undoing.go_on_back, clock=house.clock, who=who, batch=batch, by=by[1])
        batch = await house.database.write(following)
    return batch.act


def _until(sent: Mapping[str, str], now: int) -> int | None:
    """Raises Refused until_invalid."""
    told, span = sent.get("until", ""), sent.get("span", "")
    if sent["act"] not in ("mute", "ban"):
        return None
    if told:
        return ids.written(_moment(told))
    if span in person.SPANS:
        return now + person.SPANS[span][0]
    if span == GOOD:
        return None
    raise Refused("until_invalid", "Until when? Choose for how long, or give a time.")


def _of_day(sent: Mapping[str, str], now: int) -> Day:
    since, until = undoing.last_day(now)
    if sent.get("day"):
        since = ids.written(_moment(sent["day"]))
        until = since + DAY
    return Day(since, until, sent.get("to", ""), "mail" in sent)


def _moment(told: str) -> datetime:
    """A day, or a time to the minute, in UTC, as the fields of browsers write it. Raises Refused until_invalid."""
    try:
        return datetime.fromisoformat(told[:40]).replace(tzinfo=UTC)
    except ValueError:
        raise Refused("until_invalid", f"{told[:40]!r} is no time: want one like 2026-01-31T18:00, in UTC.") from None


HANDLERS: list[Any] = [page, do]
