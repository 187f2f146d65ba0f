"""What the tests of faults share: a choice between the two databases, for servers that they start themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import databases


@pytest.fixture(params=databases.KINDS)
def chosen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """What to give to --database: an address of PostgreSQL, or nothing for SQLite in the data folder."""
    if request.param == "sqlite":
        yield ""
        return
    with databases.fresh("postgresql", tmp_path) as url:
        yield url
