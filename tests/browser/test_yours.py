"""The pages on which readers see what is kept of them, narrow and wide, with axe looking at each."""

from collections.abc import Callable

import pytest

from tests.support import axe
from tests.support.newspaper import FORTY
from tests.support.reader import Reader

SIZES = [{"width": 360, "height": 740}, {"width": 1280, "height": 900}]


@pytest.mark.parametrize("size", SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_is_known_by_a_cookie_takes_all_along_and_is_forgotten(
    comes: Callable[..., Reader], size: dict[str, int], scheme: str
) -> None:
    reader = comes(viewport=size, color_scheme=scheme, bypass_csp=True)  # axe is a script
    page = reader.page
    reader.open("/privacy/yours")
    assert axe.violations(page) == []
    reader.open(FORTY)
    reader.say(f"Words to be forgotten, {size['width']} {scheme}.")
    reader.open("/privacy/yours")
    assert axe.violations(page) == []
    assert fits(reader)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download").click()
    assert downloading.value.suggested_filename == "yours.zip"
    page.get_by_role("link", name="Forget everything").click()
    assert axe.violations(page) == []
    assert fits(reader)
    page.get_by_label("That is what I want.").check()
    page.get_by_role("button", name="Forget everything").click()
    page.wait_for_url("**/privacy/yours/forgotten**")
    assert axe.violations(page) == []
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []


def fits(reader: Reader) -> bool:
    """Nothing stands out of the page to the side."""
    return bool(reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
