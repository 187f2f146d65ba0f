"""The kinds of house rules. Each tells of a comment whether it is meant, and what of it, in plain words.

    Words(outcome=Outcome.HOLD, listed=("casino",)).finds(facts)  ->  "the word “casino”", or None

Who lets through looks at what nobody can make up: an e-mail address only when it is proved, a domain only when all
links lead there.
"""

import enum
from collections.abc import Iterable
from functools import cached_property
from typing import Literal, TypeAlias

from msgspec import Struct

from voxpop.lib.ids import DAY
from voxpop.screening.addresses import Domains as DomainSet
from voxpop.screening.addresses import Patterns
from voxpop.screening.facts import Facts
from voxpop.screening.folding import Lexicon
from voxpop.spam import tongue

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Outcome(enum.StrEnum):
    HOLD = "hold"  # it waits for a moderator
    SPAM = "spam"  # it is put away as spam
    REJECT = "reject"  # it is put into the trash, and its writer is told so
    REFUSE = "refuse"  # it is not taken at all
    ALLOW = "allow"  # it is shown, and no later rule is asked


DECIDING = (Outcome.HOLD, Outcome.SPAM, Outcome.REJECT)


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """`id` stays when the rule is moved or changed; `told` are the site's words for a writer whose comment is rejected
    or not taken, '' for the usual ones.

    Each kind says in plain words what of a comment it means, None when it means nothing (`finds`), and whom or what it
    is about (`said`).
    """

    outcome: Outcome
    id: int = 0
    on: bool = True
    told: str = ""

    def prepare(self) -> None:
        """Work out beforehand what looking into a long list takes."""


class Writers(Rule, frozen=True, kw_only=True, tag="writers"):
    """Who may post: who is `signed_in`, or those with a `proved` e-mail address. It finds everybody else."""

    who: Literal["signed_in", "proved"]

    def finds(self, facts: Facts) -> str | None:
        if facts.writer.since is None:
            return "nobody is signed in"
        return "no e-mail address is proved" if self.who == "proved" and not facts.writer.proved else None

    def said(self) -> str:
        return "who is not signed in" if self.who == "signed_in" else "who has no proved e-mail address"


class Newcomers(Rule, frozen=True, kw_only=True, tag="newcomers"):
    """Whoever has fewer than so many live comments here."""

    live: int

    def finds(self, facts: Facts) -> str | None:
        has = facts.writer.live
        return f"{_number(has, 'live comment')} so far, fewer than {self.live:,}" if has < self.live else None

    def said(self) -> str:
        return f"who has fewer than {_number(self.live, 'live comment')}"


class Links(Rule, frozen=True, kw_only=True, tag="links"):
    least: int

    def finds(self, facts: Facts) -> str | None:
        return f"{_number(facts.linked, 'link')}, {self.least} or more" if facts.linked >= self.least else None

    def said(self) -> str:
        return f"{_number(self.least, 'link')} or more"


class Words(Rule, frozen=True, kw_only=True, dict=True, tag="words"):
    """Words and phrases; only in comments of a `language` (a code like en), or with '' in all."""

    listed: tuple[str, ...]
    language: str = ""

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.listed)

    def prepare(self) -> None:
        _ = self.lexicon

    def finds(self, facts: Facts) -> str | None:
        if self.language and facts.language != self.language:
            return None
        found = self.lexicon.find(facts.tokens)
        return None if found is None else f"the word “{found}”"

    def said(self) -> str:
        where = f" in {tongue.NAMES.get(self.language, self.language)}" if self.language else ""
        return f"{_some(self.listed, 'word')}{where}"


class Domains(Rule, frozen=True, kw_only=True, dict=True, tag="domains"):
    """Domains that are linked to, with what is under them."""

    listed: tuple[str, ...]

    @cached_property
    def domains(self) -> DomainSet:
        return DomainSet(self.listed)

    def prepare(self) -> None:
        _ = self.domains

    def finds(self, facts: Facts) -> str | None:
        found = self.domains.find(facts.hosts)
        if found is None or (self.outcome is Outcome.ALLOW and not all(map(self.domains.of, facts.hosts))):
            return None
        return f"a link to {found}"

    def said(self) -> str:
        what = "links only to" if self.outcome is Outcome.ALLOW else "a link to"
        return f"{what} {_some(self.listed, 'domain')}"


class Emails(Rule, frozen=True, kw_only=True, dict=True, tag="emails"):
    """Patterns of e-mail addresses, like *@shop.example."""

    listed: tuple[str, ...]

    @cached_property
    def patterns(self) -> Patterns:
        return Patterns(self.listed)

    def prepare(self) -> None:
        _ = self.patterns

    def finds(self, facts: Facts) -> str | None:
        writer = facts.writer
        given = (writer.proved,) if self.outcome is Outcome.ALLOW else (writer.email, writer.proved)
        found = next(filter(None, map(self.patterns.find, given)), None)
        if found is None:
            return None
        # What is found is told to who may look, a whole address only to who may decide.
        return f"an e-mail address of {found}" if "*" in found else "an e-mail address of the list"

    def said(self) -> str:
        proved = "a proved" if self.outcome is Outcome.ALLOW else "an"
        return f"{proved} e-mail address of {_some(self.listed, 'pattern')}"


class Age(Rule, frozen=True, kw_only=True, tag="age"):
    """Accounts that are younger than so many days. A guest has none."""

    days: int

    def finds(self, facts: Facts) -> str | None:
        since = facts.writer.since
        if since is None:
            return "a guest, who has no account"
        days = max(facts.now - since, 0) // DAY
        return f"an account of {_number(days, 'day')}, younger than {self.days}" if days < self.days else None

    def said(self) -> str:
        return f"guests, and accounts younger than {_number(self.days, 'day')}"


class Hours(Rule, frozen=True, kw_only=True, tag="hours"):
    """From a time of the day to another, like 22:00 and 06:00, in the site's time zone; the same is a whole day.

    `days`: those that it begins on; none named are all.
    """

    start: str
    end: str
    days: tuple[Weekday, ...] = ()

    def finds(self, facts: Facts) -> str | None:
        day, at = facts.local
        start, end = minute(self.start), minute(self.end)
        if start >= end and at < end:
            inside, began = True, (day - 1) % 7  # in the night after
        else:
            inside, began = at >= start and (start >= end or at < end), day
        if not inside or (self.days and WEEK[began] not in self.days):
            return None
        return f"written at {at // 60:02}:{at % 60:02}, between {self.start} and {self.end}"

    def said(self) -> str:
        return f"written between {self.start} and {self.end}{' on ' if self.days else ''}{', '.join(self.days)}"


class Doubt(Rule, frozen=True, kw_only=True, tag="doubt"):
    """The judge takes it for spam with at least so many percent."""

    percent: int

    def finds(self, facts: Facts) -> str | None:
        if facts.doubt is None or facts.doubt < self.percent / 100:
            return None
        return f"{facts.doubt:.0%} likely spam, {self.percent}% or more"

    def said(self) -> str:
        return f"{self.percent}% likely spam, or more"


AnyRule: TypeAlias = Writers | Newcomers | Links | Words | Domains | Emails | Age | Hours | Doubt
Listing: TypeAlias = Words | Domains | Emails

KINDS: dict[str, type[AnyRule]] = {
    "writers": Writers, "newcomers": Newcomers, "links": Links, "words": Words, "domains": Domains, "emails": Emails,
    "age": Age, "hours": Hours, "doubt": Doubt,
}  # fmt: skip
# What a rule of a kind may make of a comment.
OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    **dict.fromkeys(("newcomers", "links", "words", "age", "hours"), DECIDING),
    **dict.fromkeys(("domains", "emails"), (*DECIDING, Outcome.ALLOW)),
    "writers": (Outcome.REFUSE, *DECIDING),
    "doubt": (Outcome.HOLD, Outcome.SPAM),
}


def kind(rule: Rule) -> str:
    return str(rule.__struct_config__.tag)


def minute(at: str) -> int:
    """Of a day, from a time like 22:05."""
    hours, _, minutes = at.partition(":")
    return int(hours) * 60 + int(minutes)


def _number(count: int, called: str) -> str:
    return f"{count:,} {called}{'' if count == 1 else 's'}"


def _some(listed: Iterable[str], called: str) -> str:
    """A list in a sentence: all of a short one, the first of a long one."""
    all_of_them = tuple(listed)
    if len(all_of_them) <= 3:
        return " or ".join(all_of_them)
    return f"one of {len(all_of_them):,} {called}s ({', '.join(all_of_them[:3])}, …)"
