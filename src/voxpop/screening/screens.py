"""The house rules of a site in their order: the first that finds something decides.

    screens.first(facts)  ->  Match(2, rule, "the word “casino”")

They are kept as JSON in the site's row, and as values with the site in memory.
"""

import functools
from functools import cached_property
from typing import NamedTuple

import msgspec

from voxpop.screening.facts import Facts
from voxpop.screening.kinds import Age, AnyRule, Doubt, Emails, Newcomers, Outcome, Writers
from voxpop.spam.limits import Limits

NEVER = 2.0  # no probability comes so far


class Match(NamedTuple):
    """`number` is the place of the rule in its list, from 1; `found` what it found, in plain words."""

    number: int
    rule: AnyRule
    found: str

    @property
    def said(self) -> str:
        return f"{self.number}: {self.found}"


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As the site's row has it. `changed` is the act by which it became so: moderation/house_rules."""

    changed: int
    rules: tuple[AnyRule, ...]


class Screens:
    """Read from the database with the site; nobody changes one."""

    def __init__(self, rules: tuple[AnyRule, ...] = (), changed: int = 0) -> None:
        self.rules = rules
        self.changed = changed

    @cached_property
    def running(self) -> tuple[tuple[int, AnyRule], ...]:
        """Those that are on, with their numbers."""
        return tuple((number, rule) for number, rule in enumerate(self.rules, 1) if rule.on)

    def first(self, facts: Facts) -> Match | None:
        for number, rule in self.running:
            found = rule.finds(facts)
            if found is not None:
                return Match(number, rule, found)
        return None

    def limits(self, usual: Limits) -> Limits:
        """Those of the judge that still hold: a rule about its probability stands in place of the usual one."""
        own = {rule.outcome for _, rule in self.running if isinstance(rule, Doubt)}
        return Limits(
            doubt=NEVER if Outcome.HOLD in own else usual.doubt, spam=NEVER if Outcome.SPAM in own else usual.spam
        )

    @cached_property
    def refuses(self) -> bool:
        return any(rule.outcome is Outcome.REFUSE for _, rule in self.running)

    @cached_property
    def live(self) -> int:
        """Up to how many live comments of a writer are counted; 0 where no rule asks."""
        return max((rule.live for _, rule in self.running if isinstance(rule, Newcomers)), default=0)

    @cached_property
    def personal(self) -> bool:
        """Does a rule ask for more about a writer than what comes with a comment?"""
        return any(isinstance(rule, Writers | Age | Emails) for _, rule in self.running)

    @cached_property
    def asked_of_guests(self) -> str:
        """What a guest must do before they may post anything: `signed_in`, `proved`, or '' for nothing.

        Where an earlier rule lets some through, that is found out when they post.
        """
        for _, rule in self.running:
            if rule.outcome is Outcome.ALLOW:
                return ""
            if isinstance(rule, Writers) and rule.outcome is Outcome.REFUSE:
                return rule.who
        return ""


NONE = Screens()


@functools.lru_cache(maxsize=64)
def read(kept: str) -> Screens:
    """From what a site's row keeps, '' for none. Raises msgspec.DecodeError.

    A long list takes some tenths of a second once: whoever reads a site does so in the database's thread.
    """
    if not kept:
        return NONE
    made = msgspec.json.decode(kept, type=Kept)
    for rule in made.rules:
        rule.prepare()
    return Screens(made.rules, made.changed)


def written(rules: tuple[AnyRule, ...], changed: int) -> str:
    return msgspec.json.encode(Kept(changed, rules)).decode()
