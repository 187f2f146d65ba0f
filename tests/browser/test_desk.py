"""The desk in Chromium: by keys alone, by thumb, with others at it, and while comments come in."""

from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.support import at_desk, axe, newspaper, waiting
from tests.support.reader import Reader
from tests.support.server import Server

LOOK = "00:16"  # a little more than the desk lets pass between two looks at what has come


@pytest.fixture(scope="module", autouse=True)
def all_waits(paper: Server) -> None:
    """All that is said waits."""
    newspaper.voxpop(paper, "site", "set", "default", "approval=all")


@pytest.fixture
def desk(paper: Server, comes: Callable[..., Reader], request: pytest.FixtureRequest) -> Callable[..., Reader]:
    """`desk("Ida")`: another colleague, at the first page of the desk."""

    def come(name: str, **options: object) -> Reader:
        state = {"cookies": [], "origins": []}
        reader = comes(storage_state=state, **options)
        number = request.node.name.replace("[", " ").replace("]", "")[-40:]
        reader.page.context.add_cookies(at_desk.cookies(paper, f"{name} {number}"))  # type: ignore[arg-type]
        return reader

    return come


def said(paper: Server, path: str, *words: str, name: str = "Bo Rank") -> list[int]:
    """The numbers of comments that somebody has sent there."""
    with httpx.Client(base_url=paper.url, trust_env=False, headers={"origin": paper.url}) as client:
        author = {"name": name, "email": "bo@mail.example"}
        url = f"{paper.url}{path}"
        answers = [
            client.post("/api/v1/comments", json={"site": "default", "url": url, "text": one, "author": author})
            for one in words
        ]
    return [int(answer.json()["id"]) for answer in answers]


def state(paper: Server, comment: int) -> str:
    with httpx.Client(base_url=paper.url, trust_env=False) as client:
        return "live" if client.get(f"/comments/{comment}").status_code == 302 else "away"


def item(page: Page, comment: int) -> Locator:
    return page.locator(f"#item-{comment}")


def test_every_act_of_the_list_has_a_key_and_the_keys_are_shown(paper: Server, desk: Callable[..., Reader]) -> None:
    first, second, third, fourth = said(paper, "/keys", *(f"Quarry number {n}" for n in range(4)))
    page = (ida := desk("Ida")).page
    ida.open("/desk")
    narrow(page, "quarry number")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog").locator("dt")
    assert {"j", "k", "a", "r", "s", "o", "x", "/", "A", "R", "S"} <= set(keys.all_inner_texts())
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    order = [int(one[5:]) for one in page.locator("#items > li").evaluate_all("all => all.map((one) => one.id)")]
    assert sorted(order) == [first, second, third, fourth]
    page.keyboard.press("j")
    expect(item(page, order[0])).to_be_focused()
    page.keyboard.press("a")
    expect(item(page, order[0])).to_have_count(0)
    expect(item(page, order[1])).to_be_focused()
    expect(page.locator("#main > .done")).to_contain_text("Approved")
    page.keyboard.press("s")
    expect(item(page, order[1])).to_have_count(0)
    expect(page.locator("#main > .done")).to_contain_text("Put away as spam")
    page.keyboard.press("u")
    expect(item(page, order[1])).to_be_visible()
    page.keyboard.press("j")
    goes(page, "o")
    expect(page.locator("#comment")).to_be_visible()
    goes(page, "q")
    expect(page.locator("#items")).to_be_visible()
    assert state(paper, order[0]) == "live"


def test_after_an_act_the_next_is_there_before_the_server_has_answered(
    paper: Server, desk: Callable[..., Reader]
) -> None:
    said(paper, "/next", *(f"Ferry number {n}" for n in range(3)))
    page = (ida := desk("Ida")).page
    ida.open("/desk?q=ferry+number")
    order = page.locator("#items > li").evaluate_all("all => all.map((one) => Number(one.id.slice(5)))")
    with page.expect_response(lambda answer: f"/desk/comments/{order[1]}" in answer.url):
        page.keyboard.press("j")
        goes(page, "o")
        expect(page.locator("#comment")).to_be_visible()
    page.wait_for_load_state("networkidle")
    under_way: list[Route] = []
    page.route("**/approve", lambda route: [under_way.append(route)])
    page.keyboard.press("a")
    page.wait_for_url(lambda url: urlsplit(url).path == f"/desk/comments/{order[1]}", wait_until="commit")
    assert state(paper, order[0]) == "away", "it is still on its way"
    waiting.until(lambda: page.wait_for_timeout(20) or bool(under_way), "the act is sent")
    under_way[0].continue_()
    expect(page.locator("#main > .done")).to_contain_text("Approved")
    assert state(paper, order[0]) == "live"


def test_who_comes_second_is_told_in_the_list_and_on_the_page(paper: Server, desk: Callable[..., Reader]) -> None:
    first, second = said(paper, "/second", "Harbour one", "Harbour two")
    ida, jo = desk("Ida"), desk("Jo")
    ida.open("/desk?q=harbour")
    jo.open("/desk?q=harbour")
    jo.page.locator(f"#item-{first} [data-act=reject]").click()
    expect(item(jo.page, first)).to_have_count(0)
    ida.page.locator(f"#item-{first} [data-act=approve]").click()
    expect(item(ida.page, first).get_by_role("alert")).to_contain_text("the comment is trash by now. Jo ")
    ida.open(f"/desk/comments/{second}?q=harbour")
    jo.page.locator(f"#item-{second} [data-act=spam]").click()
    expect(item(jo.page, second)).to_have_count(0)
    ida.page.keyboard.press("a")
    expect(ida.page.get_by_role("alert")).to_contain_text("the comment is spam by now. Jo ")
    assert state(paper, first) == state(paper, second) == "away"


def test_what_comes_in_is_told_and_enters_without_moving_what_is_read(
    paper: Server, desk: Callable[..., Reader]
) -> None:
    mine = said(paper, "/arrive", *(f"Tide {n} {'and a long story of it. ' * 30}" for n in range(8)))
    page = (ida := desk("Ida", viewport={"width": 800, "height": 600})).page
    page.clock.install()
    ida.open("/desk?q=tide")
    expect(page.locator("#items > li")).to_have_count(len(mine))
    middle = item(page, mine[3])
    middle.evaluate("(one) => scrollTo(0, scrollY + one.getBoundingClientRect().top - 100)")
    more = said(paper, "/arrive", "Tide at last", "Tide once more")
    newspaper.voxpop(paper, "reject", str(mine[0]))
    page.clock.fast_forward(LOOK)
    expect(page.get_by_role("button", name="Show 2 that have come")).to_have_count(1)
    expect(item(page, mine[0])).to_contain_text("A colleague has decided about this one.")
    before = middle.bounding_box()
    page.get_by_role("button", name="Show 2 that have come").evaluate("(one) => one.click()")
    for comment in more:
        expect(item(page, comment)).to_have_count(1)
    after = middle.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 60, "no more than the button, which has gone, moves it"


def test_a_swipe_decides_on_a_phone(paper: Server, desk: Callable[..., Reader]) -> None:
    approved, rejected, left = said(paper, "/thumb", "Weir one", "Weir two", "Weir three")
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = (ida := desk("Ida", **phone)).page
    ida.open("/desk?q=weir")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    swipe(page, approved, 150)
    expect(item(page, approved)).to_have_count(0)
    swipe(page, rejected, -150)
    expect(item(page, rejected)).to_have_count(0)
    swipe(page, left, 40)
    page.wait_for_timeout(300)
    expect(item(page, left)).to_be_visible()
    assert [state(paper, one) for one in (approved, rejected, left)] == ["live", "away", "away"]


def swipe(page: Page, comment: int, by: int) -> None:
    """A finger on it, moved to the side."""
    session = page.context.new_cdp_session(page)
    item(page, comment).scroll_into_view_if_needed()
    box = item(page, comment).locator("p").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def touch(kind: str, at: float | None) -> None:
        points = [] if at is None else [{"x": at, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x)
    for part in range(1, 6):
        touch("touchMove", x + by * part / 5)
    touch("touchEnd", None)
    session.detach()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_has_nothing_to_object_to(paper: Server, desk: Callable[..., Reader], scheme: str, width: int) -> None:
    [comment] = said(paper, "/axe", f"Lamp in {scheme} at {width}, with *words* and https://lamp.example/")
    viewport = {"width": width, "height": 800}
    ida = desk("Ida", color_scheme=scheme, viewport=viewport, bypass_csp=True)
    for path in (
        "/desk", f"/desk/comments/{comment}", "/desk/all?act=spam", "/desk/all?act=approve&queue=spam", "/desk/team"
    ):  # fmt: skip
        ida.open(path)
        found = axe.violations(ida.page)
        assert found == [], f"{path}: {axe.told(found)}"
        assert ida.page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_an_editor_s_morning_by_keyboard_alone(paper: Server, desk: Callable[..., Reader]) -> None:
    """200 wait: spam in bulk, some approved, one edited, one act taken back, one ban, one appeal."""
    for nth in range(20):
        said(paper, f"/morning/{nth}", *(f"Morning, number {nth} of {one}" for one in range(5)))
    said(paper, "/morning", *(f"Morning offer {nth}: cheap watches" for nth in range(100)), name="Rolf Lex")
    appealed, writer = rejected_and_appealed(paper, desk)
    ida = desk("Ida")
    ida.open("/desk")
    narrow(ida.page, "morning")
    spam_in_bulk(ida.page)
    some_approved(ida.page)
    state_of_the_edited = state(paper, one_edited_and_approved(ida.page))
    assert state_of_the_edited == "live"
    one_taken_back(ida.page)
    one_banned(ida)
    one_appeal(ida, appealed)
    assert state(paper, appealed) == "live"
    writer.open(f"/comments/{appealed}/appeal")
    expect(writer.page.locator("main")).to_contain_text("Your appeal was granted.")


def spam_in_bulk(page: Page) -> None:
    """By the filter, and the number."""
    narrow(page, "morning offer")
    tab_to(page, page.get_by_role("link", name="Spam …"))
    goes(page, "Enter")
    expect(page.get_by_role("heading", name="Spam: 100 of waiting")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Spam: 100"))
    goes(page, "Enter")
    expect(page.locator("#main > .done")).to_contain_text("Put away as spam: 100 comments.")


def some_approved(page: Page) -> None:
    """Where they stand, and ticked."""
    narrow(page, "morning, number")
    order = numbers(page)
    assert len(order) == 50
    page.keyboard.press("j")
    for nth in range(5):
        page.keyboard.press("a")
        expect(page.locator(f"#item-{order[nth]}")).to_have_count(0)
    for key in "xjxjxA":
        page.keyboard.press(key)
    expect(page.locator("#main > .done")).to_contain_text("Approved: 3 comments.")
    assert not set(order[:8]) & set(numbers(page))


def one_edited_and_approved(page: Page) -> int:
    page.keyboard.press("j")
    goes(page, "o")
    expect(page.locator("#comment")).to_contain_text("Morning, number")
    edited = looked_at(page)
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("Morning, as an editor put it")
    tab_to(page, page.get_by_role("button", name="Keep these words"))
    goes(page, "Enter")
    expect(page.locator("#comment")).to_contain_text("Morning, as an editor put it")
    page.keyboard.press("a")
    page.wait_for_url(lambda url: f"/comments/{edited}?" not in f"{url}?")
    expect(page.locator("#main > .done")).to_contain_text("Approved")
    return edited


def one_taken_back(page: Page) -> None:
    """Rejected by mistake."""
    before = looked_at(page)
    page.keyboard.press("r")
    page.wait_for_url(lambda url: f"/comments/{before}?" not in f"{url}?")
    expect(page.locator("#main > .done")).to_contain_text("Rejected")
    page.keyboard.press("u")
    page.wait_for_url(f"**/desk/comments/{before}?**")
    expect(page.locator("#comment")).to_contain_text("held")


def one_banned(ida: Reader) -> None:
    page = ida.page
    ida.open("/desk?queue=spam&q=morning+offer")
    page.keyboard.press("j")
    goes(page, "o")
    expect(page.locator("#comment")).to_contain_text("cheap watches")
    page.keyboard.press("b")
    tab_to(page, page.get_by_role("button", name="Ban them"))
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_contain_text("banned")


def one_appeal(ida: Reader, appealed: int) -> None:
    page = ida.page
    ida.open("/desk")
    goes(page, str(page.locator("nav[aria-label=Queues] a").all_inner_texts().index("Appeals 1") + 1))
    expect(item(page, appealed)).to_be_visible()
    page.keyboard.press("j")
    goes(page, "o")
    expect(page.locator("#comment")).to_contain_text("It was a quotation")
    page.keyboard.press("g")
    expect(page.locator("#main > .done")).to_contain_text("granted", ignore_case=True)


def looked_at(page: Page) -> int:
    """The comment whose page this is."""
    return int(page.url.partition("/comments/")[2].partition("?")[0])


def numbers(page: Page) -> list[int]:
    """The comments of the queue, in its order."""
    return list(page.locator("#items > li[id]").evaluate_all("all => all.map((one) => Number(one.id.slice(5)))"))


def rejected_and_appealed(paper: Server, desk: Callable[..., Reader]) -> tuple[int, Reader]:
    """A comment that a colleague has rejected, and its writer, who has appealed."""
    writer, jo = desk("Nobody at the desk"), desk("Jo")
    writer.page.context.clear_cookies()
    writer.open("/custom-house-clock-stays-fast")
    writer.fill("It was a quotation, and is marked as one")
    number = int(writer.send().json()["id"])
    jo.open(f"/desk/comments/{number}")
    jo.page.keyboard.press("w")
    jo.page.keyboard.type("Insults")
    tab_to(jo.page, jo.page.locator("details[open] button[type=submit]"))
    jo.page.keyboard.press("Enter")
    expect(jo.page.locator("#main > .done")).to_contain_text("Rejected")
    writer.open(f"/comments/{number}/appeal")
    expect(writer.page.locator("main")).to_contain_text("Insults somebody")
    writer.page.get_by_label("Why should it be shown?").fill("It was a quotation")
    writer.page.get_by_role("button", name="Appeal").click()
    expect(writer.page.locator("main")).to_contain_text("You have appealed.")
    return number, writer


def narrow(page: Page, words: str) -> None:
    """The queue, narrowed to words, by keys alone."""
    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    goes(page, "Enter")
    expect(page.get_by_label("Words")).to_have_value(words)


def goes(page: Page, key: str) -> None:
    """Press a key that leads to another page, until that one hears keys."""
    with page.expect_navigation():
        page.keyboard.press(key)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the keyboard."""
    for _ in range(80):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not get to {wanted}")
