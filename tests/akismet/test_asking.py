"""A site with a key of Akismet asks it about each comment; one without tells nobody anything."""

import asyncio

import pytest

from tests.support import stub
from tests.support.asked import FAILING, HONEST, KEY, SPAM, WORDS, Asked
from tests.support.house import ORIGIN, Place
from voxpop.akismet import client
from voxpop.lib import patience
from voxpop.settings import shared
from voxpop.sites.rules import AKISMET, Rules

BUSY = stub.saying(429, b"", Retry_After="120")


async def test_without_a_key_nobody_is_asked(akismet: Asked) -> None:
    await akismet.place.choose(akismet_key="")
    comment = await akismet.say(SPAM)
    assert akismet.there.connections == 0
    assert akismet.state(comment) == "live"
    assert akismet.place.one("SELECT asked FROM sender") is None


async def test_what_is_sent_is_the_comment_and_who_sent_it(akismet: Asked) -> None:
    reader = akismet.place.reader("192.0.2.7", user_agent="Browser/1")
    await reader.said(f"*{WORDS}*", name="Ann Mercer", website="https://ann.example", email="ann@mail.example")
    [asked] = akismet.there.heard
    assert asked.form == {
        "api_key": KEY,
        "blog": f"{ORIGIN}/",
        "blog_lang": "en",
        "blog_charset": "UTF-8",
        "permalink": f"{ORIGIN}/ferry",
        "user_ip": "192.0.2.7",
        "user_agent": "Browser/1",
        "comment_type": "comment",
        "comment_author": "Ann Mercer",
        "comment_author_email": "ann@mail.example",
        "comment_author_url": "https://ann.example",
        "comment_content": f"*{WORDS}*",
    }


async def test_the_address_of_a_page_elsewhere_is_that_page_s(akismet: Asked) -> None:
    await akismet.place.claim("https://other.example")
    await akismet.say(HONEST, url="https://other.example/story?id=1")
    assert akismet.there.heard[0].form["permalink"] == "https://other.example/story?id=1"


async def test_what_was_put_into_the_hidden_field_is_told_under_its_name(akismet: Asked) -> None:
    akismet.there.behave = HONEST
    await akismet.place.reader().fill(WORDS, subject="Buy now")
    form = akismet.there.heard[0].form
    assert (form["honeypot_field_name"], form["subject"]) == ("subject", "Buy now")


async def test_nothing_is_sent_but_what_the_settings_say_and_the_key(akismet: Asked) -> None:
    akismet.place.house.settings = akismet.place.house.settings.__class__(
        akismet_url=akismet.there.url, akismet_test=True
    )
    await akismet.place.choose(approval="all")
    await akismet.place.reader().fill(WORDS, subject="Buy now", website="https://ann.example")
    author = akismet.place.reader("192.0.2.7")
    edited = await author.said("Words that are changed soon after they were written, as happens.")
    await author.edit(edited, "Words that were changed soon after they were written, as happens.")
    await akismet.place.decide("spam", edited)
    await akismet.place.deliver()
    sent = {name for asked in akismet.there.heard for name in asked.form}
    assert sent == {name for name, _ in AKISMET.fields} | {"api_key"}


def test_the_settings_say_what_is_shared_only_where_there_is_a_key() -> None:
    assert shared(Rules()) == []
    assert shared(Rules(akismet_key=KEY)) == [AKISMET]


async def test_its_word_is_a_reason_among_the_others(akismet: Asked) -> None:
    honest, spam = await akismet.say(HONEST), await akismet.say(SPAM, f"{WORDS} Again!")
    (low, low_reasons), (high, high_reasons) = akismet.verdict(honest), akismet.verdict(spam)
    assert low < high
    assert low_reasons["opinion"][0] < 0 < high_reasons["opinion"][0]
    assert high_reasons["opinion"][1] == "Akismet calls it spam"
    assert len(low_reasons) > 1


async def test_what_was_sent_and_answered_is_kept_with_the_comment_without_the_key(akismet: Asked) -> None:
    comment = await akismet.say(stub.saying(200, b"true", X_akismet_pro_tip="discard", X_akismet_guid="g-1"))
    kept = akismet.kept(comment)
    assert kept["sent"] == {name: value for name, value in akismet.there.heard[0].form.items() if name != "api_key"}
    assert (kept["answer"], kept["sure"], kept["guid"]) == ("spam", True, "g-1")
    assert akismet.place.rows("SELECT 1 FROM sender WHERE asked LIKE :key", key=f"%{KEY}%") == []


FAULTS = {
    "fails": FAILING,
    "breaks off": stub.raw(b""),
    "is not clear": stub.saying(200, b"invalid"),
    "is another page": stub.saying(200, b"<html>true</html>"),
    "is endless": stub.endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1000),
    "goes elsewhere": stub.saying(302, b"", Location="/"),
    "is silent": stub.hanging,
    "is busy": BUSY,
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_comment_that_it_could_not_be_asked_about_waits_and_says_so(
    fault: str, akismet: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "SECONDS", 0.2)
    comment = await akismet.say(FAULTS[fault])
    assert akismet.state(comment) == "held"
    probability, reasons = akismet.verdict(comment)
    weight, sentence = reasons["opinion"]
    assert (weight, sentence[:29]) == (0.0, "Akismet could not be asked: i")
    assert probability < 0.5


async def test_its_failure_makes_nothing_spam_that_was_not_and_nothing_honest_that_was_spam(akismet: Asked) -> None:
    await akismet.place.choose(akismet_key="")
    words = "BUY CHEAP WATCHES NOW http://a.example/1 http://b.example/2 http://c.example/3 http://d.example/4 " * 2
    alone = await akismet.say(FAILING, words, name="cheap-watches.shop")
    await akismet.place.choose(akismet_key=KEY)
    failed = await akismet.say(FAILING, f"{words}!", name="cheap-watches.shop")
    assert akismet.state(alone) == akismet.state(failed) != "live"


async def test_who_is_busy_is_not_asked_again_before_the_time(akismet: Asked) -> None:
    await akismet.say(BUSY)
    asked = akismet.there.connections
    await akismet.say(HONEST, f"{WORDS} 1")
    assert akismet.there.connections == asked
    akismet.place.clock.forward(seconds=121)
    assert akismet.state(await akismet.say(HONEST, f"{WORDS} 2")) == "live"


async def test_after_three_failures_posters_do_not_wait_for_it_for_a_while(akismet: Asked) -> None:
    for number in range(3):
        await akismet.say(FAILING, f"{WORDS} {number}")
    waiting = await akismet.say(HONEST, f"{WORDS} 4")
    assert akismet.there.connections == 3
    assert akismet.verdict(waiting)[1]["opinion"][1] == "Akismet could not be asked: it has not answered lately"
    akismet.place.clock.forward(seconds=31)
    assert akismet.state(await akismet.say(HONEST, f"{WORDS} 5")) == "live"


async def test_fifty_posts_while_it_hangs_keep_no_reader_waiting_and_are_all_taken(
    akismet: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "SECONDS", 60)
    go_on = asyncio.Event()

    async def dawdle(asked: stub.Asked, writer: asyncio.StreamWriter) -> None:
        await go_on.wait()
        await FAILING(asked, writer)

    akismet.there.behave = dawdle
    posting = [
        asyncio.create_task(akismet.place.reader().say(f"{WORDS} For the {number}th time.")) for number in range(50)
    ]
    await akismet.there.asked.wait()
    reader = akismet.place.reader()
    for _ in range(10):
        assert WORDS not in await reader.page()
    assert not any(task.done() for task in posting)
    assert akismet.there.connections <= patience.AT_ONCE
    go_on.set()
    answers = await asyncio.gather(*posting)
    assert {answer.status_code for answer in answers} == {202}
    assert akismet.place.one("SELECT COUNT(*) FROM comment WHERE state = 'held'") == 50
    assert akismet.there.connections < patience.AT_ONCE + patience.FAILURES


async def test_an_edit_is_asked_about_with_the_new_words(akismet: Asked) -> None:
    author = akismet.place.reader("192.0.2.7")
    comment = await author.said(WORDS)
    assert akismet.verdict(comment)[1]["opinion"][1] == "Akismet calls it honest"
    akismet.there.behave = SPAM
    akismet.place.clock.forward(seconds=5)
    assert (await author.edit(comment, f"{WORDS} And more.")).status_code == 200
    first, second = (asked.form for asked in akismet.there.heard)
    assert second == first | {"comment_content": f"{WORDS} And more.", "recheck_reason": "edit"}
    assert akismet.kept(comment)["answer"] == "spam"
    assert akismet.verdict(comment)[1]["opinion"][1] == "Akismet calls it spam"


async def test_an_edit_of_a_comment_that_nobody_was_asked_about_is_not_either(akismet: Asked) -> None:
    await akismet.place.choose(akismet_key="")
    author = akismet.place.reader()
    comment = await author.said(WORDS)
    await akismet.place.choose(akismet_key=KEY)
    await author.edit(comment, f"{WORDS} And more.")
    assert akismet.there.connections == 0


async def test_a_comment_that_is_erased_leaves_nothing_of_what_was_sent(akismet: Asked) -> None:
    akismet.there.behave = stub.saying(200, b"false", X_akismet_recheck_after="120")
    author = akismet.place.reader()
    comment = await author.said(WORDS)
    assert akismet.letters() == [("akismet-again", str(comment))]
    await author.erase(comment)
    assert akismet.place.one("SELECT asked FROM sender") is None
    assert akismet.letters() == []


async def test_a_bad_key_is_not_repeated_when_it_is_refused(place: Place) -> None:
    with pytest.raises(Exception, match="akismet_key=…: want the key"):
        await place.choose(akismet_key="my secret key")
