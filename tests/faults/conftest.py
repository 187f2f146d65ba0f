"""What the tests of faults share: a choice between the two databases, and servers for a whole module."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import databases
from tests.support.server import Server


@pytest.fixture(params=databases.KINDS)
def chosen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """What to give to --database: an address of PostgreSQL, or nothing for SQLite in the data folder."""
    if request.param == "sqlite":
        yield ""
        return
    with databases.fresh("postgresql", tmp_path) as url:
        yield url


@pytest.fixture(scope="module")
def start_shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """`start_server` for servers that no test of the module harms: they live as long as the module."""
    folder = tmp_path_factory.mktemp("shared")
    started: list[Server] = []

    def start(*flags: str, data: str = "data", **options: Any) -> Server:
        started.append(Server.start(folder / data, *flags, **options))
        return started[-1]

    yield start
    for server in started:
        server.kill()
