"""Pauses: as long as they were meant to be, unless something happens; and what is done again and again between them."""

import asyncio

import pytest

from voxpop.lib.pausing import Rest, pause, rounds


async def test_what_has_happened_already_ends_it_at_once() -> None:
    never, done = asyncio.Event(), asyncio.Event()
    done.set()
    async with asyncio.timeout(5):
        await pause(3600, never, done)


async def test_it_ends_when_one_of_them_happens() -> None:
    never, end = asyncio.Event(), asyncio.Event()
    paused = asyncio.create_task(pause(3600, never, end))
    await asyncio.sleep(0)
    assert not paused.done()
    end.set()
    async with asyncio.timeout(5):
        await paused


async def test_it_ends_when_nothing_happens() -> None:
    async with asyncio.timeout(5):
        await pause(0.001, asyncio.Event())


async def test_who_is_cancelled_leaves_nobody_waiting() -> None:
    paused = asyncio.create_task(pause(3600, asyncio.Event()))
    await asyncio.sleep(0)
    paused.cancel()
    await asyncio.gather(paused, return_exceptions=True)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_what_failed_is_told_by_its_kind_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    end, tries = asyncio.Event(), []

    async def act() -> None:
        tries.append(len(tries))
        if len(tries) == 3:
            end.set()
        raise LookupError("what nobody should read")

    async with asyncio.timeout(5):
        await rounds(act, 0.001, end, "nothing is done for now")
    assert tries == [0, 1, 2]
    assert {record.getMessage() for record in caplog.records} == {"nothing is done for now: LookupError"}


async def test_a_sign_begins_the_next_round_and_the_end_none() -> None:
    end, sign, tries = asyncio.Event(), asyncio.Event(), []

    async def act() -> None:
        tries.append(len(tries))
        (end if len(tries) == 2 else sign).set()

    async with asyncio.timeout(5):
        await rounds(act, 3600, end, "", sign)
        await rounds(act, 3600, end, "", sign)
    assert tries == [0, 1]


def test_what_is_heavy_is_done_for_a_part_of_the_time() -> None:
    now = [100.0]
    rest = Rest(lambda: now[0], 20.0)
    assert rest.left() == 0.0

    def fail() -> None:
        with rest.earned():
            now[0] += 3
            raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        fail()
    assert rest.left() == 60.0
    now[0] += 59
    assert rest.left() == 1.0
    now[0] += 2
    assert rest.left() == 0.0
