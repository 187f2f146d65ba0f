"""JSON-LD: what machines read of a story and its comments, and that no text can break out of it."""

import json
from html.parser import HTMLParser
from typing import Any

from tests.discussion import hostile
from tests.support.house import ORIGIN, Place, Reader


class Scripts(HTMLParser):
    """What stands in script elements, as a browser takes them."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str | None] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.kinds.append(dict(attributes).get("type"))
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.texts[-1] += data


def structured(html: str) -> dict[str, Any]:
    scripts = Scripts()
    scripts.feed(html)
    scripts.close()
    assert scripts.kinds == ["module", "application/ld+json"]
    return dict(json.loads(scripts.texts[-1]))


async def test_a_comment_says_who_when_what_and_whom_it_answers(reader: Reader) -> None:
    top = await reader.said("It *is* late.")
    answer = await reader.reply(top, "Very.", name="Ben")
    await reader.like(answer)
    story = structured(await reader.page())
    assert story["@type"] == "NewsArticle"
    assert story["commentCount"] == 2
    assert story["comment"][1] == {
        "@type": "Comment",
        "@id": f"{ORIGIN}/comments/{answer}",
        "author": {"@type": "Person", "name": "Ben"},
        "dateCreated": "2025-10-09T08:53:20Z",
        "text": "Very.",
        "upvoteCount": 1,
        "parentItem": {"@id": f"{ORIGIN}/comments/{top}"},
    }
    assert "parentItem" not in story["comment"][0]


async def test_what_is_not_live_is_not_told(place: Place, reader: Reader) -> None:
    top = await reader.said("gone")
    await reader.reply(top, "stays")
    await reader.erase(top)
    assert [comment["text"] for comment in structured(await reader.page())["comment"]] == ["stays"]


async def test_no_story_and_no_comment_breaks_out_of_the_script(place: Place, reader: Reader) -> None:
    await place.choose(page_size="500")
    breaking = ["</script>", "</SCRIPT >", "<!--<script>", "-->", "]]>", "\u2028", "\\", '"', "&lt;/script&gt;", "&"]
    texts = breaking + hostile.payloads("own")[::8]
    taken = [text for text in texts if (await reader.say(f"x {text} y")).status_code == 201]
    assert len(taken) > 15
    hostile_words = "".join(breaking)
    await place.publish(
        "ferry", headline=hostile_words, standfirst=hostile_words, rights=hostile_words, credits=(hostile_words,)
    )
    story = structured(await place.reader().page())
    assert story["headline"] == hostile_words
    assert len(story["comment"]) == len(taken)


async def test_what_a_story_does_not_have_is_left_out(place: Place, reader: Reader) -> None:
    await place.publish("bare", standfirst="", byline="", credits=(), rights="")
    story = structured(await reader.page("/bare"))
    assert not {"author", "description", "copyrightNotice", "creditText", "image"} & set(story)
    assert story["comment"] == []
    assert story["dateModified"] == story["datePublished"]
