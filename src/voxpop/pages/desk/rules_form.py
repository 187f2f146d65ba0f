"""A house rule as a form of the desk sends it: its fields, a list as text or as a file, and what is to be done with it.

kind, rule (its id, '' for a new one), outcome, on, told, and of each kind its own:
who   live   least   listed, list (a file), how, language   days   start, end, day-mon …   percent
"""

from typing import Any, NamedTuple

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from voxpop.lib import ids
from voxpop.lib.refused import Refused
from voxpop.pages import forms
from voxpop.screening import checking
from voxpop.screening.kinds import KINDS, WEEK, AnyRule, Domains, Emails, Words

Asking = Request[Any, Any, Any]

BYTES = 4_000_000  # of a form with a list in it
FIELDS = 40
SHOWN = 2000  # entries of a list that stand in the form; a longer one is added to and taken from
WHOLE = ("live", "least", "days", "percent")
HOW = ("instead", "add", "remove")


class Sent(NamedTuple):
    """`fields` as they were typed, `listed` with what was in a file; `rule` is 0 for a new one."""

    fields: dict[str, str]
    listed: str
    rule: int


async def sent(request: Asking) -> Sent:
    """Raises Refused body_invalid, body_too_large, type_refused."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        fields = await forms.fields(request)
        return _sent(fields, fields.get("listed", ""))
    try:
        form = await request.form()
    except RequestEntityTooLarge:
        raise Refused("body_too_large", f"The form holds more than {BYTES:,} bytes. Make two lists of it.") from None
    except (ClientException, ValueError) as error:
        raise Refused("body_invalid", f"The form cannot be read: {error}") from None
    if len(form) > FIELDS:
        raise Refused("body_invalid", "The form holds fields that it should not.")
    fields = {name: value.replace("\r\n", "\n") for name, value in form.items() if isinstance(value, str)}
    files = [await _text(value) for value in form.values() if isinstance(value, UploadFile)]
    return _sent(fields, "\n".join(filter(None, (fields.get("listed", ""), *files))))


def _sent(fields: dict[str, str], listed: str) -> Sent:
    told = fields.get("rule", "")
    rule = ids.read(told) if told else 0
    if rule is None:
        raise Refused("body_invalid", "Rules have numbers.")
    return Sent(fields, listed, rule)


async def _text(file: UploadFile) -> str:
    """What is in a file of text; one that was not chosen is empty."""
    try:
        return (await file.read()).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Refused("rule_invalid", f"The file {file.filename[:60]!r} is not text in UTF-8.") from None


def read(given: Sent, kept: AnyRule | None) -> AnyRule:
    """The rule; `kept` is the one that it changes. Raises Refused rule_invalid."""
    fields = given.fields
    kind = fields.get("kind", "")
    if kind not in KINDS:
        raise checking.invalid(f"There is no kind of rules {kind[:20]!r}: want one of {', '.join(KINDS)}.")
    own = frozenset(KINDS[kind].__struct_fields__) - {"id"}
    values: dict[str, Any] = {name: fields[name].strip() for name in own if name in fields and name != "listed"}
    values |= {name: _whole(name, values[name]) for name in WHOLE if name in values}
    values |= {"kind": kind, "on": fields.get("on") == "on", "told": fields.get("told", "")}
    if "listed" in own:
        values["listed"] = _listed(given, kept)
    if "days" in own and kind == "hours":
        values["days"] = [day for day in WEEK if fields.get(f"day-{day}") == "on"]
    try:
        made: AnyRule = msgspec.convert(values, AnyRule)
    except msgspec.ValidationError as error:
        raise checking.invalid(f"The rule cannot be read: {error}.") from None
    return checking.checked(made)


def _whole(name: str, told: str) -> int:
    number = ids.read(told)
    if number is None:
        raise checking.invalid(f"The field {name} is {told[:20]!r}: want a whole number.")
    return number


def _listed(given: Sent, kept: AnyRule | None) -> list[str]:
    """The list after the entries that were sent stand in its place, are added to it, or are taken out of it."""
    lines, how = checking.lines(given.listed), given.fields.get("how", "instead")
    if not isinstance(kept, Words | Domains | Emails) or how not in HOW or how == "instead":
        return lines
    entries = checking.entries(given.fields["kind"], lines)
    if how == "add":
        return [*kept.listed, *entries]
    gone = frozenset(entries)
    return [one for one in kept.listed if one not in gone]


def of(rule: AnyRule) -> dict[str, str]:
    """The fields of a form that shows a rule."""
    plain = msgspec.to_builtins(rule)
    fields = {name: str(value) for name, value in plain.items() if isinstance(value, str | int)}
    fields |= {"on": "on" if rule.on else "", "rule": str(rule.id)}
    if "listed" in plain:
        fields["listed"] = "\n".join(plain["listed"]) if len(plain["listed"]) <= SHOWN else ""
        fields["how"] = "instead" if len(plain["listed"]) <= SHOWN else "add"
    if "start" in plain:
        fields |= {f"day-{day}": "on" for day in plain.get("days", ())}
    return fields
