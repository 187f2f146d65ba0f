"""Reading: an article with its conversation, as a browser shows it."""

import re
from collections.abc import Callable
from itertools import pairwise

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.newspaper import FORTY, RIGHT_TO_LEFT, THOUSAND, THREE
from tests.support.reader import Reader
from tests.support.server import Server
from voxpop.pages.assets import NAMES

PAGES = ("/", THREE, FORTY, THOUSAND, RIGHT_TO_LEFT, f"{THOUSAND}?order=best", "/api/docs", "/nowhere")
WATCH_SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifted += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
"""
CONTRASTS = r"""() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
        .map((c) => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4))
        .reduce((sum, c, n) => sum + c * [.2126, .7152, .0722][n], 0);
    const ground = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const colour = rgba(getComputedStyle(at).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return rgba("Canvas");
    };
    const poor = new Set(), words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = words.nextNode(); node; node = words.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || !element.checkVisibility() || element.closest(".vp-trap, .skip")) continue;
        const style = getComputedStyle(element), size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
        const [a, b] = [light(rgba(style.color)), light(ground(element))].sort((x, y) => y - x);
        const ratio = (a + .05) / (b + .05);
        if (ratio < (large ? 3 : 4.5)) poor.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
    }
    return [...poor];
}"""


def numbers(page: Page) -> list[int]:
    """The ids of the comments on a page, in the order shown."""
    return [int(name.removeprefix("comment-")) for name in page.locator("li[id^=comment-]").evaluate_all(
        "all => all.map(one => one.id)"
    )]  # fmt: skip


def told(paper: Server, path: str, **asked: object) -> list[dict[str, object]]:
    """All comments of a thread, as the API has them."""
    found: list[dict[str, object]] = []
    with paper.client() as client:
        while True:
            page = client.get("/api/v1/threads", params={"site": "default", "url": paper.url + path} | asked).json()
            found += page["comments"]
            if page["after"] is None:
                return found
            asked["after"] = page["after"]


def test_an_article_is_whole_with_its_conversation(reader: Reader) -> None:
    reader.open(FORTY)
    page = reader.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Custom House clock")
    for words in (r"^By \w+", r"First published", r"©"):
        expect(page.get_by_text(re.compile(words)).first).to_be_visible()
    picture = page.locator("article img").first
    assert picture.get_attribute("alt")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 0
    expect(page.get_by_role("heading", name=re.compile(r"^\d+ responses$"))).to_be_visible()
    assert len(numbers(page)) >= 40
    expect(page.get_by_role("heading", name="Leave a Reply")).to_be_visible()


def test_the_one_script_is_that_of_a_conversation_where_there_is_a_form(reader: Reader) -> None:
    for path in PAGES:
        reader.open(path)
        scripts = reader.page.locator("script:not([type='application/ld+json'])")
        found = scripts.evaluate_all("all => all.map(one => [one.type, one.getAttribute('src'), one.text])")
        form = reader.page.locator(".vp-respond").count()
        assert found == [["module", f"/static/{NAMES['page.js']}", ""]] * form, path


def test_the_front_page_leads_to_the_articles(reader: Reader) -> None:
    reader.open("/")
    reader.page.get_by_role("link", name="Gull removed from bakery for ninth time").click()
    expect(reader.page).to_have_url(re.compile(f"{THREE}$"))
    expect(reader.page.get_by_role("heading", name="3 responses")).to_be_visible()


def test_the_reader_chooses_the_order(reader: Reader, paper: Server) -> None:
    reader.open(FORTY)
    for order in ("newest", "best", "oldest"):
        reader.page.get_by_role("link", name=order.title(), exact=True).click()
        expect(reader.page.locator("[aria-current=true]")).to_have_text(order.title())
        assert numbers(reader.page) == [comment["id"] for comment in told(paper, FORTY, order=order)]
    tops = reader.page.locator(".vp-comments > li").evaluate_all("all => all.map(one => Number(one.id.slice(8)))")
    assert all(earlier < later for earlier, later in pairwise(tops))


def test_a_thousand_comments_are_leafed_through(comes: Callable[..., Reader], paper: Server) -> None:
    reader = comes(java_script_enabled=False)
    reader.open(f"{THOUSAND}?order=best")
    seen, pages = numbers(reader.page), 1
    while (further := reader.page.get_by_role("link", name="Further in this conversation")).count():
        with reader.page.expect_navigation():
            further.last.click()
        seen += numbers(reader.page)
        pages += 1
    assert seen == [comment["id"] for comment in told(paper, THOUSAND, order="best")]
    assert len(set(seen)) == len(seen) >= 1000
    for _ in range(pages - 1):
        with reader.page.expect_navigation():
            reader.page.get_by_role("link", name="Earlier in this conversation").first.click()
    assert numbers(reader.page) == seen[: len(numbers(reader.page))]


@pytest.mark.parametrize("share", [0.0, 0.55, 1.0])
def test_a_permanent_link_opens_the_page_that_has_the_comment(reader: Reader, paper: Server, share: float) -> None:
    comments = [comment for comment in told(paper, THOUSAND) if comment["state"] == "live"]
    wanted = comments[int(share * (len(comments) - 1))]
    reader.open(f"/comments/{wanted['id']}")
    expect(reader.page).to_have_url(re.compile(rf"{THOUSAND}.*#comment-{wanted['id']}$"))
    expect(reader.page.locator(f"#comment-{wanted['id']} > article").first).to_be_in_viewport()


def test_a_page_that_is_not_there_says_so(reader: Reader) -> None:
    assert reader.open("/nowhere").status == 404
    expect(reader.page.get_by_role("heading", name="Not found")).to_be_visible()
    reader.page.get_by_role("link", name="To the front page").click()
    expect(reader.page).to_have_url(f"{reader.origin}/")


def test_a_story_from_right_to_left(reader: Reader, paper: Server) -> None:
    reader.open(RIGHT_TO_LEFT)
    reader.say(f"Latin words among them {id(reader)}")
    story = reader.page.locator("article.story")
    assert story.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert story.locator("p").first.evaluate("one => getComputedStyle(one).direction") == "rtl"
    directions = {}
    for comment in told(paper, RIGHT_TO_LEFT):
        text = reader.page.locator(f"#comment-{comment['id']} .vp-text").first
        directions[comment["id"]] = text.evaluate("one => getComputedStyle(one).direction")
        name = reader.page.locator(f"#comment-{comment['id']} .vp-author").first
        assert name.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"
        first = next(letter for letter in str(comment["text"]) if letter.isalpha())
        assert directions[comment["id"]] == ("rtl" if "\u0590" <= first <= "\u08ff" else "ltr")
    assert set(directions.values()) == {"ltr", "rtl"}


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_loads(comes: Callable[..., Reader], width: int) -> None:
    reader = comes(viewport={"width": width, "height": 800}, bypass_csp=True)  # the watcher is a script
    reader.page.add_init_script(WATCH_SHIFTS)
    for path in PAGES:
        reader.open(path)
        reader.page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        assert reader.page.evaluate("window.shifted") < 0.02, path


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_window(reader: Reader, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        reader.open(path)
        assert reader.page.evaluate("document.scrollingElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_in_light_and_dark(comes: Callable[..., Reader], scheme: str) -> None:
    reader = comes(color_scheme=scheme)
    for path in PAGES:
        reader.open(path)
        assert reader.page.evaluate(CONTRASTS) == [], path
    ground = reader.page.evaluate("getComputedStyle(document.documentElement).colorScheme")
    assert scheme in ground


def test_what_has_the_keyboard_is_seen_to(reader: Reader) -> None:
    reader.open(THREE)
    resting = "one => { const style = getComputedStyle(one); return [style.outlineStyle, style.outlineWidth]; }"
    for _ in range(20):
        reader.page.keyboard.press("Tab")
        style, width = reader.page.locator(":focus").evaluate(resting)
        assert style != "none", reader.focus()
        assert float(width.removesuffix("px")) >= 1, reader.focus()
        expect(reader.page.locator(":focus")).to_be_in_viewport()


def test_the_reader_comes_to_the_responses_and_back_by_links(reader: Reader) -> None:
    reader.open(FORTY)
    reader.page.get_by_role("link", name=re.compile(r"^\d+ responses$")).click()
    expect(reader.page.get_by_role("heading", name=re.compile(r"^\d+ responses$"))).to_be_in_viewport()


def test_what_a_cache_has_is_what_a_reader_sees(comes: Callable[..., Reader], paper: Server) -> None:
    reader = comes()
    reader.open(THREE)
    raw = httpx.get(paper.url + THREE, headers={"accept": "text/html"}, trust_env=False).text
    for number in numbers(reader.page):
        assert f'id="comment-{number}"' in raw
