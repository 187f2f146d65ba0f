"""The tools for writing, on a page of another origin and on one of ours: what they make, and how one gets to them.

In the texts of these tests « and » stand around what is selected, or one of them alone where the cursor is.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.support import axe, waiting
from tests.support.apart import There
from tests.support.commenter import Commenter
from voxpop.pages import script

PATH = "/desk"
NAMES = ("Ann Mercer", "Anna Ek", "José Ferrer", "דנה כהן", "Bo Rank")
NAMED = "/api/v1/names"
PREVIEW = "/api/v1/preview"
WEIGHS = 3584  # bytes with brotli, styles and all
TOOLS = ["Bold", "Italic", "Link", "Quotation", "Code", "List", "Spoiler"]


@pytest.fixture(scope="module")
def talked(everybody: There) -> int:
    """The number of the last comment at PATH, where people with these names have spoken."""
    return [everybody.said(PATH, f"Words of {name}", name=name) for name in reversed(NAMES)][-1]


@pytest.fixture(params=["embedded", "on a page of ours"])
def ann(request: pytest.FixtureRequest, ann: Commenter, talked: int) -> Commenter:
    """Ann, where she may write."""
    del talked
    arrive(ann, ours=request.param != "embedded")
    return ann


def arrive(reader: Commenter, *, ours: bool = False) -> None:
    there = reader.there
    reader.visits(f"{there.talk}/conversation?site=default&url={there.news}{PATH}" if ours else PATH)


def desk(reader: Commenter) -> Locator:
    """The field, with the tools around it."""
    reader.text.focus()
    expect(reader.page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    return reader.text


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def put(field: Locator, marked: str) -> None:
    start = marked.replace("»", "").find("«")
    end = marked.replace("«", "").find("»")
    field.fill(marked.replace("«", "").replace("»", ""))
    at = [start if start >= 0 else end, end if end >= 0 else start]
    field.evaluate("(field, at) => { field.focus(); field.setSelectionRange(...at) }", at)


def got(field: Locator) -> str:
    value, start, end = field.evaluate("(field) => [field.value, field.selectionStart, field.selectionEnd]")
    marks = "«" if start == end else "»"
    return str(value[:start] + ("«" + value[start:end] if start != end else "") + marks + value[end:])


MAKES = [
    ("Bold", "one «two» three", "one «**two**» three"),
    ("Bold", "one «", "one **«**"),
    ("Bold", "«one \n\n two»", "«**one** \n\n **two**»"),
    ("Italic", "«one» two", "«_one_» two"),
    ("Italic", "«**one**» two", "«_**one**_» two"),
    ("Link", "see «this» there", "see [this](«https://») there"),
    ("Link", "see «", "see [«](https://)"),
    ("Link", "see «https://a.example/b_(c)»", "see [«](https://a.example/b_(c))"),
    ("Code", "run «ls» now", "run «`ls`» now"),
    ("Code", "«a\nb»", "«```\na\nb\n```»"),
    ("Quotation", "one\ntw«o\nthree", "one\n\n> two«\n\nthree"),
    ("Quotation", "«a\n\nb»", "«> a\n> \n> b»"),
    ("Quotation", "«", "> «"),
    ("List", "«a\n\nb\n»c", "«- a\n\n- b»\n\nc"),
    ("List", "one\n\n«- a\nb»", "one\n\n«a\nb»"),
    ("Spoiler", "«It was him»", "«>! It was him»"),
    ("Spoiler", "«a\nb»\n\nc", "«>! a\n>! b»\n\nc"),
    ("Quotation", "«>! a»", "«> >! a»"),
]
BACK = [
    ("Bold", "one **«two»** three", "one «two» three"),
    ("Bold", "one **«**", "one «"),
    ("Bold", "«**one** \n\n **two**»", "«one \n\n two»"),
    ("Italic", "**_«one»_**", "**«one»**"),
    ("Link", "see «[this](https://a.example)»", "see «this»"),
    ("Code", "«```\na\nb\n```»", "«a\nb»"),
    ("Quotation", "«> a\n> \n> b»", "«a\n\nb»"),
    ("List", "«- a\n- b»", "«a\nb»"),
    ("Spoiler", "«>! a\n>!b»", "«a\nb»"),
]


def test_they_weigh_next_to_nothing() -> None:
    assert len(script.BUILT["writing"].brotli) <= WEIGHS


def test_each_tool_marks_what_is_selected_and_takes_the_mark_back(ann: Commenter) -> None:
    field = desk(ann)
    wrong = []
    for name, before, after in MAKES + BACK:
        put(field, before)
        tool(ann.page, name).click()
        if got(field) != after:
            wrong.append((name, before, got(field), after))
    assert wrong == []
    expect(field).to_be_focused()


def test_what_a_tool_did_is_undone_and_done_again(ann: Commenter) -> None:
    field = desk(ann)
    field.press_sequentially("one two")
    for name in ("Bold", "Spoiler", "Link"):
        field.press("Control+a")
        tool(ann.page, name).click()
    made = field.input_value()
    assert made == "[>! **one two**](https://)"
    for before in (">! **one two**", "**one two**", "one two"):
        field.press("Control+z")
        expect(field).to_have_value(before)
    for _ in range(3):
        field.press("Control+Shift+z")
    expect(field).to_have_value(made)


@pytest.mark.parametrize(("keys", "made"), [("b", "**one**"), ("i", "_one_"), ("k", "[one](https://)")])
def test_keys_do_it_too_whatever_script_the_keyboard_writes(ann: Commenter, keys: str, made: str) -> None:
    field = desk(ann)
    put(field, "«one»")
    field.press(f"Control+{keys}")
    expect(field).to_have_value(made)
    put(field, "«one»")
    cyrillic = {"key": "и", "code": f"Key{keys.upper()}", "ctrlKey": True, "bubbles": True, "cancelable": True}
    field.evaluate("(field, keys) => field.dispatchEvent(new KeyboardEvent('keydown', keys))", cyrillic)
    expect(field).to_have_value(made)


def test_the_keyboard_alone_goes_to_the_tools_and_comes_back_writing(ann: Commenter) -> None:
    field = desk(ann)
    put(field, "«one»")
    press = ann.page.keyboard.press
    press("Shift+Tab")
    assert ann.focus() == "Preview"
    press("Shift+Tab")
    assert ann.focus() == "Bold"
    met = []
    for key in ["ArrowRight"] * 7 + ["ArrowLeft", "Home", "End", "ArrowDown"]:
        press(key)
        met.append(ann.focus())
    assert met == [*TOOLS[1:], "Bold", "Spoiler", "Bold", "Spoiler", "Spoiler"]
    press("Tab")
    press("Shift+Tab")
    assert ann.focus() == "Spoiler", "Tab leads to where one was"
    press("Enter")
    assert ann.focus() == "text"
    assert field.input_value() == ">! one"
    press("Tab")
    assert ann.focus() == "Google"


def test_tools_have_names_and_say_their_keys(ann: Commenter) -> None:
    desk(ann)
    buttons = ann.page.get_by_role("toolbar").get_by_role("button")
    assert [buttons.nth(n).get_attribute("aria-label") for n in range(7)] == TOOLS
    assert [buttons.nth(n).get_attribute("title") for n in (0, 3)] == ["Bold (Ctrl+B)", "Quotation"]
    assert ann.page.get_by_role("toolbar").get_attribute("aria-controls") == ann.text.get_attribute("id")


def test_nothing_is_asked_or_kept_before_somebody_types(ann: Commenter) -> None:
    ann.there.met.clear()
    desk(ann)
    paths = {met.path.partition("?")[0] for met in ann.there.met}
    assert paths & {NAMED, PREVIEW} == set()
    assert ann.keeps() == {}


# A look at it


def test_a_look_at_the_text_is_the_servers_and_loses_nothing(ann: Commenter) -> None:
    field = desk(ann)
    put(field, "It was «*late*».\n\n>! the fog")
    ann.page.get_by_role("button", name="Preview").click()
    seen = ann.page.locator(".vp-preview")
    expect(seen.locator("em")).to_have_text("late")
    expect(seen.get_by_text("the fog")).to_be_hidden()
    seen.get_by_text("Spoiler").click()
    expect(seen.get_by_text("the fog")).to_be_visible()
    ann.heard("Preview")
    expect(tool(ann.page, "Bold")).to_be_hidden()
    ann.page.get_by_role("button", name="Go on writing").click()
    expect(field).to_be_focused()
    assert got(field) == "It was «*late*».\n\n>! the fog"
    expect(seen).to_have_count(0)
    expect(tool(ann.page, "Bold")).to_be_visible()


def test_the_focus_stays_on_the_button_and_the_hidden_text_is_no_stop(ann: Commenter) -> None:
    put(desk(ann), "words")
    ann.page.keyboard.press("Shift+Tab")
    ann.page.keyboard.press("Enter")
    expect(ann.page.locator(".vp-preview")).to_be_visible()
    assert ann.focus() == "Go on writing"
    ann.page.keyboard.press("Tab")
    assert ann.focus() == "Google"


def test_what_is_refused_is_said_in_place_until_it_is_mended(ann: Commenter) -> None:
    field = desk(ann)
    ann.page.get_by_role("button", name="Preview").click()
    told = ann.page.locator(".vp-told")
    expect(told).to_have_text(re.compile("nothing to read"))
    ann.heard(re.compile("nothing to read"))
    assert told.get_attribute("id") in str(field.get_attribute("aria-describedby"))
    expect(field).to_be_visible()
    field.press_sequentially("w")
    expect(told).to_be_hidden()


def test_a_look_that_comes_too_late_disturbs_nobody(ann: Commenter) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    ann.page.route(f"**{PREVIEW}", hold)
    field = desk(ann)
    field.fill("words")
    ann.page.get_by_role("button", name="Preview").click()
    field.click()
    waiting.until(lambda: ann.page.wait_for_timeout(50) or bool(held), "the look is asked for")
    with ann.page.expect_response(f"**{PREVIEW}"):
        held[0].continue_()
    field.press_sequentially(" and words")
    expect(ann.page.locator(".vp-preview")).to_have_count(0)
    expect(field).to_be_focused()


def test_what_is_posted_from_a_look_leaves_an_empty_field(ann: Commenter) -> None:
    field = desk(ann)
    ann.fill(f"Seen before **sent** {id(ann)}", Name="Kay Board")
    ann.page.get_by_role("button", name="Preview").click()
    expect(ann.page.locator(".vp-preview strong")).to_have_text("sent")
    ann.send()
    expect(ann.page.locator(".vp-preview")).to_have_count(0)
    expect(field).to_be_visible()
    expect(field).to_have_value("")


def test_whoever_goes_to_the_text_by_another_way_goes_on_writing(ann: Commenter) -> None:
    field = desk(ann)
    field.fill("words")
    ann.page.get_by_role("button", name="Preview").click()
    expect(ann.page.locator(".vp-preview")).to_be_visible()
    ann.page.get_by_role("link", name="Reply to Ann Mercer").first.click()
    ann.page.get_by_role("heading", name="Leave a Reply to Ann Mercer").wait_for()
    expect(ann.page.locator(".vp-preview")).to_have_count(0)
    expect(ann.text).to_be_focused()


# Its bound


def test_how_much_is_left_is_told_when_little_is(ann: Commenter) -> None:
    field = desk(ann)
    told = ann.page.locator(".vp-told")
    field.fill("x" * 14_000)
    expect(told).to_be_hidden()
    field.fill("x" * 15_000)
    expect(told).to_have_text("1,384 characters left")
    ann.heard("1,384 characters left")
    field.fill("א" * 8000)  # two bytes each
    expect(told).to_have_text("192 characters left")
    expect(field).to_have_attribute("aria-invalid", "false")


def test_beyond_it_the_field_is_marked_and_nothing_is_cut_off(ann: Commenter) -> None:
    field = desk(ann)
    field.evaluate("(field) => { document.execCommand('insertText', false, 'x'.repeat(16_400)) }")
    expect(ann.page.locator(".vp-told")).to_have_text("16 characters too long. Shorten it.")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert len(field.input_value()) == 16_400
    for _ in range(16):
        field.press("Backspace")
    expect(ann.page.locator(".vp-told")).to_have_text("0 characters left")
    expect(field).to_have_attribute("aria-invalid", "false")


def test_it_is_said_when_a_writer_pauses_and_not_at_each_key(ann: Commenter) -> None:
    field = desk(ann)
    ann.page.evaluate(
        """() => {
            window.heard = [];
            const section = document.querySelector("voxpop-thread")?.shadowRoot ?? document;
            new MutationObserver((all) => heard.push(...all)).observe(section.querySelector(".vp-said"), {
                childList: true, characterData: true, subtree: true });
        }"""
    )
    field.fill("x" * 16_000)
    for _ in range(5):
        field.press("y")
    ann.heard("379 characters left")
    assert ann.page.evaluate("heard.length") == 1


# An address over words


@pytest.mark.parametrize(
    ("before", "pasted", "after"),
    [
        ("see «this» there", "https://a.example/b", "see [this](https://a.example/b)« there"),
        ("see «this» there", " https://a.example/(b)\n", "see [this](https://a.example/(b))« there"),
        ("see « there", "https://a.example", "see https://a.example« there"),
        ("see «https://b.example»", "https://a.example", "see https://a.example«"),
        ("«a\nb»", "https://a.example", "https://a.example«"),
        ("«[a]»", "https://a.example", "https://a.example«"),
        ("see «this»", "javascript:alert(1)", "see javascript:alert(1)«"),
        ("see «this»", "https://a.example and more", "see https://a.example and more«"),
    ],
)
def test_an_address_that_is_pasted_over_words_is_their_link(
    ann: Commenter, before: str, pasted: str, after: str
) -> None:
    ann.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = desk(ann)
    put(field, before)
    ann.page.evaluate("(words) => navigator.clipboard.writeText(words)", pasted)
    field.press("Control+v")
    assert got(field) == after
    field.press("Control+z")
    assert field.input_value() == before.replace("«", "").replace("»", "")


# Who is meant


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="People in this conversation").get_by_role("option")


def active(field: Locator) -> str:
    """The words of the option that is meant."""
    found = field.evaluate(
        "(field) => field.getRootNode().getElementById(field.getAttribute('aria-activedescendant'))?.textContent"
    )
    return str(found)


def test_a_name_is_found_by_its_beginning_and_put_in_by_the_keyboard(ann: Commenter) -> None:
    field = desk(ann)
    field.press_sequentially("Hello @an")
    expect(options(ann.page)).to_have_text(["Ann Mercer", "Anna Ek"])
    ann.heard("2 names to choose from")
    assert active(field) == "Ann Mercer"
    expect(options(ann.page).nth(0)).to_have_attribute("aria-selected", "true")
    for key, wanted in (("ArrowDown", "Anna Ek"), ("ArrowDown", "Ann Mercer"), ("ArrowUp", "Anna Ek")):
        field.press(key)
        assert active(field) == wanted
    field.press("Enter")
    assert got(field) == "Hello @Anna Ek «"
    expect(options(ann.page)).to_have_count(0)
    assert field.get_attribute("aria-activedescendant") is None
    field.press_sequentially("and @jose")
    expect(options(ann.page)).to_have_text(["José Ferrer"])
    field.press("Tab")
    assert got(field) == "Hello @Anna Ek and @José Ferrer «"
    field.press("Enter")
    assert got(field) == "Hello @Anna Ek and @José Ferrer \n«"


def test_a_name_may_hold_a_space(ann: Commenter) -> None:
    field = desk(ann)
    field.press_sequentially("@ann m")
    expect(options(ann.page)).to_have_text(["Ann Mercer"])
    field.press("Enter")
    assert got(field) == "@Ann Mercer «"


def test_escape_closes_the_list_and_leaves_the_rest_as_it_is(ann: Commenter) -> None:
    ann.page.get_by_role("link", name="Reply to Ann Mercer").first.click()
    ann.page.get_by_role("toolbar").wait_for()
    field = ann.text
    field.press_sequentially("@an")
    expect(options(ann.page)).to_have_count(2)
    field.press("Escape")
    expect(options(ann.page)).to_have_count(0)
    expect(ann.page.get_by_role("heading", name="Leave a Reply to Ann Mercer")).to_be_visible()
    field.press_sequentially("n")
    field.press("Enter")
    assert got(field) == "@ann\n«"
    field.press_sequentially("@an")
    expect(options(ann.page)).to_have_count(2)


def test_a_name_is_taken_by_a_finger(commenter: Callable[..., Commenter], talked: int) -> None:
    del talked
    ann = commenter(has_touch=True, viewport={"width": 360, "height": 740})
    arrive(ann)
    field = desk(ann)
    field.press_sequentially("@an")
    options(ann.page).nth(1).tap()
    assert got(field) == "@Anna Ek «"
    expect(field).to_be_focused()


def test_nobody_is_asked_about_an_address_or_more_often_than_needed(ann: Commenter) -> None:
    ann.page.clock.install()
    field = desk(ann)
    ann.there.met.clear()
    for words in ("ann@mail.example ", "https://social.example/@ann ", "@ or ", "3@4 "):
        field.press_sequentially(words[:-1])
        ann.page.clock.fast_forward(300)
        field.press_sequentially(" ")
    with ann.page.expect_response(f"**{NAMED}?**q=anna"):
        field.press_sequentially("@anna")
    expect(options(ann.page)).to_have_text(["Anna Ek"])
    field.press("Escape")
    with ann.page.expect_response(f"**{NAMED}?**q=xyz"):
        field.press_sequentially(" @xyz")
    for letter in " and so on":
        field.press_sequentially(letter)
        ann.page.clock.fast_forward(300)
    with ann.page.expect_response(f"**{NAMED}?**q=bo"):
        field.press_sequentially(" @bo")
    asked = [met.path.rpartition("q=")[2] for met in ann.there.met if met.path.startswith(NAMED)]
    assert asked == ["anna", "xyz", "bo"]


def test_names_come_without_the_readers_cookies_and_their_absence_is_not_said(ann: Commenter) -> None:
    ann.page.context.add_cookies([{"name": "mine", "value": "1", "url": ann.there.talk, "sameSite": "Lax"}])
    field = desk(ann)
    ann.there.met.clear()
    field.press_sequentially("@an")
    expect(options(ann.page)).to_have_count(2)
    assert {met.cookies for met in ann.there.met if met.path.startswith(NAMED)} == {""}
    field.press("Escape")
    none = {"access-control-allow-origin": "*"}
    ann.page.route(f"**{NAMED}**", lambda route: route.fulfill(body="none", headers=none))
    with ann.page.expect_response(f"**{NAMED}**"):
        field.press_sequentially(" @bo")
    field.press("Enter")
    expect(options(ann.page)).to_have_count(0)
    expect(ann.page.locator(".vp-told")).to_be_hidden()
    assert got(field) == "@an @bo\n«"


def test_a_name_from_right_to_left_stands_as_it_is_written(ann: Commenter) -> None:
    field = desk(ann)
    field.press_sequentially("@דנ")
    expect(options(ann.page)).to_have_text(["דנה כהן"])
    assert options(ann.page).evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    field.press("Enter")
    assert got(field) == "@דנה כהן «"


# Where it stands


def test_the_tools_stay_when_the_form_around_the_text_is_another_one(ann: Commenter) -> None:
    field = desk(ann)
    field.fill("words")
    ann.page.get_by_role("button", name="Preview").click()
    expect(ann.page.locator(".vp-preview")).to_be_visible()
    field.evaluate(
        """(field) => {
            const old = field.form, fresh = old.cloneNode(true);
            for (const ours of fresh.querySelectorAll(".vp-bar, .vp-names, .vp-told, .vp-preview")) ours.remove();
            fresh.querySelector(".vp-desk").classList.remove("vp-desk");
            fresh.querySelector("[name=text]").replaceWith(field);
            old.replaceChildren(...fresh.childNodes);
        }"""
    )
    expect(field).to_be_visible()
    found = axe.violations(ann.page)
    assert found == [], axe.told(found)
    desk(ann)
    expect(ann.page.get_by_role("toolbar")).to_have_count(1)
    expect(ann.page.get_by_role("button", name="Preview")).to_have_count(1)
    put(field, "«words»")
    tool(ann.page, "Bold").click()
    expect(field).to_have_value("**words**")
    expect(field).to_have_attribute("tabindex", "0")


@pytest.mark.parametrize("ours", [False, True], ids=["embedded", "on a page of ours"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_nobody_is_left_out(
    commenter: Callable[..., Commenter], talked: int, scheme: str, *, ours: bool
) -> None:
    del talked
    ann = commenter(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    arrive(ann, ours=ours)
    ann.page.get_by_role("link", name="Reply to Ann Mercer").first.click()
    field = desk(ann)
    boxes = [tool(ann.page, name).bounding_box() for name in TOOLS] + [ann.page.locator(".vp-show").bounding_box()]
    assert all(box and box["width"] >= 24 and box["height"] >= 24 and box["x"] + box["width"] <= 360 for box in boxes)
    assert len({box["y"] for box in boxes if box}) == 1, "in one row"
    assert ann.page.evaluate("document.documentElement.scrollWidth") <= 360
    field.press_sequentially("@an")
    expect(options(ann.page)).to_have_count(2)
    found = axe.violations(ann.page)
    assert found == [], axe.told(found)
    field.press("Escape")
    field.fill("x" * 17_000)
    expect(ann.page.locator(".vp-told")).to_be_visible()
    found = axe.violations(ann.page)
    assert found == [], axe.told(found)
    field.fill("*seen*\n\n>! and hidden")
    ann.page.get_by_role("button", name="Preview").click()
    expect(ann.page.locator(".vp-preview em")).to_be_visible()
    found = axe.violations(ann.page)
    assert found == [], axe.told(found)


def test_from_right_to_left_arrows_go_where_they_point(commenter: Callable[..., Commenter], there: There) -> None:
    there.bodies[PATH] = there.lines.replace("<voxpop-thread", '<voxpop-thread lang="he" dir="rtl"')
    ann = commenter()
    ann.visits(PATH)
    ann.page.locator("[name=text]").focus()
    buttons = ann.page.get_by_role("toolbar").get_by_role("button")
    buttons.first.focus()
    places = []
    for _ in range(3):
        box = ann.page.locator(".vp-tool:focus").bounding_box()
        assert box
        places.append(box["x"])
        ann.page.keyboard.press("ArrowLeft")
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == 3


def test_where_there_is_room_the_text_stays_where_it_is_when_the_tools_come(ann: Commenter) -> None:
    ann.page.set_viewport_size({"width": 900, "height": 800})
    ann.text.scroll_into_view_if_needed()
    before = ann.text.evaluate("(field) => field.getBoundingClientRect().top - field.form.getBoundingClientRect().top")
    desk(ann)
    after = ann.text.evaluate("(field) => field.getBoundingClientRect().top - field.form.getBoundingClientRect().top")
    assert abs(after - before) <= 1
