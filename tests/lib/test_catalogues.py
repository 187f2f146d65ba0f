"""The catalogues: nothing that is said is missing in one, and no translation can break what it stands in."""

import gettext
import re
from collections import Counter

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message

from scripts import catalogues
from voxpop.lib import words
from voxpop.lib.sentence import counted, said

TRANSLATED = [language for language in words.LANGUAGES if language != words.SOURCE]
COMPLETE = TRANSLATED  # those that are translated whole
REMEDY = "run .venv/bin/python scripts/catalogues.py"
PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s)?")
TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def found() -> catalogues.Found:
    return catalogues.messages()


def catalogue(language: str) -> Catalog:
    return catalogues.read(words.HERE / f"{language}.po")


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def numbers(language: str) -> list[list[int]]:
    """For each plural form of a catalogue, the numbers that take it."""
    found = catalogue(language)
    form = gettext.c2py(found.plural_expr)
    return [[n for n in range(201) if form(n) == which] for which in range(found.num_plurals)]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_what_the_script_would_write(language: str, found: catalogues.Found) -> None:
    file = words.HERE / f"{language}.po"
    assert file.read_text() == catalogues.catalogue(language, found, catalogues.read(file)), REMEDY


def test_there_is_a_catalogue_for_each_language_and_no_other() -> None:
    assert {file.stem for file in words.HERE.glob("*.po")} == set(TRANSLATED)


def test_no_message_is_said_both_alone_and_counted(found: catalogues.Found) -> None:
    alone = {message for message in found if isinstance(message, str)}
    assert alone.isdisjoint(message[0] for message in found if isinstance(message, tuple))
    assert max(Counter(message[0] for message in found if isinstance(message, tuple)).values()) == 1


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_forms_are_chosen_as_cldr_does(language: str) -> None:
    category = Locale.parse(language, sep="-").plural_form
    taken = [{category(number) for number in each} for each in numbers(language)]
    assert all(len(each) == 1 for each in taken), "a form for two categories, or for none"
    assert set().union(*taken) == {category(number) for number in range(201)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_counted_message_has_as_many_forms_as_the_language(language: str) -> None:
    wanted = len(numbers(language))
    assert {len(message.string) for message in messages(language) if isinstance(message.id, tuple)} == {wanted}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_form_keeps_the_placeholders(language: str) -> None:
    """The number may be left out where the form is for one number alone."""
    taken = numbers(language)
    for message in messages(language):
        english = "".join(message.id)
        wanted = set(PLACEHOLDER.findall(english))
        for which, form in enumerate(forms(message)):
            if not form:
                continue
            there = set(PLACEHOLDER.findall(form))
            spared = {"count"} if isinstance(message.id, tuple) and len(taken[which]) == 1 else set()
            assert wanted - spared <= there <= wanted, (message.id, form)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_form_keeps_the_markup_and_the_ends(language: str) -> None:
    for message in messages(language):
        english = message.id if isinstance(message.id, str) else message.id[1]
        for form in filter(None, forms(message)):
            assert sorted(TAG.findall(form)) == sorted(TAG.findall(english)), message.id
            assert (form == form.strip()) == (english == english.strip()), message.id
            assert ("<" in TAG.sub("", form), "\n" in form) == (False, False), message.id


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_nothing_of_a_placeholder_is_left_when_it_is_filled(language: str, found: catalogues.Found) -> None:
    for message in found:
        values = dict.fromkeys(filter(None, PLACEHOLDER.findall("".join(message))), "“Ann”")
        if isinstance(message, str):
            told = [words.told(said(message, **values), language)] if values else []
        else:
            values.pop("count", None)
            told = [words.told(counted(*message, number, **values), language) for number in (0, 1, 2, 3, 11, 100, 1000)]
        assert all("%" not in each and "{" not in each for each in told), (message, told)


@pytest.mark.parametrize("language", COMPLETE)
def test_nothing_waits_for_a_translator(language: str) -> None:
    assert [message.id for message in messages(language) if catalogues.empty(message) or message.fuzzy] == []
