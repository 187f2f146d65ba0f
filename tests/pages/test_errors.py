"""A refusal in the form that the asker reads: a page for people, problem details for programs."""

import logging

import pytest

from tests.support.house import HTML, Place, Reader


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("GET", "/none", 404, "There is no such page here."),
        ("GET", "/a/b/c", 404, "There is nothing at this address."),
        ("GET", "/comments/7", 404, "There is no such comment here."),
        ("GET", "/threads/7", 404, "There is no such conversation here."),
        ("GET", "/static/none", 404, "There is no such file here."),
        ("PUT", "/ferry", 405, "This address cannot be asked in this way."),
        ("GET", "/ferry?after=x", 400, "after"),
        ("POST", "/comments", 415, "A form is sent as application/x-www-form-urlencoded."),
    ],
)
async def test_people_get_a_page_and_programs_problem_details(
    reader: Reader, method: str, path: str, status: int, sentence: str
) -> None:
    page = await reader.request(method, path, headers=HTML)
    problem = await reader.request(method, path)
    assert (page.status_code, problem.status_code) == (status, status)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert sentence in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert sentence in problem.json()["detail"]


async def test_the_api_answers_programs_whatever_they_say_they_read(reader: Reader) -> None:
    answer = await reader.get("/api/v1/threads?site=none&url=x", headers=HTML)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_what_was_asked_is_not_repeated_as_markup(reader: Reader) -> None:
    for path in ("/%3Cscript%3Ealert(1)%3C/script%3E", "/ferry?after=%3Cscript%3E", "/ferry?order=%3Cimg%20src=x%3E"):
        answer = await reader.get(path, headers=HTML)
        assert answer.status_code in (400, 404)
        assert "<script" not in answer.text
        assert "<img src=x" not in answer.text


async def test_a_fault_of_ours_tells_the_asker_nothing_and_the_log_all(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> object:
        raise LookupError("secret path /etc/shadow")

    monkeypatch.setattr(place.house.sites, "at", broken)
    with caplog.at_level(logging.ERROR, "voxpop"):
        page, problem = await reader.get("/", headers=HTML), await reader.get("/")
    assert (page.status_code, problem.status_code) == (500, 500)
    assert problem.json()["code"] == "failed"
    assert "secret" not in page.text + problem.text
    assert "LookupError" not in page.text + problem.text
    assert "secret path" in caplog.text
