"""axe-core, looking at a page as it is now.

assert axe.violations(page) == []
"""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "widget/node_modules/axe-core/axe.min.js"
RUN = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => [target, failureSummary])]);
}"""


def violations(page: Page) -> list[Any]:
    """The rules that do not hold, each with the things that break it and what to mend."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return list(page.evaluate(RUN))


def told(found: list[Any]) -> str:
    return json.dumps(found, indent=1, ensure_ascii=False)
