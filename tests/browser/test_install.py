"""The loader page for owners: what is chosen is seen at once, and the lines can be copied; without a script, too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support import axe
from tests.support.reader import Reader
from tests.support.server import Server


def test_what_is_chosen_is_in_the_lines_and_in_the_conversation_beside_them(
    comes: Callable[..., Reader], paper: Server
) -> None:
    reader = comes()
    reader.open("/install")
    page, lines = reader.page, reader.page.locator(".guide-own code").first
    shown = page.locator("voxpop-thread")
    expect(shown.get_by_role("heading", name="responses")).to_be_visible()
    page.get_by_label("Order", exact=True).select_option("Best first")
    page.get_by_label("Colours").select_option("Dark")
    expect(lines).to_contain_text('<voxpop-thread site="default" order="best" theme="dark"></voxpop-thread>')
    expect(shown).to_have_attribute("theme", "dark")
    expect(shown.locator("[aria-current]")).to_have_text("Best")
    assert page.url.endswith("/install?site=default&order=best&theme=dark&lang=&dir=&count-selector=")
    page.reload()
    expect(page.get_by_label("Colours")).to_have_value("dark")
    page.get_by_label("Colours").select_option("As the page around it")
    expect(shown).not_to_have_attribute("theme", "dark")


def test_the_direction_and_where_the_number_goes_are_chosen_too(comes: Callable[..., Reader]) -> None:
    reader = comes()
    reader.open("/install")
    page, lines = reader.page, reader.page.locator(".guide-own code").first
    page.get_by_label("Direction").select_option("From right to left")
    expect(lines).to_contain_text('<voxpop-thread site="default" dir="rtl"></voxpop-thread>')
    expect(page.locator("voxpop-thread .voxpop")).to_have_attribute("dir", "rtl")
    page.get_by_label("Number of responses").fill('h1 > [title="a"]')
    page.get_by_label("Number of responses").blur()
    expect(lines).to_contain_text('dir="rtl" count-selector="h1 &gt; [title=&#34;a&#34;]"></voxpop-thread>')


def test_a_press_copies(comes: Callable[..., Reader], paper: Server) -> None:
    reader = comes(permissions=["clipboard-read", "clipboard-write"])
    reader.open("/install")
    reader.page.get_by_role("button", name="Copy").first.click()
    expect(reader.page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f'<script src="{paper.url}/embed.js" async></script>\n<voxpop-thread site="default">')


def test_without_a_script_the_form_gives_the_lines(comes: Callable[..., Reader]) -> None:
    reader = comes(java_script_enabled=False)
    reader.open("/install")
    reader.page.get_by_label("Language").select_option("Deutsch")
    reader.page.get_by_role("button", name="Show the lines").click()
    expect(reader.page.locator(".guide-own code").first).to_contain_text('<voxpop-thread site="default" lang="de">')
    expect(reader.page.get_by_label("Language")).to_have_value("de")


def test_it_fits_a_narrow_window(comes: Callable[..., Reader]) -> None:
    reader = comes(viewport={"width": 320, "height": 700})
    reader.open("/install")
    expect(reader.page.locator("voxpop-thread section")).to_be_visible()
    assert reader.page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/install", "/theming", "/conversation", "/conversation?url=x"])
def test_axe_has_nothing_to_object_to(comes: Callable[..., Reader], path: str, scheme: str) -> None:
    reader = comes(color_scheme=scheme, bypass_csp=True)
    reader.open(path)
    if path == "/install":
        expect(reader.page.locator("voxpop-thread section")).to_be_visible()
    found = axe.violations(reader.page)
    assert found == [], axe.told(found)
