"""From whose page a request comes: what changes something is taken from the site's own pages alone."""

import httpx
import pytest

from tests.support.house import AUTHOR, HTML, ORIGIN, Place, Reader

FOREIGN = [
    {},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": f"{ORIGIN}.evil.example"},
    {"origin": f"{ORIGIN}:8080"},
    {"origin": ORIGIN.replace("http:", "https:")},
    {"origin": f"{ORIGIN}/"},
    {"origin": ORIGIN.upper()},
    {"origin": f"https://evil.example, {ORIGIN}"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    {"referer": f"{ORIGIN}/ferry"},
]
OURS = [{"origin": ORIGIN}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "cross-site", "origin": ORIGIN}]

POST = {"site": "default", "url": f"{ORIGIN}/ferry", "text": "hello", "author": AUTHOR}
FORM = {"site": "default", "thread": "/ferry", "text": "hello form"} | AUTHOR


async def unsafe(reader: Reader, comment: int) -> list[httpx.Response]:
    """The answers to everything that changes something, with the headers that the reader sends."""
    api, form = f"/api/v1/comments/{comment}", f"/comments/{comment}"
    return [
        await reader.post("/api/v1/comments", json=POST),
        await reader.patch(api, json={"text": "changed"}),
        await reader.put(f"{api}/like"),
        await reader.delete(f"{api}/like"),
        await reader.post("/comments", data=FORM, headers=HTML),
        await reader.post(f"{form}/like", headers=HTML),
        await reader.post(f"{form}/unlike", headers=HTML),
        await reader.post(f"{form}/edit", data={"text": "changed again"}, headers=HTML),
        await reader.post(f"{form}/delete", headers=HTML),
        await reader.delete(api),
    ]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_nothing_is_changed_from_a_page_of_somebody_elses(place: Place, headers: dict[str, str]) -> None:
    reader = place.reader()
    comment = await reader.said("one")
    before = place.rows("SELECT * FROM comment"), place.rows("SELECT * FROM liking"), place.rows("SELECT * FROM sender")
    del reader.headers["origin"]
    reader.headers.update(headers)
    assert {answer.status_code for answer in await unsafe(reader, comment)} == {403}
    after = place.rows("SELECT * FROM comment"), place.rows("SELECT * FROM liking"), place.rows("SELECT * FROM sender")
    assert after == before


@pytest.mark.parametrize("headers", OURS, ids=str)
async def test_the_sites_own_pages_may(place: Place, headers: dict[str, str]) -> None:
    reader = place.reader()
    comment = await reader.said("one")
    del reader.headers["origin"]
    reader.headers.update(headers)
    statuses = [answer.status_code for answer in await unsafe(reader, comment)]
    edited_meanwhile, deleted_already = 409, 404
    assert statuses == [201, 200, 200, 200, 303, 303, 303, edited_meanwhile, 303, deleted_already]


async def test_without_a_content_type_it_is_no_way_round(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    reader.headers["origin"] = "https://evil.example"
    for method, path in (
        ("POST", "/api/v1/comments"),
        ("PATCH", f"/api/v1/comments/{comment}"),
        ("POST", "/comments"),
        ("POST", f"/comments/{comment}/edit"),
        ("POST", f"/comments/{comment}/delete"),
        ("PUT", f"/api/v1/comments/{comment}/like"),
        ("DELETE", f"/api/v1/comments/{comment}"),
    ):
        for content in (b"", b'{"text": "x"}', b"text=x"):
            answer = await reader.request(method, path, content=content)
            assert answer.status_code in (403, 415)
    assert place.one("SELECT count(*) FROM comment WHERE text = 'one' AND state = 'live' AND likes = 0") == 1


async def test_a_form_of_another_kind_is_refused(reader: Reader) -> None:
    for kind in ("multipart/form-data; boundary=x", "text/plain", "application/json"):
        answer = await reader.post("/comments", content=b"text=x&site=default", headers={"content-type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "type_refused")


async def test_a_page_of_one_site_does_not_act_for_another(place: Place) -> None:
    await place.add("other", "https://other.example")
    theirs = place.reader()
    theirs.headers["origin"] = "https://other.example"
    assert (await theirs.say("hello")).json()["code"] == "origin_refused"
    assert (await theirs.say("hello", site="other", url="https://other.example/a")).status_code == 201


async def test_a_guest_gets_a_cookie_that_scripts_cannot_read(place: Place) -> None:
    reader = place.reader()
    answer = await reader.say("one")
    name, _, rest = answer.headers["set-cookie"].partition("=")
    token, *flags = rest.split("; ")
    assert (name, len(token)) == ("voxpop", 22)
    assert set(flags) == {"Path=/", "Max-Age=31536000", "HttpOnly", "SameSite=Lax"}
    assert "set-cookie" not in (await reader.say("two")).headers
    assert place.one("SELECT count(DISTINCT guest) FROM sender") == 1


async def test_a_cookie_that_is_none_of_ours_is_as_none(place: Place) -> None:
    for value in ("x", "x" * 22 + "'", "a" * 23, '"', "../../etc/passwd"):
        reader = place.reader(cookie=f"voxpop={value}")
        answer = await reader.say(f"with {value}")
        assert "voxpop=" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        ("", "198.51.100.7", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.0/8", "203.0.113.9, 198.51.100.7, 10.2.2.2", "198.51.100.7"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.9.9.9", "198.51.100.7", "10.0.0.1"),
    ],
)
async def test_only_proxies_that_are_trusted_say_who_asks(
    open_house: object, trusted: str, forwarded: str, address: str
) -> None:
    place = await open_house(trusted_proxies=trusted)  # type: ignore[operator]
    reader = place.reader("10.0.0.1", x_forwarded_for=forwarded)
    await reader.said("one", url=f"{ORIGIN}/a")
    assert place.one("SELECT address FROM sender") == address


async def test_behind_https_the_cookie_is_sent_by_https_alone(open_house: object) -> None:
    place = await open_house(public_url="https://paper.example")  # type: ignore[operator]
    answer = await place.reader(origin="https://paper.example").say("one", url="https://paper.example/a")
    assert "Secure" in answer.headers["set-cookie"].split("; ")


async def test_on_a_page_of_another_origin_a_guest_has_a_cookie_of_that_page_alone(open_house: object) -> None:
    place = await open_house(public_url="https://talk.example")  # type: ignore[operator]
    await place.claim("https://paper.example")
    reader = place.reader(origin="https://paper.example")
    answer = await reader.say("one", url="https://paper.example/a")
    flags = set(answer.headers["set-cookie"].split("; ")[1:])
    assert flags == {"Path=/", "Max-Age=31536000", "HttpOnly", "Secure", "SameSite=None", "Partitioned"}
    number = answer.json()["id"]
    liked = await place.reader(origin="https://paper.example").put(f"/api/v1/comments/{number}/like")
    assert "Partitioned" in liked.headers["set-cookie"].split("; ")
