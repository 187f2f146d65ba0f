"""House rules as people write them, made into ones that can run: each field checked, each list tidied.

Raises Refused rule_invalid with a sentence that names the field, the value and what is wanted.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from voxpop.lib.characters import tidy
from voxpop.lib.refused import Refused
from voxpop.screening import addresses, folding
from voxpop.screening.kinds import (
    OUTCOMES,
    WEEK,
    Age,
    AnyRule,
    Domains,
    Doubt,
    Emails,
    Hours,
    Links,
    Newcomers,
    Outcome,
    Words,
    kind,
)  # fmt: skip
from voxpop.spam import tongue

RULES = 100  # of one site
LISTED = 50_000  # entries of one rule
CHARACTERS = 1_500_000  # of all lists of one site
ENTRY = 200  # characters of one
TOLD = 500  # characters
DAYS = 3650
LIVE = 1000
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Rule = TypeVar("Rule", bound=AnyRule)


def invalid(sentence: str) -> Refused:
    return Refused("rule_invalid", sentence)


def checked(rule: AnyRule) -> AnyRule:
    """The rule with its lists tidied. Raises Refused rule_invalid."""
    allowed = OUTCOMES[kind(rule)]
    if rule.outcome not in allowed:
        wanted = ", ".join(allowed)
        raise invalid(f"A rule of the kind {kind(rule)} cannot {rule.outcome}: want one of {wanted}.")
    told = " ".join(tidy(rule.told).split())
    if len(told) > TOLD:
        raise invalid(f"The words for the writer have {len(told):,} characters; {TOLD} are taken.")
    if told and rule.outcome not in (Outcome.REJECT, Outcome.REFUSE):
        raise invalid("Words for the writer go with reject and refuse: of any other outcome nobody is told.")
    _numbers(rule)
    return msgspec.structs.replace(_tidied(rule), told=told)


def _numbers(rule: AnyRule) -> None:
    if isinstance(rule, Newcomers):
        _between("How many live comments", rule.live, 1, LIVE)
    elif isinstance(rule, Links):
        _between("How many links", rule.least, 1, 50)
    elif isinstance(rule, Age):
        _between("The days of an account", rule.days, 1, DAYS)
    elif isinstance(rule, Doubt):
        _between("The percent of the judge's probability", rule.percent, 1, 100)
    elif isinstance(rule, Hours):
        for name, value in (("From", rule.start), ("To", rule.end)):
            if not TIME.fullmatch(value):
                raise invalid(f"{name} is {value[:20]!r}: want a time of the day like 22:00.")


def _between(what: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise invalid(f"{what}: {number:,} is not between {least:,} and {most:,}.")


def _tidied(rule: AnyRule) -> AnyRule:
    if isinstance(rule, Words):
        if rule.language and rule.language not in tongue.NAMES:
            known = ", ".join(sorted(tongue.NAMES))
            raise invalid(f"The language {rule.language[:20]!r} cannot be told from others here: want one of {known}.")
        return msgspec.structs.replace(rule, listed=entries("words", rule.listed))
    if isinstance(rule, Domains | Emails):
        return msgspec.structs.replace(rule, listed=entries(kind(rule), rule.listed))
    if isinstance(rule, Hours):
        return msgspec.structs.replace(rule, days=tuple(day for day in WEEK if day in rule.days))
    return rule


def entries(of: str, listed: Sequence[str]) -> tuple[str, ...]:
    """The entries of a list of the kind `of`, each once, in order. Raises Refused rule_invalid, naming the line."""
    read, what = ENTRIES[of]
    found: dict[str, None] = {}
    for number, line in enumerate(listed, 1):
        if len(line) > ENTRY:
            raise invalid(f"Line {number:,} has {len(line):,} characters; an entry has {ENTRY} at most.")
        made = read(line)
        if not made:
            raise invalid(f"Line {number:,}: {line!r} is not {what}.")
        found[made] = None
    if not found:
        raise invalid("The list is empty: give one entry a line.")
    if len(found) > LISTED:
        raise invalid(f"The list has {len(found):,} entries; a rule takes {LISTED:,}. Make two of it.")
    if of == "emails" and (globs := sum(not addresses.whole(one) for one in found)) > addresses.GLOBS:
        told = f"{globs:,} patterns have a * elsewhere than before the @"
        raise invalid(f"{told}; a rule takes {addresses.GLOBS}. Write whole addresses, or *@domain.")
    return tuple(sorted(found))


def _word(line: str) -> str:
    made = " ".join(tidy(line).split())
    return made if 0 < len(folding.split(made)) <= folding.PHRASE else ""


ENTRIES: dict[str, tuple[Callable[[str], str], str]] = {
    "words": (_word, f"a word, or a phrase of up to {folding.PHRASE} words"),
    "domains": (addresses.domain, "a domain like shop.example"),
    "emails": (addresses.pattern, "a pattern like *@shop.example"),
}


def lines(text: str) -> list[str]:
    """The entries of a list as people keep it: one a line; # begins a comment, and empty lines say nothing."""
    told = (line.partition("#")[0] if line.lstrip().startswith("#") else _bare(line) for line in text.splitlines())
    return [line.strip() for line in told if line.strip()]


def _bare(line: str) -> str:
    """Without a comment behind the entry, which a space stands before: `c#` is a word."""
    return re.split(r"\s#", line, maxsplit=1)[0]


def together(rules: Sequence[AnyRule]) -> tuple[AnyRule, ...]:
    """What one site may have. Raises Refused rule_invalid."""
    if len(rules) > RULES:
        raise invalid(f"There are {len(rules)} rules; a site has {RULES} at most.")
    size = sum(len(entry) for rule in rules for entry in getattr(rule, "listed", ()))
    if size > CHARACTERS:
        raise invalid(f"All lists together have {size:,} characters; {CHARACTERS:,} are taken.")
    return tuple(rules)


def read(body: bytes) -> tuple[AnyRule, ...]:
    """A list of rules from JSON, as `voxpop rules list --json` prints it. Raises Refused rule_invalid."""
    try:
        found = msgspec.json.decode(body, type=list[AnyRule])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid(f"The rules cannot be read: {error}.") from None
    return together([_numbered(number, rule) for number, rule in enumerate(found, 1)])


def _numbered(number: int, rule: AnyRule) -> AnyRule:
    try:
        return checked(rule)
    except Refused as refused:
        raise invalid(f"Rule {number}: {refused.sentence}") from None


def languages() -> Iterable[tuple[str, str]]:
    """Codes and names of those that can be told apart, by name."""
    return sorted(tongue.NAMES.items(), key=lambda one: one[1])
