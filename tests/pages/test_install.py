"""GET /install: an owner chooses, and the lines to copy are those for this server and site."""

import html
import re

import pytest

from tests.docs.repository import ROOT
from tests.support.house import HTML, ORIGIN, Place, Reader
from voxpop.pages import snippets
from voxpop.pages.snippets import COUNTS, LINES, LISTS, SERVER, WAYS, fitted

CODE = re.compile(r'<code data-language="\w+">(.*?)</code>', re.DOTALL)
DOCUMENT = (ROOT / "docs/install.md").read_text()
TEXTS = [LINES, COUNTS, LISTS, *(step.text for way in WAYS for step in way.steps)]


async def codes(reader: Reader, asked: str = "") -> list[str]:
    return [html.unescape(code) for code in CODE.findall(await reader.page(f"/install{asked}"))]


async def test_the_lines_are_for_this_server_and_site(reader: Reader) -> None:
    first, claim, *_ = await codes(reader)
    assert first.splitlines() == [
        f'<script src="{ORIGIN}/embed.js" async></script>',
        '<voxpop-thread site="default"></voxpop-thread>',
        f'<noscript><a href="{ORIGIN}/conversation?site=default" referrerpolicy="unsafe-url">Comments</a></noscript>',
    ]
    assert claim == "voxpop site claim default https://paper.example\n"


async def test_what_is_chosen_is_in_every_element_and_nothing_that_goes_without_saying(reader: Reader) -> None:
    chosen = 'site="default" order="best" theme="dark" lang="de"'
    told = [code for code in await codes(reader, "?order=best&theme=dark&lang=de") if "<voxpop-thread" in code]
    assert len(told) == 6
    assert all(f"<voxpop-thread {chosen}" in code for code in told)


async def test_it_is_seen_with_the_newest_conversation(place: Place, reader: Reader) -> None:
    await place.claim("https://blog.example")
    empty = await reader.page("/install")
    assert "Nobody has said anything yet." in empty
    await reader.said("first", url="https://blog.example/a")
    place.clock.forward(seconds=1)
    await reader.said("second")
    page = await reader.page("/install", order="oldest")
    assert f'<voxpop-thread site="default" order="oldest" url="{ORIGIN}/ferry" eager=""></voxpop-thread>' in page
    place.clock.forward(seconds=1)
    await reader.said("third", url="https://blog.example/a")
    assert 'url="https://blog.example/a"' in await reader.page("/install")


async def test_another_site_of_the_server_can_be_chosen(place: Place, reader: Reader) -> None:
    await place.add('odd "site"', "https://odd.example")
    first, *_ = await codes(reader, "?site=odd%20%22site%22")
    assert '<voxpop-thread site="odd &#34;site&#34;">' in first
    assert "/conversation?site=odd%20%22site%22" in first
    assert (await reader.get("/install?site=nobody", headers=HTML)).status_code == 404


@pytest.mark.parametrize("wrong", ["order=worst", "theme=neon"])
async def test_what_is_not_among_the_choices_is_refused(reader: Reader, wrong: str) -> None:
    assert (await reader.get(f"/install?{wrong}", headers=HTML)).status_code == 400


@pytest.mark.parametrize("name", ["order", "theme", "lang", "dir"])
async def test_a_choice_that_there_is_not_is_refused_with_those_that_there_are(reader: Reader, name: str) -> None:
    answer = await reader.get(f"/install?{name}=%22onload", headers=HTML)
    assert answer.status_code == 400
    assert f"{name}=&#39;&#34;onload&#39;: want nothing, or one of " in answer.text


async def test_where_the_number_goes_is_escaped_and_cut(reader: Reader) -> None:
    first, *_ = await codes(reader, "?count-selector=%20b%20%3E%20%22" + "x" * 300)
    assert f'count-selector="b &gt; &#34;{"x" * 194}"' in first


@pytest.mark.parametrize("text", TEXTS)
def test_the_documentation_has_the_same_texts(text: str) -> None:
    assert text in DOCUMENT


def test_a_text_is_fitted_whole() -> None:
    own = "".join(fitted(text, "https://comments.example", "blog", {}) for text in TEXTS)
    assert SERVER not in own
    assert "news" not in own
    assert own.count("https://comments.example/embed.js") == 7


def test_each_way_leads_readers_without_scripts_to_the_conversation() -> None:
    whole = ["".join(step.text for step in way.steps) for way in snippets.WAYS]
    assert all("noscript" in text and "/conversation?site=news&" in text for text in whole)
