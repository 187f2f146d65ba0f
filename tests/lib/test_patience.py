"""Who does not answer is borne with for a while, and then has rest."""

import asyncio
import contextlib

import pytest

from tests.support.clock import MovableClock
from voxpop.lib import patience
from voxpop.lib.patience import Patience
from voxpop.lib.refused import Refused


def made() -> tuple[Patience, MovableClock]:
    clock = MovableClock()
    return Patience(clock.steady), clock


async def test_no_more_than_so_many_have_a_turn_at_once() -> None:
    borne, _ = made()
    inside, most, leave = 0, 0, asyncio.Event()

    async def ask() -> None:
        nonlocal inside, most
        async with borne.turn(5):
            inside += 1
            most = max(most, inside)
            if inside == patience.AT_ONCE:
                leave.set()
            await leave.wait()
            inside -= 1

    await asyncio.gather(*(ask() for _ in range(3 * patience.AT_ONCE)))
    assert (inside, most) == (0, patience.AT_ONCE)


async def test_who_gets_no_turn_in_time_is_refused() -> None:
    borne, _ = made()
    async with contextlib.AsyncExitStack() as all_of_them:
        for _ in range(patience.AT_ONCE):
            await all_of_them.enter_async_context(borne.turn(5))
        with pytest.raises(Refused) as refused:
            async with borne.turn(0.01):
                pytest.fail("there was room")
    assert refused.value.code == "fetch_slow"
    async with borne.turn(0.01):
        pass


async def test_each_kind_has_places_of_its_own() -> None:
    borne, _ = made()
    async with contextlib.AsyncExitStack() as all_of_them:
        for _ in range(patience.AT_ONCE):
            await all_of_them.enter_async_context(borne.turn(5, "slow ones"))
        async with borne.turn(0.01), borne.turn(0.01, "others"):
            pass
        with pytest.raises(Refused):
            async with borne.turn(0.01, "slow ones"):
                pytest.fail("there was room")


async def test_the_third_failure_in_a_row_gives_rest_for_half_a_minute() -> None:
    borne, clock = made()
    rests = []
    for _ in range(3):
        borne.failed("them")
        rests.append(borne.resting("them"))
    assert rests == [0, 0, 30]
    assert borne.resting("others") == 0
    clock.forward(seconds=30)
    assert borne.resting("them") == 0


async def test_failures_with_an_answer_between_them_are_not_in_a_row() -> None:
    borne, _ = made()
    for _ in range(5):
        borne.failed("them")
        borne.failed("them")
        borne.answered("them")
    assert borne.resting("them") == 0


async def test_who_fails_again_after_the_rest_has_another() -> None:
    borne, clock = made()
    for _ in range(3):
        borne.failed("them")
    clock.forward(seconds=31)
    borne.failed("them")
    assert borne.resting("them") == 30


async def test_who_wishes_to_be_left_alone_is_for_an_hour_at_most() -> None:
    borne, _ = made()
    borne.failed("them", 120)
    assert borne.resting("them") == 120
    borne.failed("them", 1e9)
    assert borne.resting("them") == 3600
