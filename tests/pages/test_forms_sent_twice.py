"""The button that is pressed twice: the second press leads to the comment of the first."""

from tests.support.house import HTML, Place, Reader


async def test_a_live_comment_is_shown_where_it_is(place: Place, reader: Reader) -> None:
    first, again = await reader.fill("Hello"), await reader.fill("Hello")
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    assert place.one("SELECT COUNT(*) FROM comment") == 1


async def test_a_waiting_comment_is_shown_to_its_author(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    first, again = await reader.fill("Hello"), await reader.fill("Hello")
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    seen = await reader.get(again.headers["location"], headers=HTML)
    assert "Your comment is awaiting moderation." in seen.text
