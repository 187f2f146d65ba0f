"""Numbers beside links on a page of another origin, by a script that weighs next to nothing."""

import zlib
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.support import elsewhere
from tests.support.elsewhere import There
from tests.support.newspaper import FORTY, THOUSAND
from tests.support.reader import Reader
from tests.support.server import Server
from voxpop.pages import script

LIMIT = 700  # bytes with gzip


@pytest.fixture(scope="module")
def there(paper: Server) -> Iterator[There]:
    with elsewhere.opened(paper) as opened:
        yield opened


class Front:
    """A front page elsewhere that lists stories of the newspaper, and what its script asks."""

    def __init__(self, paper: Server, there: There, reader: Reader) -> None:
        self.paper, self.there, self.reader, self.page = paper, there, reader, reader.page
        self.asked: list[list[str]] = []
        reader.page.on("request", lambda request: self._hear(request.url))

    def _hear(self, url: str) -> None:
        if "/api/v1/counts" in url:
            self.asked.append([value for name, value in parse_qsl(urlsplit(url).query) if name == "url"])

    def opens(self, body: str, lang: str = "en") -> None:
        load = f'<script src="{self.paper.url}/count.js" data-site="default" async></script>'
        self.there.shows(load + body, policy=self.there.strict, lang=lang)
        self.page.goto(f"{self.there.origin}/")


@pytest.fixture
def front(paper: Server, there: There, comes: Callable[..., Reader]) -> Front:
    return Front(paper, there, comes(also=(there.origin,)))


def test_the_script_weighs_next_to_nothing() -> None:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    assert len(packer.compress(script.BUILT["count"].body) + packer.flush()) <= LIMIT


def test_one_request_in_the_same_order_whatever_the_page_lists_first(front: Front) -> None:
    urls = [f"{front.paper.url}{THOUSAND}", f"{front.paper.url}{FORTY}", f"{front.there.origin}/none"]
    front.opens(
        f'<a href="{urls[0]}#comments" data-voxpop-count="{urls[0]}">Comments</a>'
        '<a href="/none" data-voxpop-count>?</a>'
        f'<a href="{urls[1]}">Responses: <span id="inside" data-voxpop-count></span></a>'
        f'<i id="again" data-voxpop-count="{urls[1]}"></i> <a href="/plain">plain</a>'
    )
    expect(front.page.get_by_role("link", name="1,000")).to_have_attribute("data-voxpop-counted", "1000")
    expect(front.page.locator("#inside")).to_have_text("40")
    expect(front.page.locator("#again")).to_have_text("40")
    expect(front.page.get_by_role("link", name="0", exact=True)).to_be_visible()
    expect(front.page.get_by_role("link", name="plain")).to_be_visible()
    assert front.asked == [sorted(urls)]


@pytest.mark.parametrize(
    ("lang", "written"), [("de", "1.000"), ("hi", "1,000"), ("ar-EG", "١٬٠٠٠"), ("no_language", "1000")]
)
def test_a_number_is_written_in_the_language_of_the_page(front: Front, lang: str, written: str) -> None:
    front.opens(f'<b data-voxpop-count="{front.paper.url}{THOUSAND}"></b>', lang=lang)
    expect(front.page.locator("b")).to_have_text(written)


def test_a_link_to_somewhere_else_stays_as_it_is_and_the_others_have_their_numbers(front: Front) -> None:
    away = {"Elsewhere": "https://elsewhere.example/", "Mail": "mailto:ann@mail.example"}
    links = "".join(f'<a href="{url}" data-voxpop-count>{words}</a> ' for words, url in away.items())
    front.opens(f'{links}<b data-voxpop-count="{front.paper.url}{THOUSAND}"></b>')
    expect(front.page.locator("b")).to_have_text("1,000")
    for words in away:
        expect(front.page.get_by_role("link", name=words)).to_be_visible()


def test_links_that_come_or_change_later_are_counted_too(front: Front) -> None:
    front.opens(f'<b data-voxpop-count="{front.paper.url}{THOUSAND}"></b>')
    expect(front.page.locator("b")).to_have_text("1,000")
    front.page.evaluate(
        """url => {
            const links = [1, 2].map(() => Object.assign(document.createElement("a"), { href: url }));
            document.body.append(...links);
            for (const link of links) link.dataset.voxpopCount = "";
        }""",
        f"{front.paper.url}{FORTY}",
    )
    expect(front.page.locator("a").last).to_have_text("40")
    front.page.evaluate(f'document.querySelector("b").dataset.voxpopCount = "{front.paper.url}{FORTY}"')
    expect(front.page.locator("b")).to_have_text("40")
    assert front.asked == [[f"{front.paper.url}{THOUSAND}"]] + [[f"{front.paper.url}{FORTY}"]] * 2


def test_a_long_front_page_asks_in_lines_that_every_server_takes(front: Front) -> None:
    links = "".join(f'<a href="/{n}-{"x" * 60}" data-voxpop-count></a>' for n in range(250))
    front.opens(links)
    expect(front.page.locator("[data-voxpop-counted]")).to_have_count(250)
    assert sum(map(len, front.asked)) == 250
    assert max(map(len, front.asked)) <= 100
    assert max(len("".join(urls)) for urls in front.asked) < 6000


@pytest.mark.parametrize("answer", [{"status": 500, "body": "no"}, {"status": 403, "json": {"code": "x"}}, None])
def test_while_the_server_is_away_a_link_is_just_a_link(front: Front, answer: dict[str, object] | None) -> None:
    def give(route: Route) -> None:
        if answer is None:
            route.abort()
        else:
            route.fulfill(headers={"access-control-allow-origin": "*"}, **answer)  # type: ignore[arg-type]

    front.page.route("**/api/v1/counts*", give)
    with front.page.expect_request("**/api/v1/counts*"):
        front.opens('<a href="/story" data-voxpop-count>Comments</a>')
    front.page.wait_for_load_state("networkidle")
    expect(front.page.get_by_role("link", name="Comments")).to_be_visible()
    noticed = [said for said in front.reader.noticed if not said.startswith(("failed: ", "error: Failed to load"))]
    assert noticed == [], "the browser tells of the request, and no script fails"
    front.reader.noticed.clear()
