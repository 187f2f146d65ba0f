"""Near-copies of the last hours are found, other texts are not, and memory has its bounds."""

import random

from voxpop.spam import recent
from voxpop.spam.recent import Copies, Pace, Recent, Sketch, Visit, sketch

TEXT = "the ferry was late again this morning, and nobody at the pier knew when the next one would leave. {}"
OFFER = "hello {0}, i am a mother of two and earned {1} euros last month from home, write to {2} to learn how it works"
SECOND = 1_000_000


def sketched(text: str) -> Sketch:
    made = sketch(text.casefold())
    assert made is not None
    return made


def visit(seconds: int = 0, thread: str = "a", person: str = "", address: str = "", site: int = 1) -> Visit:
    return Visit(seconds * SECOND, site, thread, person, address)


def test_a_copy_in_another_thread_is_counted_with_threads_sites_people_and_time() -> None:
    memory = Recent()
    memory.note(sketched(TEXT), visit(0, "a", "ann"))
    memory.note(sketched(TEXT), visit(10, "b", "bob"))
    memory.note(sketched(TEXT), visit(20, "c", "bob", site=2))
    assert memory.look(sketched(TEXT), visit(60, "d", "cid")) == Copies(3, 3, 2, 2, 60 * SECOND)


def test_a_template_with_other_words_in_its_slots_is_a_copy() -> None:
    memory = Recent()
    memory.note(sketched(OFFER.format("dear", "4,500", "ann@mail.example")), visit(0, "a"))
    other = sketched(OFFER.format("friends", "9,100", "mary.k@post.example"))
    assert memory.look(other, visit(1, "b", "x")).texts == 1


def test_what_is_only_about_the_same_is_no_copy() -> None:
    memory = Recent()
    memory.note(sketched(TEXT), visit())
    other = sketched(
        "nobody at the pier knew anything when i asked about the ferry; the next one left in the afternoon"
    )
    assert memory.look(other, visit(1, "b", "x")) == recent.NONE


def test_honest_texts_of_many_words_in_common_are_no_copies() -> None:
    memory, chance = Recent(), random.Random(7)
    words = "the a of to and in is it was that for on with as at by an be this from i we they not or had".split()
    nouns = ["".join(chance.choices("bcdfgklmnprstaeiou", k=6)) for _ in range(3000)]
    found = 0
    for number in range(400):
        said = sketched(" ".join(chance.choice(chance.choice((words, nouns))) for _ in range(40)))
        found += memory.look(said, visit(number, "b", "x")).texts
        memory.note(said, visit(number, f"t{number}"))
    assert found == 0


def test_what_many_people_say_in_few_words_has_no_sketch() -> None:
    for short in (
        "thanks!",
        "+1",
        "great article, thank you so much",
        "ha" * 200,
        "谢谢分享",
        "",
        " " * 500,
        "!?" * 300,
    ):
        assert sketch(short) is None


def test_signs_of_chinese_count_twice() -> None:
    text = "昨天晚上我们在河边散步的时候看到了很多萤火虫非常漂亮推荐大家周末去"
    assert sketch(text) is not None


def test_an_edit_is_no_copy_of_what_it_changes() -> None:
    memory = Recent()
    memory.note(sketched(TEXT.format("")), visit(0, "a", "ann", "192.0.2.1"))
    assert memory.look(sketched(TEXT.format("sorry!")), visit(9, "a", "ann", "192.0.2.2")) == recent.NONE
    assert memory.look(sketched(TEXT.format("sorry!")), visit(9, "a", "", "192.0.2.1")) == recent.NONE
    assert memory.look(sketched(TEXT.format("sorry!")), visit(9, "a", "bob", "192.0.2.1")).texts == 1


def test_after_hours_it_is_forgotten() -> None:
    memory = Recent()
    memory.note(sketched(TEXT), visit(0))
    hours = recent.HOURS // SECOND
    assert memory.look(sketched(TEXT), visit(hours, "b", "x")).texts == 1
    assert memory.look(sketched(TEXT), visit(hours + 1, "b", "x")) == recent.NONE


def test_memory_has_its_bounds_and_the_newest_is_found() -> None:
    memory, chance = Recent(limit=64), random.Random(3)
    for number in range(500):
        text = "".join(chance.choices("abcdefghijklmnop ", k=200))
        for copy in range(2):
            memory.note(sketched(text), visit(number, f"t{copy}", f"p{number}", f"a{number}"))
    assert len(memory.hashes) == 64
    assert len(memory.crowds) <= recent.CROWDS
    assert memory.look(sketched(text), visit(501, "b", "x")).texts == 2


def test_many_copies_of_one_text_fill_one_crowd_only() -> None:
    memory = Recent(limit=64)
    for number in range(300):
        memory.note(sketched(TEXT), visit(number, f"t{number}", f"p{number}"))
    assert [len(crowd) for crowd in memory.crowds.values()] == [recent.CROWD]
    assert memory.look(sketched(TEXT), visit(300, "b", "x")).texts == recent.CROWD


def test_writers_are_bounded_too() -> None:
    memory = Recent(limit=16)
    for number in range(recent.WRITERS + 10):
        memory.note(None, visit(number, "a", f"p{number}"))
    for thread in range(50):
        memory.note(None, visit(thread, f"t{thread}", "p"))
    assert len(memory.writers) == recent.WRITERS
    assert max(map(len, memory.writers.values())) == recent.STEPS


def test_the_pace_of_a_person_and_of_an_address_are_told_apart() -> None:
    memory = Recent()
    memory.note(None, visit(0, "a", "ann", "192.0.2.1"))
    memory.note(None, visit(30, "b", "ann", "192.0.2.1"))
    memory.note(None, visit(40, "b", "bob", "192.0.2.1"))
    assert memory.pace(visit(60, "c", "ann", "192.0.2.1")) == (Pace(2, 60 * SECOND), Pace(2, 60 * SECOND))
    assert memory.pace(visit(60, "c", "cid", "192.0.2.1"))[0] == recent.STILL
    assert memory.pace(visit(60, "c")) == (recent.STILL, recent.STILL)
    assert memory.pace(visit(60, "b", "bob")) == (recent.STILL, recent.STILL)
