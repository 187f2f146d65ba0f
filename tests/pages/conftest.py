"""Pages hold no statements: what they call is tried on both databases where it is. So they are tried on SQLite alone.

But for those few that hold one; test_which.py says when this list is not right any more.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
WITH_STATEMENTS = frozenset(("feeds", "health", "install"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    once = [item for item in items if _is_again(item)]
    if once:
        items[:] = [item for item in items if not _is_again(item)]
        config.hook.pytest_deselected(items=once)


def _is_again(item: pytest.Item) -> bool:
    ours = item.path.is_relative_to(HERE) and item.path.stem.removeprefix("test_") not in WITH_STATEMENTS
    return ours and "postgresql" in getattr(getattr(item, "callspec", None), "id", "")
