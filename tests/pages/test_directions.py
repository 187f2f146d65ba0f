"""Two directions on one page: what readers wrote never disturbs the order of what stands around it."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.support import house
from tests.support.house import HTML, ORIGIN, Place, Reader

HEBREW, ARABIC = "נועה", "ليلى"
ISOLATING = ("bdi", "textarea", "input", "title")
VOID = frozenset(("br", "hr", "input", "img", "meta", "link", "path"))


class Strangers(HTMLParser):
    """Where a name stands without anything that keeps it apart from the words around it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.apart: list[bool] = []
        self.open: list[str] = []
        self.found = 0
        self.loose: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        names = dict(attributes)
        self.open.append(tag)
        self.apart.append(tag in ISOLATING or ("dir" in names and tag not in ("html", "section")))

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()
        self.apart.pop()

    def handle_data(self, text: str) -> None:
        if self.name not in text or "script" in self.open:
            return
        self.found += 1
        if not any(self.apart) and f"\u2068{self.name}\u2069" not in text:
            self.loose.append("/".join(self.open))


def strangers(html: str, name: str = HEBREW) -> list[str]:
    reading = Strangers(name)
    reading.feed(html)
    assert reading.found, "the name is not on the page at all"
    return reading.loose


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> Any:
    async with house.opened(database_url, tmp_path) as opened:
        await opened.choose(title=f"{HEBREW}!", reserved_names=ARABIC)
        await opened.publish("ferry", byline=HEBREW)
        yield opened


async def test_names_are_kept_apart_from_the_words_of_the_page(place: Place, reader: Reader) -> None:
    comment = await reader.said("One.", name=HEBREW)
    await place.choose(depth="1")
    await reader.reply(comment, "Two.", name=HEBREW)
    for path in ("/", "/ferry", f"/ferry?reply_to={comment}", "/lists/latest?site=default", "/nothing"):
        html = (await reader.get(path, headers=HTML)).text
        assert strangers(html) == [], path


async def test_ones_own_waiting_comment_is_kept_apart(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    await reader.said("One.", name=HEBREW)
    assert strangers(await reader.page("/ferry")) == []


async def test_a_name_in_a_sentence_is_kept_apart(reader: Reader) -> None:
    refused = await reader.fill("One.", name=ARABIC)
    assert "kept for people of this site" in refused.text
    assert strangers(refused.text, ARABIC) == []


async def test_texts_run_as_their_own_words_do(place: Place, reader: Reader) -> None:
    await place.choose(language="ar")
    await reader.said("Only English here.")
    html = (await reader.get("/threads", params={"site": "default", "url": f"{ORIGIN}/ferry"})).text
    assert ' dir="rtl"' in html[: html.index(">")]
    assert '<div class="vp-text" dir="auto"><p>Only English here.</p>' in html


async def test_addresses_run_from_left_to_right_in_every_form(place: Place, reader: Reader) -> None:
    await place.choose(language="he")
    html = await reader.page("/ferry")
    for field in ("email", "website"):
        tag = html[html.index(f'name="{field}"') :]
        assert ' dir="ltr"' in tag[: tag.index(">")]
