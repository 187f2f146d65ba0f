"""The article page: whole in the first HTML, the same for everyone, with a reader's own laid over it."""

import json
import re

from tests.support.house import HTML, ORIGIN, Place, Reader

ELSEWHERE = "https://wire.example/ferry"


def json_ld(html: str) -> dict[str, object]:
    [written] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return dict(json.loads(written))


async def test_everything_a_story_has_is_on_its_page(place: Place, reader: Reader) -> None:
    await place.publish(updated=1_700_000_600_000_000)
    html = await reader.page()
    for part in ("The ferry is late", "Again.", "Ida Holm", "First published", "Updated", "<p>It is late.</p>"):
        assert part in html
    for part in ("Wire reports contributed.", "© The Paper", f'<link rel="canonical" href="{ORIGIN}/ferry">'):
        assert part in html


async def test_a_syndicated_story_names_its_original_as_the_page_for_machines(place: Place, reader: Reader) -> None:
    await place.publish(original=ELSEWHERE)
    html = await reader.page()
    assert f'<link rel="canonical" href="{ELSEWHERE}">' in html
    assert f'href="{ELSEWHERE}" rel="external">wire.example</a>' in html


async def test_a_story_has_its_own_language_and_direction(place: Place, reader: Reader) -> None:
    await place.publish(language="ar", direction="rtl")
    assert '<article class="story" lang="ar" dir="rtl">' in await reader.page()


async def test_machines_read_the_story_and_its_comments(place: Place, reader: Reader) -> None:
    await place.publish()
    first = await reader.said("one")
    await reader.reply(first, "two")
    told = json_ld(await reader.page())
    assert (told["@type"], told["headline"], told["commentCount"]) == ("NewsArticle", "The ferry is late", 2)
    assert [(c["@type"], c["text"], c.get("parentItem")) for c in told["comment"]] == [  # type: ignore[attr-defined]
        ("Comment", "one", None),
        ("Comment", "two", {"@id": f"{ORIGIN}/comments/{first}"}),
    ]


async def test_no_text_of_a_reader_ends_the_script_of_the_machines(place: Place, reader: Reader) -> None:
    await place.publish()
    await reader.said("`</script><script>alert(1)</script>` & <!-- \u2028")
    html = await reader.page()
    assert "</script><script>" not in html
    assert json_ld(html)["comment"][0]["text"].startswith("`</script>")  # type: ignore[index]


async def test_the_page_is_the_same_for_all_without_a_cookie_and_nobody_keeps_one_with(
    place: Place, reader: Reader
) -> None:
    await place.publish()
    ready = await reader.get("/ferry", headers=HTML)
    assert ready.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert {"Cookie", "Accept-Encoding"} <= {part.strip() for part in ready.headers["vary"].split(",")}
    await reader.said("mine")
    own = await reader.get("/ferry", headers=HTML)
    assert own.headers["cache-control"] == "private, no-store"
    assert "etag" not in own.headers


async def test_an_unchanged_page_is_not_sent_again(place: Place, reader: Reader) -> None:
    await place.publish()
    etag = (await reader.get("/ferry", headers=HTML)).headers["etag"]
    unchanged = await reader.get("/ferry", headers=HTML | {"if-none-match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    await place.reader().said("new")
    assert (await reader.get("/ferry", headers=HTML | {"if-none-match": etag})).status_code == 200


async def test_a_waiting_comment_is_shown_to_its_author_alone(place: Place, reader: Reader) -> None:
    await place.publish()
    await place.choose(approval="all")
    await reader.said("patience")
    assert ">Your comment is awaiting moderation." in await reader.page()
    other = await place.reader().page()
    assert "patience" not in other
    assert ">Your comment is awaiting moderation." not in other


async def test_a_liked_comment_is_pressed_for_who_likes_it_alone(place: Place, reader: Reader) -> None:
    await place.publish()
    comment = await place.reader().said("good")
    await reader.like(comment)
    pressed = f'formaction="/comments/{comment}/unlike" aria-pressed="true"'
    assert pressed in await reader.page()
    other = await place.reader().page()
    assert pressed not in other
    assert "Liked by 1 person" in other


async def test_the_form_for_a_reply_names_whom_it_answers_and_can_be_left(place: Place, reader: Reader) -> None:
    await place.publish()
    comment = await place.reader().said("hello", name="Björn")
    html = await reader.page(f"/ferry?reply_to={comment}")
    assert re.search(r"Leave a Reply to <bdi>Björn</bdi>", html)
    assert "Cancel reply" in html
    assert f'name="parent" value="{comment}"' in html


async def test_a_reply_to_nothing_is_refused(place: Place, reader: Reader) -> None:
    await place.publish()
    assert (await reader.get("/ferry?reply_to=5", headers=HTML)).status_code == 409


async def test_a_closed_story_takes_no_replies_and_says_so(place: Place, reader: Reader) -> None:
    await place.publish("shut", closed=True)
    html = await reader.page("/shut")
    assert "This conversation is closed." in html
    assert 'name="text"' not in html


async def test_a_page_that_is_not_there_is_404_for_people_and_programs(reader: Reader) -> None:
    people = await reader.get("/nothing", headers=HTML)
    programs = await reader.get("/nothing", headers={"accept": "application/json"})
    assert (people.status_code, people.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert (programs.status_code, programs.json()["code"]) == (404, "no_such_story")


async def test_a_conversation_whose_article_is_elsewhere_has_a_page_here(place: Place, reader: Reader) -> None:
    await place.claim("https://blog.example")
    await reader.said("from afar", url="https://blog.example/a/b", title="A and B")
    number = place.one("SELECT id FROM thread WHERE title = 'A and B'")
    html = await reader.page(f"/threads/{number}")
    assert "from afar" in html
    assert 'href="https://blog.example/a/b"' in html
