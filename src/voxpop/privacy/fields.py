"""What the page of the zip (privacy/export) calls each field of a row, and how it shows what stands there.

    FIELDS        by file; what is within a field, by the name of that field; under "" what is called alike in all
    FOR_PROGRAMS  what is in the JSON alone: the same once more, digests, numbers that mean nothing without the program

Every field is in one of them; a test sees to it. Words that the program has in English alone are marked as English.
"""

import html
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from babel.numbers import format_percent

from voxpop.discussion.acted import ACTS, BY
from voxpop.discussion.reporting import REASONS
from voxpop.lib.ids import written
from voxpop.lib.sentence import said
from voxpop.lib.templates import said_time
from voxpop.lib.words import in_digits, locale, number, told
from voxpop.privacy.held import AGREED

NONE: tuple[object, ...] = (None, "", [], {}, ())  # 0 and False are not nothing


class Place(NamedTuple):
    """Where a value stands: in which file, or in which field of one, and in what language it is told."""

    file: str
    language: str


Show = Callable[[Any, Place], str]


def words(value: Any, _place: Place) -> str:
    """As it was written, in whatever language."""
    if isinstance(value, list):
        return "".join(f"<p>{words(one, _place)}</p>" for one in value)
    return html.escape(str(value))


def english(value: Any, _place: Place) -> str:
    """A word of the program's own."""
    return f'<span lang="en">{html.escape(str(value))}</span>'


def time(value: str, place: Place) -> str:
    """In UTC."""
    minutes = written(datetime.fromisoformat(value)) // 60_000_000
    return f'<time datetime="{value}">{html.escape(said_time(minutes, "UTC", place.language))} UTC</time>'


def count(value: int, place: Place) -> str:
    return number(value, place.language)


def mark(value: Any, _place: Place) -> str:
    return "✓" if value else "–"


def one_of(sentences: Mapping[str, str]) -> Show:
    """A code that has a sentence."""

    def show(value: Any, place: Place) -> str:
        found = sentences.get(value)
        return html.escape(told(found, place.language)) if found else english(value, place)

    return show


def verdict(value: dict[str, Any], place: Place) -> str:
    """How likely it is to be spam, and the sentences that say why."""
    percent = format_percent(round(value["probability"], 3), locale=locale(place.language), decimal_quantization=False)
    because = "".join(f'<p lang="en">{html.escape(one["sentence"])}</p>' for one in value["reasons"])
    return f"<p>{in_digits(percent, place.language)}</p>{because}"


def by_name(value: dict[str, Any], place: Place) -> str:
    """What has names of the program's own, or of another's."""
    pairs = [(english(name, place), words(one, place)) for name, one in value.items() if one not in NONE]
    return _listed(pairs)


def labels(value: list[str], place: Place) -> str:
    """Names of fields."""
    return ", ".join(html.escape(told(_field(place.file, one).label, place.language)) for one in value)


def within(file: str) -> Show:
    def show(value: Any, place: Place) -> str:
        if isinstance(value, list):
            return "".join(show(one, place) for one in value)
        return shown(value, Place(file, place.language)) if isinstance(value, dict) else words(value, place)

    return show


class Field(NamedTuple):
    label: str
    show: Show = words


WHEN = Field(said("When"), time)
UNTIL = Field(said("Until"), time)
KIND = Field(said("Kind"), english)
OUTCOME = Field(said("Outcome"), english)
PROVIDER = Field(said("Provider"))
LAST_USED = Field(said("last used"), time)
SINCE = Field(said("since"), time)
DECIDED = Field(said("Decided"), time)
WORDS = Field(said("In words"))
ANSWER = Field(said("Answer"))
WHO = Field(said("Who did it"), one_of(BY))
ROLE = Field(said("Role"), english)
BADGES = Field(said("Badges"))
PICTURE = Field(said("Picture"))
REPORTS = Field(said("Reports"), count)
TEXT = Field(said("Text"))
EMAIL = Field(said("E-mail"))

FIELDS: dict[str, dict[str, Field]] = {
    "": {
        "name": Field(said("Name")),
        "email": EMAIL,
        "website": Field(said("Website")),
        "text": TEXT,
        "address": Field(said("Network address")),
        "agent": Field(said("Browser")),
        "page": Field(said("Address of the page")),
        "comment": Field(said("Number of the comment")),
        "why": Field(said("Reason")),
        "left_out": Field(said("Left out"), labels),
        "left_out_because": Field(said("Reason")),
    },
    "account": {
        "kind": KIND,
        "page": Field(said("Website")),
        "source": Field(said("Address of the picture")),
        "picture": PICTURE,
        "role": ROLE,
        "badges": BADGES,
        "since": SINCE,
        "seen": LAST_USED,
        "banned": Field(said("Excluded"), time),
        "via": PROVIDER,
        "subject": Field(said("Number of the account")),
        "label": Field(said("Name")),
        "made": WHEN,
        "used": LAST_USED,
        "begun": WHEN,
        "method": PROVIDER,
        "outcome": OUTCOME,
        "until": UNTIL,
        "back": Field(said("Address of the page")),
        "typed": Field(said("What was typed"), within("typed")),
    },
    "typed": {},
    "sessions": {
        "via": PROVIDER,
        "place": Field(said("Address of the page")),
        "opened": WHEN,
        "seen": LAST_USED,
        "until": UNTIL,
    },
    "comments": {
        "id": Field(said("Number of the comment")),
        "kind": KIND,
        "state": Field(said("State"), english),
        "role": ROLE,
        "written": WHEN,
        "answers": Field(said("in reply to")),
        "edited": Field(said("edited"), time),
        "badges": BADGES,
        "picture": PICTURE,
        "likes": Field(said("Likes"), count),
        "reactions": Field(said("Reactions"), by_name),
        "pinned": Field(said("Pinned"), time),
        "picked": Field(said("Editors’ pick"), mark),
        "rule": Field(said("House rule")),
        "consent": Field(AGREED),
        "judged": Field(said("How likely it is to be spam, and why"), verdict),
        "akismet": Field(said("What was sent to Akismet, and its answer"), within("akismet")),
        "earlier": Field(said("Earlier words of comments"), within("earlier")),
    },
    "akismet": {"sent": Field(said("What they receive"), by_name), "answer": Field(said("Answer"), english)},
    "earlier": {"until": UNTIL},
    "likes": {},
    "reactions": {"reaction": KIND},
    "mutes": {},
    "reports": {
        "made": WHEN,
        "decided": DECIDED,
        "told": Field(said("Told to you"), time),
        "reason": Field(said("Reason"), one_of(REASONS)),
        "words": WORDS,
        "outcome": OUTCOME,
    },
    "appeals": {"made": WHEN, "decided": DECIDED, "words": WORDS, "outcome": OUTCOME, "answer": ANSWER},
    "notices": {
        "kind": KIND,
        "written": WHEN,
        "due": Field(said("To be sent"), time),
        "letter": Field(said("Letter"), within("letter")),
        "until": UNTIL,
        "since": SINCE,
        "came": WHEN,
        "what": Field(said("State"), english),
        "automatic": Field(said("Automatically"), mark),
    },
    "letter": {"to": EMAIL, "subject": Field(said("Subject"))},
    "acts": {
        "at": WHEN,
        "act": Field(said("What was done"), one_of(ACTS)),
        "by": WHO,
        "before": Field(said("State before"), english),
        "after": Field(said("State afterwards"), english),
    },
    "lessons": {
        "taught": WHEN,
        "spam": Field(said("Spam"), mark),
        "by": WHO,
        "in_force": Field(said("In force"), mark),
    },
    "records": {
        "live": Field(said("Good comments"), count),
        "spam": Field(said("Spam"), count),
        "reports": REPORTS,
        "first": SINCE,
    },
}
FOR_PROGRAMS: dict[str, frozenset[str]] = {
    "account": frozenset(("id", "issuer", "pictured", "counter")),
    "typed": frozenset(("parent",)),
    "comments": frozenset(("html", "risk")),
    "akismet": frozenset(("sure", "guid", "decided", "told", "waits")),
    "reports": frozenset(("weight",)),
    "notices": frozenset(("channel",)),
    "letter": frozenset(("until", "end")),
    "lessons": frozenset(("cluster", "features")),
}


def shown(row: dict[str, Any], place: Place) -> str:
    """A row as HTML, all of it escaped; what is empty, or for programs, is left out."""
    pairs = []
    for name, value in row.items():
        field = _find(place.file, name)
        if field is not None and value not in NONE:
            pairs.append((html.escape(told(field.label, place.language)), field.show(value, place)))
    return _listed(pairs)


def _listed(pairs: list[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{name}</dt><dd dir=auto>{value}</dd>" for name, value in pairs) + "</dl>"


def _find(file: str, name: str) -> Field | None:
    return FIELDS.get(file, {}).get(name) or (FIELDS[""].get(name) if file in FIELDS else None)


def _field(file: str, name: str) -> Field:
    """Raises KeyError."""
    found = _find(file, name)
    if found is None:
        raise KeyError(name)
    return found
