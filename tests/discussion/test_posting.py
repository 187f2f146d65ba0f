"""A reader posts a comment: what is kept of it, and what of the same draft sent again."""

from collections import Counter

import pytest

from tests.support.house import ORIGIN, Place, Reader
from tests.support.together import together
from tests.support.verdicts import DOUBTFUL, SPAM

SPELLINGS = [
    f"{ORIGIN}/harbour",
    f"{ORIGIN}/harbour/",
    f"{ORIGIN}:80/harbour?utm_source=mail&fbclid=1",
    f"{ORIGIN.upper()}/harbour#comments",
    f"{ORIGIN}/./h%61rbour",
]


async def test_a_comment_is_answered_with_what_is_shown_and_where(reader: Reader) -> None:
    answer = await reader.say("It is *late*.")
    sent = answer.json()
    assert answer.status_code == 201
    assert sent == {
        "id": sent["id"],
        "state": "live",
        "html": "<p>It is <em>late</em>.</p>",
        "permalink": f"{ORIGIN}/comments/{sent['id']}",
    }


async def test_a_comment_is_in_the_thread_as_it_was_written(reader: Reader) -> None:
    number = await reader.said("It is *late*.", website="https://ann.example/")
    [comment] = (await reader.thread())["comments"]
    assert comment == {
        "id": number,
        "parent": None,
        "author": {
            "name": "Ann",
            "website": "https://ann.example/",
            "role": "guest",
            "badges": [],
            "picture": None,
        },
        "html": "<p>It is <em>late</em>.</p>",
        "text": "It is *late*.",
        "created": "2025-10-09T08:53:20Z",
        "edited": None,
        "likes": 0,
        "reactions": {},
        "pinned": False,
        "picked": False,
        "state": "live",
        "kind": "comment",
        "permalink": f"{ORIGIN}/comments/{number}",
    }


async def test_an_answer_stands_below_what_it_answers(reader: Reader) -> None:
    parent = await reader.said("one")
    answer = await reader.reply(parent, "two")
    assert [(c["id"], c["parent"]) for c in (await reader.thread())["comments"]] == [(parent, None), (answer, parent)]


async def test_the_same_key_and_draft_again_is_the_same_comment(place: Place, reader: Reader) -> None:
    first, second = await reader.say("once", key="k"), await reader.say("once", key="k")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert place.one("SELECT count(*) FROM comment") == 1


async def test_the_same_key_with_another_text_is_refused(reader: Reader) -> None:
    await reader.say("one", key="k")
    answer = await reader.say("two", key="k")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


async def test_the_same_text_without_a_key_is_refused_as_said_before(reader: Reader) -> None:
    await reader.say("once")
    answer = await reader.say("  once ")
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate")


async def test_the_same_text_elsewhere_is_another_comment(reader: Reader) -> None:
    first = await reader.said("Agreed.")
    assert await reader.said("Agreed.", url=f"{ORIGIN}/harbour") != first
    assert await reader.reply(first, "Agreed.") != first


async def test_what_was_refused_may_be_sent_again_under_its_key(reader: Reader) -> None:
    assert (await reader.say("", key="k")).json()["code"] == "text_empty"
    assert (await reader.say("better", key="k")).status_code == 201


@pytest.mark.parametrize(("key", "others"), [("k", {201: 32}), ("", {201: 1, 409: 31})])
async def test_one_draft_32_times_at_once_is_one_comment(
    place: Place, reader: Reader, key: str, others: dict[int, int]
) -> None:
    answers = await together([reader.say("once", key=key) for _ in range(32)])
    assert Counter(answer.status_code for answer in answers) == others
    assert place.one("SELECT count(*) FROM comment") == place.one("SELECT count(*) FROM sender") == 1
    assert place.one("SELECT live FROM thread WHERE key = '/ferry'") == 1


async def test_32_first_posts_in_five_spellings_of_one_address_make_one_thread(place: Place, reader: Reader) -> None:
    answers = await together([reader.say(f"no {n}", url=SPELLINGS[n % 5]) for n in range(32)])
    assert {answer.status_code for answer in answers} == {201}
    assert place.rows("SELECT key, live FROM thread WHERE key <> '/ferry'") == [("/harbour", 32)]


async def test_32_first_posts_on_a_page_elsewhere_make_one_thread(place: Place, reader: Reader) -> None:
    await place.claim("https://www.blog.example")
    urls = [url.replace(ORIGIN.upper(), ORIGIN).replace(f"{ORIGIN}:80", ORIGIN) for url in SPELLINGS]
    elsewhere = [url.replace(ORIGIN, "https://www.blog.example") for url in urls]
    answers = await together([reader.say(f"no {n}", url=elsewhere[n % 5]) for n in range(32)])
    assert {answer.status_code for answer in answers} == {201}
    assert place.one("SELECT live FROM thread WHERE key <> '/ferry'") == 32


async def test_answers_posted_at_once_all_stand_below_their_parent(place: Place, reader: Reader) -> None:
    parent = await reader.said("top")
    answers = await together([reader.say(f"no {n}", parent=parent) for n in range(32)])
    made = sorted(answer.json()["id"] for answer in answers)
    shown = (await reader.thread())["comments"]
    assert [comment["id"] for comment in shown] == [parent, *made]
    assert place.one("SELECT live FROM thread WHERE key = '/ferry'") == 33


async def test_nobody_answers_what_is_not_there(reader: Reader) -> None:
    answer = await reader.say("hello?", parent=12345)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_parent")


async def test_nobody_answers_a_comment_of_another_thread(reader: Reader) -> None:
    elsewhere = await reader.said("elsewhere", url=f"{ORIGIN}/harbour")
    assert (await reader.say("hello?", parent=elsewhere)).json()["code"] == "no_such_parent"


async def test_nobody_answers_what_waits(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    waiting = await reader.said("waits")
    assert (await reader.say("hello?", parent=waiting)).json()["code"] == "no_such_parent"


async def test_a_closed_conversation_takes_nothing(place: Place, reader: Reader) -> None:
    await place.publish("shut", closed=True)
    answer = await reader.say("one more", url=f"{ORIGIN}/shut")
    assert (answer.status_code, answer.json()["code"]) == (403, "thread_closed")
    assert place.one("SELECT count(*) FROM sender") == 0


async def test_a_conversation_closes_when_it_has_been_quiet(place: Place, reader: Reader) -> None:
    await place.choose(close_after="7")
    await reader.said("in time", url=f"{ORIGIN}/harbour")
    place.clock.forward(days=7)
    await reader.said("just in time", url=f"{ORIGIN}/harbour")
    place.clock.forward(days=7, seconds=1)
    answer = await reader.say("too late", url=f"{ORIGIN}/harbour")
    assert answer.json()["code"] == "thread_closed"


async def test_an_address_of_another_site_is_refused(reader: Reader) -> None:
    answer = await reader.say("hello", url="https://other.example/ferry")
    assert (answer.status_code, answer.json()["code"]) == (403, "url_not_of_site")


async def test_a_site_that_is_not_here_is_refused(reader: Reader) -> None:
    answer = await reader.say("hello", site="other")
    assert (answer.status_code, answer.json()["code"]) == (404, "site_unknown")


async def test_the_title_of_a_page_is_kept_the_first_time(place: Place, reader: Reader) -> None:
    await reader.said("one", url=f"{ORIGIN}/harbour", title="The  harbour\n")
    await reader.said("two", url=f"{ORIGIN}/harbour", title="Something else")
    assert place.one("SELECT title FROM thread WHERE key = '/harbour'") == "The harbour"


@pytest.mark.usefixtures("obedient")
async def test_more_links_than_the_site_allows_are_refused(place: Place, reader: Reader) -> None:
    await place.choose(max_links="1")
    assert (await reader.say("https://a.example")).status_code == 201
    answer = await reader.say("https://a.example and https://b.example")
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_links")


@pytest.mark.usefixtures("obedient")
async def test_a_doubtful_comment_is_held(reader: Reader) -> None:
    answer = await reader.say(DOUBTFUL)
    assert (answer.status_code, answer.json()["state"]) == (202, "held")


@pytest.mark.usefixtures("obedient")
async def test_spam_is_told_that_it_is_held(place: Place, reader: Reader) -> None:
    answer = await reader.say(SPAM)
    assert (answer.status_code, answer.json()["state"]) == (202, "held")
    assert place.one("SELECT state FROM comment") == "spam"


async def test_who_has_a_live_comment_need_not_wait_again(place: Place) -> None:
    await place.choose(approval="first")
    known, other = place.reader(), place.reader()
    waiting = await known.say("my first")
    assert waiting.status_code == 202
    await place.decide("approve", waiting.json()["id"])
    assert (await known.say("my second")).status_code == 201
    assert (await other.say("first of another")).status_code == 202


async def test_a_thread_grows_no_younger_when_the_clock_steps_back(place: Place, reader: Reader) -> None:
    await reader.said("one")
    newest = place.one("SELECT active FROM thread WHERE key = '/ferry'")
    place.clock.forward(hours=-1)
    late = await reader.said("two")
    assert place.one("SELECT active FROM thread WHERE key = '/ferry'") == newest
    assert late > newest  # ids go on counting


async def test_an_id_drawn_by_another_process_is_not_used_twice(place: Place, reader: Reader) -> None:
    taken = place.clock.now + 10
    first = await reader.said("one")
    await place.write("UPDATE comment SET id = :to, root_id = :to WHERE id = :was", to=taken, was=first)
    await place.write("UPDATE sender SET comment_id = :to", to=taken)
    place.clock.now = taken
    assert await reader.said("two") > taken
