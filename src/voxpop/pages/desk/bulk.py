"""An act on many comments at once: on those that were ticked in a queue, or on all that it shows, after the number of
them was confirmed.

POST /desk/ticked                            act, back; a field item-{id} for each, with what was seen of it
GET  /desk/all?act=&until=&so_far=&…         asks; the other fields say which queue, as those of /desk do
POST /desk/all                               act, back, until; so_far and first of what was done already
POST /desk/comments/{id}/answers/hide        back: all that hangs below it
POST /desk/back                              first, last, back: one's own acts from one to another

A request acts on AT_ONCE comments at most; what is left is asked for by the page it leads to.
"""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import Connection

from voxpop.lib import answer, ids
from voxpop.lib.refused import Refused
from voxpop.moderation import acting, bulk, docket
from voxpop.moderation.bulk import All, Tally
from voxpop.moderation.moderator import Moderator
from voxpop.pages.desk import looking
from voxpop.pages.desk.frame import page, shown
from voxpop.pages.desk.looking import Looking
from voxpop.pages.forms import fields
from voxpop.sites.house import House
from voxpop.staff import door, roles
from voxpop.staff.door import Colleague
from voxpop.staff.roles import Right

Asking = Request[Any, Any, Any]

AT_ONCE = 250  # comments of one request
LABELS = {
    "approve": "Approve", "reject": "Reject", "spam": "Spam", "not_spam": "Take out of spam",
    "hide": "Hide", "keep": "Keep as it is", "erase": "Erase for good",
}  # fmt: skip


def offered(colleague: Colleague, acts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Those of some acts that somebody may do, each with what it is called."""
    return [(act, LABELS[act]) for act in acts if roles.may(colleague.role, acting.right(act))]


def _allowed(house: House, colleague: Colleague, at: Looking, act: str, acts: tuple[str, ...]) -> None:
    """Is it one of these acts, and may they do it? Raises Refused not_found, right_missing, prove_anew."""
    if act not in acts:
        raise Refused("not_found", "There is no such act on these.")
    right = acting.right(act)
    door.need(colleague, right, at.site.id)
    if right in roles.PROVED_ANEW:
        door.proved(colleague, house.clock.now())


async def _sent(request: Asking, house: House) -> tuple[Colleague, Looking, dict[str, str]]:
    """Raises Refused origin_refused, desk_closed, right_missing, body_invalid."""
    door.may_act(request, house)
    colleague, sent = await door.enter(request, house), await fields(request, docket.SIZE + 10)
    return colleague, await looking.back(house, colleague, sent.get("back", "")), sent


@post("/desk/ticked", include_in_schema=False)
async def ticked(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, at, sent = await _sent(request, house)
    act = sent.get("act", "")
    _allowed(house, colleague, at, act, bulk.TICKED.get(at.queue, ()))
    those = [(_number(name[5:]), seen) for name, seen in sent.items() if name.startswith("item-")]
    who = (act, colleague.role, Moderator(colleague.name, house.clock.now()))
    tally = await house.database.write(lambda conn: bulk.ticked(conn, house.clock, at.site.id, those, who))
    return answer.see(f"/desk?{at.query(**_told(act, tally))}")


@get("/desk/all", include_in_schema=False)
async def ask(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague = await door.enter(request, house)
    sent = {name: str(value) for name, value in request.query_params.items()}
    at = await looking.read(house, colleague, sent)
    act = sent.get("act", "")
    _allowed(house, colleague, at, act, bulk.ACTS.get(at.queue, ()))
    until = ids.read(sent.get("until", "")) or house.clock.next(house.clock.now())
    those = All(at.queue, at.wanted, until)
    number = await house.database.read(lambda conn: bulk.matching(conn, at.site.id, those))
    gone = {name: ids.read(sent.get(name, "")) or 0 for name in ("so_far", "first")}
    told = {"act": act, "label": LABELS[act], "until": until, "number": number, "narrowed": _narrowed(at), **gone}
    return shown(page("all.html", colleague, at=at, **told), scripts=True)


@post("/desk/all", include_in_schema=False)
async def do(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, at, sent = await _sent(request, house)
    act, until = sent.get("act", ""), _number(sent.get("until", ""))
    _allowed(house, colleague, at, act, bulk.ACTS.get(at.queue, ()))
    those = All(at.queue, at.wanted, until)
    who = (act, colleague.role, Moderator(colleague.name, house.clock.now()))
    tally = Tally()
    while tally.done < AT_ONCE:
        piece = await house.database.write(lambda conn: bulk.some(conn, house.clock, at.site.id, those, who))
        tally = tally.with_more(piece)
        if not piece.done:
            break
    so_far = _number(sent.get("so_far", "0")) + tally.done
    left = await house.database.read(lambda conn: bulk.matching(conn, at.site.id, those)) if tally.done else 0
    first = _number(sent.get("first", "0")) or tally.first
    if left:
        again = at.query(act=act, until=until, so_far=so_far, first=first)
        return answer.see(f"/desk/all?{again}")
    return answer.see(f"/desk?{at.query(**_told(act, tally._replace(done=so_far, first=first)))}")


@post("/desk/comments/{comment:int}/answers/hide", include_in_schema=False)
async def hide_answers(request: Asking, house: NamedDependency[House], comment: FromPath[int]) -> Response[bytes]:
    colleague, at, _ = await looking.sent_about(request, house, comment, Right.DECIDE)
    who = (colleague.role, Moderator(colleague.name, house.clock.now()))
    tally = Tally()
    while True:
        piece = await house.database.write(lambda conn: bulk.hide_answers(conn, house.clock, at.site.id, comment, who))
        tally = tally.with_more(piece)
        if not piece.done:
            break
    return answer.see(f"/desk?{at.query(**_told('hide', tally))}")


@post("/desk/back", include_in_schema=False)
async def back(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, at, sent = await _sent(request, house)
    _allowed(house, colleague, at, "restore", ("restore",))
    first, last = _number(sent.get("first", "")), _number(sent.get("last", ""))
    who = (colleague.role, Moderator(colleague.name, house.clock.now()))
    tally, after = Tally(), first - 1
    while after:

        def piece(conn: Connection, after: int = after) -> tuple[Tally, int]:
            return bulk.back(conn, house.clock, at.site.id, (after + 1, last), who)

        more, after = await house.database.write(piece)
        tally = tally.with_more(more)
    return answer.see(f"/desk?{at.query(**_told('restore', tally))}")


def _told(act: str, tally: Tally) -> dict[str, object]:
    """For the address of the queue: what was done to how many, and between which acts that can be taken back."""
    told: dict[str, object] = {"many": tally.done, "did": act, "passed": tally.passed or ""}
    if tally.done and act not in ("erase", "restore"):
        told |= {"first": tally.first, "last": tally.last}
    return told


def _narrowed(at: Looking) -> list[str]:
    """The filters by which it is not all of the queue."""
    names = {"thread": "of one conversation", "of": "by one writer", "near": "from one address group"}
    found = [said for name, said in names.items() if at.asked[name]]
    found += [f"with the signal {at.wanted.signal}"] if at.wanted.signal else []
    found += [f"with a link to {at.wanted.link}"] if at.wanted.link else []
    found += [f"of the last {at.asked['age']}"] if at.wanted.since else []
    return found + ([f"with “{at.wanted.words}”"] if at.wanted.words else [])


def _number(told: str) -> int:
    number = ids.read(told) if told else None
    if number is None:
        raise Refused("body_invalid", "The form names a comment, an act or a moment that is no number.")
    return number


HANDLERS: list[Any] = [ticked, ask, do, hide_answers, back]
