"""The template environment: autoescape always on, words through gettext, dates in a language and a time zone."""

import zoneinfo
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from voxpop.lib.ids import moment

HERE = Path(__file__).parent.parent / "templates"
FALLBACK = "en"


@lru_cache(maxsize=64)
def locale(language: str) -> Locale:
    """The nearest known locale of a language tag, English when there is none."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)


@lru_cache(maxsize=4096)
def said_time(minutes: int, zone: str, language: str) -> str:
    """A time as people say it, to the minute."""
    at = moment(minutes * 60_000_000).astimezone(zoneinfo.ZoneInfo(zone))
    spoken = locale(language)
    if spoken.language == "en":
        return format_datetime(at, "d MMMM y, HH:mm", locale=spoken)
    day, clock = format_date(at, "long", locale=spoken), format_time(at, "short", locale=spoken)
    return str(spoken.datetime_formats["medium"]).replace("{1}", day).replace("{0}", clock)


@lru_cache(maxsize=1024)
def said_day(at: datetime, language: str) -> str:
    return format_date(at, "long", locale=locale(language))


def iso(microseconds: int) -> str:
    """RFC 3339, to the second, UTC."""
    return moment(microseconds).strftime("%Y-%m-%dT%H:%M:%SZ")


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    made.install_gettext_translations(NullTranslations(), newstyle=True)  # type: ignore[attr-defined]
    made.filters["iso"] = iso
    made.filters["said_time"] = lambda at, zone, language: said_time(at // 60_000_000, zone, language)
    return made


_ENVIRONMENT = _environment()


def warm() -> None:
    """Read all templates and the first of the dates now, so that the first reader need not wait for it."""
    for name in _ENVIRONMENT.list_templates():
        template(name)
    said_time(0, "UTC", FALLBACK)


@cache
def macro(file: str, name: str) -> Callable[..., Markup]:
    """A macro of a template, to be called many times: cheaper than a template."""
    made: Callable[..., Markup] = getattr(_ENVIRONMENT.get_template(file).module, name)
    return made


def template(name: str) -> Template:
    """A template by its file name."""
    return _ENVIRONMENT.get_template(name)
