"""How often something may happen: exactly as often as the limit says, in any stretch of time."""

import random

from voxpop.lib import pace
from voxpop.lib.pace import Pace


def test_the_limit_is_taken_and_not_one_more() -> None:
    kept = Pace()
    assert [kept.take("a", limit=3, seconds=60, now=0) for _ in range(5)] == [True] * 3 + [False] * 2


def test_a_place_is_free_again_when_the_oldest_is_as_old_as_the_window() -> None:
    kept = Pace()
    for now in (0, 30, 50):
        kept.take("a", limit=3, seconds=60, now=now)
    taken = [kept.take("a", limit=3, seconds=60, now=now) for now in (59.9, 60, 60, 90, 90)]
    assert taken == [False, True, False, True, False]


def test_no_window_anywhere_holds_more_than_the_limit() -> None:
    kept, chance, now, taken = Pace(), random.Random(1), 0.0, []
    for _ in range(2000):
        now += chance.random() * 5
        if kept.take("a", limit=4, seconds=60, now=now):
            taken.append(now)
    assert all(late - early >= 60 for early, late in zip(taken, taken[4:], strict=False))
    assert len(taken) > 200


def test_keys_are_counted_apart() -> None:
    kept = Pace()
    assert [kept.take(key, limit=1, seconds=60, now=0) for key in ("a", "b", "a")] == [True, True, False]


def test_a_refusal_does_not_count() -> None:
    kept = Pace()
    for now in (0, 10, 20, 30):
        kept.take("a", limit=1, seconds=60, now=now)
    assert kept.take("a", limit=1, seconds=60, now=60)


def test_what_is_given_back_can_be_taken_again() -> None:
    kept = Pace()
    kept.take("a", limit=1, seconds=60, now=0)
    kept.give_back("a")
    assert kept.take("a", limit=1, seconds=60, now=1)


def test_more_than_was_taken_cannot_be_given_back() -> None:
    kept = Pace()
    kept.give_back("a")
    kept.give_back("a")
    assert [kept.take("a", limit=1, seconds=60, now=0) for _ in range(2)] == [True, False]


def test_a_million_keys_do_not_fill_the_memory() -> None:
    kept = Pace()
    for key in range(pace.KEYS + 10):
        kept.take(key, limit=1, seconds=60, now=0)
    assert kept.take(0, limit=1, seconds=60, now=0)  # the idlest was forgotten
    assert not kept.take(pace.KEYS, limit=1, seconds=60, now=0)


def test_switched_off_it_refuses_nothing() -> None:
    kept = Pace(on=False)
    assert all(kept.take("a", limit=1, seconds=60, now=0) for _ in range(9))
