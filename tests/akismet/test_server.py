"""The form of Akismet's protocol: where a key may stand, what a body may be, which answers and fields there are."""

from typing import Any

import httpx
import pytest

from tests.akismet.blog import COMMENT, FRONT, HOST, THANKS, Blog, Judge, added
from tests.support.house import Place
from voxpop.akismet import server, submitted
from voxpop.lib.refused import Refused

pytestmark = pytest.mark.usefixtures("judge")

EXTRAS = ("x-akismet-debug-help", "x-akismet-alert-code", "x-akismet-alert-msg", "x-akismet-error", "set-cookie",
          "access-control-allow-origin", "vary", "x-akismet-pro-tip", "x-akismet-recheck-after")  # fmt: skip


def plain(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.text


async def test_a_good_key_is_valid_and_a_comment_honest(blog: Blog) -> None:
    assert plain(await blog.call("verify-key")) == (200, "valid")
    assert plain(await blog.check()) == (200, "false")


async def test_a_good_answer_bears_nothing_that_clients_take_for_trouble(blog: Blog) -> None:
    for answer in (await blog.call("verify-key"), await blog.check(), await blog.call("submit-ham", **COMMENT)):
        assert [name for name in EXTRAS if name in answer.headers] == []
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"


async def test_each_check_has_a_number_of_its_own(blog: Blog) -> None:
    numbers = {(await blog.check()).headers["x-akismet-guid"] for _ in range(3)}
    assert len(numbers) == 3


PLACES: dict[str, dict[str, Any]] = {
    "api_key": {"data": {"api_key": "KEY"}},
    "key": {"data": {"key": "KEY"}},
    "capitals": {"data": {"api_key": "KEY"}, "upper": True},
    "host": {"headers": {"host": f"KEY.{HOST}"}},
    "host with a port": {"headers": {"host": f"KEY.{HOST}:8080"}},
    "path": {"path": "/k/KEY"},
    "everywhere the same": {
        "data": {"api_key": "KEY", "key": "KEY"}, "headers": {"host": f"KEY.{HOST}"}, "path": "/k/KEY",
    },
}  # fmt: skip


@pytest.mark.parametrize("where", PLACES)
async def test_a_key_may_stand_in_any_of_its_places(blog: Blog, where: str) -> None:
    given = PLACES[where]
    key = blog.key.upper() if given.get("upper") else blog.key
    put = {field: value.replace("KEY", key) for field, value in given.get("data", {}).items()}
    headers = {name: value.replace("KEY", key) for name, value in given.get("headers", {}).items()}
    path = given.get("path", "").replace("KEY", key)
    answer = await blog.post(f"{path}/1.1/comment-check", data=COMMENT | {"blog": FRONT} | put, headers=headers)
    assert plain(answer) == (200, "false")


async def test_keys_that_disagree_are_none(blog: Blog) -> None:
    other = await added(blog.place)
    sent = COMMENT | {"blog": FRONT, "api_key": blog.key}
    for path, host in (("", f"{other}.{HOST}"), (f"/k/{other}", HOST)):
        answer = await blog.post(f"{path}/1.1/comment-check", data=sent, headers={"host": host})
        assert plain(answer) == (200, "invalid")


@pytest.mark.parametrize(("name", "good"), [("verify-key", "valid"), ("deactivate", "deactivated")])
@pytest.mark.parametrize("other", [{"api_key": "0" * 12}, {}])
async def test_wordpress_asks_about_another_key_than_the_one_it_has(
    blog: Blog, name: str, good: str, other: dict[str, str]
) -> None:
    host = {"host": f"{'0' * 12}.{HOST}"}
    answer = await blog.post(f"/1.1/{name}", data={"key": blog.key, "blog": FRONT} | other, headers=host)
    assert plain(answer) == (200, good)
    wrong = {"key": "0" * 12, "api_key": blog.key, "blog": FRONT}
    assert plain(await blog.post(f"/1.1/{name}", data=wrong)) == (200, "invalid")


async def test_elsewhere_api_key_goes_before_key(blog: Blog) -> None:
    assert await blog.said(key="0" * 12) == "false"
    assert await blog.said(api_key="0" * 12, key=blog.key) == "invalid"


@pytest.mark.parametrize("host", ["KEY.rest.example", "KEY", "x.KEY.paper.example", f"{'a' * 300}.{HOST}"])
async def test_a_key_below_a_name_of_others_is_none(blog: Blog, host: str) -> None:
    headers = {"host": host.replace("KEY", blog.key)}
    answer = await blog.post("/1.1/comment-check", data=COMMENT | {"blog": FRONT}, headers=headers)
    assert plain(answer) == (200, "invalid")


async def test_a_further_name_of_the_server_may_be_given(open_house: Any, judge: Judge) -> None:
    place = await open_house(akismet_hosts="akismet.paper.example, spam.paper.example")
    blog = Blog(place, await added(place))
    headers = {"host": f"{blog.key}.spam.paper.example"}
    assert (await blog.post("/1.1/comment-check", data=COMMENT | {"blog": FRONT}, headers=headers)).text == "false"


WRONG = [
    "",
    "000000000000",
    "0" * 11,
    "x" * 12,
    "' OR 1=1--",
    "é" * 12,
    "0" * 5000,
    "\x00" * 12,
    "a\r\nset-cookie: x=y",
]


@pytest.mark.parametrize("key", WRONG)
async def test_what_is_no_key_is_invalid_everywhere(blog: Blog, key: str) -> None:
    for name in server.CALLS:
        answer = await blog.call(f"/{name}", **COMMENT | {"api_key": key})
        assert plain(answer) == (200, "invalid")
        assert answer.headers["x-akismet-debug-help"]
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("field", ["blog", "user_ip"])
@pytest.mark.parametrize("name", ["comment-check", "submit-spam", "submit-ham"])
@pytest.mark.parametrize("value", [None, "", " "])
async def test_a_call_without_what_it_needs_is_invalid_and_says_why(
    blog: Blog, field: str, name: str, value: str | None
) -> None:
    answer = await blog.call(name, **COMMENT | {field: value})
    assert plain(answer) == (200, "invalid")
    assert field in answer.headers["x-akismet-debug-help"]


@pytest.mark.parametrize("front", ["blog", "javascript:x", "//blog.example", "http://", "http://a b", "x" * 3000])
async def test_a_blog_that_is_no_address_is_invalid(blog: Blog, front: str) -> None:
    assert plain(await blog.check(blog=front)) == (200, "invalid")


async def test_the_least_that_may_be_asked_is_answered(blog: Blog) -> None:
    answer = await blog.call("comment-check", user_ip="192.0.2.7")
    assert plain(answer) == (200, "false")


TYPES = [
    None, "", "text/plain", "charset=utf-8", "application/x-www-form-urlencoded; charset=UTF-8",
    "application/octet-stream", "multipart/form-data",
]  # fmt: skip


@pytest.mark.parametrize("type_", TYPES)
async def test_a_body_is_a_form_whatever_its_type_says(blog: Blog, type_: str | None) -> None:
    body = f"api_key={blog.key}&blog=https%3A%2F%2Fblog.example&user_ip=192.0.2.7".encode()
    headers = {} if type_ is None else {"content-type": type_}
    answer = await blog.post("/1.1/comment-check", content=body, headers=headers)
    assert plain(answer) == (200, "false")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"http://{HOST}"])
async def test_the_origin_of_a_page_means_nothing_and_is_told_nothing(blog: Blog, origin: str) -> None:
    headers = {"origin": origin, "sec-fetch-site": "cross-site", "cookie": "voxpop=x"}
    sent = COMMENT | {"blog": FRONT, "api_key": blog.key}
    answer = await blog.post("/1.1/comment-check", data=sent, headers=headers)
    assert plain(answer) == (200, "false")
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_bytes_that_are_no_letters_are_no_failure(blog: Blog) -> None:
    start = f"api_key={blog.key}&blog=https://blog.example&user_ip=192.0.2.7&".encode()
    for rest in (
        b"comment_content=\xff\xfe",
        b"\xff=\xff",
        b"comment_content=%",
        b"comment_content=%zz&a=%00",
        b"&&==&",
    ):
        assert plain(await blog.post("/1.1/comment-check", content=start + rest)) == (200, "false")


@pytest.mark.parametrize(
    "fields", [{"unknown": "x"}, {f"HTTP_{n}": "x" for n in range(300)}, {"comment_context[x]": "y"}]
)
async def test_fields_that_nobody_knows_are_taken(blog: Blog, fields: dict[str, str]) -> None:
    assert await blog.said(**fields) == "false"


TOO_MUCH = [
    (b"comment_content=" + b"x" * 10_000_000, 413),
    (b"x" * 1_000_000 + b"=1", 413),
    (b"&".join(b"f%d=1" % n for n in range(5000)), 400),
    (b'{"api_key": {"$ne": ""}, "blog": "https://blog.example"}', 400),
]


@pytest.mark.parametrize(("body", "status"), TOO_MUCH, ids=["content", "name", "fields", "json"])
async def test_too_much_or_no_form_is_refused(blog: Blog, body: bytes, status: int) -> None:
    assert plain(await blog.post("/1.1/comment-check", content=body)) == (status, "invalid")


async def test_a_body_without_a_length_is_read_up_to_the_limit(blog: Blog) -> None:
    async def pieces(size: int) -> Any:
        yield f"api_key={blog.key}&blog=https://blog.example&user_ip=192.0.2.7&comment_content=".encode()
        for _ in range(size // 1000):
            yield b"x" * 1000

    assert (await blog.post("/1.1/comment-check", content=pieces(20_000))).text == "false"
    assert (await blog.post("/1.1/comment-check", content=pieces(2_000_000))).status_code == 413


async def test_what_is_asked_the_wrong_way_is_told_the_right_one(blog: Blog) -> None:
    answer = await blog.get("/1.1/comment-check")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    for name in ("token", "verify-wpcom-key", "nothing", ""):
        assert (await blog.call(name)).status_code == 404


async def test_the_way_here_can_be_tried(blog: Blog) -> None:
    assert plain(await blog.get("/1.1/test")) == (200, "connected")


async def test_a_key_is_good_only_for_what_it_was_made_for(place: Place) -> None:
    checks = Blog(place, await added(place, scopes=("check",)))
    teaches = Blog(place, await added(place, scopes=("feedback",)))
    assert (await checks.check()).text == "false"
    assert (await checks.call("submit-spam", **COMMENT)).text == "invalid"
    assert (await teaches.check()).text == "invalid"
    assert (await teaches.call("submit-spam", **COMMENT)).text == THANKS
    assert (await checks.call("verify-key")).text == (await teaches.call("verify-key")).text == "valid"


async def test_a_key_for_one_blog_is_good_for_no_other(place: Place) -> None:
    blog = Blog(place, await added(place, blog="https://www.blog.example/news/"))
    for front in ("https://blog.example/news", "http://www.blog.example/news/"):
        assert await blog.said(blog=front) == "false"
    for front in ("https://blog.example/", "https://blog.example.evil.example/news", "https://other.example/"):
        assert await blog.said(blog=front) == "invalid"


async def test_a_key_of_one_site_is_not_good_for_the_pages_of_another(place: Place) -> None:
    await place.add("other", "https://other.example")
    blog = Blog(place, await added(place))
    assert await blog.said(blog="https://other.example/") == "invalid"
    assert await blog.said(blog="https://nobody.example/") == "false"
    assert await Blog(place, await added(place, "other")).said(blog="https://other.example/") == "false"


async def test_a_database_that_is_away_is_neither_spam_nor_honest(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    async def read(_job: object) -> None:
        raise Refused("storage_away", "Away.")

    monkeypatch.setattr(blog.place.house.database, "read", read)
    answer = await blog.check()
    assert plain(answer) == (503, "error")
    assert answer.headers["x-akismet-error"]


async def test_a_fault_of_ours_is_neither_and_logged_without_what_was_sent(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def submission(*_: object) -> None:
        raise LookupError("broken")

    monkeypatch.setattr(submitted, "submission", submission)
    answer = await blog.check()
    assert plain(answer) == (500, "error")
    assert answer.headers["x-akismet-error"]
    assert blog.key not in caplog.text
    assert COMMENT["comment_author_email"] not in caplog.text
