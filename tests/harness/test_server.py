"""The server of a test: started and ended for real, its last words passed on, nobody's settings leaking in."""

import signal
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.support import server as support
from tests.support.server import Server


def test_it_answers_and_is_gone_afterwards(start_server: Callable[..., Server]) -> None:
    server = start_server()
    with server.client() as client:
        assert client.get("/healthz").status_code == 200
    assert server.stop() in (0, -signal.SIGTERM)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/healthz", trust_env=False)


def test_it_serves_from_either_database(database_url: str, start_server: Callable[..., Server]) -> None:
    chosen = database_url if database_url.startswith("postgresql") else ""
    with start_server(database=chosen).client() as client:
        assert client.get("/healthz").status_code == 200


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="want a whole number"):
        Server.start(tmp_path / "data", env={"VOXPOP_WORKERS": "many"})


def test_settings_of_whoever_runs_the_tests_stay_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOXPOP_WORKERS", "9")
    assert [name for name in support.environment({"VOXPOP_PORT": "1"}) if name.startswith("VOXPOP_")] == ["VOXPOP_PORT"]
