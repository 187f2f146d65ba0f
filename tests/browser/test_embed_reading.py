"""Reading a conversation that two lines have put on a page of another origin."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support import apart, waiting
from tests.support.apart import There
from tests.support.commenter import Commenter

MANY = "/many"
LONG = "The ferry was late, and nobody could say why it was. " * 60
KEPT = """async () => [document.cookie, { ...localStorage }, { ...sessionStorage },
    (await indexedDB.databases()).length, (await caches.keys()).length]"""


@pytest.fixture(scope="module")
def many(everybody: There) -> list[int]:
    """The numbers of the comments at /many, from the oldest on, and each third but one answers the one before."""
    numbers: list[int] = []
    with everybody.client() as client:
        for nth in range(120):
            parent = numbers[-1] if nth % 3 == 2 else None
            numbers.append(apart.said(client, everybody.news + MANY, f"Number {nth}", name=f"Bo {nth}", parent=parent))
    return numbers


@pytest.fixture(scope="module")
def few(everybody: There) -> dict[str, int]:
    """A short conversation at /few: one that is long, an answer to it, an answer to that, and one of its own."""
    long = everybody.said("/few", LONG)
    answer = everybody.said("/few", "Because of the fog", parent=long, name="Cy Holt")
    deep = everybody.said("/few", "There was none", parent=answer)
    return {"long": long, "answer": answer, "deep": deep, "other": everybody.said("/few", "The clock is *fast*")}


def order(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Order of the responses").get_by_role("link", name=name).click()


def test_the_servers_markup_stands_there_as_it_is(ann: Commenter, there: There, few: dict[str, int]) -> None:
    ann.visits("/few")
    with there.client() as client:
        fragment = client.get("/threads", params={"site": "default", "url": f"{there.news}/few"}).text
    numbers = [int(one) for one in re.findall(r'<li class="vp-comment" id="comment-(\d+)"', fragment)]
    assert set(numbers) == set(few.values())
    assert ann.settled() == numbers
    expect(ann.page.get_by_role("heading", name="4 responses")).to_be_visible()
    expect(ann.page.get_by_role("heading", name="Leave a Reply")).to_be_visible()
    expect(ann.article(few["other"]).locator("em")).to_have_text("fast")
    expect(ann.comment(few["answer"]).locator("li.vp-comment")).to_have_id(f"comment-{few['deep']}")
    assert ann.page.evaluate("document.querySelector('voxpop-thread').shadowRoot.mode") == "open"


def test_a_mere_look_leaves_nothing_behind_and_asks_nobody_who_it_is(
    ann: Commenter, there: There, few: dict[str, int]
) -> None:
    ann.visits("/few")
    ann.article(few["other"]).get_by_role("button", name="Like").hover()
    waiting.until(lambda: there.asked("/live"), "all is done that is done by itself")
    assert ann.page.evaluate(KEPT) == ["", {}, {}, 0, 0]
    assert ann.page.context.cookies() == []
    paths = {met.path.partition("?")[0] for met in there.met}
    assert not any(path.startswith("/api/") for path in paths)
    assert all(met.cookies == "" for met in there.met)


def test_another_order_and_further_pages_without_leaving_this_one(ann: Commenter, many: list[int]) -> None:
    ann.visits(MANY)
    ann.page.evaluate("window.same = true")
    order(ann.page, "Newest")
    expect(ann.page.locator("li.vp-comment").first).to_have_id(f"comment-{many[-2]}")
    order(ann.page, "Oldest")
    expect(ann.page.locator("li.vp-comment").first).to_have_id(f"comment-{many[0]}")
    expect(ann.page.locator(".vp-order [aria-current]")).to_have_text("Oldest")
    ann.is_at("Oldest")
    first = ann.settled()
    assert first == sorted(first)
    ann.text.fill("Kept over pages")
    ann.page.get_by_role("link", name="Further in this conversation").click()
    expect(ann.comment(many[0])).to_have_count(0)
    expect(ann.page.get_by_role("link", name="Earlier in this conversation")).to_be_visible()
    ann.is_at(f"comment-{ann.numbers()[0]}")
    assert not set(first) & set(ann.settled())
    expect(ann.text).to_have_value("Kept over pages")
    ann.page.get_by_role("link", name="Earlier in this conversation").click()
    expect(ann.comment(many[0])).to_be_visible()
    assert ann.settled() == first
    assert ann.page.evaluate("window.same")
    assert ann.page.url.endswith(MANY)


def test_the_first_page_goes_in_whole(ann: Commenter, there: There, many: list[int]) -> None:
    with there.client() as client:
        fragment = client.get("/threads", params={"site": "default", "url": there.news + MANY}).text
    ann.visits(MANY)
    expect(ann.page.locator("li.vp-comment")).to_have_count(fragment.count('<li class="vp-comment"'))


def test_times_are_said_as_a_distance_and_in_full(ann: Commenter, few: dict[str, int]) -> None:
    ann.page.clock.install(time=few["other"] / 1e6 + 30)
    ann.visits("/few")
    time = ann.article(few["other"]).locator("time")
    expect(time).to_have_text(re.compile("now|second|minute"))
    full = str(time.get_attribute("title"))
    assert re.search(r"\d{4}", full)
    ann.page.clock.fast_forward("05:00")
    expect(time).to_have_text("5 minutes ago")
    ann.page.clock.fast_forward("03:00:00")
    expect(time).to_have_text("3 hours ago")
    ann.page.clock.fast_forward(10 * 24 * 3600 * 1000)
    expect(time).to_have_text(full)


def test_a_long_comment_shows_its_beginning(ann: Commenter, few: dict[str, int]) -> None:
    ann.visits("/few")
    article = ann.article(few["long"])
    text = article.locator(".vp-text")
    more = article.get_by_role("button", name="Show more of this comment")
    expect(more).to_have_attribute("aria-expanded", "false")
    short = text.bounding_box()
    more.click()
    less = article.get_by_role("button", name="Show less")
    expect(less).to_have_attribute("aria-expanded", "true")
    long = text.bounding_box()
    assert short
    assert long
    assert long["height"] > 1.5 * short["height"]
    less.click()
    expect(more).to_be_visible()
    assert ann.article(few["other"]).locator(".vp-more-text").count() == 0


def test_the_answers_to_one_are_folded_and_unfolded(ann: Commenter, few: dict[str, int]) -> None:
    ann.visits("/few")
    fold = ann.article(few["long"]).get_by_role("button", name="Fold the answers")
    fold.click()
    expect(ann.article(few["answer"])).to_be_hidden()
    unfold = ann.article(few["long"]).get_by_role("button", name="Show 2 answers")
    expect(unfold).to_have_attribute("aria-expanded", "false")
    unfold.click()
    expect(ann.article(few["deep"])).to_be_visible()
    expect(ann.article(few["deep"]).locator(".vp-fold")).to_have_count(0)


@pytest.mark.parametrize("nth", [0, 60, 119])
def test_an_address_with_a_comment_leads_to_it_wherever_it_stands(ann: Commenter, many: list[int], nth: int) -> None:
    ann.visits(f"{MANY}#comment-{many[nth]}")
    expect(ann.article(many[nth])).to_be_in_viewport()
    ann.is_at(f"comment-{many[nth]}")
    expect(ann.comment(many[nth])).to_have_class(re.compile("vp-target"))


def test_a_link_to_a_comment_is_followed_on_this_page(ann: Commenter, few: dict[str, int]) -> None:
    ann.visits("/few")
    ann.page.evaluate("window.same = true")
    ann.article(few["other"]).locator("a.vp-when").click()
    ann.is_at(f"comment-{few['other']}")
    assert ann.page.url.endswith(f"/few#comment-{few['other']}")
    ann.article(few["long"]).get_by_role("button", name="Fold the answers").click()
    ann.page.evaluate(f"location.hash = '#comment-{few['deep']}'")
    ann.is_at(f"comment-{few['deep']}")
    expect(ann.article(few["deep"])).to_be_in_viewport()
    ann.page.go_back()
    ann.is_at(f"comment-{few['other']}")
    assert ann.page.evaluate("window.same")


def test_a_comment_of_another_page_of_the_conversation_is_fetched(ann: Commenter, many: list[int]) -> None:
    ann.visits(MANY)
    expect(ann.comment(many[0])).to_be_visible()
    expect(ann.comment(many[-1])).to_have_count(0)
    ann.page.evaluate(f"location.hash = '#comment-{many[-1]}'")
    ann.is_at(f"comment-{many[-1]}")


def test_an_address_with_a_comment_that_is_not_there_shows_the_conversation(
    ann: Commenter, few: dict[str, int]
) -> None:
    ann.visits("/few#comment-17")
    expect(ann.article(few["other"])).to_be_visible()


def test_several_conversations_on_one_page_do_not_meet(
    ann: Commenter, there: There, few: dict[str, int], many: list[int]
) -> None:
    there.bodies["/both"] = there.lines + (
        f'<voxpop-thread id="few" url="/few" eager></voxpop-thread>'
        f'<voxpop-thread id="many" url="{MANY}" order="oldest" eager></voxpop-thread>'
        f'<voxpop-thread id="again" url="{MANY}" order="oldest" eager></voxpop-thread>'
    )
    ann.visits("/both", sections=4)
    assert there.met.count(next(met for met in there.met if met.path == "/embed.js")) == 1
    ann.settled()
    sizes = [ann.page.locator(f"#{name} li.vp-comment").count() for name in ("few", "many", "again")]
    assert sizes[0] == 4
    assert sizes[1] == sizes[2] > 20
    ann.page.locator("#many").get_by_role("link", name="Newest").click()
    expect(ann.page.locator("#many li.vp-comment").first).to_have_id(f"comment-{many[-2]}")
    expect(ann.page.locator("#again li.vp-comment").first).to_have_id(f"comment-{many[0]}")
    ann.page.locator("#few .vp-reply").first.click()
    expect(ann.page.locator("#few li .vp-respond")).to_have_count(1)
    expect(ann.page.locator("#again li .vp-respond")).to_have_count(0)


def test_of_several_conversations_the_one_that_has_a_comment_leads_to_it(
    ann: Commenter, there: There, few: dict[str, int], many: list[int]
) -> None:
    there.bodies["/both"] = (
        f'<script src="{there.talk}/embed.js" async></script>'
        f'<voxpop-thread id="many" url="{MANY}" order="oldest"></voxpop-thread>'
        f'<voxpop-thread id="few" url="/few"></voxpop-thread>'
    )
    ann.visits(f"/both#comment-{few['other']}", sections=2)
    ann.is_at(f"comment-{few['other']}")
    expect(ann.page.locator("#many li.vp-comment").first).to_have_id(f"comment-{many[0]}")


def test_a_server_that_is_away_leaves_a_link_and_another_try(ann: Commenter, there: There, few: dict[str, int]) -> None:
    def away(route: Route) -> None:
        route.abort()

    ann.page.route("**/threads?*", away)
    ann.page.goto("/few")
    link = ann.page.get_by_role("link", name="/conversation")
    expect(link).to_have_attribute("href", re.compile(re.escape(quote(f"{there.news}/few", safe=""))))
    assert ann.events("away") == [None]
    ann.page.unroute("**/threads?*")
    ann.page.get_by_role("button", name="Reload").click()
    ann.is_ready()
    expect(ann.article(few["other"])).to_be_visible()
    ann.noticed = [one for one in ann.noticed if "net::ERR_FAILED" not in one]


def test_what_is_far_below_is_fetched_when_it_comes_near(ann: Commenter, there: There, few: dict[str, int]) -> None:
    there.bodies["/few"] = f'<p style="height: 6000px">Far below</p>{there.lines}'
    ann.page.goto("/few")
    expect(ann.page.locator("voxpop-thread[loading]")).to_have_count(1)
    ann.page.wait_for_function("document.querySelector('voxpop-thread').shadowRoot")
    assert not [met for met in there.met if met.path.startswith("/threads")]
    ann.page.locator("voxpop-thread").scroll_into_view_if_needed()
    ann.is_ready()
    assert len([met for met in there.met if met.path.startswith("/threads")]) == 1
