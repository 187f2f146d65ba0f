"""Keys are made, said once, kept as hashes, revoked."""

import re

import pytest

from tests.akismet.blog import Blog, added
from tests.support.house import Place, Statements
from tests.test_cli import Command, voxpop, where  # noqa: F401 - fixtures
from voxpop.akismet import keys
from voxpop.akismet.keys import Wanted
from voxpop.lib.refused import Refused


async def test_a_key_is_twelve_letters_and_nowhere_in_the_database(place: Place) -> None:
    key = await added(place, label="The blog")
    assert re.fullmatch("[0-9a-f]{12}", key)
    [row] = place.rows("SELECT * FROM akismet_key")
    kept = [bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value) for value in row]
    assert not any(key in value for value in kept)


async def test_a_revoked_key_is_as_good_as_none_within_a_second(blog: Blog) -> None:
    assert (await blog.call("verify-key")).text == "valid"
    number = blog.place.one("SELECT id FROM akismet_key")
    clock = blog.place.house.clock
    await blog.place.house.database.write(lambda conn: keys.revoke(conn, clock, number))
    blog.place.clock.forward(seconds=1)
    unknown = await blog.call("verify-key", api_key="0" * 12)
    revoked = await blog.call("verify-key")
    assert (revoked.text, revoked.headers) == (unknown.text, unknown.headers)


async def test_who_guesses_asks_the_database_nothing(blog: Blog) -> None:
    await blog.call("verify-key")
    with Statements() as asked:
        for number in range(50):
            await blog.check(api_key=f"{number:012x}")
    assert asked == []


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(scopes=("all",)), "scope_unknown"),
        (Wanted(scopes=()), "scope_unknown"),
        (Wanted(blog="blog.example"), "url_invalid"),
        (Wanted(callback="javascript:x"), "url_invalid"),
    ],
)
async def test_a_key_that_makes_no_sense_is_not_made(place: Place, wanted: Wanted, code: str) -> None:
    with pytest.raises(Refused) as refused:
        await place.house.database.write(lambda conn: keys.add(conn, place.house.clock, 1, wanted))
    assert refused.value.code == code
    assert place.rows("SELECT id FROM akismet_key") == []


def test_of_the_command_line_the_key_is_all_that_is_said(voxpop: Command, where: tuple[str, ...]) -> None:  # noqa: F811
    made = voxpop(
        "akismet", "key", "add", "--label", "The [b]blog", "--scopes", "check", "--hourly", "5", "--monthly", "9",
        "--blog", "https://blog.example/", "--callback", "https://blog.example/wp-json/", *where,
    )  # fmt: skip
    assert made.status == 0
    assert re.fullmatch("[0-9a-f]{12}\n", made.out)
    listed = voxpop("akismet", "key", "list", *where)
    for word in (
        "The [b]blog",
        "check",
        "5 an hour",
        "9 a month",
        "https://blog.example/",
        "hooks to https://blog.example",
    ):
        assert word in listed.out
    assert made.out.strip() not in listed.out


def test_a_key_is_revoked_by_its_id_once(voxpop: Command, where: tuple[str, ...]) -> None:  # noqa: F811
    voxpop("akismet", "key", "add", *where)
    number = re.findall(r"\b[0-9]{16}\b", voxpop("akismet", "key", "list", *where).out)[0]
    assert voxpop("akismet", "key", "revoke", number, *where).status == 0
    assert "revoked" in voxpop("akismet", "key", "list", *where).out
    again = voxpop("akismet", "key", "revoke", number, *where)
    assert (again.status, again.err.count(number)) == (1, 1)
