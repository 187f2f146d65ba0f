"""Which Chromium the browser tests drive, and with which switches.

CHROMIUM=/path wins, then Debian's, then the one Playwright keeps.     python -m tests.support.chromium    prints it.
"""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "google-chrome", "google-chrome-stable")
REMEDY = "No Chromium here. Run scripts/test-needs (Debian: apt-get install chromium), or name one: CHROMIUM=/path"
SWITCHES = [
    "--no-sandbox",  # root in a container has none, and the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> Path:
    """Raises FileNotFoundError with the remedy when there is none."""
    named = os.environ.get("CHROMIUM")
    for name in (named,) if named else NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    kept = None if named else _kept_by_playwright()
    if kept is None:
        raise FileNotFoundError(REMEDY)
    return kept


def _kept_by_playwright() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


if __name__ == "__main__":
    try:
        print(find())  # noqa: T201
    except FileNotFoundError as error:
        sys.exit(str(error))
