"""Near-copies of the last hours."""

from tests.support.judging import FERRY, NOW, known, seen
from voxpop.spam.known import Known
from voxpop.spam.recent import Recent, Visit
from voxpop.spam.signals import copies
from voxpop.spam.submission import Reason

MINUTE = 60_000_000


def look(about: Known, text: str = FERRY, thread: str = "new", now: int = NOW) -> Reason | None:
    return copies.look(seen(text, about=about, thread=thread, person="eve", now=now))


def after(*visits: Visit, text: str = FERRY) -> Known:
    memory = Recent()
    for visit in visits:
        memory.note(seen(text).sketch, visit)
    return known(recent=memory)


def test_copies_threads_and_time_are_told() -> None:
    about = after(*(Visit(NOW - (40 - n) * MINUTE, 1, f"t{n % 3}", f"p{n}") for n in range(4)))
    reason = look(about)
    assert reason is not None
    assert reason.sentence == "4 near-copies in the last hour on 3 threads"


def test_more_threads_weigh_more_up_to_a_bound() -> None:
    weights = []
    for count in (1, 2, 4, 8, 16, 32):
        reason = look(after(*(Visit(NOW, 1, f"t{n}", f"p{n}") for n in range(count))))
        assert reason is not None
        weights.append(reason.weight)
    assert weights == sorted(weights)
    assert weights[0] == copies.ELSEWHERE
    assert weights[-1] == copies.MOST


def test_what_others_say_too_in_the_same_thread_weighs_less() -> None:
    here = look(after(Visit(NOW, 1, "new", "ann")))
    there = look(after(Visit(NOW, 1, "old", "ann")))
    assert here is not None
    assert there is not None
    assert here.weight < there.weight
    assert here.sentence == "1 near-copy in the last ten minutes in this thread"


def test_copies_on_several_sites_are_told() -> None:
    reason = look(after(Visit(NOW, 1, "a", "ann"), Visit(NOW, 2, "b", "bob")))
    assert reason is not None
    assert reason.sentence == "2 near-copies in the last ten minutes on 2 threads of 2 sites"


def test_what_many_say_in_few_words_is_no_copy() -> None:
    assert look(after(Visit(NOW, 1, "a", "ann"), text="Thank you so much!"), "Thank you so much!") is None


def test_without_a_memory_and_without_copies_nothing_is_said() -> None:
    assert look(known()) is None
    assert look(known(recent=Recent())) is None
    assert look(after(Visit(NOW, 1, "new", "eve"))) is None, "an edit"
