"""The links in letters to moderators: a page with a button, in the name of one colleague, for one act, for two days."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support import desk, letters, mailed
from tests.support.house import Place, Reader
from tests.support.mailed import Post
from tests.support.relay import Taken
from tests.support.together import together
from voxpop.staff import members, slips
from voxpop.staff.roles import Role
from voxpop.staff.slips import Slip

ORIGIN = {"origin": "http://paper.example"}


@pytest.fixture
async def post(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with mailed.opened(database_url, tmp_path) as opened:
        await opened.place.choose(approval="all")
        yield opened


@pytest.fixture
def reader(post: Post) -> Reader:
    return post.place.reader()


def kept(place: Place) -> list[object]:
    """All that an act changes."""
    names = ("comment", "act", "ledger", "lesson", "outbox", "staff", "thread")
    return [sorted(map(repr, place.rows(f"SELECT * FROM {name}"))) for name in names]


async def one(post: Post, reader: Reader, role: Role = Role.EDITOR) -> tuple[int, Taken]:
    """A comment that waits, and a letter about it."""
    await letters.wished(post.place, role=role)
    comment = await reader.said("words that wait")
    [letter] = await letters.come(post)
    return comment, letter


@pytest.mark.parametrize(("called", "state"), [("Approve", "live"), ("Reject", "trash"), ("Spam", "spam")])
async def test_the_button_does_it_in_the_name_of_the_colleague(
    post: Post, reader: Reader, called: str, state: str
) -> None:
    comment, letter = await one(post, reader)
    path, before, anybody = letters.link(letter, called), kept(post.place), desk.stranger(post.place)
    for _ in range(2):
        answer = await anybody.get(path)
        assert answer.status_code == 200
        assert "words that wait" in answer.text
        assert "script" not in answer.headers["content-security-policy"]
        assert "no-store" in answer.headers["cache-control"]
    assert (await anybody.head(path)).status_code in (200, 405)
    assert kept(post.place) == before
    form = re.search(r'<form method="post" action="([^"]+)">', answer.text)
    assert form
    assert form[1] == path
    assert (await anybody.post(form[1], data={})).status_code == 200
    rows = post.place.rows("SELECT c.id, c.state, a.act, a.actor FROM comment c JOIN act a ON a.comment_id = c.id")
    assert rows == [(comment, state, called.lower(), "Ida")]
    assert not desk.has_cookie(anybody)
    assert not await desk.inside(anybody)


async def test_used_twice_it_says_what_happened(post: Post, reader: Reader) -> None:
    _, letter = await one(post, reader)
    anybody = desk.stranger(post.place)
    await anybody.post(letters.link(letter, "Approve"))
    for called in ("Approve", "Spam"):
        answer = await anybody.post(letters.link(letter, called))
        assert answer.status_code == 409
        assert re.search(r"the comment is live by now\. Ida did this at .*: approve\.", answer.text)
        assert "<button" not in answer.text
        assert "it is live by now" in (await anybody.get(letters.link(letter, called))).text
    assert post.place.one("SELECT COUNT(*) FROM act") == 1


async def test_of_many_presses_at_once_one_counts(post: Post, reader: Reader) -> None:
    _, letter = await one(post, reader)
    paths = [letters.link(letter, called) for called in ("Approve", "Reject", "Spam")] * 2
    answers = await together([desk.stranger(post.place).post(path) for path in paths])
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5


async def test_words_that_were_not_in_the_letter_are_not_approved(post: Post, reader: Reader) -> None:
    comment, letter = await one(post, reader)
    assert (await reader.edit(comment, "quite other words")).status_code == 200
    answer = await desk.stranger(post.place).post(letters.link(letter, "Approve"))
    assert answer.status_code == 409
    assert "Its author has changed it meanwhile." in answer.text


async def test_a_link_ends_after_two_days_and_with_its_colleague(post: Post, reader: Reader) -> None:
    place, anybody = post.place, desk.stranger(post.place)
    _, letter = await one(post, reader)
    path = letters.link(letter, "Approve")
    place.clock.forward(hours=47, minutes=59)
    assert (await anybody.get(path)).status_code == 200
    place.clock.forward(minutes=2)
    for answer in (await anybody.get(path), await anybody.post(path)):
        assert answer.status_code == 400
        assert "This link is over" in answer.text
    [letter] = await letters.come(post)
    path = letters.link(letter, "Approve")
    assert (await anybody.get(path)).status_code == 200
    await desk.member(place, "Ola", Role.OWNER)
    number = place.one("SELECT id FROM staff WHERE name = 'Ida'")
    await place.house.database.write(lambda conn: members.remove(conn, number))
    assert (await anybody.get(path)).status_code == (await anybody.post(path)).status_code == 400
    assert place.one("SELECT state FROM comment") == "held"


async def test_the_role_is_asked_again(post: Post, reader: Reader) -> None:
    place, anybody = post.place, desk.stranger(post.place)
    _, letter = await one(post, reader)
    path = letters.link(letter, "Approve")
    await place.write("UPDATE staff SET role = 'trusted'")
    for answer in (await anybody.get(path), await anybody.post(path)):
        assert answer.status_code == 403
        assert "words that wait" not in answer.text
    await place.write("UPDATE staff SET role = 'editor'")
    await place.write("DELETE FROM staff_site")
    assert (await anybody.post(path)).status_code == 403
    await place.write("UPDATE staff SET role = 'owner'")
    assert (await anybody.post(path)).status_code == 200


@pytest.mark.parametrize("act", ["restore", "edit", "pin", "hide", "erase"])
async def test_no_slip_lets_more_than_deciding(post: Post, reader: Reader, act: str) -> None:
    place = post.place
    comment, _ = await one(post, reader)
    number = place.one("SELECT id FROM staff")
    signing = await place.house.database.write(lambda conn: slips.key(conn, number))
    token = slips.written(signing, Slip(number, "act", place.clock.now + 1, (act, str(comment), "held.0")))
    assert (await desk.stranger(place).post(f"/desk/letters/{token}")).status_code == 400
    other = slips.written(signing, Slip(number, "end", place.clock.now + 1, ("approve", str(comment), "held.0")))
    assert (await desk.stranger(place).post(f"/desk/letters/{other}")).status_code == 400
    assert place.one("SELECT state FROM comment") == "held"


async def test_another_origin_may_not_press(post: Post, reader: Reader) -> None:
    _, letter = await one(post, reader)
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = await desk.stranger(post.place).post(letters.link(letter, "Approve"), headers=elsewhere)
    assert answer.status_code == 403


async def test_letters_are_ended_by_a_button_or_by_a_mail_program(post: Post, reader: Reader) -> None:
    place = post.place
    _, letter = await one(post, reader)
    path = letter.mail["list-unsubscribe"][1:-1].removeprefix("http://paper.example")
    assert "Send none any more" in (await desk.stranger(place).get(path)).text
    assert place.one("SELECT digest FROM staff") == 24
    program = place.reader()
    program.headers.pop("origin")
    answer = await program.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, place.one("SELECT digest FROM staff")) == (200, 0)
    assert "None are sent any more." in answer.text
    assert (await program.post(path.replace("/end/", "/"))).status_code in (400, 403)


async def test_an_address_is_proved_by_its_letter(post: Post) -> None:
    place = post.place
    ida = await desk.colleague(place, "Ida", Role.EDITOR)
    assert "/desk/team/digest" in (await ida.get("/desk/team")).text
    answer = await ida.post("/desk/team/digest/address", data={"address": "Ida@Staff.example"})
    assert "A letter is on its way" in answer.text
    assert place.one("SELECT email FROM staff") is None
    [letter] = await post.arrived()
    assert letter.recipients == ["ida@staff.example"]
    link = re.search(r"http://paper\.example(/desk/team/digest/\S+)", letter.text)
    assert link
    assert (await desk.stranger(place).get(link[1])).status_code == 303  # to the sign-in
    assert (await desk.stranger(place).post(link[1])).status_code == 401
    ben = await desk.colleague(place, "Ben", Role.EDITOR)
    assert (await ben.get(link[1])).status_code == (await ben.post(link[1])).status_code == 400
    assert "ida@staff.example" in (await ida.get(link[1])).text
    assert place.one("SELECT email FROM staff WHERE name = 'Ida'") is None
    assert (await ida.post(link[1])).status_code == 303
    assert place.rows("SELECT email, digest FROM staff WHERE name = 'Ida'") == [("ida@staff.example", 24)]
    assert (await ida.post(link[1])).status_code == 400  # once


async def test_how_often_is_chosen_and_an_address_forgotten(post: Post) -> None:
    place = post.place
    ida = await desk.colleague(place, "Ida", Role.EDITOR)
    answer = await ida.post("/desk/team/digest/hours", data={"hours": "4"})
    assert answer.status_code == 422
    assert "Give an address first" in answer.text
    await place.write("UPDATE staff SET email = 'ida@staff.example'")
    assert (await ida.post("/desk/team/digest/hours", data={"hours": "4"})).status_code == 303
    assert place.one("SELECT digest FROM staff") == 4
    for hours in ("3", "-1", "x", ""):
        assert (await ida.post("/desk/team/digest/hours", data={"hours": hours})).status_code == 400
    await ida.post("/desk/team/digest/forget")
    assert place.rows("SELECT email, digest, digest_key FROM staff") == [(None, 0, None)]


@pytest.mark.parametrize("address", ["", "ida", "a@b.example\r\nBcc: c@d.example", "<ida@staff.example>", "a@b"])
async def test_what_is_no_address_gets_no_letter(post: Post, address: str) -> None:
    ida = await desk.colleague(post.place, "Ida", Role.EDITOR)
    answer = await ida.post("/desk/team/digest/address", data={"address": address})
    assert answer.status_code == 422
    assert post.place.one("SELECT COUNT(*) FROM outbox") == 0


async def test_an_address_takes_somebody_who_has_just_shown_who_they_are(post: Post) -> None:
    ida = await desk.colleague(post.place, "Ida", Role.EDITOR)
    post.place.clock.forward(minutes=11)
    answer = await ida.post("/desk/team/digest/address", data={"address": "ida@staff.example"})
    assert answer.headers["location"].startswith("/desk/prove?back=")
    assert post.place.one("SELECT COUNT(*) FROM outbox") == 0
