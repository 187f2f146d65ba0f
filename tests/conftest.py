"""Wiring only: which fixtures there are. What they do is in tests/support/."""

import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import asked, chromium, databases, house, loopback, run, shared_postgres, verdicts
from tests.support.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.accounts_server import There
    from tests.support.dance import Dance
    from voxpop.storage.database import Database

loopback.only()


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if not is_worker(config):
        run.begin()
    for name in [name for name in os.environ if name.startswith("VOXPOP_")]:
        del os.environ[name]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not is_worker(config):
        shared_postgres.end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long ones first, so that the workers end together."""
    items.sort(key=lambda item: not {"server", "start_server", "browser"} & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.support.scheduling import Together

    return Together(config, log)


@pytest.fixture(params=databases.KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database: each test that asks runs on both kinds."""
    with databases.fresh(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator["Database"]:
    from voxpop.storage.database import open_database

    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[house.Place]:
    """A house in this process with rate limits off and the story /ferry, on each kind of database."""
    async with house.opened(database_url, tmp_path) as opened:
        await opened.publish("ferry")
        yield opened


@pytest.fixture
async def strict(database_url: str, tmp_path: Path) -> AsyncIterator[house.Place]:
    """The same with rate limits on."""
    async with house.opened(database_url, tmp_path, rate_limits=True) as opened:
        await opened.publish("ferry")
        yield opened


@pytest.fixture
async def akismet(database_url: str, tmp_path: Path) -> AsyncIterator[asked.Asked]:
    """A house with the story /ferry whose site has a key of Akismet, in whose place a stub is asked."""
    async with asked.opened(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[Callable[..., Awaitable[house.Place]]]:
    """`await open_house(trusted_proxies="10.0.0.1", …)`: a house on SQLite with other settings and no story."""
    async with contextlib.AsyncExitStack() as stack:

        async def furnished(**settings: str) -> house.Place:
            url = stack.enter_context(databases.fresh("sqlite", tmp_path))
            return await stack.enter_async_context(house.opened(url, tmp_path, **settings))

        yield furnished


@pytest.fixture
def reader(place: house.Place) -> house.Reader:
    return place.reader()


@pytest.fixture(scope="session")
def providers() -> Iterator["There"]:
    """Providers of accounts on loopback, from which readers come back to the house of `place`."""
    from tests.support import accounts_server

    with accounts_server.running(house.ORIGIN) as there:
        yield there


@pytest.fixture
async def dance(database_url: str, tmp_path: Path, providers: "There") -> AsyncIterator["Dance"]:
    """A house like `place` in which readers sign in by these providers and by mail."""
    from tests.support import dance

    providers.token = "well"
    providers.faults.clear()
    providers.slowed.clear()
    async with dance.opened(database_url, tmp_path, providers) as opened:
        yield opened


@pytest.fixture
def obedient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge in this process doubts what says so (support/verdicts) and nothing else."""
    from voxpop.spam import judging

    monkeypatch.setattr(judging, "judge", verdicts.judge)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """`start_server(*flags, database="", port=None, env={}, data="data")`: a real server, ended with the test."""
    started: list[Server] = []

    def start(*flags: str, data: str = "data", **options: Any) -> Server:
        server = Server.start(tmp_path / data, *flags, **options)
        started.append(server)
        return server

    yield start
    for server in started:
        server.kill()


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Server:
    """A real server with an empty data folder, without rate limits."""
    return start_server(env={"VOXPOP_RATE_LIMITS": "off"})


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A Chromium. For a module, not a session: while it is open, no test of this process can run an event loop."""
    from playwright.sync_api import sync_playwright

    path = chromium.find()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=chromium.SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    context = browser.new_context()
    yield context.new_page()
    context.close()
