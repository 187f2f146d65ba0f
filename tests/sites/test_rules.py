"""What a site may choose, and what it may not."""

import dataclasses

import pytest

from voxpop.settings import SettingsError
from voxpop.sites import rules
from voxpop.sites.rules import DEEPEST, Rules

WRONG = {
    "language": ["", "en_US", "-", "x" * 36, "русский", "en us"],
    "direction": ["left", ""],
    "timezone": ["Mars/Phobos", "../../etc/passwd", ""],
    "order": ["random", "NEWEST", ""],
    "depth": ["0", str(DEEPEST + 1), "-1", "five", "5.0", "٥"],
    "page_size": ["4", "501", ""],
    "name_required": ["yes", "true", "1"],
    "approval": ["none"],
    "edit_window": ["15", "15 m", "-15m", "m", "15y"],
    "close_after": ["-1", "1d", "36501"],
    "max_links": ["21", "-1"],
}


@pytest.mark.parametrize("key", ["short", "x" * 65, "with spaces", "ключ-ключ", "a/b/c/d/e/f", "key\n123456"])
def test_a_key_that_cannot_be_one_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(SettingsError) as error:
        rules.read({"akismet_key": key})
    assert str(error.value).startswith("akismet_key=…: want the key as Akismet shows it")
    assert key not in str(error.value)


@pytest.mark.parametrize("key", ["", "0123456789ab", "AbCd-_123456"])
def test_a_key_is_kept_as_it_is(key: str) -> None:
    assert rules.read({"akismet_key": key}).akismet_key == key


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_what_cannot_be_used_is_named_and_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        rules.read({name: value})
    assert str(error.value).startswith(f"{name}={value!r}: ")


def test_every_default_can_be_written() -> None:
    written = {field.name: field.metadata["default"] for field in dataclasses.fields(Rules)}
    assert rules.read(written) == Rules()


def test_the_direction_is_that_of_the_language_until_it_is_chosen() -> None:
    chosen = [{}, {"language": "ar-EG"}, {"language": "ar", "direction": "ltr"}, {"language": "de", "direction": "rtl"}]
    assert [rules.read(each).direction for each in chosen] == ["ltr", "rtl", "ltr", "rtl"]
