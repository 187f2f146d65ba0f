"""Letters are sent once they are due, again when that failed, by one worker each, and are never lost."""

import asyncio
import dataclasses
from typing import Any

import pytest

from tests.support.house import Place
from voxpop.lib.refused import Refused
from voxpop.notify import outbox
from voxpop.notify.outbox import Channel, Later, Letter
from voxpop.sites.house import House

SITE = 1


@dataclasses.dataclass
class Post:
    """A channel that writes down what it is given and then does the next of what it is told to, or the last again."""

    answers: list[Exception | None] = dataclasses.field(default_factory=lambda: [None])
    sent: list[Letter] = dataclasses.field(default_factory=list)
    wanted: int = 1
    enough: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)  # so many were given

    async def send(self, _: House, letter: Letter) -> None:
        self.sent.append(letter)
        if len(self.sent) >= self.wanted:
            self.enough.set()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is not None:
            raise answer

    @property
    def channel(self) -> Channel:
        return Channel("post", self.send)


async def put(place: Place, target: str = "here", *, seconds: float = 0, channel: str = "post") -> int:
    letter = Letter(SITE, channel, target, "words", place.clock.now + int(seconds * 1e6))
    return await place.house.database.write(lambda conn: outbox.put(conn, place.house.clock, letter))


def left(place: Place) -> int:
    return int(place.one("SELECT COUNT(*) FROM outbox"))


async def test_a_letter_is_sent_once_with_what_was_put_in(place: Place) -> None:
    number, post = await put(place, "there"), Post()
    assert [await place.deliver(post.channel) for _ in range(2)] == [1, 0]
    [letter] = post.sent
    assert (letter.id, letter.site, letter.target, letter.body, letter.tries) == (number, SITE, "there", "words", 1)
    assert left(place) == 0


async def test_a_letter_is_not_sent_before_it_is_due(place: Place) -> None:
    await put(place, seconds=60)
    post = Post()
    place.clock.forward(seconds=59)
    assert await place.deliver(post.channel) == 0
    place.clock.forward(seconds=1)
    assert await place.deliver(post.channel) == 1


async def test_a_letter_of_a_transaction_that_failed_is_not_there(place: Place) -> None:
    def fail(conn: Any) -> None:
        outbox.put(conn, place.house.clock, Letter(SITE, "post", "here", "words", 0))
        raise LookupError

    with pytest.raises(LookupError):
        await place.house.database.write(fail)
    assert left(place) == 0


async def test_what_failed_is_tried_again_after_a_minute_and_then_longer_and_longer_until_it_is_given_up(
    place: Place,
) -> None:
    await put(place)
    post, waits = Post([Refused("fetch_slow", "Nobody answers.")]), []
    while left(place):
        assert await place.deliver(post.channel) == 1
        if left(place):
            waits.append((place.one("SELECT due FROM outbox") - place.clock.now) / 1e6)
            place.clock.forward(seconds=waits[-1])
    assert waits == [60, 300, 1800, 7200, 43200]
    assert [letter.tries for letter in post.sent] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("fault", [LookupError("a fault of ours"), TimeoutError()])
async def test_a_channel_that_fails_otherwise_loses_nothing_either(place: Place, fault: Exception) -> None:
    await put(place)
    post = Post([fault, None])
    await place.deliver(post.channel)
    assert left(place) == 1
    place.clock.forward(minutes=1)
    await place.deliver(post.channel)
    assert (left(place), len(post.sent)) == (0, 2)


async def test_who_says_when_to_come_again_is_left_alone_until_then(place: Place) -> None:
    await put(place)
    post = Post([Later(600), None])
    await place.deliver(post.channel)
    place.clock.forward(seconds=599)
    assert await place.deliver(post.channel) == 0
    place.clock.forward(seconds=1)
    assert await place.deliver(post.channel) == 1


async def test_nobody_is_left_alone_for_more_than_a_day(place: Place) -> None:
    await put(place)
    await place.deliver(Post([Later(1e12)]).channel)
    assert place.one("SELECT due FROM outbox") == place.clock.now + 86400 * 1_000_000


async def test_of_many_workers_one_gets_a_letter(place: Place) -> None:
    for number in range(40):
        await put(place, str(number))
    post = Post()
    for _ in range(3):
        await asyncio.gather(*(place.deliver(post.channel) for _ in range(8)))
    assert sorted(int(letter.target) for letter in post.sent) == list(range(40))
    assert left(place) == 0


async def test_a_letter_whose_worker_died_is_sent_by_another(place: Place) -> None:
    await put(place)

    begun = asyncio.Event()

    async def die(_: House, __: Letter) -> None:
        begun.set()
        await asyncio.Event().wait()

    dying = asyncio.create_task(place.deliver(Channel("post", die)))
    await begun.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    post = Post()
    assert await place.deliver(post.channel) == 0
    place.clock.forward(seconds=outbox.LEASE)
    assert await place.deliver(post.channel) == 1
    assert left(place) == 0


async def test_who_comes_back_late_does_not_remove_what_another_has_taken_over(place: Place) -> None:
    await put(place)
    go_on, begun = asyncio.Event(), asyncio.Event()

    async def dawdle(_: House, __: Letter) -> None:
        begun.set()
        await go_on.wait()

    slow = asyncio.create_task(place.deliver(Channel("post", dawdle)))
    await begun.wait()
    place.clock.forward(seconds=outbox.LEASE)
    await place.deliver(Post([Refused("fetch_slow", "Nobody answers.")]).channel)
    go_on.set()
    await slow
    assert left(place) == 1


async def test_a_sending_that_never_ends_is_broken_off_and_tried_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "SENDING", 0.01)
    await put(place)

    async def hang(_: House, __: Letter) -> None:
        await asyncio.Event().wait()

    await place.deliver(Channel("post", hang))
    assert place.one("SELECT due FROM outbox") == place.clock.now + 60_000_000


async def test_what_is_dropped_is_not_sent(place: Place) -> None:
    for target in ("here", "there"):
        await put(place, target)
    await put(place, "here", channel="other")
    await place.house.database.write(lambda conn: outbox.drop(conn, SITE, "post", "here"))
    assert {tuple(row) for row in place.rows("SELECT channel, target FROM outbox")} == {
        ("post", "there"), ("other", "here"),
    }  # fmt: skip


async def test_a_second_process_that_draws_the_same_microsecond_puts_its_letter_after(place: Place) -> None:
    first = await put(place)
    await place.write("UPDATE outbox SET id = :next", next=first + 1)
    assert await put(place) == first + 2


async def test_a_worker_sends_until_it_is_told_to_end(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "LOOK", 0.01)
    post, end = Post(wanted=20), asyncio.Event()
    working = asyncio.create_task(outbox.work(place.house, (Channel("silent", post.send), post.channel), end))
    for number in range(20):
        await put(place, str(number))
    await post.enough.wait()
    end.set()
    await working
    assert (left(place), len(post.sent)) == (0, 20)
    await put(place)
    assert len(post.sent) == 20


async def test_a_worker_outlives_a_database_that_is_away_and_says_so_once(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outbox, "LOOK", 0.01)
    away, post, end = [Refused("storage_away", "Away."), LookupError("odd")], Post(), asyncio.Event()
    turn = outbox.turn

    async def turning(house: House, channel: Channel) -> int:
        if away:
            raise away.pop()
        return await turn(house, channel)

    monkeypatch.setattr(outbox, "turn", turning)
    await put(place)
    working = asyncio.create_task(outbox.work(place.house, (post.channel,), end))
    await post.enough.wait()
    end.set()
    await working
    assert [record.getMessage() for record in caplog.records] == ["post: no letters are sent for now: LookupError"]


async def test_what_hangs_does_not_keep_a_process_from_ending(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "GRACE", 0.01)
    begun, end = asyncio.Event(), asyncio.Event()

    async def hang(_: House, __: Letter) -> None:
        begun.set()
        await asyncio.Event().wait()

    await put(place)
    working = asyncio.create_task(outbox.work(place.house, (Channel("post", hang),), end))
    await begun.wait()
    end.set()
    await working
    assert left(place) == 1
