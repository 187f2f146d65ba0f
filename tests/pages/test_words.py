"""The words of our pages: all go through the catalogue, and no placeholder of one is ever left for a reader to see.

There is one catalogue so far, English, which is the words themselves. What others will do is tried with one of our own
that puts marks around every message; and whatever catalogues there are must keep the placeholders of each message.
"""

import re
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from tests.support import house
from tests.support.house import HTML, Place
from voxpop.discussion import markup
from voxpop.lib import templates

LOCALES = templates.HERE.parent / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w+\}")
KEYS = '{"github": {"id": "an id", "secret": "a secret"}}'
FORM = {"site": "default", "thread": "/ferry", "text": "Half a sentence"}
Message = str | tuple[str, ...]


class Marked(NullTranslations):
    """Every message between two marks, in the order of a language that turns sentences round."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"


@pytest.fixture
def marked() -> Iterator[None]:
    _speak(Marked())
    yield
    _speak(NullTranslations())


def _speak(catalogue: NullTranslations) -> None:
    """From now on; what was made in the words of before, templates that others import among it, is made again."""
    environment: Any = templates._ENVIRONMENT
    environment.install_gettext_translations(catalogue, newstyle=True)
    environment.cache.clear()
    templates.macro.cache_clear()
    markup._piece.cache_clear()


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> Any:
    async with house.opened(database_url, tmp_path, sign_in=KEYS) as opened:
        await opened.publish("ferry")
        yield opened


def messages() -> list[Message]:
    """All that our templates say."""
    found = []
    for file in sorted(templates.HERE.glob("*.html")):
        options = {"trimmed": "false", "newstyle_gettext": "true"}
        found += [message for _, message, *_ in extract_from_file("jinja2", str(file), options=options)]
    return found


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
    assert len([message for message in messages() if PLACEHOLDER.search(str(message))]) > 5


def test_every_catalogue_keeps_the_placeholders_of_each_message() -> None:
    for file in LOCALES.rglob("*.po"):
        with file.open("rb") as opened:
            catalogue = read_po(opened)
        for message in catalogue:
            told = [message.string] if isinstance(message.string, str) else list(message.string or ())
            wanted = set(PLACEHOLDER.findall(str(message.id)))
            assert {frozenset(PLACEHOLDER.findall(one)) for one in told if one} <= {frozenset(wanted)}, (
                file,
                message.id,
            )
