"""Which Chromium the browser tests drive, and with which switches.

CHROMIUM=/path wins, then Debian's, then the one Playwright keeps.     python -m tests.support.chromium    prints it.
"""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "google-chrome", "google-chrome-stable")
REMEDY = "No Chromium here. Run scripts/test-needs (Debian: apt-get install chromium), or name one: CHROMIUM=/path"
KEPT_BY_PLAYWRIGHT = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
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
    kept = [] if named else sorted(KEPT_BY_PLAYWRIGHT.glob("chromium-*/chrome-linux*/chrome"))
    if not kept:
        raise FileNotFoundError(REMEDY)
    return kept[-1]


if __name__ == "__main__":
    try:
        print(find())  # noqa: T201
    except FileNotFoundError as error:
        sys.exit(str(error))
