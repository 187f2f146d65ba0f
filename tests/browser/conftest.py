"""The newspaper that the readers of a module share, and the readers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support import apart, chromium, newspaper, obedient
from tests.support.apart import There
from tests.support.commenter import Commenter
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


@pytest.fixture(scope="module")
def far() -> Iterator[Browser]:
    """A Chromium that finds the hosts of support/apart and keeps no cookies of third parties."""
    switches = [*chromium.SWITCHES, *apart.SWITCHES]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium.find(), args=switches)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    """A newspaper that has the two lines on its pages, and Voxpop on another origin."""
    with apart.opened(tmp_path_factory.mktemp("apart")) as opened:
        yield opened


@pytest.fixture
def there(everybody: There) -> There:
    """The same as it is at first."""
    everybody.head = ""
    everybody.bodies.clear()
    everybody.headers.clear()
    everybody.met.clear()
    everybody.provider.severs, everybody.takes_partitioned, everybody.loses = False, True, ""
    return everybody


@pytest.fixture
def commenter(far: Browser, there: There) -> Iterator[Callable[..., Commenter]]:
    """`commenter(**options)`: another reader of that newspaper, with a browser profile of their own."""
    readers: list[Commenter] = []

    def come(**options: Any) -> Commenter:
        readers.append(Commenter(far, there, **options))
        return readers[-1]

    yield come
    for reader in readers:
        reader.leave()


@pytest.fixture
def ann(commenter: Callable[..., Commenter]) -> Commenter:
    return commenter()
