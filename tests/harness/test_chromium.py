"""The browser of the tests: shown pages run, and a missing one is an error with a remedy, not a skipped test."""

import pytest
from playwright.sync_api import Page

from tests.support import chromium


def test_a_page_is_shown(page: Page) -> None:
    page.set_content("<title>A page</title><p>Words</p>")
    assert page.title() == "A page"


def test_a_missing_browser_is_an_error_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(FileNotFoundError, match="scripts/test-needs"):
        chromium.find()
