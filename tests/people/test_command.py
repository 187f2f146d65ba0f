"""`voxpop people …` and the key of a site's own accounts: what an operator does to people, and what is told of them."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import host, mailed
from tests.support.house import HTML, Reader
from tests.support.mailed import Post
from tests.test_cli import Command, Said, voxpop, where  # noqa: F401 - fixtures
from voxpop.lib.ids import now
from voxpop.people import host_token
from voxpop.privacy import erasing, subject
from voxpop.privacy.erasure import Extent

BEN = "ben@reader.example"


@pytest.fixture
async def post(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with mailed.opened(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def people(voxpop: Command, where: tuple[str, ...]) -> Command:  # noqa: F811
    """`people("ban", 7)`: `voxpop people ban 7` on the test's database, which is taken."""

    def run(*words: object) -> Said:
        said = voxpop("people", *words, *where)
        assert (said.status, said.err) == (0, "")
        return said

    return run


def number(post: Post, name: str = "Ann") -> int:
    return int(post.place.one("SELECT id FROM person WHERE name = :name", name=name))


async def who(post: Post, reader: Reader) -> Any:
    """Whom the house takes them for."""
    await post.place.quiet()
    return (await reader.get("/api/v1/session", params={"site": "default"})).json()["person"]


async def test_the_list_tells_names_and_what_they_sign_in_with_and_no_address(post: Post, people: Command) -> None:
    ann, _ = await post.signed_in(name="Ann [b]"), await post.signed_in(BEN, name="Ben")
    assert await who(post, ann)
    said = people("list").out
    assert re.search(r"Ben.*2025-10-09.*e-mail.*\n.*Ann \[b\].*e-mail", said)
    assert "@" not in said
    secrets = post.place.rows("SELECT hash FROM session") + post.place.rows("SELECT mark FROM person")
    assert not any(bytes(secret).hex() in said for (secret,) in secrets)


async def test_the_list_counts_the_sessions_that_are_not_over(post: Post, people: Command) -> None:
    await post.signed_in(name="Ann")
    await post.place.write("UPDATE session SET until = :until", until=now() + 1_000_000_000)
    await post.signed_in()
    await post.place.write("UPDATE session SET until = 1 WHERE id = (SELECT MIN(id) FROM session)")
    await post.place.write("UPDATE session SET until = :until WHERE until > 1", until=now() + 1_000_000_000)
    assert re.search(r"Ann.* 1 +│?\s*$", people("list").out, re.MULTILINE)


async def test_somebody_is_found_by_a_name_that_looks_like_theirs(post: Post, people: Command) -> None:
    await post.signed_in(name="Ann")
    await post.signed_in(BEN, name="Ben")
    said = people("list", "--name", "Аnn").out  # with a Cyrillic letter
    assert ("Ann" in said, "Ben" in said) == (True, False)


async def test_who_is_banned_is_out_at_once_and_comes_in_no_more(post: Post, people: Command) -> None:
    ann, ben = await post.signed_in(name="Ann"), await post.signed_in(BEN, name="Ben")
    assert await who(post, ann)
    assert "Ann may not take part any more. 1 session has ended." in people("ban", number(post)).out
    assert await who(post, ann) is None
    assert (await who(post, ben))["name"] == "Ben"
    again = post.place.reader()
    await mailed.asked(again)
    assert (await mailed.press(again, await post.link())).status_code == 303
    assert await who(post, again) is None
    assert "Ann (banned)" in people("list").out


async def test_who_is_let_in_again_signs_in_anew(post: Post, people: Command) -> None:
    ann = await post.signed_in(name="Ann")
    people("ban", number(post))
    people("unban", number(post))
    assert await who(post, ann) is None
    assert (await who(post, await post.signed_in()))["name"] == "Ann"


async def test_who_is_let_in_again_is_so_also_where_moderators_banned_them(post: Post, people: Command) -> None:
    await post.signed_in(name="Ann")
    people("ban", number(post))
    mark = post.place.one("SELECT mark FROM person")
    await post.place.write(
        "INSERT INTO standing (site_id, whom, kind, until, why, since) VALUES (1, :mark, :kind, NULL, '', 1)",
        mark=mark, kind="banned",
    )  # fmt: skip
    assert "Ann may take part again." in people("unban", number(post)).out
    ann = await post.signed_in()
    assert (await ann.say("Back again")).status_code == 201
    [line] = post.place.rows("SELECT act, before, after, actor FROM act WHERE comment_id IS NULL")
    assert (line.act, line.before, line.after) == ("lift", "banned for good", "not banned")


async def test_who_was_forgotten_while_banned_can_be_let_in(post: Post, people: Command) -> None:
    ann = await post.signed_in(name="Ann")
    people("ban", number(post))
    house = post.place.house
    who = house.database.read_now(lambda conn: subject.named(conn, 1, f"person:{number(post)}"))
    await erasing.ask(erasing.means(house), who, Extent.ALL)
    await erasing.turn(erasing.means(house))
    ann = await post.signed_in(name="Ann")
    assert (await ann.say("Here I am")).status_code == 403
    people("unban", number(post))
    ann = await post.signed_in()
    assert (await ann.say("Here I am")).status_code == 201


async def test_staff_are_marked_in_all_that_they_wrote_and_so_are_readers(post: Post, people: Command) -> None:
    ann = await post.signed_in(name="Ann")
    await ann.said("First words")
    people("staff", number(post))
    assert (await who(post, ann))["role"] == "staff"
    assert post.place.one("SELECT role FROM comment") == "staff"
    assert "Ann (staff)" in people("list").out
    people("reader", number(post))
    assert (await who(post, ann))["role"] == "reader"
    assert post.place.one("SELECT role FROM comment") == "reader"


async def test_who_is_signed_out_is_so_everywhere_and_nobody_else_is(post: Post, people: Command) -> None:
    here, there, ben = await post.signed_in(name="Ann"), await post.signed_in(), await post.signed_in(BEN, name="Ben")
    assert await who(post, here)
    assert "Ann is signed out. 2 sessions have ended." in people("sign-out", number(post)).out
    assert [await who(post, reader) for reader in (here, there)] == [None, None]
    assert await who(post, ben)


async def test_one_command_ends_all_sessions(post: Post, people: Command) -> None:
    readers = [await post.signed_in(name="Ann"), await post.signed_in(BEN, name="Ben")]
    assert all([await who(post, reader) for reader in readers])
    assert "2 sessions have ended." in people("sign-out", "--all", "--yes").out
    assert [await who(post, reader) for reader in readers] == [None, None]


async def test_or_those_of_one_site(post: Post, people: Command) -> None:
    ann = await post.signed_in(name="Ann")
    await post.place.add("news", "https://news.example")
    assert "0 sessions have ended." in people("sign-out", "--all", "--yes", "--site", "news").out
    assert await who(post, ann)
    assert "1 session has ended." in people("sign-out", "--all", "--yes", "--site", "default").out
    assert await who(post, ann) is None


async def test_without_an_answer_nobody_is_signed_out(
    post: Post,
    voxpop: Command,  # noqa: F811
    where: tuple[str, ...],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann = await post.signed_in(name="Ann")
    for answer in ("n", ""):
        monkeypatch.setattr("click.termui.visible_prompt_func", lambda *_, answer=answer: answer)
        assert voxpop("people", "sign-out", "--all", *where).status == 1
    assert await who(post, ann)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("ban 7", "Nobody with the id 7"),
        ("unban 7", "Nobody with the id 7"),
        ("staff 7", "Nobody with the id 7"),
        ("reader 7", "Nobody with the id 7"),
        ("sign-out 7", "Nobody with the id 7"),
        ("ban 7 --site nosuch", "no site named 'nosuch'"),
        ("sign-out", "an id, or --all"),
        ("sign-out 7 --all", "an id, or --all"),
        ("sign-out --all --yes --site nosuch", "no site named 'nosuch'"),
    ],
)
@pytest.mark.usefixtures("post")
def test_what_cannot_be_done_is_a_sentence(
    voxpop: Command,  # noqa: F811
    where: tuple[str, ...],  # noqa: F811
    words: str,
    why: str,
) -> None:
    said = voxpop("people", *words.split(), *where)
    assert (said.status, why in said.err) == (1, True)


@pytest.mark.parametrize("kind", [(), ("--hs256",)])
async def test_a_reader_of_the_site_comes_in_by_a_key_that_was_made_for_it(
    post: Post,
    voxpop: Command,  # noqa: F811
    where: tuple[str, ...],  # noqa: F811
    kind: tuple[str, ...],
) -> None:
    said = voxpop("site", "host-key", "default", *kind, *where).out
    found = re.search(r"keep it secret\): (\S+)", said)
    assert found
    await post.place.quiet()
    later = post.place.clock.now // 1_000_000 + 60
    claims = host.claims(name="Ida", role="staff", exp=later)
    answer = await post.place.reader().post(
        "/api/v1/session", json={"site": "default", "token": host.signed(claims, key=host.half(found[1], kind == ()))}
    )
    assert (answer.status_code, answer.json()["person"]["name"]) == (200, "Ida")
    assert f"aud: {host_token.audience(post.place.site())} " in said


@pytest.mark.usefixtures("post")
def test_a_key_in_use_is_only_replaced_on_purpose(voxpop: Command, where: tuple[str, ...]) -> None:  # noqa: F811
    first = voxpop("site", "host-key", "default", *where)
    again = voxpop("site", "host-key", "default", *where)
    assert (first.status, again.status, "--replace" in again.err) == (0, 1, True)
    assert voxpop("site", "host-key", "default", "--replace", *where).status == 0


async def test_nobody_is_told_the_key(post: Post) -> None:
    await post.place.choose(host_key=host.SECRET)
    reader, letters = post.place.reader(), host.SECRET.partition(":")[2]
    for path in ("/", "/ferry", "/account", "/api/v1/session?site=default"):
        assert letters not in (await reader.get(path, headers=HTML)).text
