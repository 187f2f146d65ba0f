"""Limits and counts of keys, gathered in memory and written down in batches."""

import asyncio
from typing import Any

import pytest

from tests.akismet.blog import FRONT, Blog, Judge, added, desk
from tests.support.house import Place
from voxpop.akismet import checking
from voxpop.akismet.use import BLOGS
from voxpop.lib.refused import Refused

pytestmark = pytest.mark.usefixtures("judge")

USE = "SELECT day, blog, calls, spam, ham FROM akismet_use ORDER BY day, blog"


async def test_calls_are_written_down_by_day_and_blog(blog: Blog, judge: Judge) -> None:
    await blog.check()
    judge.says(0.9)
    await blog.check()
    await blog.check(blog="https://other.example/x/")
    assert blog.place.rows(USE) == []
    await desk(blog.place).use.flush()
    assert blog.place.rows(USE) == [
        ("2025-10-09", "blog.example", 2, 1, 1), ("2025-10-09", "other.example/x", 1, 1, 0),
    ]  # fmt: skip
    blog.place.clock.forward(days=1)
    await blog.check()
    await desk(blog.place).use.flush()
    assert [tuple(row)[:3] for row in blog.place.rows(USE)][-1] == ("2025-10-10", "blog.example", 1)


async def test_what_could_not_be_written_is_written_later(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    await blog.check()
    write = blog.place.house.database.write

    async def fail(_job: object) -> None:
        raise Refused("storage_full", "No room.")

    monkeypatch.setattr(blog.place.house.database, "write", fail)
    with pytest.raises(Refused):
        await desk(blog.place).use.flush(all_=True)
    monkeypatch.setattr(blog.place.house.database, "write", write)
    await blog.check()
    await desk(blog.place).use.flush(all_=True)
    assert [row.calls for row in blog.place.rows(USE)] == [2]
    assert blog.place.one("SELECT COUNT(*) FROM akismet_seen") == 1


async def test_what_came_of_a_check_is_counted_though_its_call_was_written_down_meanwhile(
    blog: Blog, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = checking.judged

    async def slow(*asked: Any) -> Any:
        await desk(blog.place).use.flush()
        return await judged(*asked)

    monkeypatch.setattr(checking, "judged", slow)
    judge.says(0.9)
    await blog.check()
    await desk(blog.place).use.flush()
    assert [(row.calls, row.spam) for row in blog.place.rows(USE)] == [(1, 1)]


async def test_a_key_has_as_many_calls_an_hour_as_it_was_given(place: Place) -> None:
    blog = Blog(place, await added(place, hourly=3))
    answers = [await blog.check() for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].text not in ("true", "false")
    wait = int(answers[-1].headers["retry-after"])
    assert 0 < wait <= 3600
    place.clock.forward(seconds=wait)
    assert (await blog.check()).text == "false"


async def test_as_many_calls_a_month(place: Place) -> None:
    blog = Blog(place, await added(place, monthly=2))
    assert [(await blog.check()).status_code for _ in range(3)] == [200, 200, 429]
    await desk(place).use.flush()
    refused = await blog.check()
    assert refused.status_code == 429
    place.clock.forward(seconds=int(refused.headers["retry-after"]))
    assert (await blog.check()).text == "false"


@pytest.mark.parametrize("limit", [{"hourly": 20}, {"monthly": 20}])
async def test_limits_hold_exactly_when_many_ask_at_once(place: Place, limit: dict[str, int]) -> None:
    blog = Blog(place, await added(place, **limit))
    answers = await asyncio.gather(*(blog.check() for _ in range(64)))
    assert sorted(answer.status_code for answer in answers) == [200] * 20 + [429] * 44


async def test_the_calls_that_others_have_counted_count(place: Place) -> None:
    blog = Blog(place, await added(place, monthly=10))
    await blog.check()
    await desk(place).use.flush()
    await place.write("UPDATE akismet_use SET calls = 10")
    assert (await blog.check()).status_code == 429


async def test_whether_a_key_is_good_may_always_be_asked(place: Place) -> None:
    blog = Blog(place, await added(place, hourly=1, monthly=1))
    await blog.check()
    assert [(await blog.call("verify-key")).text for _ in range(20)] == ["valid"] * 20


async def test_one_key_uses_up_nothing_of_another(place: Place) -> None:
    blogs = [Blog(place, await added(place, hourly=1)) for _ in range(2)]
    assert [(await blog.check()).status_code for blog in blogs for _ in range(2)] == [200, 429, 200, 429]


async def test_blogs_without_end_are_told_apart_no_more(blog: Blog) -> None:
    for number in range(BLOGS + 20):
        await blog.check(blog=f"{FRONT}{number}")
    await desk(blog.place).use.flush()
    rows: list[Any] = blog.place.rows(USE)
    assert len(rows) == BLOGS + 1
    assert max(row.calls for row in rows) == 20


async def test_what_was_counted_is_there_after_the_end(tmp_path: Any, judge: Judge) -> None:
    from tests.support import databases, house

    with databases.fresh("sqlite", tmp_path) as url:
        async with house.opened(url, tmp_path) as place:
            blog = Blog(place, await added(place))
            await blog.check()
        async with house.opened(url, tmp_path) as place:
            assert [row.calls for row in place.rows(USE)] == [1]
            assert place.one("SELECT COUNT(*) FROM akismet_seen") == 1
