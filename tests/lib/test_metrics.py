"""Numbers for Prometheus: GET /metrics."""

import re

from tests.support.house import Place, Reader

LINE = re.compile(r'[a-z_]+(\{[a-z]+="[a-z0-9_]+"\})? [0-9]+')


async def numbers(reader: Reader) -> dict[str, int]:
    answer = await reader.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    return {line.rpartition(" ")[0]: int(line.rpartition(" ")[2]) for line in lines}


async def gained(reader: Reader, name: str, act: object) -> int:
    before = (await numbers(reader)).get(name, 0)
    await act  # type: ignore[misc]
    return (await numbers(reader)).get(name, 0) - before


async def test_comments_are_counted_by_what_became_of_them(place: Place, reader: Reader) -> None:
    assert await gained(reader, 'voxpop_posts_total{state="live"}', reader.said("one")) == 1
    await place.choose(approval="all")
    assert await gained(reader, 'voxpop_posts_total{state="held"}', reader.said("two")) == 1


async def test_refusals_are_counted_by_code(reader: Reader) -> None:
    assert await gained(reader, 'voxpop_refusals_total{code="text_empty"}', reader.say("")) == 1
    assert await gained(reader, 'voxpop_refusals_total{code="no_such_story"}', reader.get("/none")) == 1


async def test_answers_are_counted_by_status(reader: Reader) -> None:
    assert await gained(reader, 'voxpop_answers_total{status="404"}', reader.get("/none")) == 1
    assert await gained(reader, 'voxpop_answers_total{status="201"}', reader.said("one")) == 1


async def test_pages_are_counted_when_they_are_made_not_when_they_are_given(reader: Reader) -> None:
    assert await gained(reader, "voxpop_pages_made_total", reader.page()) == 1
    assert await gained(reader, "voxpop_pages_made_total", reader.page()) == 0


async def test_each_number_says_what_it_is(reader: Reader) -> None:
    await reader.said("one")
    text = (await reader.get("/metrics")).text
    names = set(re.findall(r"^([a-z_]+)[{ ]", text, re.MULTILINE))
    assert names == set(re.findall(r"^# HELP ([a-z_]+) ", text, re.MULTILINE)) & names
    assert names == set(re.findall(r"^# TYPE ([a-z_]+) (?:counter|gauge)$", text, re.MULTILINE)) & names


async def test_alive_means_that_the_database_answers(reader: Reader) -> None:
    answer = await reader.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.headers["cache-control"] == "no-store"
