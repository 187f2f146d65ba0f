"""What the judge is told of a comment: the page it stands under, what it answers, who sent it and how."""

from typing import Any

import pytest

from tests.support.house import Place, Statements
from voxpop.discussion import submitting
from voxpop.spam import judging
from voxpop.spam.known import Known
from voxpop.spam.submission import Link, Submission, Verdict


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Submission]:
    """What the judge was given, in order."""
    given: list[Submission] = []

    def judge(submission: Submission, _known: Known) -> Verdict:
        given.append(submission)
        return Verdict(0.03, ())

    monkeypatch.setattr(judging, "judge", judge)
    return given


async def test_all_that_came_with_it_is_told(place: Place, heard: list[Submission]) -> None:
    reader = place.reader("203.0.113.9", user_agent="Browser/7")
    await reader.said("It *is* late.", name="Ann", website="https://ann.example", seconds=12.5)
    [told] = heard
    assert (told.text, told.name, told.email) == ("It is late.", "Ann", "ann@reader.example")
    assert (told.website, told.address, told.agent) == ("https://ann.example", "203.0.113.9", "Browser/7")
    assert (told.kind, told.seconds, told.trap, told.now) == ("comment", 12.5, "", place.clock.now)
    assert told.languages == ("en",)


async def test_the_hidden_field_is_told_and_a_form_has_no_seconds(place: Place, heard: list[Submission]) -> None:
    await place.reader().fill("Good morning", subject="x")
    assert (heard[0].trap, heard[0].seconds) == ("x", None)


@pytest.mark.parametrize("seconds", [-1, "soon", 1e9])
async def test_an_impossible_time_is_refused(place: Place, seconds: Any) -> None:
    assert (await place.reader().say("Good morning", seconds=seconds)).status_code == 400


async def test_the_story_and_what_is_answered_are_what_it_stands_under(place: Place, heard: list[Submission]) -> None:
    await place.publish("pier", headline="The pier", standfirst="It is closed.", html="<p>Two &amp; three.</p>")
    url = "http://paper.example/pier"
    first = await place.reader().said("Why is it *closed*?", url=url)
    await place.reader().reply(first, "Ask them.", url=url)
    assert heard[0].article == "The pier\nIt is closed.\n Two & three. "
    assert (heard[1].article, heard[1].kind) == (f"{heard[0].article}\nWhy is it *closed*?", "reply")


async def test_the_languages_are_the_story_s_and_the_site_s(place: Place, heard: list[Submission]) -> None:
    await place.choose(language="de")
    await place.publish("hafen", language="nds")
    await place.reader().said("Moin", url="http://paper.example/hafen")
    assert heard[0].languages == ("nds", "de")


async def test_a_page_elsewhere_is_known_by_its_title(place: Place, heard: list[Submission]) -> None:
    for words in ("one", "two"):
        await place.reader().said(words, url="http://paper.example/elsewhere", title="A page of ours")
    assert [told.article for told in heard] == ["A page of ours"] * 2


async def test_a_reader_and_a_thread_are_the_same_again_and_others_are_others(
    place: Place, heard: list[Submission]
) -> None:
    ann, bob = place.reader(), place.reader()
    for reader, words in ((ann, "one"), (ann, "two"), (bob, "three")):
        await reader.said(words)
    await bob.said("four", url="http://paper.example/elsewhere")
    people, threads = [told.person for told in heard], [told.thread for told in heard]
    assert people[0] == people[1] != people[2] == people[3]
    assert threads[0] == threads[1] == threads[2] != threads[3]
    assert ann.cookies["voxpop"] not in people[0]


async def test_an_edit_is_judged_with_all_that_the_comment_was(place: Place, heard: list[Submission]) -> None:
    reader = place.reader("203.0.113.9", user_agent="Browser/7")
    parent = await place.reader().said("Why?")
    comment = await reader.reply(parent, "Becase.")
    place.clock.forward(minutes=1)
    await reader.edit(comment, "Because.")
    before, after = heard[1], heard[2]
    assert after == before._replace(text="Because.", now=after.now)
    assert after.now > before.now


async def test_words_of_links_are_told_with_their_targets() -> None:
    body = submitting.rendered("[**the** ferry](https://a.example/?x=1&y=2) and https://b.example <b>bold</b>")
    assert submitting.links(body.html) == (
        Link("https://a.example/?x=1&y=2", "the ferry"),
        Link("https://b.example", "https://b.example"),
    )


async def test_a_second_comment_under_a_page_needs_no_look_at_it(place: Place) -> None:
    await place.reader().said("one")
    with Statements() as asked:
        await place.reader().said("two")
    assert not [statement for statement in asked if "story" in statement]


async def test_an_imported_text_that_cannot_be_rendered_is_told_as_it_is() -> None:
    body = submitting.rendered("word " * 9000)
    assert (body.plain, body.links) == ("word " * 9000, ())
