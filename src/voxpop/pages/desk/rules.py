"""The house rules of a site at the desk: in their order, changed by forms, and tried over the last comments.

GET  /desk/rules?site=&done=                in the order in which they run
GET  /desk/rules/form?site=&kind=&rule=     a new one of a kind, or one that is there
GET  /desk/rules/try?site=&rule=            a dry run of what is kept: of one rule, or of all
POST /desk/rules/save                       site, seen, the fields of rules_form; do=try only tries it
POST /desk/rules/act                        site, seen, rule; do=up, down, on, off, remove, undo

Forms carry the act by which the rules became what their page showed (`seen`); who comes second is told.
"""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from sqlalchemy import Connection

from voxpop.lib import answer, ids
from voxpop.lib.refused import Refused
from voxpop.moderation import house_rules, rehearsal, rules_command
from voxpop.moderation.house_rules import Change, Rules
from voxpop.moderation.moderator import Moderator
from voxpop.moderation.rehearsal import Rehearsed
from voxpop.pages.desk import looking, rules_form
from voxpop.pages.desk.frame import form
from voxpop.pages.desk.rules_form import Sent
from voxpop.screening import checking
from voxpop.screening.kinds import KINDS, OUTCOMES, WEEK, AnyRule, Outcome
from voxpop.screening.screens import Screens
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.spam.limits import USUAL
from voxpop.staff import door
from voxpop.staff.door import Colleague
from voxpop.staff.roles import Right

Asking = Request[Any, Any, Any]

RULES = "/desk/rules"
TRIALS = 20  # dry runs that one colleague asks for in a minute
LISTED = 200  # comments that a dry run shows
PAST = {
    "add": "Added", "change": "Changed", "on": "Switched on", "off": "Switched off", "move": "Moved",
    "remove": "Removed", "undo": "Taken back",
}  # fmt: skip
CALLED = {
    "writers": "who may post", "newcomers": "first comments", "links": "links", "words": "words",
    "domains": "domains of links", "emails": "e-mail addresses", "age": "new accounts", "hours": "hours",
    "doubt": "the judge's probability",
}  # fmt: skip
DOES = {
    Outcome.HOLD: "hold", Outcome.SPAM: "put away as spam", Outcome.REJECT: "reject", Outcome.REFUSE: "do not take",
    Outcome.ALLOW: "let through",
}  # fmt: skip


async def _at(house: House, colleague: Colleague, name: str) -> Site:
    """The site that is meant, '' for the first given. Raises Refused site_unknown, right_missing."""
    return await looking.named(house, colleague, name, Right.RULES)


async def _asked(request: Asking, house: House) -> tuple[Colleague, Site, dict[str, str]]:
    colleague = await door.enter(request, house)
    fields = {name: str(value) for name, value in request.query_params.items()}
    return colleague, await _at(house, colleague, fields.get("site", "")), fields


async def _sent(request: Asking, house: House) -> tuple[Colleague, Site, Sent]:
    """Who sends a form, and what. Raises Refused origin_refused, desk_closed, site_unknown, right_missing, …"""
    door.may_act(request, house)
    colleague = await door.enter(request, house)
    given = await rules_form.sent(request)
    return colleague, await _at(house, colleague, given.fields.get("site", "")), given


async def _listing(
    house: House, colleague: Colleague, site: Site, *, done: int | None = None, refused: Refused | None = None
) -> Response[bytes]:
    def read(conn: Connection) -> dict[str, Any]:
        return {
            "screens": house_rules.read(conn, site.id),
            "done": house_rules.done(conn, site.id, done) if done else None,
        }

    found = await house.database.read(read)
    given = await looking.sites(house, colleague)
    own = found["screens"].limits(USUAL) != USUAL
    said = {"past": PAST, "called": CALLED, "does": DOES, "own_limits": own}
    return form("rules.html", colleague, refused, site=site, sites=given, **said, **found)


@get(RULES, include_in_schema=False)
async def rules(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, site, asked = await _asked(request, house)
    return await _listing(house, colleague, site, done=ids.read(asked.get("done", "")))


def _form(
    colleague: Colleague,
    site: Site,
    shown: tuple[Screens, dict[str, str]],
    refused: Refused | None = None,
    found: Rehearsed | None = None,
) -> Response[bytes]:
    screens, fields = shown
    kind = fields.get("kind", "")
    if kind not in KINDS:
        raise Refused("rule_invalid", f"There is no kind of rules {kind[:20]!r}: want one of {', '.join(KINDS)}.")
    rule = next((one for one in screens.rules if str(one.id) == fields.get("rule")), None)
    return form(
        "rule.html",
        colleague,
        refused,
        site=site,
        screens=screens,
        fields=fields,
        kind=kind,
        kept=len(getattr(rule, "listed", ())),
        number=screens.rules.index(rule) + 1 if rule else len(screens.rules) + 1,
        outcomes=OUTCOMES[kind],
        languages=checking.languages(),
        week=WEEK,
        called=CALLED,
        does=DOES,
        **_tried(found),
    )


def _tried(found: Rehearsed | None) -> dict[str, Any]:
    """What a page says of a dry run."""
    if found is None:
        return {"found": None, "told": []}
    return {"found": found, "told": rules_command.told(found), "most": LISTED}


@get(f"{RULES}/form", include_in_schema=False)
async def rule_form(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, site, asked = await _asked(request, house)
    screens = await house.database.read(lambda conn: house_rules.read(conn, site.id))
    if asked.get("rule"):
        number = house_rules.number_of(screens.rules, ids.read(asked["rule"]) or 0)
        return _form(colleague, site, (screens, rules_form.of(screens.rules[number - 1])))
    fields = {"kind": asked.get("kind", ""), "on": "on"}
    return _form(colleague, site, (screens, fields))


@get(f"{RULES}/try", include_in_schema=False)
async def try_kept(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, site, asked = await _asked(request, house)
    screens = await house.database.read(lambda conn: house_rules.read(conn, site.id))
    number = house_rules.number_of(screens.rules, ids.read(asked["rule"]) or 0) if asked.get("rule") else 0
    found = await _rehearsed(house, colleague, site, screens.rules, number)
    rule = screens.rules[number - 1] if number else None
    return form("rules_tried.html", colleague, site=site, number=number, rule=rule, does=DOES, **_tried(found))


async def _rehearsed(house: House, colleague: Colleague, site: Site, tried: Rules, number: int) -> Rehearsed:
    """A dry run, outside the event loop. `number` is of one rule, 0 for all. Raises Refused too_fast."""
    if not house.pace.take(("rehearsal", colleague.id), limit=TRIALS, seconds=60, now=house.clock.now() / 1e6):
        raise Refused("too_fast", f"{TRIALS} dry runs in a minute are enough. Wait a moment.")
    live = rehearsal.wanted(tried)
    pasts = await house.database.read(lambda conn: rehearsal.read(conn, site, live))
    if number:
        return await asyncio.to_thread(rehearsal.of_rule, tried, number, pasts)
    return await asyncio.to_thread(rehearsal.of_list, tried, pasts)


@post(f"{RULES}/save", include_in_schema=False, request_max_body_size=rules_form.BYTES)
async def save(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    """Keep the rule that a form holds; with do=try only try it, alone and at its place."""
    colleague, site, given = await _sent(request, house)
    screens = await house.database.read(lambda conn: house_rules.read(conn, site.id))
    shown = screens, {**given.fields, "listed": given.listed}
    try:
        number = house_rules.number_of(screens.rules, given.rule) if given.rule else 0
        new = await asyncio.to_thread(rules_form.read, given, screens.rules[number - 1] if number else None)
        if given.fields.get("do") == "try":
            tried = _with(screens.rules, number, new)
            found = await _rehearsed(house, colleague, site, tried, number or len(tried))
            return _form(colleague, site, shown, found=found)
        rule = house_rules.numbered(house.clock, new, house.clock.now())
        done = await _act(
            house,
            colleague,
            (site, given),
            lambda kept: house_rules.changed(kept, number, new) if number else house_rules.added(kept, rule),
        )
    except Refused as refused:
        return _form(colleague, site, shown, refused)
    return answer.see(f"{RULES}?{urlencode({'site': site.name, 'done': done})}")


def _with(kept: Rules, number: int, new: AnyRule) -> Rules:
    """The list with a drafted rule at its place: that of the one it changes, or the end."""
    return (*kept[: number - 1], new, *kept[number:]) if number else (*kept, new)


async def _act(
    house: House, colleague: Colleague, at: tuple[Site, Sent], change: Callable[[Rules], Change] | None
) -> int:
    """The id of an act in the log; without a change the last is taken back. Raises Refused."""
    site, given = at
    by, saw = Moderator(colleague.name, house.clock.now()), ids.read(given.fields.get("seen", ""))

    def write(conn: Connection) -> int:
        if change is None:
            return house_rules.undo(conn, house.clock, site.id, by, saw or 0)
        kept = house_rules.seen(conn, site.id, saw or 0)
        return house_rules.act(conn, house.clock, site.id, by, kept.changed, change(kept.rules))

    return await house.database.write(write)


ACTS: dict[str, Callable[[Rules, int], Change]] = {
    "up": lambda kept, number: house_rules.moved(kept, number, number - 1),
    "down": lambda kept, number: house_rules.moved(kept, number, number + 1),
    "on": lambda kept, number: house_rules.switched(kept, number, on=True),
    "off": lambda kept, number: house_rules.switched(kept, number, on=False),
    "remove": house_rules.removed,
}


@post(f"{RULES}/act", include_in_schema=False)
async def act(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague, site, given = await _sent(request, house)
    do = given.fields.get("do", "")
    if do != "undo" and do not in ACTS:
        raise Refused("not_found", "There is no such act.")

    def change(kept: Rules) -> Change:
        return ACTS[do](kept, house_rules.number_of(kept, given.rule))

    try:
        done = await _act(house, colleague, (site, given), None if do == "undo" else change)
    except Refused as refused:
        return await _listing(house, colleague, site, refused=refused)
    return answer.see(f"{RULES}?{urlencode({'site': site.name, 'done': done})}")


HANDLERS: list[Any] = [rules, rule_form, try_kept, save, act]
