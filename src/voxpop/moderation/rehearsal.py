"""A dry run: what rules would have made of the last comments of a site. Nothing is changed.

    the last so many comments, with what was kept of who sent them -> facts -> the first rule that finds something

What is not kept, nobody can look at again: a hidden field, a browser's haste. How many of a writer's comments were live
when they wrote the next is counted by what these are now.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.discussion import submitting
from voxpop.discussion.state import State
from voxpop.discussion.text import words
from voxpop.lib.ids import LARGEST
from voxpop.moderation import docket
from voxpop.screening.facts import Facts, Writer
from voxpop.screening.kinds import AnyRule, Outcome
from voxpop.screening.screens import Match, Screens
from voxpop.sites.site import Site
from voxpop.storage.quick import Quick

LAST = 1000  # comments

# The newest of a site by the primary key.
STORED = text("""
    SELECT c.id, c.state, c.name, c.website, c.html, c.thread_id, t.url, t.title, y.language,
           s.email, s.guest, s.verdict, s.rule, p.id AS since, p.email AS proved
    FROM comment c
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    LEFT JOIN story y ON y.site_id = c.site_id AND y.thread_id = c.thread_id
    LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    LEFT JOIN person p ON p.site_id = c.site_id AND p.mark = s.guest
    WHERE c.site_id = :site AND c.id < :before AND c.state <> 'gone'
    ORDER BY c.id DESC LIMIT :limit
""")
EARLIER = Quick("""
    SELECT 1 FROM sender s JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
    WHERE s.site_id = :site AND s.guest = :guest AND s.comment_id < :oldest AND c.state = 'live' LIMIT :most
""")


class Past(NamedTuple):
    """A comment that is there, and the facts about it. `rule` is the one that decided when it came."""

    id: int
    state: str
    name: str
    text: str
    title: str
    rule: str | None
    facts: Facts


class Hit(NamedTuple):
    past: Past
    match: Match


class Rehearsed(NamedTuple):
    """`alone` is what the rule finds by itself; `placed` what it decides at its place, where earlier rules come first.

    Of a whole list both are the same. The newest first.
    """

    looked: int
    alone: tuple[Hit, ...]
    placed: tuple[Hit, ...]

    def counts(self) -> dict[Outcome, int]:
        """How many would have been held, put away, …, at its place."""
        found = [hit.match.rule.outcome for hit in self.placed]
        return {outcome: found.count(outcome) for outcome in Outcome if outcome in found}


def read(conn: Connection, site: Site, live: int, limit: int = LAST) -> tuple[Past, ...]:
    """The newest comments of a site, the newest first. `live`: up to how many of a writer's live ones are counted."""
    rows = [_Row(*row) for row in conn.execute(STORED, {"site": site.id, "before": LARGEST, "limit": limit})]
    counts = _live(conn, site.id, rows, live) if live else [0] * len(rows)
    return tuple(_past(site, row, count) for row, count in zip(rows, counts, strict=True))


def _live(conn: Connection, site: int, rows: Sequence["_Row"], most: int) -> list[int]:
    """How many comments of its writer were live before each: those before the oldest of all, and those since."""
    counted: dict[bytes, int] = {}
    found = []
    for row in reversed(rows):
        if row.guest is None:
            found.append(0)
            continue
        guest = bytes(row.guest)
        if guest not in counted:
            asked = {"site": site, "guest": guest, "oldest": rows[-1].id, "most": most}
            counted[guest] = len(EARLIER.rows(conn, asked))
        found.append(counted[guest])
        counted[guest] += row.state == State.LIVE
    return found[::-1]


def _past(site: Site, one: "_Row", live: int) -> Past:
    plain = words(one.html)
    verdict = docket.verdict(one.verdict)
    facts = Facts(
        writer=Writer(one.email or "", one.proved or "", one.since, live),
        text=plain,
        name=one.name,
        website=one.website or "",
        links=submitting.links(one.html),
        page=one.language or site.rules.language,
        zone=site.rules.timezone,
        now=one.id,
        doubt=None if verdict is None or verdict.failed else verdict.probability,
    )
    return Past(one.id, one.state, one.name, plain, one.title or one.url, one.rule, facts)


class _Row(NamedTuple):
    id: int
    state: str
    name: str
    website: str | None
    html: str
    thread: int
    url: str
    title: str
    language: str | None
    email: str | None
    guest: bytes | None
    verdict: str | None
    rule: str | None
    since: int | None
    proved: str | None


def of_list(rules: Sequence[AnyRule], pasts: Iterable[Past]) -> Rehearsed:
    """What a list would have decided."""
    listed, given = Screens(tuple(rules)), tuple(pasts)
    found = tuple(_hits(listed, given))
    return Rehearsed(len(given), found, found)


def of_rule(rules: Sequence[AnyRule], number: int, pasts: Iterable[Past]) -> Rehearsed:
    """What the rule with that number would have decided, by itself and at its place; as if it were on."""
    tried = msgspec.structs.replace(rules[number - 1], on=True)
    placed, given = [*rules[: number - 1], tried], tuple(pasts)
    alone = tuple(hit._replace(match=hit.match._replace(number=number)) for hit in _hits(Screens((tried,)), given))
    met = [hit.past for hit in alone]
    at_its_place = tuple(hit for hit in _hits(Screens(tuple(placed)), met) if hit.match.number == number)
    return Rehearsed(len(given), alone, at_its_place)


def wanted(rules: Sequence[AnyRule]) -> int:
    """Up to how many live comments of a writer these rules want counted, on or off."""
    return Screens(tuple(msgspec.structs.replace(rule, on=True) for rule in rules)).live


def _hits(listed: Screens, pasts: Iterable[Past]) -> Iterable[Hit]:
    for past in pasts:
        match = listed.first(past.facts)
        if match is not None:
            yield Hit(past, match)
