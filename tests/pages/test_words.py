"""The words of our pages: all go through the catalogue, and no placeholder of one is ever left for a reader to see.

What a catalogue does is tried with one of our own, which puts marks around every message. What the real ones say is
looked at in tests/lib/test_catalogues.py.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts import catalogues
from tests.support import house
from tests.support.house import HTML, Place
from voxpop.discussion import markup
from voxpop.lib import templates, words
from voxpop.lib.words import Words

PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w+\}")
KEYS = '{"github": {"id": "an id", "secret": "a secret"}}'
FORM = {"site": "default", "thread": "/ferry", "text": "Half a sentence"}


class Marked(Words):
    """Every message between two marks, whatever the language."""

    def __init__(self) -> None:
        super().__init__({}, int)

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What was made in the words of before, templates that others import among it, is made again, and afterwards."""
    for module in (words, templates):
        monkeypatch.setattr(module, "words", lambda _: Marked())
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for kept in (templates._environment, templates.macro, markup._piece):
        kept.cache_clear()


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> Any:
    async with house.opened(database_url, tmp_path, sign_in=KEYS) as opened:
        await opened.publish("ferry")
        yield opened


async def pages(place: Place) -> dict[str, str]:
    reader = place.reader()
    comment = await reader.said("One.")
    await reader.reply(comment, "Two.")
    await reader.like(comment)
    asked = {path: await reader.get(path, headers=HTML) for path in ("/", "/ferry", f"/comments/{comment}/edit", "/no")}
    asked["signing in"] = await reader.post("/sign-in/github", data=FORM, headers=HTML)
    asked["refused"] = await reader.post("/comments", data=FORM | {"text": ""}, headers=HTML)
    return {path: answer.text for path, answer in asked.items()}


async def test_no_placeholder_reaches_a_page_in_another_language(place: Place, marked: None) -> None:
    found = await pages(place)
    assert {path: PLACEHOLDER.findall(html) for path, html in found.items()} == {path: [] for path in found}


async def test_who_leaves_for_a_provider_reads_its_name_in_a_whole_sentence(place: Place, marked: None) -> None:
    found = await pages(place)
    assert "⟦Connecting to GitHub…⟧" in found["signing in"]
    assert 'data-connecting="⟦Connecting to GitHub…⟧"' in found["/ferry"]


async def test_the_words_of_the_form_come_from_the_catalogue(place: Place, marked: None) -> None:
    html = (await pages(place))["/ferry"]
    form = html[html.index('<div class="vp-respond"') :]
    said = re.sub(r"<[^>]+>|⟦[^⟧]*⟧", " ", form[: form.index("</form>")])
    assert set(said.split()) == {"GitHub"}  # a name


def test_there_are_messages_with_placeholders_to_be_kept() -> None:
    assert len([message for message in catalogues.messages() if PLACEHOLDER.search(str(message))]) > 15
