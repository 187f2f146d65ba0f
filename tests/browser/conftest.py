"""The newspaper that the readers of a module share, and the readers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support import newspaper, obedient
from tests.support.reader import Reader
from tests.support.server import Server


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    opened = newspaper.opened(tmp_path_factory.mktemp("newspaper") / "data", command=obedient.COMMAND)
    yield opened
    opened.kill()


@pytest.fixture
def comes(browser: Browser, paper: Server) -> Iterator[Callable[..., Reader]]:
    """`comes(**options)`: another reader, with a browser profile of their own."""
    readers: list[Reader] = []

    def come(**options: Any) -> Reader:
        readers.append(Reader(browser, paper.url, **options))
        return readers[-1]

    yield come
    for reader in readers:
        reader.leave()


@pytest.fixture(params=[True, False], ids=["script on", "script off"])
def reader(comes: Callable[..., Reader], request: pytest.FixtureRequest) -> Reader:
    """A reader, once with JavaScript allowed and once without; all but the window of signing in is the same."""
    return comes(java_script_enabled=request.param)
