"""What a moderator does to a site's house rules. Each act changes the list and writes the log, and can be undone.

    add, change, switch (on, off), move, remove, undo

A change is told by the log as two small JSON texts, before and after, of which `applied` makes the one list out of the
other, in either direction:

    ""                              there is no such rule
    {"at": 2, "rule": {…}}          it stands there: added or removed
    {"id": 7, "at": 2}              it stands there: moved
    {"id": 7, "outcome": "hold"}    fields that changed; of a list of words those that only this side has

Who acts says by which act the list became what they saw (`changed`); when it is another by now, nothing is done.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.discussion import ledger
from voxpop.discussion.ledger import Act
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.moderation.moderator import Moderator
from voxpop.screening import checking, screens
from voxpop.screening.kinds import AnyRule
from voxpop.screening.screens import Screens
from voxpop.storage.database import renew_site

Rules = tuple[AnyRule, ...]
Side = dict[str, Any]

PREFIX = "rule_"  # of these acts in the log

READ = text("SELECT screens FROM site WHERE id = :site")
# The very text that was read: whoever was quicker has left another.
WRITE = text("UPDATE site SET screens = :screens WHERE id = :site AND screens = :was")
DONE = text("SELECT id, act, actor, why, before, after FROM act WHERE site_id = :site AND id = :id")


class Change(NamedTuple):
    """An act on a list: what it is called in the log, what it is in plain words, and both sides of it."""

    act: str
    said: str
    before: Side | None
    after: Side | None


def read(conn: Connection, site: int) -> Screens:
    return screens.read(_kept(conn, site))


def _kept(conn: Connection, site: int) -> str:
    found = conn.execute(READ, {"site": site}).scalar()
    if found is None:
        raise Refused("site_unknown", "That site is not here any more.")
    return str(found)


def added(rules: Rules, rule: AnyRule) -> Change:
    """At the end. `rule` has its id."""
    return Change("add", f"{len(rules) + 1}: {told(rule)}", None, {"at": len(rules), "rule": _plain(rule)})


def changed(rules: Rules, number: int, new: AnyRule) -> Change:
    """Another in the place `number`, which keeps its id. Raises Refused no_such_rule, already_so."""
    old = at(rules, number)
    before, after = _sides(_plain(old), _plain(msgspec.structs.replace(new, id=old.id)))
    if not before and not after:
        raise Refused("already_so", f"Rule {number} is so already.")
    return Change("change", f"{number}: {told(new)}", {"id": old.id} | before, {"id": old.id} | after)


def switched(rules: Rules, number: int, *, on: bool) -> Change:
    """Raises Refused no_such_rule, already_so."""
    change = changed(rules, number, msgspec.structs.replace(at(rules, number), on=on))
    return change._replace(act="on" if on else "off")


def moved(rules: Rules, number: int, to: int) -> Change:
    """Raises Refused no_such_rule, already_so."""
    old = at(rules, number)
    if to == number or not 1 <= to <= len(rules):
        raise Refused("already_so", f"Rule {number} cannot be moved to {to}.")
    return Change(
        "move", f"{number} to {to}: {told(old)}", {"id": old.id, "at": number - 1}, {"id": old.id, "at": to - 1}
    )


def removed(rules: Rules, number: int) -> Change:
    """Raises Refused no_such_rule."""
    old = at(rules, number)
    return Change("remove", f"{number}: {told(old)}", {"at": number - 1, "rule": _plain(old)}, None)


def number_of(rules: Rules, rule: int) -> int:
    """The place of the rule with that id. Raises Refused no_such_rule."""
    for number, one in enumerate(rules, 1):
        if one.id == rule:
            return number
    raise Refused("no_such_rule", "That rule is not there any more.")


def at(rules: Rules, number: int) -> AnyRule:
    """Raises Refused no_such_rule."""
    if not 1 <= number <= len(rules):
        raise Refused("no_such_rule", f"There is no rule {number} here; the last is {len(rules)}.")
    return rules[number - 1]


def told(rule: AnyRule) -> str:
    off = "" if rule.on else " (off)"
    return f"{rule.outcome} {rule.said()}{off}"


def seen(conn: Connection, site: int, saw: int) -> Screens:
    """The rules, which are still those that somebody saw. Raises Refused changed_since."""
    now = read(conn, site)
    if now.changed != saw:
        raise _changed_since(conn, site, now.changed)
    return now


def act(conn: Connection, clock: Clock, site: int, by: Moderator, saw: int, change: Change) -> int:
    """Do it; the id of the act. Raises Refused changed_since, rule_invalid."""
    kept, now = _kept(conn, site), seen(conn, site, saw)
    rules = checking.together(applied(now.rules, change.before, change.after))
    number = clock.next(by.now)
    row = {"site": site, "was": kept, "screens": screens.written(rules, number)}
    if conn.execute(WRITE, row).rowcount != 1:
        raise _changed_since(conn, site, read(conn, site).changed)
    renew_site(conn, site)
    line = Act(number, PREFIX + change.act, by.name, change.said, _json(change.before), _json(change.after))
    ledger.write(conn, site, line)
    return number


def undo(conn: Connection, clock: Clock, site: int, by: Moderator, saw: int) -> int:
    """Take back the last change; done twice, it stands again. Raises Refused nothing_to_restore, changed_since."""
    last = done(conn, site, saw)
    if last is None:
        raise Refused("nothing_to_restore", "No change of these rules is in the log.")
    change = Change("undo", last.why, _side(last.after), _side(last.before))
    return act(conn, clock, site, by, saw, change)


def done(conn: Connection, site: int, number: int) -> Act | None:
    """The line of the log with that number, if it is about the rules."""
    row = conn.execute(DONE, {"site": site, "id": number}).one_or_none()
    return Act(*row) if row is not None and row.act.startswith(PREFIX) else None


def _changed_since(conn: Connection, site: int, now: int) -> Refused:
    last = done(conn, site, now)
    who = ""
    if last is not None:
        who = f" {ledger.did(last.actor, last.id)}: {last.act.removeprefix(PREFIX)} {last.why}."
    return Refused("changed_since", f"Nothing was done: these rules are not the ones you saw.{who}")


def applied(rules: Rules, before: Side | None, after: Side | None) -> Rules:
    """The list after a change. Raises Refused changed_since when it is not the list that was changed."""
    if after is None:
        return tuple(one for one in rules if one.id != (before or {})["rule"]["id"])
    if before is None:
        return (*rules[: after["at"]], _rule(after["rule"]), *rules[after["at"] :])
    old = next((one for one in rules if one.id == after["id"]), None)
    if old is None:
        raise Refused("changed_since", "Nothing was done: the rule is not there any more.")
    if "at" in after:
        rest = [one for one in rules if one is not old]
        return (*rest[: after["at"]], old, *rest[after["at"] :])
    return tuple(_altered(one, before, after) if one is old else one for one in rules)


def _plain(rule: AnyRule) -> Side:
    made: Side = msgspec.to_builtins(rule)
    return made


def _rule(plain: Side) -> AnyRule:
    made: AnyRule = msgspec.convert(plain, AnyRule)
    return made


def _sides(old: Side, new: Side) -> tuple[Side, Side]:
    """What only the one has, and what only the other. A rule that becomes one of another kind is another whole."""
    if old["kind"] != new["kind"]:
        return old, new
    names = [name for name in (*old, *new) if old.get(name) != new.get(name)]
    before = {name: old[name] for name in names if name in old}
    after = {name: new[name] for name in names if name in new}
    if "listed" in names:
        before["listed"] = _only(old["listed"], new["listed"])
        after["listed"] = _only(new["listed"], old["listed"])
    return before, after


def _only(one: Sequence[str], other: Sequence[str]) -> list[str]:
    others = frozenset(other)
    return [entry for entry in one if entry not in others]


def _altered(rule: AnyRule, before: Side, after: Side) -> AnyRule:
    if "kind" in after:
        return _rule(after)
    fields = {name: value for name, value in _plain(rule).items() if name not in before or name in ("id", "listed")}
    fields |= {name: value for name, value in after.items() if name != "listed"}
    if "listed" in after:
        gone = frozenset(before["listed"])
        fields["listed"] = sorted({*(one for one in fields["listed"] if one not in gone), *after["listed"]})
    return _rule(fields)


def _json(side: Side | None) -> str:
    return msgspec.json.encode(side).decode() if side is not None else ""


def _side(written: str) -> Side | None:
    return msgspec.json.decode(written) if written else None


def numbered(clock: Clock, rule: AnyRule, now: int) -> AnyRule:
    """A new rule with an id of its own."""
    return msgspec.structs.replace(rule, id=clock.next(now))
