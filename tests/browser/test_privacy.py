"""The page on privacy as a browser shows it: to be read on any width, from either side, by ear as well."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support import axe
from tests.support.newspaper import FORTY
from tests.support.reader import Reader

PAGE = "/privacy?lang={language}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_has_nothing_to_object_to(comes: Callable[..., Reader], scheme: str, width: int, language: str) -> None:
    reader = comes(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 800})
    reader.open(PAGE.format(language=language))
    reader.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = axe.violations(reader.page)
    assert found == [], axe.told(found)
    assert reader.page.evaluate("document.documentElement.scrollWidth") == width


def test_a_group_is_opened_without_a_script(comes: Callable[..., Reader]) -> None:
    reader = comes(java_script_enabled=False)
    reader.open("/privacy")
    expect(reader.page.get_by_role("heading", name="What you write", exact=True)).to_be_visible()
    muted = reader.page.get_by_role("heading", name="What you like and react to, and whom you mute", exact=True)
    expect(muted).to_be_hidden()
    reader.page.get_by_text("When you like, mute, report or appeal").click()
    expect(muted).to_be_visible()


def test_nothing_is_kept_by_who_reads_it(comes: Callable[..., Reader]) -> None:
    reader = comes()
    reader.open(FORTY)
    reader.page.get_by_role("link", name="Learn how your comment data is processed.").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("How your comment data is processed")
    assert reader.page.context.cookies() == []
    assert reader.page.evaluate("localStorage.length + sessionStorage.length") == 0
