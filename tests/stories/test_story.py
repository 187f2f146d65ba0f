"""Stories as they are kept: at one address, with one conversation, however often they are put."""

import pytest

from tests.support.house import Place, Reader, story_of
from voxpop.lib.refused import Refused
from voxpop.stories import story
from voxpop.stories.story import Last

SECOND = 1_000_000


async def test_a_story_put_again_keeps_its_address_and_its_conversation(place: Place, reader: Reader) -> None:
    await reader.said("one")
    thread = place.one("SELECT id FROM thread")
    assert await place.publish("ferry", headline="The ferry is early") == thread
    assert place.rows("SELECT headline FROM story") == [("The ferry is early",)]
    page = await place.reader().page()
    assert "The ferry is early" in page
    assert "<p>one</p>" in page


async def test_what_is_read_is_what_was_put(place: Place) -> None:
    made = story_of("all", credits=("One.", 'Two "quoted".'), original="https://wire.example/a", updated=7, image="/x")
    thread = await place.publish(**made._asdict() | {"slug": "all"})
    kept = place.house.database.read_now(lambda conn: story.of_thread(conn, place.site(), thread))
    assert kept == made._replace(thread=thread)


async def test_a_conversation_from_before_its_story_is_the_storys(place: Place, reader: Reader) -> None:
    await reader.said("early bird", url="http://paper.example/tomorrow/")
    await place.publish("tomorrow", headline="Tomorrow")
    page = await place.reader().page("/tomorrow")
    assert "Tomorrow" in page
    assert "early bird" in page


@pytest.mark.parametrize(
    "slug", ["", "api", "comments", "feed", "threads", "static", "media", "healthz", "metrics", "robots.txt",
             "sitemap.xml", "stories", "a/b", ".well-known", "x" * 201, "a b", "a%20b", "100%", "q?a=1",
             "x&y", "a#b", 'a"b', "<b>"],
)  # fmt: skip
async def test_an_address_of_our_own_is_no_storys(place: Place, slug: str) -> None:
    with pytest.raises(Refused) as refused:
        await place.publish(slug)
    assert refused.value.code == "slug_invalid"


@pytest.mark.parametrize("slug", ["новости", "élan", "東京", "a_b", "a.b", "Ferry", "1"])
async def test_a_story_is_found_at_its_address_in_letters_of_every_script(
    place: Place, reader: Reader, slug: str
) -> None:
    await place.publish(slug, headline="Found", published=1_800_000_000 * SECOND)
    path = (await reader.page("/")).split('<h2><a href="')[1].partition('"')[0]
    assert "<h1>Found</h1>" in await reader.page(path)


async def test_of_stories_of_one_time_none_is_lost_between_two_pages(place: Place) -> None:
    for number in range(7):
        await place.publish(f"s{number}", published=SECOND)
    last, seen = Last(2 * SECOND, ""), []
    while True:
        page = place.house.database.read_now(lambda conn, last=last: story.front(conn, place.site(), last, 3))
        seen += [teaser.slug for teaser in page]
        if len(page) < 3:
            break
        last = Last(page[-1].published, page[-1].slug)
    assert seen == [f"s{number}" for number in range(7)]


async def test_the_front_page_of_stories_of_one_time_goes_on_where_it_ended(place: Place, reader: Reader) -> None:
    for number in range(35):
        await place.publish(f"s{number:02}", published=SECOND)
    await place.write("DELETE FROM story WHERE slug = 'ferry'")
    first = await reader.page("/")
    older = first.split('<a rel="next" href="')[1].partition('"')[0].replace("&amp;", "&")
    second = await reader.page(older)
    slugs = [part.partition('"')[0] for html in (first, second) for part in html.split('<h2><a href="/')[1:]]
    assert slugs == [f"s{number:02}" for number in range(35)]
