"""The template environment: nothing goes out unescaped by default, and dates are said as people say them."""

import sys
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, UndefinedError

from voxpop.lib import templates
from voxpop.lib.ids import LARGEST, written
from voxpop.lib.templates import iso, locale, said_day, said_time, template

HOSTILE = "</loc><script>\"'&"
MOMENT = 1_784_628_300  # 2026-07-21 10:05 UTC


def minutes(seconds: int = MOMENT) -> int:
    return seconds // 60


def test_values_are_escaped_in_xml_as_in_html() -> None:
    xml = template("sitemap.xml").render(base=HOSTILE, rows=[])
    assert "&lt;/loc&gt;&lt;script&gt;" in xml
    assert "<script" not in xml


def test_a_name_that_is_not_given_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        template("sitemap.xml").render(rows=[])


def test_every_template_can_be_read() -> None:
    templates.warm()


def test_a_template_is_read_once() -> None:
    assert template("error.html") is template("error.html")


class Kept:
    """A folder for what templates are compiled to. `asked` are those that were compiled."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.asked = folder, list[str]()
        self._compile = Environment.compile
        monkeypatch.setattr(sys, "dont_write_bytecode", False)
        monkeypatch.setattr(Environment, "compile", self.compile)

    def compile(self, source: str, name: str, file: str) -> Any:
        self.asked.append(name)
        return self._compile(templates._environment("en"), source, name, file)

    def read(self, name: str = "sitemap.xml") -> str:
        """A template, as another process reads it; rendered."""
        loader = templates.Loader(templates.Compiled(self.folder))
        return loader.load(templates._environment("en"), name).render(base="http://a.example", rows=[])


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    return Kept(tmp_path / "templates", monkeypatch)


def test_what_one_process_compiled_another_need_not(kept: Kept) -> None:
    assert kept.read() == kept.read() == template("sitemap.xml").render(base="http://a.example", rows=[])
    assert kept.asked == ["sitemap.xml"]


@pytest.mark.parametrize("left", [0, 1, 20, 40, -1])
def test_what_was_cut_off_is_compiled_anew(kept: Kept, left: int) -> None:
    shown = kept.read()
    [file] = kept.folder.iterdir()
    file.write_bytes(file.read_bytes()[:left])
    assert kept.read() == kept.read() == shown
    assert len(kept.asked) == 2


def test_another_template_or_another_jinja_is_compiled_anew(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.read()
    monkeypatch.setattr("jinja2.__version__", "0.1")
    kept.read()
    assert len(kept.asked) == 2
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "sitemap.xml").write_text("{{ base }}")
    monkeypatch.setattr(templates, "HERE", tmp_path / "own")
    assert kept.read() == "http://a.example"


def test_where_nothing_can_be_written_it_is_compiled_each_time(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.folder.write_text("a file")
    assert kept.read() == kept.read()
    kept.folder.unlink()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert kept.read() == kept.read()
    assert (len(kept.asked), kept.folder.exists()) == (4, False)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "21 July 2026, 10:05"),
        ("Europe/Berlin", "21 July 2026, 12:05"),
        ("Asia/Kathmandu", "21 July 2026, 15:50"),
        ("Pacific/Auckland", "21 July 2026, 22:05"),
        ("Pacific/Honolulu", "21 July 2026, 00:05"),
    ],
)
def test_a_time_is_said_in_the_time_zone_of_the_site(zone: str, said: str) -> None:
    assert said_time(minutes(), zone, "en") == said


def test_summer_time_is_told_apart() -> None:
    winter = minutes(MOMENT - 182 * 86400)
    assert said_time(winter, "Europe/Berlin", "en").endswith("11:05")


@pytest.mark.parametrize("language", ["de", "fr", "pt-BR", "zh-Hans", "ja", "ru", "he", "ar", "fa", "hi", "th", "vi"])
def test_each_language_says_it_in_its_own_words(language: str) -> None:
    said = said_time(minutes(), "UTC", language)
    assert said != said_time(minutes(), "UTC", "en")
    assert "{" not in said
    assert said_day(templates.moment(MOMENT * 1_000_000), language) in said


@pytest.mark.parametrize("tag", ["", "x", "xx-YY", "tlh", "en-x-secret", "de-", "-", "a" * 35, "1", "i-klingon"])
def test_a_language_that_is_not_known_is_said_in_words_all_the_same(tag: str) -> None:
    assert said_time(minutes(), "UTC", tag)
    assert locale(tag).language


def test_an_unknown_region_of_nothing_known_is_english() -> None:
    assert said_time(minutes(), "UTC", "xx-YY") == said_time(minutes(), "UTC", "en")


def test_the_written_time_is_utc_to_the_second() -> None:
    assert iso(MOMENT * 1_000_000 + 999_999) == "2026-07-21T10:05:00Z"
    assert iso(0) == "1970-01-01T00:00:00Z"
    assert iso(LARGEST).startswith("2255-")


def test_the_first_and_the_last_id_can_be_said() -> None:
    for at in (0, LARGEST):
        assert said_time(at // 60_000_000, "UTC", "en")
    assert written(templates.moment(LARGEST)) == LARGEST
