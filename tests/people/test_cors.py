"""Which pages of other origins may use the API with their reader's cookie."""

import pytest

from tests.support.house import ORIGIN, Place, Reader

BLOG = "https://blog.example"
EVIL = "https://evil.example"
HERE = {"site": "default", "url": f"{ORIGIN}/ferry"}


@pytest.fixture
async def blog(place: Place) -> Reader:
    """A reader on a page of a registered origin that is served elsewhere."""
    await place.claim(BLOG)
    reader = place.reader()
    reader.headers["origin"] = BLOG
    return reader


async def test_a_registered_origin_is_named_with_credentials(blog: Reader) -> None:
    for answer in (
        await blog.say("one", url=f"{BLOG}/post"),
        await blog.say("", url=f"{BLOG}/post"),  # refusals too, or the page could not tell its reader why
        await blog.get("/api/v1/mine", params=HERE),
        await blog.patch("/api/v1/comments/1", json={"text": "x"}),
    ):
        assert answer.headers["access-control-allow-origin"] == BLOG
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("origin", [EVIL, "null", f"{BLOG}.evil.example", "http://blog.example", f"{BLOG}:444", "*"])
async def test_any_other_origin_is_not_named(blog: Reader, origin: str) -> None:
    blog.headers["origin"] = origin
    for answer in (await blog.get("/api/v1/mine", params=HERE), await blog.say("one", url=f"{BLOG}/post")):
        assert "access-control-allow-origin" not in answer.headers
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]


async def preflight(reader: Reader, origin: str, path: str = "/api/v1/comments") -> tuple[int, str | None, str | None]:
    headers = {"origin": origin, "access-control-request-method": "POST"}
    answer = await reader.options(path, headers=headers)
    return (
        answer.status_code,
        answer.headers.get("access-control-allow-origin"),
        answer.headers.get("access-control-allow-headers"),
    )


async def test_a_preflight_is_answered_for_registered_origins_alone(blog: Reader) -> None:
    assert await preflight(blog, BLOG) == (204, BLOG, "Authorization, Content-Type, Idempotency-Key")
    assert await preflight(blog, BLOG, "/api/v1/comments/1/like") == (
        204,
        BLOG,
        "Authorization, Content-Type, Idempotency-Key",
    )
    assert await preflight(blog, EVIL) == (403, None, None)


async def test_what_is_public_is_open_to_all_and_never_with_credentials(blog: Reader) -> None:
    for path in ("/api/v1/threads", "/threads", "/api/v1/counts"):
        for origin in (BLOG, EVIL):
            answer = await blog.get(path, params=HERE, headers={"origin": origin})
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "access-control-allow-credentials" not in answer.headers
            assert "Origin" not in answer.headers["vary"]


async def test_pages_are_not_open_to_scripts_of_others(place: Place, blog: Reader) -> None:
    for path in ("/ferry", "/", "/feed", "/comments/1"):
        answer = await blog.get(path)
        assert "access-control-allow-origin" not in answer.headers
