"""PostgreSQL goes away and comes back: refusals meanwhile, soon all as before, nothing promised is lost."""

import signal
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.faults import sound
from tests.faults.writers import Writers, draft, fields
from tests.support import run, waiting
from tests.support.postgres import Cluster
from tests.support.server import Server

LONGEST = 30.0  # seconds an answer may take while the database is away


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test's own, which keeps what it has said is kept."""
    folder = run.folder() / f"postgres-{uuid.uuid4().hex}"  # not tmp_path: it runs as another user
    made = Cluster.made(folder, fsync=True)
    made.start()
    with psycopg.connect(made.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE talk")
    yield made
    made.stop()


def killed(cluster: Cluster) -> None:
    """-9 for the first of its processes: the others see that it is gone, and end."""
    assert cluster.process is not None
    cluster.process.send_signal(signal.SIGKILL)
    cluster.process.wait()
    cluster.process = None
    waiting.until(lambda: not orphans(cluster), "the other processes of PostgreSQL have ended")
    (cluster.folder / "postmaster.pid").unlink(missing_ok=True)


def orphans(cluster: Cluster) -> bool:
    return any(
        path.read_bytes().startswith(b"postgres: ") and Path(path.parent, "cwd").resolve() == cluster.folder
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.exists()
    )


@pytest.mark.parametrize("end", [Cluster.stop, killed], ids=["stopped", "killed"])
def test_the_database_goes_and_comes_back(
    cluster: Cluster, end: Callable[[Cluster], None], start_server: Callable[..., Server]
) -> None:
    server = start_server(database=cluster.url("talk"), env={"VOXPOP_RATE_LIMITS": "off"})
    page = f"/api/v1/threads?site=default&url={server.url}/talk"
    with Writers(server, 8) as writers:
        waiting.until(lambda: len(writers.promised) >= 50, "the first comments are in")
        with server.client() as client:
            assert client.get(page).status_code == 200
        end(cluster)
        with httpx.Client(base_url=server.url, trust_env=False, timeout=LONGEST, verify=False) as client:
            waiting.until(lambda: len(writers.refused) >= 8, "writers hear that the database is away", LONGEST)
            refusal = client.post("/api/v1/comments", json=draft(server, "Anybody?"), headers=fields(server, "anybody"))
            assert (refusal.status_code, refusal.json()["code"]) == (503, "storage_away")
            assert client.get("/healthz").status_code == 503
            assert client.get("/static/style.css").status_code in (200, 404)
            assert client.get(page).status_code in (200, 503)
        cluster.start()
        promised = len(writers.promised)
        with httpx.Client(base_url=server.url, trust_env=False, timeout=LONGEST, verify=False) as client:
            waiting.until(lambda: client.get("/healthz").status_code == 200, "the server is well again")
            waiting.until(lambda: len(writers.promised) > promised, "comments are taken again")
            waiting.until(lambda: client.get(page).status_code == 200, "pages are made again")
            again = client.post("/api/v1/comments", json=draft(server, "Anybody?"), headers=fields(server, "anybody"))
        assert again.status_code == 201
    assert {code for _, code in writers.refused} == {"storage_away"}
    there = sound.comments(cluster.url("talk"))
    assert {text: there.get(text) for text in writers.promised} == writers.promised
    assert set(there) <= writers.sent | {"Anybody?"}
    assert sound.faults(cluster.url("talk")) == []


def test_a_page_that_is_ready_is_given_while_the_database_is_away(
    cluster: Cluster, start_server: Callable[..., Server]
) -> None:
    server = start_server(database=cluster.url("talk"), env={"VOXPOP_RATE_LIMITS": "off"})
    page = f"/api/v1/threads?site=default&url={server.url}/talk"
    with server.client() as client:
        client.post("/api/v1/comments", json=draft(server, "Good morning."))
        assert client.get(page).json()["responses"] == 1
        cluster.stop()
        assert client.get(page).json()["responses"] == 1
        cluster.start()
        with psycopg.connect(cluster.url("talk"), autocommit=True) as connection:
            connection.execute("UPDATE thread SET stamp = 'changed', live = 7; NOTIFY voxpop, 'somebody else'")
        waiting.until(lambda: client.get(page).json()["responses"] == 7, "what changed meanwhile is seen")


def test_a_server_started_before_its_database_says_what_is_missing(
    cluster: Cluster, start_server: Callable[..., Server]
) -> None:
    cluster.stop()
    with pytest.raises(RuntimeError, match="database") as raised:
        start_server(database=cluster.url("talk"))
    assert "Traceback" not in str(raised.value)
