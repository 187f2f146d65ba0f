"""Nothing that strangers, reporters, writers who appeal or colleagues write runs at the desk.

Each payload in each of its views and forms, parsed, and looked at in Chromium without the policy. On a site of its own:
what is rejected here, the readers' pages of test_xss are to show.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from tests.browser.test_xss import HTML, LIVE, reader, scene, watch
from tests.support import at_desk
from tests.support.attack import PAYLOADS, Attack
from tests.support.harmless import Harmless
from tests.support.reader import Reader

__all__ = ["reader", "scene"]  # fixtures

DESK = LIVE.replace(r"page\.[0-9A-Z]+", r"desk\.[0-9a-f]+")


@pytest.fixture(scope="module")
def colleague(scene: Attack) -> list[dict[str, str]]:
    return at_desk.cookies(scene.server, "Ida")


@pytest.fixture(scope="module")
def at_work(scene: Attack, colleague: list[dict[str, str]]) -> Iterator[httpx.Client]:
    """The colleague's browser, as a program."""
    with scene.server.client() as client:
        client.cookies.set("voxpop-desk", colleague[0]["value"])
        client.headers.update(HTML)
        yield client


@pytest.fixture(scope="module")
def written(scene: Attack, at_work: httpx.Client) -> list[int]:
    """Comments on which a colleague has written each payload: as a note, as the reason of an act, as other words."""
    numbers = scene.own[-len(PAYLOADS) :]
    for number, payload in zip(numbers, PAYLOADS, strict=True):
        reported(scene, number, payload)
        act(at_work, number, "note", text=payload)
        act(at_work, number, "edit", text=payload)
        act(at_work, number, "reject", reason=payload, why=payload)
        scene.client.post(f"/api/v1/comments/{number}/appeal", json={"words": payload})
        restrained(at_work, number, payload)
    return numbers


def reported(scene: Attack, number: int, payload: str) -> None:
    """By somebody else, for a reason of each kind that takes words and a name."""
    told = {"words": payload, "name": payload[:80], "email": "bo@mail.example", "good_faith": True}
    with scene.server.client() as client:
        answer = client.post(f"/api/v1/comments/{number}/report", json={"reason": "illegal", **told})
        if answer.status_code == 422:  # no name is like that
            client.post(f"/api/v1/comments/{number}/report", json={"reason": "other", "words": payload})


def restrained(client: httpx.Client, number: int, payload: str) -> None:
    """Its writer is held with these words, and no longer: both stay in the log."""
    for what, more in (("hold", {"why": payload}), ("lift", {"why": payload, "kind": "held"})):
        seen = re.search(r'name="seen" value="([^"]*)"', client.get(f"/desk/people/{number}").text)
        assert seen
        answer = client.post(f"/desk/people/{number}/{what}", data={"seen": seen[1], "back": "", **more})
        assert answer.status_code in (303, 400, 422), answer.text


def act(client: httpx.Client, number: int, what: str, **words: str) -> None:
    page = client.get(f"/desk/comments/{number}").text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen, page
    answer = client.post(f"/desk/comments/{number}/{what}", data={"seen": seen[1], "back": "", **words})
    assert answer.status_code in (303, 409, 422, 400), answer.text


def queues(client: httpx.Client, path: str) -> Iterator[str]:
    """A queue, page after page."""
    while path:
        yield path
        page = client.get(path).text
        more = re.search(r'<a rel="next" href="([^"]*)"', page)
        path = more[1].replace("&amp;", "&") if more else ""


@pytest.fixture(scope="module")
def plain(scene: Attack, at_work: httpx.Client, written: list[int]) -> Harmless:
    """What harmless words give at the desk."""
    known = Harmless()
    [number] = [number for number in scene.own if number not in written][:1]
    act(at_work, number, "note", text="Words")
    act(at_work, number, "edit", text="Other words, with [a link](https://a.example)")
    act(at_work, number, "reject", why="No reason")
    paths = ["/desk", "/desk?queue=live", "/desk?queue=trash", "/desk?queue=nowhere&q=x&reason=x&age=day"]
    paths += ["/desk?site=none", "/desk/comments/1", "/desk/all?act=none", "/desk/all?act=spam", "/desk/sign-in"]
    reported(scene, number, "Words")
    scene.client.post(f"/api/v1/comments/{number}/appeal", json={"words": "Words"})
    restrained(at_work, number, "Words")
    paths += ["/desk?queue=reported", "/desk?queue=appeals", "/desk/threads", "/desk/numbers", "/desk/rules"]
    for path in (*paths, f"/desk/comments/{number}", f"/desk/people/{number}"):
        known.learn(at_work.get(path).text)
    act(at_work, number, "approve")
    known.learn(at_work.get(f"/desk/comments/{number}").text)
    return known


def others(client: httpx.Client) -> list[str]:
    """Pages about more than one comment."""
    threads = re.findall(r'href="(/desk/threads/\d+)', client.get("/desk/threads").text)
    return ["/desk/threads", *dict.fromkeys(threads), "/desk/numbers?days=7", "/desk/rules", "/desk/transparency"]


def test_the_desk_holds_nothing_foreign(
    scene: Attack, at_work: httpx.Client, written: list[int], plain: Harmless
) -> None:
    found = {}
    each = [f"/desk/comments/{number}" for number in {*scene.own, *written}] + [f"/desk/people/{written[0]}"]
    lists = [path for queue in ("all", "reported", "appeals") for path in queues(at_work, f"/desk?queue={queue}")]
    for path in (*lists, *each, *others(at_work)):
        found[path] = plain.faults(at_work.get(path).text)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert len(found) > 500


def test_what_is_asked_of_the_desk_comes_back_as_words(
    at_work: httpx.Client, written: list[int], plain: Harmless
) -> None:
    for payload in PAYLOADS:
        word = quote(payload, safe="")
        for path in (
            f"/desk?q={word}&reason={word}&age={word}&queue={word}", f"/desk?site={word}", f"/desk?thread={word}",
            f"/desk/all?act={word}", f"/desk/all?act=spam&q={word}", f"/desk?did={word}&many={word}&done={word}",
            f"/desk/comments/{written[0]}?q={word}&done={word}", f"/desk/sign-in?back={word}",
        ):  # fmt: skip
            assert plain.faults(at_work.get(path).text) == [], path


def test_the_cleaner_and_the_templates_alone_hold_at_the_desk(
    reader: Reader, at_work: httpx.Client, colleague: list[dict[str, str]], written: list[int]
) -> None:
    reader.page.context.add_cookies(colleague)  # type: ignore[arg-type]
    paths = [*queues(at_work, "/desk?queue=all"), *(f"/desk/comments/{number}" for number in written[::2])]
    paths += ["/desk?queue=reported", "/desk?queue=appeals", f"/desk/people/{written[0]}", *others(at_work)[::4]]
    for path in paths:
        watch(reader.page, path, DESK)
