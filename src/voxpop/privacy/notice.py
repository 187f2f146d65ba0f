"""What the page on privacy says of a site as it runs, in a language: one value for page, JSON and history.

    held, worked_out, processors, people/cookies  +  settings, rules  ->  Notice

It holds nothing that is not public, and of nobody who reads or writes.
"""

from datetime import timedelta

from msgspec import Struct

from voxpop.lib.sentence import said
from voxpop.lib.words import told
from voxpop.people import cookies, door
from voxpop.people.cookies import Cookie
from voxpop.privacy import held, processors, spans
from voxpop.privacy.held import Item, Keep
from voxpop.privacy.processors import Processor
from voxpop.privacy.running import Running
from voxpop.privacy.worked_out import LOOKS


class Kept(Struct, frozen=True):
    """For how long, in words; the rule of the site that sets it, and its value in ISO 8601, both '' for none."""

    words: str
    rule: str = ""
    lasts: str = ""


class Held(Struct, frozen=True):
    """One thing that is kept."""

    key: str
    group: str
    what: str
    why: str
    seen_by: str
    kept: list[Kept]


class Worked(Struct, frozen=True):
    """One thing that is worked out from a comment."""

    key: str
    what: str


class Field(Struct, frozen=True):
    name: str
    what: str


class Shared(Struct, frozen=True):
    """Somebody else who is told something. `fields`: under which names, where that is listed one by one."""

    key: str
    whom: str
    what: str
    why: str
    fields: list[Field]


class Stored(Struct, frozen=True):
    """A cookie, or an entry of the browser's storage. `lasts` in ISO 8601, '' without an end."""

    key: str
    name: str
    kind: str
    why: str
    when: str
    kept: str
    lasts: str


class Notice(Struct, frozen=True):
    """All of it. `responsible` and `contact` are as the owner wrote them, '' where they did not."""

    language: str
    site: str
    title: str
    home: str
    responsible: str
    contact: str
    consent: str
    held: list[Held]
    worked_out: list[Worked]
    shared: list[Shared]
    browser: list[Stored]

    @property
    def alone(self) -> bool:
        """Do readers' browsers ask this site alone?"""
        return not any(one.key.startswith(f"{processors.STORY}:") for one in self.shared)


def _told(sentence: str, language: str) -> str:
    """A plain text: what is told of in JSON knows nothing of how it was made."""
    return str(told(sentence, language))


def made(running: Running, language: str = "en") -> Notice:
    site = running.site
    return Notice(
        language=language,
        site=site.name,
        title=site.title,
        home=site.home or min(site.origins, default=""),
        responsible=site.rules.responsible,
        contact=site.rules.privacy_contact,
        consent=site.rules.consent,
        held=[_held(item, running, language) for item in held.applying(running)],
        worked_out=[Worked(look.key, _told(look.what, language)) for look in LOOKS],
        shared=[one for processor in processors.PROCESSORS for one in _shared(processor, running, language)],
        browser=_browser(running, language),
    )


def _held(item: Item, running: Running, language: str) -> Held:
    kept = [_kept(keep, running, language) for keep in item.keeps if keep.when(running)]
    what, why = _told(item.what, language), _told(item.why, language)
    return Held(item.key, item.group, what, why, _told(item.seen_by(running), language), kept)


def _kept(keep: Keep, running: Running, language: str) -> Kept:
    time = keep.time(running)
    if time is None:
        return Kept(_told(keep.words, language))
    words = _told(said(keep.words, time=spans.spoken(time, language)), language)
    return Kept(words, keep.rule, spans.iso(time))


def _shared(processor: Processor, running: Running, language: str) -> list[Shared]:
    fields = [Field(*field) for field in processor.shares.fields] if processor.shares else []
    what, why = _told(processor.what, language), _told(processor.why, language)
    return [
        Shared(f"{processor.key}:{name}", _told(said(processor.whom, name=name), language), what, why, fields)
        for name in processor.names(running)
    ]


def _browser(running: Running, language: str) -> list[Stored]:
    mine = cookies.COOKIES if running.signing else (cookies.GUEST, cookies.DESK)
    return [_cookie(one, running, language) for one in mine] + [
        Stored(
            entry.kind,
            entry.name,
            "storage",
            _told(entry.why, language),
            _told(entry.when, language),
            _told(entry.kept, language),
            "",
        )
        for entry in cookies.STORED
    ]


def _cookie(one: Cookie, running: Running, language: str) -> Stored:
    name = one.called(safe=door.safe(running.settings), site=running.site.id)
    lasts = timedelta(seconds=one.lasts)
    why, when = _told(one.why, language), _told(one.when, language)
    return Stored(one.name, name, "cookie", why, when, spans.spoken(lasts, language), spans.iso(lasts))
