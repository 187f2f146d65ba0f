"""<voxpop-latest> and <voxpop-discussed> on a page of another origin whose policy lets in nothing but our server."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.support import elsewhere
from tests.support.elsewhere import There
from tests.support.newspaper import FORTY
from tests.support.reader import Reader
from tests.support.server import Server


@pytest.fixture(scope="module")
def there(paper: Server) -> Iterator[There]:
    with elsewhere.opened(paper) as opened:
        yield opened


@pytest.fixture
def opens(paper: Server, there: There, comes: Callable[..., Reader]) -> Callable[..., Reader]:
    """`opens(body, lang="en")`: a reader on a page with the script and this on it."""

    def open_it(body: str, lang: str = "en", **options: object) -> Reader:
        reader = comes(also=(there.origin,), **options)
        there.shows(f'<script src="{paper.url}/embed.js" async></script>{body}', policy=there.strict, lang=lang)
        reader.page.goto(f"{there.origin}/")
        return reader

    return open_it


def test_the_latest_comments_are_there_with_their_times(opens: Callable[..., Reader]) -> None:
    page = opens('<voxpop-latest count="3">none</voxpop-latest>').page
    box = page.get_by_role("region", name="Latest comments")
    expect(box.get_by_role("listitem")).to_have_count(3)
    expect(page.get_by_text("none", exact=True)).to_be_hidden()
    time = box.locator("time").first
    assert time.get_attribute("datetime")
    expect(box.locator("a[href*='/comments/']")).to_have_count(3)


def test_the_most_discussed_say_how_much(opens: Callable[..., Reader], paper: Server) -> None:
    author = {"name": "Ann", "email": "ann@mail.example"}
    said = {"site": "default", "url": f"{paper.url}{FORTY}", "text": "One more thing.", "author": author}
    with paper.client() as client:
        assert client.post("/api/v1/comments", json=said).status_code == 201
    page = opens('<voxpop-discussed days="2"></voxpop-discussed>').page
    entry = page.get_by_role("region", name="Most discussed").get_by_role("listitem")
    expect(entry).to_contain_text("1 new response")
    expect(entry.get_by_role("link")).to_have_attribute("href", f"{paper.url}{FORTY}")


def test_an_element_follows_its_attributes_and_leaves_nothing_behind(opens: Callable[..., Reader]) -> None:
    reader = opens('<voxpop-latest count="1"></voxpop-latest>')
    entries = reader.page.get_by_role("listitem")
    expect(entries).to_have_count(1)
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.page.evaluate(
        """() => {
            const list = document.querySelector("voxpop-latest");
            list.setAttribute("count", "4"), list.setAttribute("lang", "ar"), list.setAttribute("site", "default");
        }"""
    )
    expect(entries).to_have_count(4)
    expect(reader.page.locator("voxpop-latest section")).to_have_attribute("dir", "rtl")
    assert len(asked) == 1
    reader.page.evaluate(
        "() => { const list = document.querySelector('voxpop-latest'); list.remove(); document.body.append(list) }"
    )
    expect(entries).to_have_count(4)
    assert len(asked) == 1


def test_what_stands_in_it_stays_where_there_is_no_list(opens: Callable[..., Reader]) -> None:
    reader = opens('<voxpop-latest site="nobody"><a href="/talk">All comments</a></voxpop-latest>')
    reader.page.wait_for_load_state("networkidle")
    expect(reader.page.get_by_role("link", name="All comments")).to_be_visible()
    assert "/lists/latest?site=nobody" in reader.noticed[0]
    reader.noticed.clear()


def test_a_page_reaches_the_parts_and_the_colours_by_its_own_style_sheet(
    opens: Callable[..., Reader], there: There
) -> None:
    body = (
        "<style>voxpop-latest { --vp-soft: rgb(1, 2, 3) } voxpop-latest::part(author) { color: rgb(4, 5, 6) }</style>"
    )
    strict, there.strict = there.strict, there.strict + "; style-src 'unsafe-inline'"
    page = opens(f"{body}<voxpop-latest></voxpop-latest>").page
    there.strict = strict
    expect(page.locator("voxpop-latest .vp-author").first).to_have_css("color", "rgb(4, 5, 6)")
    expect(page.locator("voxpop-latest .vp-when").first).to_have_css("color", "rgb(1, 2, 3)")
