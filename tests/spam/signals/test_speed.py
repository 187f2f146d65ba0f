"""One person, or one address, through several threads."""

from tests.support.judging import NOW, known, seen
from voxpop.spam.recent import Recent, Visit
from voxpop.spam.signals import speed
from voxpop.spam.submission import Reason

MINUTE = 60_000_000


def after(threads: int, minutes: int = 5, person: str = "eve", address: str = "192.0.2.1") -> Reason | None:
    memory = Recent()
    for number in range(threads):
        at = NOW - minutes * MINUTE + number * MINUTE // 10
        memory.note(None, Visit(at, 1, f"t{number}", person, address))
    return speed.look(seen(about=known(recent=memory), thread="new", person="eve", address="192.0.2.1"))


def test_many_threads_in_minutes_are_told() -> None:
    reason = after(4)
    assert reason is not None
    assert reason.sentence == "this person wrote in 4 other threads within 5 minutes"


def test_two_threads_and_many_over_an_hour_say_nothing() -> None:
    assert after(2) is None
    assert after(6, minutes=60) is None


def test_an_address_weighs_less_than_a_person() -> None:
    person, address = after(5), after(5, person="other")
    assert person is not None
    assert address is not None
    assert 0 < address.weight < person.weight
    assert address.sentence.startswith("this address")


def test_without_a_memory_or_anybody_nothing_is_said() -> None:
    assert speed.look(seen(person="eve")) is None
    assert speed.look(seen(about=known(recent=Recent()))) is None
