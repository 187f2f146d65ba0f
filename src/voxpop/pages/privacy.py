"""How the data of who takes part is processed: for people, and for programs. Of a site, and the same for everybody.

GET /privacy?site=&lang=
GET /privacy.json?site=&lang=&on=           what is said now, or what was said on a day

What is said is noted before it is said (privacy/history).
"""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy import Connection

from voxpop.lib import answer, ids
from voxpop.lib.ready import Made, Page
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.lib.templates import iso
from voxpop.lib.words import told
from voxpop.pages.frame import Language, page
from voxpop.pages.front import SHARED, VARY, lasting, never_still
from voxpop.people import door
from voxpop.privacy import history, notice, running, spans
from voxpop.privacy.held import AGREED, GROUPS
from voxpop.privacy.history import Change, Noted
from voxpop.privacy.notice import Held, Notice
from voxpop.privacy.running import Running
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.sites.speech import speech

Asking = Request[Any, Any, Any]
SiteName = Annotated[str, QueryParameter(name="site", max_length=100)]
Day = Annotated[date | None, QueryParameter(name="on")]

LASTS = 1.0  # seconds
LISTED = 20  # changes on the page
KINDS = {"added": said("Added:"), "gone": said("No longer:"), "changed": said("Changed:")}
OWNERS = {
    "responsible": said("Who is responsible"),
    "contact": said("The address to write to"),
    "consent": AGREED,
}


class Told(NamedTuple):
    """A change in words. `was` and `now`: the spans of time that differ."""

    kind: str
    what: str
    was: list[str]
    now: list[str]


class Others(NamedTuple):
    """Who receives what, and why."""

    whom: list[str]
    what: str
    why: str


class Dated(NamedTuple):
    """What was other from a time on (microseconds since 1970)."""

    since: int
    changes: list[Told]


@get("/privacy", include_in_schema=False)
async def privacy(
    request: Asking, house: NamedDependency[House], site: SiteName = "", lang: Language = ""
) -> Response[bytes]:
    where = await door.site(request, house, site)
    spoken = speech(where.rules, lang)

    async def made() -> Made:
        runs, rows = await _said(house, where, LISTED + 2)
        shown = notice.made(runs, spoken.language)
        changes = dated(rows, shown)
        html = page(
            "privacy.html",
            where,
            spoken,
            n=shown,
            groups=grouped(shown),
            others=others(shown),
            dated=changes[:LISTED],
            older=len(changes) > LISTED,
            since=rows[0].since if rows else None,
            kinds=KINDS,
        )
        return lasting(where, html, "text/html; charset=utf-8")

    key = ("privacy", where.id, spoken.language)
    return answer.ready(request, house.ready, await house.ready.get(key, made, never_still))


@get("/privacy.json", include_in_schema=False)
async def privacy_json(
    request: Asking, house: NamedDependency[House], site: SiteName = "", lang: Language = "", on: Day = None
) -> Response[bytes]:
    where = await door.site(request, house, site)
    if on is not None:
        return answer.passing(request, await _then(house, where, on))
    language = speech(where.rules, lang).language

    async def made() -> Made:
        runs, rows = await _said(house, where, history.ALL)
        return _json(where, document(notice.made(runs, language), rows))

    key = ("privacy.json", where.id, language)
    kept: Page = await house.ready.get(key, made, never_still)
    return answer.ready(request, house.ready, kept)


async def _said(house: House, site: Site, limit: int) -> tuple[Running, list[Noted]]:
    """What the site runs by, and what its page said, the newest first: what it says now is noted before it is said."""

    def look(conn: Connection) -> tuple[Running, list[Noted]]:
        return running.read(conn, house.settings, site), history.read(conn, site.id, limit)

    runs, rows = await house.database.read(look)
    with contextlib.suppress(Refused):  # the disk is full: it is said all the same
        if await history.noted(house, runs):
            rows = await house.database.read(partial(history.read, site=site.id, limit=limit))
    return runs, rows


async def _then(house: House, site: Site, day: date) -> Made:
    """What was said at the end of a day, UTC, or is said now on this one. Raises Refused not_found, body_invalid."""
    over = ids.written(datetime(day.year, day.month, day.day, tzinfo=UTC)) + ids.DAY
    if over > house.clock.now() + ids.DAY:
        raise Refused("body_invalid", "What will be said on a day to come is not known yet.")
    found = await house.database.read(partial(history.said_before, site=site.id, before=over))
    if found is None:
        raise Refused("not_found", "There is no such page here.")
    return _json(site, found)


def _json(site: Site, found: Mapping[str, Any]) -> Made:
    body = msgspec.json.encode(found)
    marks = frozenset((-site.id,))
    return Made(body, "application/json", SHARED, VARY, marks, "made anew", answer.OPEN_HEADERS, LASTS)


def document(shown: Notice, rows: Sequence[Noted]) -> dict[str, Any]:
    """The notice, since when it is that, and the changes before it, the newest first."""
    told_of: dict[str, Any] = msgspec.to_builtins(shown)
    told_of["since"] = iso(rows[0].since) if rows else None
    told_of["changes"] = [
        {"since": iso(new.since), "changes": [one._asdict() for one in history.changes(old.said, new.said)]}
        for new, old in pairwise(rows)
    ]
    return told_of


def grouped(shown: Notice) -> list[tuple[str, str, list[Held]]]:
    """Key and title of each group, and what of it is kept; without empty ones, and without what is moderators' own."""
    found = [
        (key, told(title, shown.language), [item for item in shown.held if item.group == key])
        for key, title in GROUPS.items()
        if key != "team"
    ]
    return [group for group in found if group[2]]


def others(shown: Notice) -> list[Others]:
    """Who receives the same for the same reason, together."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in shown.shared:
        found.setdefault((one.what, one.why), []).append(one.whom)
    return [Others(whom, *why) for why, whom in found.items()]


def dated(rows: Sequence[Noted], shown: Notice) -> list[Dated]:
    """The changes in the language of the page, as far as what they are about is still said in it."""
    names = _names(shown)
    found = []
    for new, old in pairwise(rows):
        told_of = [_told(one, names, shown.language) for one in history.changes(old.said, new.said)]
        found.append(Dated(new.since, [one for at, one in enumerate(told_of) if one not in told_of[:at]]))
    return found


def _names(shown: Notice) -> dict[tuple[str, str], str]:
    names = {("words", name): told(words, shown.language) for name, words in OWNERS.items()}
    names |= {("held", one.key): one.what for one in shown.held}
    names |= {("worked_out", one.key): one.what for one in shown.worked_out}
    names |= {("shared", one.key): one.whom for one in shown.shared}
    return names | {("browser", one.key): one.name for one in shown.browser}


def _told(one: Change, names: Mapping[tuple[str, str], str], language: str) -> Told:
    def times(written: Sequence[str]) -> list[str]:
        return [spans.spoken(spans.read(span), language) for span in written]

    return Told(one.kind, names.get((one.part, one.key), one.called), times(one.was), times(one.now))


HANDLERS: list[Any] = [privacy, privacy_json]
