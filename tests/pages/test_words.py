"""The words of our pages: all go through the catalogue, and no placeholder of one is ever left for a reader to see.

What a catalogue does is tried with one of our own, which puts marks around every message. What the real ones say is
looked at in tests/lib/test_catalogues.py.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scripts import catalogues
from tests.support import databases, house
from tests.support.house import AUTHOR, HTML, Place, Reader
from voxpop.discussion import markup
from voxpop.lib import templates, words
from voxpop.lib.words import Words

PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w+\}")
KEYS = '{"github": {"id": "an id", "secret": "a secret"}}'
FORM = {"site": "default", "thread": "/ferry", "text": "Half a sentence"}
RELAY = {"smtp_host": "relay.example", "mail_from": "talk@paper.example"}
FRAGMENT = "/threads?site=default&url=http://paper.example/ferry"
PATHS = ("/", "/ferry", "/no", "/threads/1", "/lists/latest?site=default", "/lists/discussed?site=default", FRAGMENT)
DATA_WORDS = re.compile(r' data-words="[^"]*"')


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
    """Pages and fragments of many kinds, without what is for the script to fill in."""
    reader = place.reader()
    comment = await reader.said(f"One and {time.monotonic_ns()}.")
    await reader.reply(comment, "Two.")
    await reader.like(comment)
    await reader.like(await place.reader().said(f"Three and {time.monotonic_ns()}."))
    asked = {path: await reader.get(path, headers=HTML) for path in PATHS}
    asked["editing"] = await reader.get(f"/comments/{comment}/edit", headers=HTML)
    asked["answering"] = await reader.get(f"/ferry?reply_to={comment}", headers=HTML)
    asked["signing in"] = await reader.post("/sign-in/github", data=FORM, headers=HTML)
    asked["by mail"] = await reader.post("/sign-in/email", data=FORM | {"address": "nobody"}, headers=HTML)
    asked["refused"] = await reader.post("/comments", data=FORM | {"text": ""}, headers=HTML)
    asked["too long"] = await reader.post("/comments", data=FORM | {"text": "x" * 17_000}, headers=HTML)
    asked["reserved"] = await reader.post("/comments", data=FORM | AUTHOR | {"name": "admin"}, headers=HTML)
    asked["as JSON"] = await reader.get("/threads", params={"site": "nowhere", "url": "x"})
    return {path: DATA_WORDS.sub("", answer.text) for path, answer in asked.items()}


async def test_no_placeholder_reaches_a_page_in_another_language(place: Place, marked: None) -> None:
    found = await pages(place)
    assert {path: PLACEHOLDER.findall(html) for path, html in found.items()} == {path: [] for path in found}


async def test_no_placeholder_reaches_a_page_in_any_language(tmp_path: Path) -> None:
    with databases.fresh("sqlite", tmp_path) as url:
        async with house.opened(url, tmp_path, sign_in=KEYS, **RELAY) as place:
            await place.publish("ferry")
            for language in words.LANGUAGES:
                await place.choose(language=language)
                found = await pages(place)
                assert f'<html lang="{language}" dir="{words.direction(language)}">' in found["/ferry"]
                left = {path: PLACEHOLDER.findall(html) for path, html in found.items()}
                assert left == {path: [] for path in found}, language


async def test_what_is_refused_is_told_in_the_language_of_the_site(place: Place, reader: Reader) -> None:
    await place.choose(language="de")
    refused = await reader.fill("")
    assert "Darin ist noch nichts zu lesen. Bitte schreiben Sie etwas." in refused.text
    assert ">Schreiben Sie einen Kommentar</h3>" in refused.text
    assert "Unter dieser Adresse ist nichts." in (await reader.get("/a/b/c", headers=HTML)).text


async def test_a_name_that_runs_the_other_way_is_kept_apart_in_what_is_said_of_it(place: Place, reader: Reader) -> None:
    await place.choose(language="de", reserved_names="ليلى")
    refused = await reader.fill("Hallo.", name="ليلى")
    assert "Der Name „\u2068ليلى\u2069“ ist für das Team dieser Website reserviert." in refused.text


async def test_who_could_not_sign_in_reads_why_in_the_language_of_the_site(place: Place) -> None:
    await place.choose(language="de")
    reader = place.reader()
    left = await reader.post("/sign-in/github", data=FORM, headers=HTML)
    state = re.search(r"[?&;]state=([\w-]+)", left.text)
    assert state
    back = await reader.get(f"/sign-in/github/back?state={state[1]}&error=access_denied", headers=HTML)
    seen = await reader.get(back.headers["location"], headers=HTML)
    assert "Sie haben sich nicht mit GitHub angemeldet." in seen.text


async def test_the_mail_is_written_in_the_language_of_the_site(tmp_path: Path) -> None:
    with databases.fresh("sqlite", tmp_path) as url:
        async with house.opened(url, tmp_path, **RELAY) as place:
            await place.choose(language="fr", title="Le Quai")
            sent = FORM | {"address": "ann@reader.example"}
            assert (await place.reader().post("/sign-in/email", data=sent, headers=HTML)).status_code == 303
            [[body]] = place.rows("SELECT body FROM outbox WHERE channel = 'mail'")
    mail = msgspec.json.decode(body)
    assert mail["subject"] == "Connexion à Le Quai"
    assert "Ouvrez ce lien dans le navigateur où vous l’avez demandé" in mail["text"]


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
