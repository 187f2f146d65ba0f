"""The front page: stories, newest first, with their responses."""

import re

from tests.support.house import Place, Reader

SECOND = 1_000_000


async def test_stories_come_newest_first_with_the_number_of_their_responses(place: Place, reader: Reader) -> None:
    await place.publish("old", headline="Old", published=1_600_000_000 * SECOND)
    await place.publish("new", headline="New", published=1_699_999_999 * SECOND)
    await reader.said("hello", url="http://paper.example/old")
    html = await place.reader().page("/")
    assert re.findall(r'<h2><a href="/(\w+)">', html) == ["ferry", "new", "old"]
    assert re.findall(r"(\d+) responses?</a>", html) == ["0", "0", "1"]


async def test_older_stories_are_on_the_next_page_each_once(place: Place, reader: Reader) -> None:
    for number in range(35):
        await place.publish(f"s{number:02}", published=(1_600_000_000 + number) * SECOND)
    first = await reader.page("/")
    older = re.search(r'href="/\?before=([^"]+)"', first)
    assert older
    second = await reader.page(f"/?before={older[1]}".replace("&amp;", "&"))
    found = [re.findall(r'<h2><a href="/(s\d\d)">', html) for html in (first, second)]
    assert found[0] + found[1] == [f"s{number:02}" for number in reversed(range(35))]


async def test_a_site_without_stories_says_how_to_add_one(place: Place, reader: Reader) -> None:
    await place.write("DELETE FROM story")
    assert "voxpop story add FILE.md" in await reader.page("/")
