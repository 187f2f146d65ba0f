"""An older script with the server of today, and the script of today with the markup of older and newer servers.

What was frozen is in contract/N, one folder for each contract there has been: scripts/freeze_contract.py.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.support.apart import There
from tests.support.commenter import Commenter
from voxpop.discussion.markup import CONTRACT

FROZEN = sorted((Path(__file__).parent / "contract").iterdir(), key=lambda folder: int(folder.name))
OPEN = {"access-control-allow-origin": "*"}


@pytest.fixture(params=FROZEN, ids=lambda folder: f"contract {folder.name}")
def frozen(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def gives_script(ann: Commenter, frozen: Path) -> None:
    """Her browser has kept an older script."""
    body = (frozen / "embed.js").read_text(encoding="utf-8")

    def give(route: Route) -> None:
        route.fulfill(headers=OPEN | {"content-type": "text/javascript"}, body=body)

    ann.page.route(re.compile(r"/static/embed\.[A-Z0-9]+\.js$"), give)


def gives_fragment(ann: Commenter, html: str) -> None:
    """The server is an older or a newer one, as far as its markup goes."""

    def give(route: Route) -> None:
        headers = OPEN | {"content-type": "text/html; charset=utf-8"}
        route.fulfill(headers=headers, body=html.replace("{talk}", ann.there.talk))

    ann.page.route("**/threads?*", give)


def test_each_contract_there_has_been_is_tried() -> None:
    assert [int(folder.name) for folder in FROZEN] == list(range(1, CONTRACT + 1))


def test_an_older_script_with_the_server_of_today(ann: Commenter, there: There, frozen: Path) -> None:
    path = f"/older/{frozen.name}"
    first = there.said(path, "The clock is fast. " * 200)
    gives_script(ann, frozen)
    with ann.page.expect_response(re.compile(r"/live\?")):
        ann.visits(path)
    ann.article(first).get_by_role("button", name="Show more of this comment").click()
    ann.article(first).locator(".vp-like").click()
    expect(ann.article(first).locator(".vp-likes")).to_have_text("Liked by 1 person")
    ann.article(first).locator(".vp-reply").click()
    ann.fill("Said with an older script")
    number = int(ann.send().json()["id"])
    expect(ann.comment(first).locator(f"#comment-{number}")).to_be_visible()
    ann.article(number).locator(".vp-edit").click()
    ann.article(number).locator("textarea").fill("Changed with an older script")
    ann.article(number).get_by_role("button", name="Save").click()
    expect(ann.article(number)).to_contain_text("Changed with an older script")
    other = there.said(path, "Arriving")
    ann.page.locator(".vp-arrivals").click()
    ann.is_at(f"comment-{other}")
    ann.page.get_by_role("link", name="Newest").click()
    expect(ann.page.locator("li.vp-comment").first).to_have_id(f"comment-{other}")


def test_the_script_of_today_with_the_markup_of_an_older_server(ann: Commenter, frozen: Path) -> None:
    gives_fragment(ann, (frozen / "fragment.html").read_text(encoding="utf-8"))
    ann.visits(f"/older-markup/{frozen.name}")
    expect(ann.page.get_by_role("heading", name=re.compile("responses"))).to_be_visible()
    fold = ann.page.get_by_role("button", name="Fold the answers").first
    fold.click()
    expect(ann.page.get_by_role("button", name=re.compile("Show . answer"))).to_be_visible()
    ann.page.locator(".vp-reply").first.click()
    expect(ann.page.locator("li .vp-respond")).to_have_count(1)
    ann.page.get_by_role("button", name="Cancel reply").click()
    ann.fill("Said to an older server")
    assert ann.send().status == 201
    ann.heard("Your comment is there.")


def test_markup_that_the_script_does_not_know_works_by_its_own_links_and_forms(ann: Commenter, there: There) -> None:
    first = there.said("/newer", "The clock is fast")
    with there.client() as client:
        html = client.get("/threads", params={"site": "default", "url": f"{there.news}/newer"}).text
    gives_fragment(ann, html.replace(f'data-contract="{CONTRACT}"', f'data-contract="{CONTRACT + 1}"'))
    ann.page.goto("/newer")
    expect(ann.article(first)).to_be_visible()
    assert ann.events("ready") == []
    expect(ann.page.locator("voxpop-thread[loading]")).to_have_count(0)
    ann.fill("By the form alone")
    with ann.page.expect_navigation(url=re.compile(re.escape(there.talk))):
        ann.post.click()
    expect(ann.page.get_by_text("By the form alone").first).to_be_visible()
    ann.page.goto("/newer")
    with ann.page.expect_navigation(url=re.compile(re.escape(there.talk))):
        ann.page.get_by_role("link", name="Newest").click()
    expect(ann.page.locator(".vp-order [aria-current]")).to_have_text("Newest")
