"""The template environments, one a language: autoescape always on, words through its catalogue, dates and numbers as it
writes them.

What a template is compiled to is the same in all of them and made once; it is kept beside what Python compiles.
"""

import contextlib
import importlib.util
import sys
import zoneinfo
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from babel.dates import format_date, format_datetime, format_time
from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, Template, pass_eval_context
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.nodes import EvalContext
from markupsafe import Markup

from voxpop.lib.ids import moment
from voxpop.lib.words import SOURCE, in_digits, locale, nearest, number, told, words

HERE = Path(__file__).parent.parent / "templates"


@lru_cache(maxsize=4096)
def said_time(minutes: int, zone: str, language: str) -> str:
    """A time as people say it, to the minute."""
    at = moment(minutes * 60_000_000).astimezone(zoneinfo.ZoneInfo(zone))
    spoken = locale(language)
    if spoken.language == "en":
        return format_datetime(at, "d MMMM y, HH:mm", locale=spoken)
    day, clock = said_day(at, language), in_digits(format_time(at, "short", locale=spoken), language)
    return str(spoken.datetime_formats["medium"]).replace("{1}", day).replace("{0}", clock)


@lru_cache(maxsize=1024)
def said_day(at: datetime, language: str) -> str:
    return in_digits(format_date(at, "long", locale=locale(language)), language)


def iso(microseconds: int) -> str:
    """RFC 3339, to the second, UTC."""
    return moment(microseconds).strftime("%Y-%m-%dT%H:%M:%SZ")


class Compiled(FileSystemBytecodeCache):
    """What templates are compiled to, in a folder. What cannot be read there or written is no fault.

    It is compiled anew when the template, this module or Jinja is another.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._made_by = jinja2.__version__ + Path(__file__).read_text(encoding="utf-8")

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(self._made_by + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(Exception):  # of many kinds, where a file was cut off
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


class Loader(BaseLoader):
    """Templates of HERE, each compiled once for the environments of all languages."""

    def __init__(self, kept: Compiled) -> None:
        self._files = FileSystemLoader(HERE)
        self._code: dict[str, CodeType] = {}
        self._kept = kept

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:  # noqa: A002 - jinja2's name
        code = self._code.get(name)
        if code is None:
            code = self._code[name] = self._compiled(environment, name)
        return environment.template_class.from_code(environment, code, environment.make_globals(globals))

    def _compiled(self, environment: Environment, name: str) -> CodeType:
        source, file, _ = self._files.get_source(environment, name)
        bucket = self._kept.get_bucket(environment, name, file, source)
        if bucket.code is None:
            bucket.code = environment.compile(source, name, file)
            self._kept.set_bucket(bucket)
        return bucket.code

    def list_templates(self) -> list[str]:
        return self._files.list_templates()


_LOADER = Loader(Compiled(Path(importlib.util.cache_from_source(__file__)).parent / "templates"))


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=_LOADER,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    made.globals.update(_speech(language))
    made.filters["iso"] = iso
    made.filters["said_time"] = lambda at, zone, tag: said_time(at // 60_000_000, zone, tag)
    made.filters["told"] = lambda sentence: told(sentence, language)
    made.filters["number"] = lambda value: number(value, language)
    return made


def _speech(language: str) -> dict[str, Callable[..., str]]:
    """`_` and `ngettext` of templates: what is put into a message is escaped, and numbers written as people do."""
    spoken = words(language)

    def filled(how: EvalContext, message: str, values: dict[str, Any]) -> str:
        made = Markup(message) if how.autoescape else message  # noqa: S704 - the catalogues are ours
        if not values and "%" not in message:
            return made
        return made % {name: number(value, language) if type(value) is int else value for name, value in values.items()}

    @pass_eval_context
    def gettext(how: EvalContext, message: str, /, **values: Any) -> str:
        return filled(how, spoken.gettext(message), values)

    @pass_eval_context
    def ngettext(how: EvalContext, one: str, many: str, count: int, /, **values: Any) -> str:
        return filled(how, spoken.ngettext(one, many, count), values)

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def warm(languages: Iterable[str] = (SOURCE,)) -> None:
    """Read all templates and the first of the dates now, so that the first reader need not wait for it."""
    for language in languages:
        for name in _LOADER.list_templates():
            template(name, language)
        said_time(0, "UTC", language)


@cache
def macro(file: str, name: str, language: str = SOURCE) -> Callable[..., Markup]:
    """A macro of a template, to be called many times: cheaper than a template."""
    made: Callable[..., Markup] = getattr(template(file, language).module, name)
    return made


def template(name: str, language: str = SOURCE) -> Template:
    """A template by its file name, with the words of the nearest language."""
    return _environment(nearest(language)).get_template(name)
