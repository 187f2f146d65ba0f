"""What the script says by itself: each key in every language, counted as the browser's own rules count."""

import html
import json
import re
from pathlib import Path

import pytest
from babel import Locale

from tests.support.house import ORIGIN, Reader
from voxpop.discussion import words as of_the_script
from voxpop.lib import words

SCRIPT = Path(__file__).parents[2] / "widget/src"
ASKED = re.compile(r"\b(said|counted)\(\w+, \"(\w+)\"")


def told(language: str) -> dict[str, str | dict[str, str]]:
    return dict(json.loads(of_the_script.data(language)))


@pytest.mark.parametrize("language", [*words.LANGUAGES, "pt-BR", "ar-EG", "sv"])
def test_each_category_that_a_browser_may_ask_for_has_its_form(language: str) -> None:
    category = Locale.parse(language, sep="-").plural_form
    spoken, said = words.words(language), told(language)
    for key, (one, many) in of_the_script.COUNTED.items():
        forms = said[key]
        assert isinstance(forms, dict)
        assert set(forms) == {*category.tags, "other"}
        for number in (*range(200), 1000, 1001, 1002, 1005):
            assert forms[category(number)] == spoken.ngettext(one, many, number), number
        assert all(forms.values())


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_key_says_something(language: str) -> None:
    said = told(language)
    assert list(said) == [*of_the_script.SAID, *of_the_script.COUNTED]
    assert all(said[key] for key in of_the_script.SAID)


def test_the_script_asks_for_nothing_that_it_is_not_told() -> None:
    asked = {match for file in SCRIPT.glob("*.ts") for match in ASKED.findall(file.read_text())}
    assert len(asked) > 20
    assert {key for kind, key in asked if kind == "said"} <= set(of_the_script.SAID)
    assert {key for kind, key in asked if kind == "counted"} <= set(of_the_script.COUNTED)


async def test_the_words_come_with_the_section_in_its_language(reader: Reader) -> None:
    asked = {"site": "default", "url": f"{ORIGIN}/ferry"}
    for lang, language in (("", "en"), ("de-AT", "de"), ("iw", "he")):
        section = (await reader.get("/threads", params=asked | {"lang": lang})).text.partition(">")[0]
        found = re.search(r' data-words="([^"]*)"', section)
        assert found
        assert json.loads(html.unescape(found[1])) == told(language)
