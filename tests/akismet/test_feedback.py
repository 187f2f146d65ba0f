"""submit-spam and submit-ham: one lesson for each text, only about what this key had checked, the last word counts."""

import asyncio
from typing import Any

import pytest

from tests.akismet.blog import COMMENT, THANKS, Blog, Judge, added, desk
from tests.support import databases, house
from tests.support.house import Place

LESSONS = "SELECT spam, source FROM lesson WHERE undone IS NULL ORDER BY id"
COUNTS = "SELECT SUM(missed), SUM(mistaken) FROM akismet_use"


async def taught(blog: Blog, name: str, **fields: Any) -> None:
    answer = await blog.call(name, **COMMENT | fields)
    assert (answer.status_code, answer.text) == (200, THANKS)


def lessons(place: Place) -> list[tuple[bool, str]]:
    return [(bool(row.spam), row.source) for row in place.rows(LESSONS)]


def number(place: Place) -> int:
    found: int = place.one("SELECT MAX(id) FROM akismet_key")
    return found


async def test_what_was_checked_is_learnt_in_the_name_of_the_key(blog: Blog, judge: Judge) -> None:
    await blog.check()
    await taught(blog, "submit-spam")
    assert lessons(blog.place) == [(True, f"key:{number(blog.place)}")]


async def test_what_was_never_checked_is_thanked_for_and_not_learnt(blog: Blog, judge: Judge) -> None:
    await blog.check()
    await taught(blog, "submit-spam", comment_content="Nobody ever asked about this one.")
    assert lessons(blog.place) == []


async def test_what_another_key_had_checked_is_not_ones_own_to_teach(blog: Blog, judge: Judge) -> None:
    await blog.check()
    await taught(Blog(blog.place, await added(blog.place)), "submit-spam")
    assert lessons(blog.place) == []


async def test_a_key_made_for_the_past_may_teach_about_it(place: Place, judge: Judge) -> None:
    blog = Blog(place, await added(place, scopes=("feedback", "past")))
    await taught(blog, "submit-spam")
    assert len(lessons(place)) == 1
    assert place.rows(COUNTS) == [(None, None)]


async def test_a_text_is_known_again_though_its_marks_have_changed(blog: Blog, judge: Judge) -> None:
    await blog.check(comment_content="It's <b>late</b> again, isn't it?")
    await taught(blog, "submit-spam", comment_content="It\\'s late   again, isn\\'t it?", comment_author="")
    assert len(lessons(blog.place)) == 1


async def test_a_sign_up_without_a_text_is_known_by_who_it_is_from(blog: Blog, judge: Judge) -> None:
    await blog.check(comment_content="", comment_type="signup")
    await taught(blog, "submit-spam", comment_content="", comment_author_email="other@reader.example")
    assert lessons(blog.place) == []
    await taught(blog, "submit-spam", comment_content="")
    assert len(lessons(blog.place)) == 1


@pytest.mark.parametrize("value", ["1", "true", "True"])
async def test_a_test_teaches_nothing(blog: Blog, judge: Judge, value: str) -> None:
    await blog.check()
    await taught(blog, "submit-spam", is_test=value)
    assert lessons(blog.place) == []
    await taught(blog, "submit-spam", is_test="False")
    assert len(lessons(blog.place)) == 1


async def test_the_same_word_again_is_one_lesson(blog: Blog, judge: Judge) -> None:
    await blog.check()
    for _ in range(30):
        await taught(blog, "submit-ham")
    assert blog.place.one("SELECT COUNT(*) FROM lesson") == 1


async def test_of_many_words_about_one_text_the_last_is_in_force_and_few_rows_are_kept(
    blog: Blog, judge: Judge
) -> None:
    await blog.check()
    for name in ("submit-spam", "submit-ham") * 15:
        await taught(blog, name)
    assert [spam for spam, _ in lessons(blog.place)] == [False]
    assert blog.place.one("SELECT COUNT(*) FROM lesson") == 2  # and the one before it, for a rollback
    assert blog.place.rows("SELECT spam, honest FROM judge") == [(0, 1)]
    assert blog.place.rows("SELECT SUM(spam), SUM(live) FROM record WHERE live + spam <> 0") != [(0, 0)]
    assert blog.place.one("SELECT SUM(spam) FROM record") == 0


async def test_many_who_say_the_same_at_once_say_it_once(blog: Blog, judge: Judge) -> None:
    await blog.check()
    await asyncio.gather(*(taught(blog, "submit-spam") for _ in range(16)))
    assert len(lessons(blog.place)) == 1
    assert blog.place.rows(COUNTS) == [(1, 0)]


@pytest.mark.parametrize(
    ("probability", "names", "counts"),
    [
        (0.1, ("submit-spam",), (1, 0)),
        (0.1, ("submit-ham",), (0, 0)),
        (0.9, ("submit-ham",), (0, 1)),
        (0.9, ("submit-spam",), (0, 0)),
        (0.1, ("submit-spam", "submit-ham"), (0, 0)),
        (0.1, ("submit-spam", "submit-ham", "submit-spam"), (1, 0)),
        (0.9, ("submit-ham", "submit-ham"), (0, 1)),
    ],
)
async def test_a_word_against_the_judge_counts_as_long_as_it_holds(
    blog: Blog, judge: Judge, probability: float, names: tuple[str, ...], counts: tuple[int, int]
) -> None:
    judge.says(probability)
    await blog.check()
    for name in names:
        await taught(blog, name)
    await desk(blog.place).use.flush()
    assert [tuple(map(int, row)) for row in blog.place.rows(COUNTS)] == [counts]


async def test_a_text_is_known_again_after_a_restart(tmp_path: Any, judge: Judge) -> None:
    with databases.fresh("sqlite", tmp_path) as url:
        async with house.opened(url, tmp_path) as place:
            blog = Blog(place, await added(place))
            judge.says(0.9)
            await blog.check()
        async with house.opened(url, tmp_path) as place:
            again = Blog(place, blog.key)
            await taught(again, "submit-ham")
            assert len(lessons(place)) == 1
            assert [tuple(row) for row in place.rows(COUNTS)] == [(0, 1)]


async def test_two_keys_of_a_site_are_two_voices(blog: Blog, judge: Judge) -> None:
    other = Blog(blog.place, await added(blog.place))
    for each, name in ((blog, "submit-spam"), (other, "submit-ham")):
        await each.check()
        await taught(each, name)
    assert [spam for spam, _ in lessons(blog.place)] == [True, False]
