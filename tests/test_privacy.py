"""Nothing private leaves by any public way: planted canaries, and every address walked."""

import base64
import hashlib
import re

import pytest

from tests.support.house import HTML, ORIGIN, Place, Reader
from voxpop.routes import HANDLERS

EMAIL = "canary.mail@private.example"
ADDRESS = "192.0.2.77"
AGENT = "CanaryBrowser/7"
KEY = "canary-key-1"
REPORTED = "canary of a report"
WHO = {"name": "Ann", "email": EMAIL}


@pytest.fixture
async def walked(place: Place) -> list[tuple[str, str]]:
    """(address, head and body) of everything that a stranger can ask for, after a conversation with every turn."""
    await place.publish("quiet")
    author = place.reader(ADDRESS, user_agent=AGENT)
    top = await author.said("top words", key=KEY, **WHO)
    place.clock.forward(seconds=1)
    await author.edit(top, "top words again")
    answer = await author.reply(top, "answer words", **WHO)
    await author.like(answer)
    await author.erase(await author.said("gone words", **WHO))
    rejected = await author.said("rejected words", **WHO)
    await author.reply(rejected, "below the rejected", **WHO)
    await place.decide("reject", rejected)
    await place.decide("spam", await author.said("spam words, https://canary.example", **WHO))
    notice = {"reason": "illegal", "words": REPORTED, "name": REPORTED, "email": EMAIL, "good_faith": True}
    assert (await place.reader().post(f"/api/v1/comments/{answer}/report", json=notice)).status_code == 201
    await place.house.knowledge.settle()
    await place.choose(approval="all")
    await author.said("held words", **WHO)

    thread = place.one("SELECT id FROM thread WHERE key = '/ferry'")
    url = f"site=default&url={ORIGIN}/ferry"
    addresses = [
        "/", "/feed", "/sitemap.xml", "/robots.txt", "/healthz", "/metrics", "/ferry", "/ferry/feed",
        f"/ferry?reply_to={top}", "/ferry?order=best", f"/threads/{thread}", f"/threads/{thread}/feed",
        f"/threads/find?{url}&q=words", f"/threads/{thread}/find?q=words",
        f"/threads?{url}", f"/threads?{url}&order=newest", f"/api/v1/threads?{url}", f"/api/v1/counts?{url}",
        f"/api/v1/mine?{url}", f"/api/v1/names?{url}&q=a", "/api/docs", "/api/docs/openapi.json", f"/comments/{top}",
        f"/comments/{rejected}",
        f"/comments/{top}/edit", f"/comments/{top}/report",
        f"/comments/{rejected}/report", f"/comments/{rejected}/appeal",
        "/account", "/sign-in/email", "/sign-in/email/sent/1", "/sign-in/email/token",
        "/sign-in/passkey", "/sign-in/google/back", "/sign-in/window/1?site=default", "/api/v1/session?site=default",
        f"/api/v1/form?{url}", "/none", "/quiet", "/live", "/static/none", "/media/none",
        "/embed.js", "/count.js", "/lists/latest?site=default", "/lists/discussed?site=default",
        "/moderation-log", "/conversation", f"/conversation?{url}", "/install", "/theming",
        "/privacy/yours", "/privacy/yours/forget", "/privacy/yours/forgotten", "/privacy/yours/proof/none",
        "/privacy/yours/proof/sent/1?site=default",
        "/desk", f"/desk/comments/{top}", "/desk/sign-in", "/desk/sign-in/code", "/desk/prove", "/desk/join/none",
        "/desk/team", "/desk/team/code", "/desk/rules", "/desk/rules/form?kind=words", "/desk/rules/try",
        "/desk/transparency", "/desk/all?act=spam", f"/desk/people/{top}", "/desk/threads", f"/desk/threads/{thread}",
        "/desk/team/digest", "/desk/team/digest/none", "/desk/letters/none",
        "/desk/letters/end/none", "/desk/numbers", "/desk/numbers.csv",
    ]  # fmt: skip
    found = []
    for headers in ({}, HTML):
        for address in addresses:
            answered = await place.reader().get(address, headers=headers)
            found.append((address, f"{answered.headers} {answered.text}"))
    for method, address in (("PATCH", top), ("DELETE", top), ("PUT", f"{answer}/like"), ("DELETE", f"{answer}/like")):
        body = {"text": "x"} if method == "PATCH" else None
        answered = await place.reader().request(method, f"/api/v1/comments/{address}", json=body)
        found.append((f"{method} {address}", f"{answered.headers} {answered.text}"))
    for said in ("top words again", "answer words", "Ann said"):
        answered = await place.reader().say(said, parent=None if said == "Ann said" else top, **WHO)
        found.append((f"POST {said}", f"{answered.headers} {answered.text}"))
    return found


def forms_of(secret: bytes) -> set[str]:
    """A secret as it is, and as what people take for hiding it."""
    hashes = [hashlib.new(name, secret).digest() for name in ("md5", "sha1", "sha256", "sha512")]
    raw = [secret, *hashes, hashlib.blake2b(secret, digest_size=16).digest()]
    return {
        form
        for one in raw
        for form in (
            one.hex(),
            base64.b64encode(one).decode().rstrip("="),
            base64.urlsafe_b64encode(one).decode().rstrip("="),
            one.decode("latin-1"),
        )
    }


async def test_no_mail_address_agent_key_or_cookie_is_in_any_public_answer(
    place: Place, walked: list[tuple[str, str]]
) -> None:
    kept = [
        *place.rows("SELECT guest, draft_key, fingerprint, marks FROM sender"),
        *place.rows("SELECT features, source FROM lesson"),
        *place.rows("SELECT guest FROM report"),
        *place.rows("SELECT secret FROM judge"),
        *place.rows("SELECT state FROM model"),
    ]
    secrets = {
        EMAIL.encode(),
        EMAIL.encode().partition(b"@")[0],
        ADDRESS.encode(),
        AGENT.encode(),
        KEY.encode(),
        REPORTED.encode(),
    }
    secrets |= {value.encode() if isinstance(value, str) else bytes(value) for row in kept for value in row if value}
    secrets |= {str(row.mark).encode() for row in place.rows("SELECT mark FROM record")}
    assert len(secrets) > 18
    canaries = {form for secret in secrets for form in forms_of(secret)}
    found = {(address, canary) for address, text in walked for canary in canaries if canary in text}
    assert found == set()


async def test_what_is_not_shown_is_in_no_public_answer(walked: list[tuple[str, str]]) -> None:
    for words in ("held words", "rejected words", "gone words", "spam words", "canary.example"):
        assert [address for address, text in walked if words in text] == []
    assert [address for address, text in walked if "top words" in text and "again" not in text] == []


async def test_the_walk_meets_what_is_shown(walked: list[tuple[str, str]]) -> None:
    assert len([address for address, text in walked if "below the rejected" in text]) > 10


async def test_the_words_of_private_columns_are_in_no_public_body(walked: list[tuple[str, str]]) -> None:
    bodies = [text for address, text in walked if address.startswith("/api/v1/")]
    names = {name for text in bodies for name in re.findall(r'"(\w+)":', text)}
    assert (
        names
        & {
            "email",
            "address",
            "ip",
            "agent",
            "guest",
            "verdict",
            "draft_key",
            "fingerprint",
            "site_id",
            "marks",
            "asked",
        }
        == set()
    )


async def test_every_address_that_can_be_got_is_walked(walked: list[tuple[str, str]]) -> None:
    ways = {path for handler in HANDLERS if "GET" in handler.http_methods for path in handler.paths}
    seen = {address.partition("?")[0] for address, _ in walked}
    unseen = {
        way for way in ways if not any(re.fullmatch(re.sub(r"\{\w+:\w+\}", "[^/]+", way), address) for address in seen)
    }
    assert unseen == set()


async def test_nobody_can_ask_in_the_order_of_a_private_column(reader: Reader) -> None:
    for name in ("email", "address", "verdict", "sender.email"):
        answer = await reader.get(f"/api/v1/threads?site=default&url={ORIGIN}/ferry&order={name}")
        assert answer.status_code == 400


async def test_refusals_and_private_answers_are_never_kept(place: Place, walked: list[tuple[str, str]]) -> None:
    stranger = place.reader()
    for address in ("/none", "/api/v1/threads", "/comments/1", "/ferry?after=1", f"/threads?site=x&url={ORIGIN}/"):
        answer = await stranger.get(address)
        assert answer.status_code >= 400
        assert "no-store" in answer.headers["cache-control"]
