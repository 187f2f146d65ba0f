"""A provisional verdict that turns out otherwise is told by a web hook, to the origin that the key was made for."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.akismet.blog import Blog, Judge, added, desk
from tests.support.house import Place
from voxpop.akismet import again, hooks
from voxpop.lib import fetch
from voxpop.lib.fetch import Answer
from voxpop.lib.refused import Refused
from voxpop.notify import outbox

ORIGIN = "https://blog.example"
CALLBACK = f"{ORIGIN}/wp-json/akismet/v1/webhook"
CHECKS = "SELECT callback FROM akismet_check"
LETTERS = "SELECT channel, target, tries FROM outbox"


class Post:
    """In the place of lib.fetch.post: hears what is sent, answers as it was told."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
        self.status = 200

    async def __call__(self, url: str, body: bytes, *, headers: Mapping[str, str], **more: Any) -> Answer:
        self.sent.append((url, json.loads(body), {**more, **headers}))
        return Answer(self.status, {}, b"{}")


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setattr(fetch, "post", made)
    return made


@pytest.fixture
async def hooked(place: Place) -> Blog:
    """A blog whose key may be called back."""
    return Blog(place, await added(place, callback=ORIGIN))


async def provisional(blog: Blog, judge: Judge, callback: str = CALLBACK) -> str:
    """A check that is to be looked at again; its number."""
    judge.says(0.4)
    answer = await blog.check(callback=callback)
    assert "x-akismet-recheck-after" in answer.headers
    await desk(blog.place).use.flush()
    return answer.headers["x-akismet-guid"]


async def later(blog: Blog, judge: Judge, probability: float) -> None:
    """Two minutes go by, and the judge knows more."""
    judge.says(probability)
    blog.place.clock.forward(minutes=2)
    await again.look(desk(blog.place))


async def sent(blog: Blog) -> int:
    return await outbox.turn(blog.place.house, hooks.channel(desk(blog.place)))


async def test_a_verdict_that_has_changed_is_told_as_wordpress_reads_it(hooked: Blog, judge: Judge, post: Post) -> None:
    number = await provisional(hooked, judge)
    await later(hooked, judge, 0.9)
    assert await sent(hooked) == 1
    [(url, body, more)] = post.sent
    assert url == CALLBACK
    assert body == {
        "key": hooked.key,
        "endpoint": "comment-check",
        "comments": [{"guid": number, "result": "true"}],
    }
    assert (more["content-type"], more["private"]) == ("application/json", False)
    assert hooked.place.rows(CHECKS) == hooked.place.rows(LETTERS) == []


async def test_the_disk_never_holds_the_key(hooked: Blog, judge: Judge, post: Post) -> None:
    await provisional(hooked, judge)
    assert hooked.key not in str(hooked.place.rows("SELECT * FROM akismet_check"))
    await later(hooked, judge, 0.9)
    assert hooked.key not in str(hooked.place.rows("SELECT * FROM outbox"))


async def test_a_verdict_that_stands_is_not_told(hooked: Blog, judge: Judge, post: Post) -> None:
    await provisional(hooked, judge)
    await later(hooked, judge, 0.4)
    assert hooked.place.rows(CHECKS) == hooked.place.rows(LETTERS) == []


async def test_it_is_not_looked_at_before_its_time(hooked: Blog, judge: Judge) -> None:
    await provisional(hooked, judge)
    judge.says(0.9)
    hooked.place.clock.forward(seconds=119)
    assert await again.look(desk(hooked.place)) == 0
    assert len(hooked.place.rows(CHECKS)) == 1


@pytest.mark.parametrize(
    "callback",
    [
        "", "https://blog.example.evil.example/hook", "http://blog.example/hook", "https://blog.example:8443/hook",
        "https://x@blog.example/hook", "https://evil.example/hook", "http://127.0.0.1/", "http://169.254.169.254/",
        "file:///etc/passwd", "javascript:x", "https://blog.example\\@evil.example/",
    ],
)  # fmt: skip
async def test_another_address_than_the_operators_is_never_called(hooked: Blog, judge: Judge, callback: str) -> None:
    await provisional(hooked, judge, callback)
    assert hooked.place.rows(CHECKS) == []


async def test_a_key_without_an_origin_has_no_hooks(blog: Blog, judge: Judge) -> None:
    await provisional(blog, judge)
    assert blog.place.rows(CHECKS) == []


async def test_of_two_processes_one_looks(hooked: Blog, judge: Judge) -> None:
    await provisional(hooked, judge)
    place = hooked.place
    judge.says(0.9)
    place.clock.forward(minutes=2)
    [row] = place.rows("SELECT site_id, id, key_id, guid, due, callback, submission FROM akismet_check")
    check = again.Waiting(*row)
    claims = [
        await place.house.database.write(lambda conn: again._claimed(conn, check, check.due + again.LEASE))
        for _ in range(2)
    ]
    assert claims == [True, False]
    assert await again.look(desk(place)) == 0
    place.clock.forward(seconds=again.LEASE / 1_000_000)  # the one that had it has died
    assert await again.look(desk(place)) == 1
    assert len(place.rows(LETTERS)) == 1


async def test_a_process_that_has_not_heard_the_key_waits_for_it(hooked: Blog, judge: Judge, post: Post) -> None:
    await provisional(hooked, judge)
    await later(hooked, judge, 0.9)
    desk(hooked.place).spoken.clear()  # as after a restart
    await sent(hooked)
    assert post.sent == []
    assert [row.tries for row in hooked.place.rows(LETTERS)] == [1]
    await hooked.call("verify-key")
    hooked.place.clock.forward(minutes=2)
    await sent(hooked)
    assert len(post.sent) == 1


async def test_a_hook_that_fails_is_tried_again_and_one_that_is_refused_is_not(
    hooked: Blog, judge: Judge, post: Post
) -> None:
    await provisional(hooked, judge)
    await later(hooked, judge, 0.9)
    post.status = 503
    await sent(hooked)
    assert len(hooked.place.rows(LETTERS)) == 1
    hooked.place.clock.forward(minutes=2)
    post.status = 404
    await sent(hooked)
    assert hooked.place.rows(LETTERS) == []


async def test_after_the_key_was_revoked_nothing_is_sent(hooked: Blog, judge: Judge, post: Post) -> None:
    await provisional(hooked, judge)
    await later(hooked, judge, 0.9)
    await hooked.place.write("UPDATE akismet_key SET revoked = 1")
    hooked.place.clock.forward(seconds=2)
    await sent(hooked)
    assert post.sent == hooked.place.rows(LETTERS) == []


async def test_a_key_is_needed_for_a_letter_to_leave(hooked: Blog, judge: Judge) -> None:
    changed = hooks.Changed(hooked.place.one("SELECT id FROM akismet_key"), "x", spam=True)
    await hooked.call("verify-key")
    letter = hooks.letter(1, "https://127.0.0.1/hook", changed, hooked.place.house.clock)
    await hooks.tell(desk(hooked.place), letter)  # not the origin of the key: dropped without a word


@pytest.mark.parametrize(
    ("origin", "near"),
    [
        ("https://blog.example", False), ("https://blog.example:8443", False), ("http://blog.example", True),
        ("https://blog.example:9000", True), ("https://wordpress", True), ("https://10.0.0.7", True),
        ("https://[::1]", True), ("http://localhost:8000", True),
    ],
)  # fmt: skip
def test_an_origin_of_the_operators_own_network_is_recognized(origin: str, near: bool) -> None:
    assert hooks.is_near(origin) is near


async def test_a_name_that_leads_into_the_own_network_is_refused(hooked: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    monkeypatch.setattr(fetch, "resolve", resolve)
    await hooked.call("verify-key")
    changed = hooks.Changed(hooked.place.one("SELECT id FROM akismet_key"), "x", spam=True)
    with pytest.raises(Refused) as refused:
        await hooks.tell(desk(hooked.place), hooks.letter(1, CALLBACK, changed, hooked.place.house.clock))
    assert refused.value.code == "fetch_refused"
