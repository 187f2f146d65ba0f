"""`voxpop rules`: house rules in a terminal, and what they would have made of the last comments."""

from pathlib import Path

import msgspec
from rich.console import Console
from sqlalchemy import Connection

from voxpop.lib.refused import Refused
from voxpop.lib.templates import iso
from voxpop.moderation import house_rules, rehearsal
from voxpop.moderation.rehearsal import Rehearsed
from voxpop.moderation.showing import plain
from voxpop.screening import checking
from voxpop.screening.kinds import AnyRule, Outcome
from voxpop.sites.site import Site

WOULD = {
    Outcome.HOLD: "have held", Outcome.SPAM: "have put away as spam", Outcome.REJECT: "have rejected",
    Outcome.REFUSE: "not have taken", Outcome.ALLOW: "have let through",
}  # fmt: skip


def show(site: Site, out: Console, *, json: bool) -> None:
    rules = site.screens.rules
    if json:
        _say(out, msgspec.json.format(msgspec.json.encode(rules), indent=2).decode())
        return
    for number, rule in enumerate(rules, 1):
        _say(out, f"{number}: {plain(house_rules.told(rule))}")
    if not rules:
        _say(out, f"The site {site.name!r} has no house rules.")


def of_file(file: Path) -> tuple[AnyRule, ...]:
    """Raises Refused file_unreadable, rule_invalid."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise Refused("file_unreadable", f"{file} cannot be read: {error.strerror}.") from None
    return checking.read(body)


def rehearse(conn: Connection, site: Site, asked: tuple[tuple[AnyRule, ...], int, int], out: Console) -> None:
    """`asked`: rules, the number of one of them or 0 for all, how many comments. Raises Refused no_such_rule."""
    rules, number, last = asked
    if number:
        house_rules.at(rules, number)
    pasts = rehearsal.read(conn, site, rehearsal.wanted(rules), last)
    found = rehearsal.of_rule(rules, number, pasts) if number else rehearsal.of_list(rules, pasts)
    _say(out, *told(found))
    if number and len(found.alone) > len(found.placed):
        _say(out, f"By itself it finds {len(found.alone):,}; of these, {len(found.alone) - len(found.placed):,} "
                  "are decided by rules before it.")  # fmt: skip
    for past, match in found.placed:
        _say(out, "", f"{past.id}  {iso(past.id)}  {plain(past.name)}, under {plain(past.title)}: {past.state}")
        _say(out, f"    {plain(past.text)}", f"    {match.rule.outcome}: rule {plain(match.said)}")


def told(found: Rehearsed) -> list[str]:
    """What would have become of how many, a line each."""
    counts = found.counts()
    if not counts:
        return [f"Would have changed nothing for the last {found.looked:,}."]
    return [f"Would {WOULD[outcome]} {count:,} of the last {found.looked:,}." for outcome, count in counts.items()]


def _say(out: Console, *lines: str) -> None:
    for line in lines:
        out.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)
