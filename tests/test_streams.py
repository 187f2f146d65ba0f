"""GET /live: how a stream begins, goes on and ends, who gets none, and what is left of those that are over."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import databases, house
from tests.support.house import ORIGIN, Place, Reader
from tests.support.listening import SOON, Ear, listening
from voxpop import streams
from voxpop.discussion import audience
from voxpop.discussion.audience import Audience
from voxpop.lib import metrics
from voxpop.lib.refused import Refused
from voxpop.pages import live
from voxpop.streams import Asked, Outgoing, understood

HERE = {"site": "default", "url": f"{ORIGIN}/ferry"}
POLL = [{"seconds": live.LOOK}]


def listeners(place: Place) -> Audience:
    return place.app.audience  # type: ignore[no-any-return]


def is_empty(place: Place) -> bool:
    """Is nothing left of who has listened?"""
    there = listeners(place)
    kept = (there.seats, there.rooms, there._numbered, there._near, *there._beating)
    return not any(kept)


async def over(ear: Ear) -> None:
    await asyncio.wait_for(ear.ended.wait(), SOON)


async def test_a_stream_says_what_it_is_and_that_nobody_may_keep_it_or_hold_it_up(place: Place) -> None:
    async with listening(place) as ear:
        assert ear.status == 200
        assert ear.headers == {
            "content-type": "text/event-stream",
            "cache-control": "no-store",
            "x-accel-buffering": "no",
            "access-control-allow-origin": "*",
            "x-content-type-options": "nosniff",
        }
        assert ear.body.startswith(b"retry: ")
        assert not ear.ended.is_set()


async def test_a_stream_keeps_nothing_of_what_its_request_brought(place: Place) -> None:
    async with listening(place, since=0) as ear:
        assert (ear.scope["headers"], ear.scope["state"]) == ([], {})


async def test_who_comes_back_is_spread_over_some_seconds(place: Place) -> None:
    async with contextlib.AsyncExitStack() as stack:
        ears = [await stack.enter_async_context(listening(place)) for _ in range(10)]
        waits = [int(ear.body.split()[1]) for ear in ears]
    assert len(set(waits)) > 5
    assert min(waits) >= 2000
    assert max(waits) <= 8000


@pytest.fixture
async def small(tmp_path: Path) -> Any:
    """A house with room for two streams."""
    with databases.fresh("sqlite", tmp_path) as url:
        async with house.opened(url, tmp_path, streams="2") as opened:
            await opened.publish("ferry")
            yield opened


async def test_above_the_cap_one_is_told_to_look_now_and_then_and_below_it_there_is_room_again(small: Place) -> None:
    async with listening(small):
        async with listening(small) as second, listening(small) as third:
            await over(third)
            assert (third.status, third.headers["content-type"]) == (200, "text/event-stream")
            assert third.said("poll") == POLL
            assert not second.ended.is_set()
        async with listening(small) as fourth:
            assert fourth.kinds == []
            assert not fourth.ended.is_set()


async def test_who_was_told_to_look_now_and_then_is_counted(small: Place, reader: Reader) -> None:
    before = metrics._counts["voxpop_polls_total", "why", "full"]
    async with listening(small), listening(small), listening(small) as third:
        await over(third)
    assert metrics._counts["voxpop_polls_total", "why", "full"] == before + 1


async def test_without_streams_everybody_is_told_to_look_now_and_then(
    open_house: Callable[..., Awaitable[Place]],
) -> None:
    place = await open_house(streams="0")
    async with listening(place) as ear:
        await over(ear)
        assert ear.said("poll") == POLL


@pytest.mark.parametrize(
    ("address", "neighbour", "stranger"),
    [("192.0.2.1", "192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")],
)
async def test_of_one_address_only_so_many_listen(
    strict: Place, monkeypatch: pytest.MonkeyPatch, address: str, neighbour: str, stranger: str
) -> None:
    monkeypatch.setattr(audience, "NEAR", 2)
    async with contextlib.AsyncExitStack() as stack:
        asked = (address, neighbour, neighbour, stranger)
        ears = [await stack.enter_async_context(listening(strict, address=one)) for one in asked]
        await over(ears[2])
        assert [ear.said("poll") for ear in ears] == [[], [], POLL, []]
        assert not ears[3].ended.is_set()
    async with listening(strict, address=address) as later:
        assert not later.ended.is_set()
    assert is_empty(strict)


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"site": "nobody"}, 404, "site_unknown"),
    ({"url": "ferry"}, 400, "url_invalid"),
    ({"url": "https://other.example/"}, 403, "url_not_of_site"),
    ({"url": ""}, 400, "body_invalid"),
    ({"url": "x" * 2001}, 400, "body_invalid"),
    ({"site": "s" * 101}, 400, "body_invalid"),
    ({"since": "yesterday"}, 400, "body_invalid"),
    ({"since": "-1"}, 400, "body_invalid"),
    ({"since": str(2**53)}, 400, "body_invalid"),
    ({"lang": "<script>"}, 400, "body_invalid"),
]


@pytest.mark.parametrize(("asked", "status", "code"), REFUSED)
async def test_what_is_no_conversation_is_refused_as_everywhere(
    reader: Reader, asked: dict[str, Any], status: int, code: str
) -> None:
    answer = await reader.get("/live", params=HERE | asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_an_address_without_a_conversation_is_refused(reader: Reader) -> None:
    assert (await reader.get("/live")).status_code == 400
    assert (await reader.get("/live", params={"site": "default"})).status_code == 400


async def test_other_methods_are_answered_without_a_stream(reader: Reader) -> None:
    head = await reader.head("/live", params=HERE)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")
    post = await reader.post("/live", params=HERE)
    assert (post.status_code, post.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_a_number_that_is_none_is_refused_rather_than_guessed(place: Place) -> None:
    async with listening(place, last="yesterday") as ear:
        await over(ear)
        assert ear.said("poll") == POLL


UNDERSTOOD: dict[bytes, Asked | None] = {
    b"site=a&url=b": Asked("a", "b", "", None),
    b"site=a&url=b&since=7&lang=pt-BR&more=x": Asked("a", "b", "pt-BR", 7),
    b"site=%C3%A4&url=http://h/%20": Asked("ä", "http://h/ ", "", None),
    b"site=a&url=b&since=": Asked("a", "b", "", None),
    b"site=a&url=b&url=c": None,
    b"site=a": None,
    b"": None,
    b"site=a&url=b&since=x": None,
    b"site=a&url=b&since=%D9%A1": None,
    b"site=a&url=" + b"b" * 9000: None,
    b"\xff\xfe=;&&&=": None,
}


@pytest.mark.parametrize("query", UNDERSTOOD)
def test_only_a_plain_query_is_understood(query: bytes) -> None:
    assert understood(query, "") == UNDERSTOOD[query]


async def test_a_quiet_stream_shows_a_sign_of_life_every_25_seconds(place: Place) -> None:
    async with listening(place) as ear:
        ear.forget()
        for _ in range(audience.BEATS):
            listeners(place).beat()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert ear.body == b": \n\n"


async def test_a_stream_ends_by_itself_after_ten_minutes_or_so(place: Place) -> None:
    async with listening(place) as ear:
        place.clock.forward(minutes=7)
        for _ in range(audience.BEATS):
            listeners(place).beat()
        assert not ear.ended.is_set()
        place.clock.forward(minutes=6)
        for _ in range(audience.BEATS):
            listeners(place).beat()
        await over(ear)
    assert is_empty(place)


async def test_the_end_of_the_process_ends_all_streams_and_lets_nobody_in(place: Place) -> None:
    async with listening(place) as ear, listening(place, f"{ORIGIN}/new") as other:
        listeners(place).close()
        listeners(place).close()
        await over(ear)
        await over(other)
        assert [one.body.split(b"retry: ")[-1] for one in (ear, other)] == [b"5000\n\n", b"10000\n\n"]
        async with listening(place) as late:
            await over(late)
            assert late.kinds == []
            assert late.body.startswith(b"retry: ")
    assert is_empty(place)


async def test_the_end_does_not_wait_for_the_next_look(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "PAUSE", 3600.0)
    there, end = Audience(place.house), asyncio.Event()
    working = asyncio.create_task(there.work(end))
    await asyncio.sleep(0)
    end.set()
    there.close()
    await asyncio.wait_for(working, SOON)


async def test_who_takes_nothing_falls_behind_and_hears_all_of_it_when_they_come_back(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "CHUNKS", 3)
    first = await reader.said("First.")
    place.clock.forward(minutes=2)
    async with listening(place, since=first, deaf=True) as deaf, listening(place, since=first) as other:
        numbers = []
        for number in range(8):
            place.clock.forward(seconds=1)
            numbers.append(await reader.said(f"Number {number}."))
            await other.hears("count")
        assert [told["id"] for told in other.said("comment")] == numbers
        assert deaf.deaf is not None
        deaf.deaf.set()
        await over(deaf)
        assert deaf.said("comment") == []
    last = [event.number for event in deaf.events if event.number][-1]
    async with listening(place, last=str(last)) as again:
        assert [told["id"] for told in again.said("comment")] == numbers
    assert is_empty(place)


async def test_what_waits_for_a_slow_reader_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    ready = asyncio.Event()

    async def send(message: Any) -> None:
        await ready.wait()
        sent.append(message)

    stream = Outgoing(send, 0.0)
    stream.begin(b"first")
    await asyncio.sleep(0)
    stream.give(b"x" * (streams.WAITING + 1))  # one alone is given, however large
    stream.give(b"y")
    stream.give(b"z")
    ready.set()
    for _ in range(9):
        await asyncio.sleep(0)
    assert [(message["body"], message["more_body"]) for message in sent] == [(b"first", True), (b"", False)]


async def test_a_large_piece_goes_out_in_small_ones(place: Place) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message["body"])

    stream = Outgoing(send, 0.0)
    stream.begin(b"x" * (3 * streams.PIECE + 1))
    for _ in range(9):
        await asyncio.sleep(0)
    assert [len(piece) for piece in sent] == [streams.PIECE] * 3 + [1]


async def test_what_comes_while_one_catches_up_comes_after_it(place: Place, reader: Reader) -> None:
    """Between the look at what was missed and the first word of the stream."""
    before = await reader.said("Before.")
    caught_up = listeners(place).caught_up

    async def slowly(*given: Any) -> bytes:
        missed = await caught_up(*given)
        await reader.said("Meanwhile.")
        await listeners(place).turn()
        return missed

    listeners(place).caught_up = slowly  # type: ignore[method-assign]
    async with listening(place, since=0) as ear:
        await ear.hears("count")
        assert [told["id"] == before for told in ear.said("comment")] == [True, False]


async def test_what_comes_while_a_conversation_is_looked_at_for_the_first_time_is_heard(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reader.said("Before.")
    read = place.house.database.read

    async def slowly(job: Any) -> Any:
        found = await read(job)
        monkeypatch.setattr(place.house.database, "read", read)
        await reader.said("Meanwhile.")
        return found

    monkeypatch.setattr(place.house.database, "read", slowly)
    async with listening(place) as ear:
        assert "Meanwhile." in (await ear.hears("comment"))["html"]


async def test_200_who_come_and_go_at_once_leave_nothing(place: Place, reader: Reader) -> None:
    async def come_and_go(number: int) -> None:
        async with listening(place, f"{ORIGIN}/{number % 7}", address=f"10.0.0.{number}", since=0):
            await asyncio.sleep(0.001 * (number % 10))

    before = metrics.streams
    async with asyncio.TaskGroup() as group:
        for number in range(200):
            group.create_task(come_and_go(number))
        group.create_task(reader.said("Meanwhile.", url=f"{ORIGIN}/3"))
    assert is_empty(place)
    assert metrics.streams == before


async def test_streams_and_what_they_are_told_are_counted(place: Place, reader: Reader) -> None:
    async with listening(place) as ear, listening(place):
        assert metrics.streams >= 2
        assert f"voxpop_streams {metrics.streams}\n" in (await reader.get("/metrics")).text
        before = metrics._counts["voxpop_events_total", "", ""]
        await reader.said("Well.")
        await ear.hears("count")
        await asyncio.sleep(0.01)
        assert metrics._counts["voxpop_events_total", "", ""] == before + 4


class Away:
    """The database does not answer."""

    async def __call__(self, job: object) -> Any:
        raise Refused("storage_away", "Away.")


async def test_while_the_database_is_away_one_is_asked_to_come_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.house.sites.load()
    monkeypatch.setattr(place.house.database, "read", Away())
    async with listening(place) as ear:
        await over(ear)
        assert ear.status == 200
        assert ear.body == b"retry: 15000\n\n"
    assert is_empty(place)


async def test_who_listens_while_the_database_is_away_hears_it_all_later(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "AWAY", 0.05)
    read = place.house.database.read
    async with listening(place) as ear:
        await listeners(place).turn()
        monkeypatch.setattr(place.house.database, "read", Away())
        listeners(place).elsewhere()
        await asyncio.sleep(0.2)
        monkeypatch.setattr(place.house.database, "read", read)
        number = await reader.said("Back.")
        assert (await ear.hears("comment"))["id"] == number


async def test_a_fault_of_ours_ends_the_streams_of_that_conversation_and_no_others(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(place) as ear, listening(place, f"{ORIGIN}/new") as other:
        with monkeypatch.context() as broken:
            broken.setattr("voxpop.discussion.markup.arrival", lambda *_: 1 / 0)
            await reader.said("Well.")
            await over(ear)
        assert not other.ended.is_set()
        await reader.said("Well.", url=f"{ORIGIN}/new")
        assert await other.hears("comment")
    assert [record.message for record in caplog.records if "telling" in record.message] == [
        "telling what is new failed: ZeroDivisionError"
    ]
