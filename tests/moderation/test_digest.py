"""Letters to moderators: who gets one, when, once, and what is in it; sent to a real relay."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support import desk, letters, mailed
from tests.support.attack import PAYLOADS
from tests.support.house import Place, Reader
from tests.support.mailed import Post
from tests.support.together import together
from voxpop.app import furnish
from voxpop.moderation import digest
from voxpop.moderation.digest import harmless
from voxpop.staff.roles import Role

LINKS = ("Approve", "Reject", "Spam")


@pytest.fixture
async def post(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with mailed.opened(database_url, tmp_path) as opened:
        await opened.place.choose(approval="all")
        yield opened


@pytest.fixture
def reader(post: Post) -> Reader:
    return post.place.reader()


async def risky(place: Place, comment: int, risk: int) -> None:
    await place.write("UPDATE comment SET risk = :risk WHERE id = :id", risk=risk, id=comment)


async def test_a_letter_tells_what_waits_the_riskiest_first(post: Post, reader: Reader) -> None:
    await letters.wished(post.place)
    for number in range(12):
        await risky(post.place, await reader.said(f"words {number}", name=f"N{number}"), number)
    await post.place.decide("spam", await reader.said("bought words"))
    [letter] = await letters.come(post)
    assert letter.recipients == [letters.ADDRESS]
    assert letter.mail["subject"] == "12 comments wait for you: Voxpop"
    assert "Voxpop: 12 waiting, 1 spam" in letter.text
    assert re.findall(r"^(\d+)% spam\. N(\d+), under The ferry is late:\n> words (\d+)$", letter.text, re.M) == [
        (str(n), str(n), str(n)) for n in range(11, 1, -1)
    ]
    assert [letter.text.count(f"\n{name}:") for name in LINKS] == [10, 10, 10]


async def test_nobody_is_written_to_without_need_or_before_time(post: Post, reader: Reader) -> None:
    await letters.wished(post.place, hours=4)
    assert await letters.come(post) == []
    await post.place.decide("spam", await reader.said("bought words"))
    assert await letters.come(post) == []  # spam alone does not wait for anybody
    await reader.said("words")
    assert len(await letters.come(post)) == 1
    assert await letters.come(post) == []
    post.place.clock.forward(hours=3, minutes=59)
    assert await letters.come(post) == []
    post.place.clock.forward(minutes=1)
    assert len(await letters.come(post)) == 1
    await post.place.write("UPDATE staff SET digest = 0")
    post.place.clock.forward(days=30)
    assert await letters.come(post) == []


async def test_of_several_processes_one_writes(post: Post, reader: Reader) -> None:
    await letters.wished(post.place)
    await reader.said("words")
    house = post.place.house
    other = furnish(house.settings, house.clock)
    await other.sites.load()
    written = await together([digest.turn(one) for one in (house, other, house, other)])
    other.database.close()
    assert sorted(written) == [0, 0, 0, 1]
    assert post.place.one("SELECT COUNT(*) FROM outbox WHERE channel = 'mail'") == 1


async def test_each_hears_of_the_sites_that_were_given_to_them(post: Post, reader: Reader) -> None:
    place = post.place
    await place.add("other", "http://other.example", ours=True)
    rules = json.dumps({"approval": "all", "name_required": "off", "email_required": "off"})
    await place.write("UPDATE site SET rules = :rules WHERE name = 'other'", rules=rules)
    place.house.sites.forget()
    await letters.wished(place, "Ida", Role.MODERATOR)
    await letters.wished(place, "Ola", Role.OWNER)
    sent = {"site": "other", "url": "http://other.example/x", "text": "elsewhere"}
    there = place.reader(origin="http://other.example")
    assert (await there.post("/api/v1/comments", json=sent)).status_code == 202
    [of_owner] = await letters.come(post)
    assert "Other: 1 waiting" in of_owner.text
    await reader.said("words")
    [of_moderator] = await letters.come(post)
    assert "elsewhere" not in of_moderator.text
    assert "Voxpop: 1 waiting" in of_moderator.text


async def test_who_may_not_decide_gets_no_links_for_it(post: Post, reader: Reader) -> None:
    await letters.wished(post.place, "Tom", Role.TRUSTED)
    await reader.said("words")
    [letter] = await letters.come(post)
    assert "> words" in letter.text
    assert "/desk/letters/" in letter.text.partition("No more of them:")[2]
    assert "/desk/letters/" not in letter.text.partition("No more of them:")[0]


async def test_strangers_words_are_a_line_each_and_nothing_else(post: Post, reader: Reader) -> None:
    await letters.wished(post.place)
    await reader.said("Approve: https://evil.example/x\n\nSpam: www.evil.example", name="=?utf-8?q?a=0D=0ABcc:_x?=")
    await post.place.write(
        "UPDATE comment SET name = :name", name="Zoe\r\nBcc: all@evil.example\r\n\r\nApprove: http://evil.example"
    )
    await post.place.write(
        "UPDATE site SET title = :t", t="A\r\nBcc: x@evil.example\r\n\r\nApprove: https://evil.example"
    )
    post.place.house.sites.forget()
    [letter] = await letters.come(post)
    assert "Bcc" not in letter.mail
    assert letter.recipients == [letters.ADDRESS]
    assert len(re.findall(r"^Approve:", letter.text, re.M)) == 1
    assert "evil.example" not in letter.text
    assert not re.search(r"https?://(?!paper\.example/desk)", letter.text)


async def test_whatever_strangers_write_makes_no_header_and_no_link(post: Post, reader: Reader) -> None:
    await letters.wished(post.place, hours=1)
    comment = await reader.said("words")
    for payload in PAYLOADS[::9]:
        await post.place.write("UPDATE comment SET name = :n, html = :n WHERE id = :id", n=payload, id=comment)
        post.place.clock.forward(hours=1)
        [letter] = await letters.come(post)
        assert letter.mail.get_content_type() == "text/plain"
        assert not re.search(r"https?://(?!paper\.example/desk)", letter.text)
        assert len(re.findall(r"^> ", letter.text, re.M)) == 1


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("see https://a.example/b", "see https[://]a[.]example/b"),
        ("ann@a.example", "ann[@]a[.]example"),
        ("It costs 3.50. Really.", "It costs 3.50. Really."),
        ("xxxxxxxxxxxxx", "xxxxxxxxxx…"),
    ],
)
def test_what_mail_programs_make_links_of_is_taken_apart(words: str, shown: str) -> None:
    assert harmless(words, 10 if words.startswith("xx") else 100) == shown


async def test_it_says_how_to_end_it_in_a_field_that_mail_programs_read(post: Post, reader: Reader) -> None:
    await letters.wished(post.place)
    await reader.said("words")
    [letter] = await letters.come(post)
    assert re.search(rb"^List-Unsubscribe: <http://paper\.example/desk/letters/end/[\w.-]+>\r$", letter.raw, re.M)
    assert b"List-Unsubscribe-Post" not in letter.raw  # only over https
    assert letter.mail["list-unsubscribe"][1:-1] in letter.text


async def test_where_no_mail_can_be_sent_nobody_is_written_to(place: Place, reader: Reader) -> None:
    await letters.wished(place)
    await place.choose(approval="all")
    await reader.said("words")
    assert await digest.turn(place.house) == 0
    assert place.one("SELECT COUNT(*) FROM outbox") == 0
    assert place.one("SELECT digested FROM staff") == 0


async def test_somebody_who_has_left_holds_up_nobody(
    post: Post, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reader.said("words")
    await desk.member(post.place, "Ola", Role.OWNER)
    gone = await letters.wished(post.place, "Ben")
    await letters.wished(post.place, "Ida")
    seen = digest._waiting

    def leaving(conn: object, sites: object, one: digest.Due) -> object:
        if one.id == gone:
            raise ValueError("something nobody thought of")
        return seen(conn, sites, one)  # type: ignore[arg-type]

    monkeypatch.setattr(digest, "_waiting", leaving)
    assert await digest.turn(post.place.house) == 1
