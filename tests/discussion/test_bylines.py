"""Comments show who signed in and who did not, everywhere alike; what somebody proves to be theirs is theirs."""

from typing import Any

from tests.support.accounts_answers import Somebody
from tests.support.dance import BEN, Dance
from tests.support.house import HTML, ORIGIN, Reader
from tests.support.mailed import ANN, asked, press
from voxpop.discussion import bylines
from voxpop.people import person
from voxpop.people.person import STAFF

MARK = 'aria-label="Signed in"'


async def shown(dance: Dance, comment: int) -> dict[str, Any]:
    """A comment as the API has it for everybody."""
    found = (await dance.place.reader().thread())["comments"]
    return next(dict(one) for one in found if one["id"] == comment)


async def piece(dance: Dance, comment: int) -> str:
    """The same as the page has it."""
    page = await dance.place.reader().page()
    return page[page.index(f'id="comment-{comment}"') :].partition("</article>")[0]


async def proved(dance: Dance, address: str, reader: Reader | None = None, **typed: str) -> Reader:
    reader = reader or dance.place.reader()
    await asked(reader, address, **typed)
    assert (await press(reader, await dance.post.link())).status_code == 303
    return reader


def ids(mine: dict[str, Any]) -> list[int]:
    return sorted(one["id"] for one in mine["comments"])


async def test_who_signed_in_has_a_mark_and_a_guest_has_none(dance: Dance) -> None:
    by_ann = await (await dance.signed_in()).said("Signed")
    by_guest = await dance.place.reader().said("Unsigned", name="Carl")
    assert [(await shown(dance, one))["author"]["role"] for one in (by_ann, by_guest)] == ["reader", "guest"]
    assert [MARK in await piece(dance, one) for one in (by_ann, by_guest)] == [True, False]


async def test_what_the_form_says_of_a_guest_counts_for_nothing_of_who_signed_in(dance: Dance) -> None:
    ann = await dance.signed_in()
    comment = await ann.said("Mine", name="Somebody Else", email="else@reader.example", website="https://else.example")
    author = (await shown(dance, comment))["author"]
    assert author["name"] == "Ann Okafor"
    assert "else" not in dance.everything()


async def test_staff_is_said_to_be_staff_with_their_badges(dance: Dance) -> None:
    ann = await dance.signed_in()
    comment = await ann.said("Before")
    number = dance.place.one("SELECT id FROM person")
    await dance.place.write("UPDATE person SET badges = :badges", badges="Editor\nHarbour <b>desk</b>")

    def promote(conn: Any) -> None:
        person.set_role(conn, 1, number, STAFF)
        bylines.sign(conn, 1, person.numbered(conn, 1, number))

    await dance.place.house.database.write(promote)
    author = (await shown(dance, comment))["author"]
    assert (author["role"], author["badges"]) == ("staff", ["Editor", "Harbour <b>desk</b>"])
    html = await piece(dance, comment)
    assert "vp-staff" in html
    assert "Harbour &lt;b&gt;desk&lt;/b&gt;" in html
    assert MARK not in html


async def test_who_proves_an_address_has_what_was_left_with_it_and_nothing_else(dance: Dance) -> None:
    await dance.place.choose(email_required="off")
    guests = [dance.place.reader() for _ in range(3)]
    theirs = [await guests[0].said("First"), await guests[1].said("Second", email=ANN.upper())]
    other = await guests[2].said("Others'", email="ben@reader.example")
    without = await guests[2].said("Without", email="")
    ann = await proved(dance, ANN, name="Ann of the Pier")
    assert ids(await ann.mine()) == theirs
    assert [(await shown(dance, one))["author"]["role"] for one in (*theirs, other, without)] == [
        "reader", "reader", "guest", "guest",
    ]  # fmt: skip
    assert (await shown(dance, theirs[0]))["author"]["name"] == "Ann"  # as it was signed then
    assert [ids(await guest.mine()) for guest in guests] == [[], [], [other, without]]


async def test_what_another_person_wrote_is_never_claimed(dance: Dance) -> None:
    """Whoever had proved the address before is somebody else now, and what they wrote while signed in stays theirs."""
    first = await proved(dance, ANN, name="First")
    comment = await first.said("By the first")
    await dance.place.write("DELETE FROM account WHERE issuer = 'email'")
    second = await proved(dance, ANN, name="Second")
    assert dance.place.one("SELECT COUNT(*) FROM person") == 2
    assert (ids(await first.mine()), ids(await second.mine())) == ([comment], [])


async def test_who_adds_an_address_to_their_account_has_what_was_left_with_it(dance: Dance) -> None:
    guest = dance.place.reader()
    comment = await guest.said("As a guest")
    ann = await dance.signed_in()
    assert ids(await ann.mine()) == []
    await proved(dance, ANN, ann, to="account")
    assert ids(await ann.mine()) == [comment]
    assert MARK in await piece(dance, comment)


async def test_a_deleted_comment_is_nobodys(dance: Dance) -> None:
    guest = dance.place.reader()
    comment = await guest.said("As a guest")
    await dance.place.reader().reply(comment, "An answer", name="Carl", email="carl@reader.example")
    await guest.erase(comment)
    ann = await proved(dance, ANN)
    assert ids(await ann.mine()) == []
    assert (await shown(dance, comment))["state"] == "gone"


async def test_one_person_changes_likes_and_deletes_from_every_browser_of_theirs(dance: Dance) -> None:
    desk, phone, other = await dance.signed_in(), await dance.signed_in(), await dance.signed_in(BEN)
    comment = await desk.said("From the desk")
    assert (await phone.edit(comment, "From the phone")).status_code == 200
    assert "From the phone" in await piece(dance, comment)
    assert [(await one.like(comment)).json()["likes"] for one in (other, desk, phone)] == [1, 2, 2]
    assert (await phone.mine())["likes"] == [comment]
    assert (await desk.unlike(comment)).json()["likes"] == 1
    assert (await other.edit(comment, "Not mine")).status_code == 404
    assert (await other.erase(comment)).status_code == 404
    assert (await phone.erase(comment)).status_code == 204


async def test_what_a_guest_wrote_here_is_not_the_next_ones_who_signs_in(dance: Dance) -> None:
    shared = dance.place.reader()
    comment = await shared.said("As a guest", name="Carl", email="carl@reader.example")
    await dance.around(shared, Somebody(9, "dora", "Dora"))
    assert ids(await shared.mine()) == []
    assert (await shared.erase(comment)).status_code == 404


async def test_the_same_words_of_two_people_of_one_name_are_two_comments(dance: Dance) -> None:
    first, second = await dance.signed_in(), await dance.signed_in(Somebody(9, "ann2", "Ann Okafor"))
    assert [(await one.say("The same")).status_code for one in (first, second, first)] == [201, 201, 409]


async def test_a_page_with_a_session_is_kept_by_nobody(dance: Dance) -> None:
    ann = await dance.signed_in()
    answer = await ann.get("/ferry", headers=HTML)
    assert answer.headers["cache-control"] == "private, no-store"
    again = await dance.place.reader().get("/ferry", headers=HTML)
    assert "Ann Okafor" not in again.text
    assert "private" not in again.headers["cache-control"]
    assert ORIGIN.startswith("http:")
