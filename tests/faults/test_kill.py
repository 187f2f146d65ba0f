"""kill -9 while readers write: what was promised is there, once, and the database is whole."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import sound
from tests.faults.launch import DIE, broken
from tests.faults.writers import Writers, draft, fields
from tests.support import databases, ports, waiting
from tests.support.server import COMMAND, Server

Start = Callable[..., Server]

WRITERS = 8
QUIET = {"VOXPOP_RATE_LIMITS": "off"}


def rounds(start_server: Start, url: str, number: int) -> None:
    """Post, kill, look, start again on what is left; `number` times."""
    port = ports.free()
    sent: set[str] = set()
    promised: dict[str, int] = {}
    for turn in range(number):
        server = start_server(port=port, database=url, env=QUIET)
        with Writers(server, WRITERS) as writers:
            waiting.until(lambda: len(writers.promised) >= 20, "the first comments are in")
            time.sleep(0.004 * (turn % 7))  # so that it hits another step each time
            server.kill()
        sent |= writers.sent
        promised |= writers.promised
        there = sound.comments(sound.place(url, server))
        assert {text: there.get(text) for text in promised} == promised
        assert set(there) <= sent
        assert sound.faults(sound.place(url, server)) == []
    assert len(promised) >= 20 * number
    assert verified(server, url) == (0, "")


def verified(server: Server, url: str) -> tuple[int, str]:
    """Exit status of `voxpop verify`, and what it complained of."""
    flags = ["--database", url] if url else []
    done = subprocess.run([COMMAND, "verify", "--data", server.data, *flags], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr if done.returncode else ""


def workers(server: Server) -> list[int]:
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in command(child)]


def command(process: str) -> bytes:
    """What a process was started with; nothing when it has just ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


@pytest.mark.parametrize("half", ["first", "second"])
def test_ten_kills_lose_nothing_and_double_nothing_on_sqlite(start_server: Start, half: str) -> None:
    rounds(start_server, "", 10)


def test_five_kills_lose_nothing_and_double_nothing_on_postgresql(start_server: Start, tmp_path: Path) -> None:
    with databases.fresh("postgresql", tmp_path) as url:
        rounds(start_server, url, 5)


@pytest.mark.parametrize(("step", "left"), [("dies_before_commit", 0), ("dies_after_commit", 1)])
def test_the_same_draft_after_a_kill_is_one_comment(start_server: Start, chosen: str, step: str, left: int) -> None:
    port = ports.free()
    server = start_server(port=port, database=chosen, **broken(step))
    sending = draft(server, f"A letter to the editor: {DIE}.", "/letters"), fields(server, key="letter")
    with server.client() as client, pytest.raises(Exception, match=r"disconnected|closed|reset"):
        client.post("/api/v1/comments", json=sending[0], headers=sending[1])
    server.process.wait(5)
    assert len(sound.comments(sound.place(chosen, server))) == left
    again = start_server(port=port, database=chosen, env=QUIET)
    with again.client() as client:
        answers = [client.post("/api/v1/comments", json=sending[0], headers=sending[1]) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer.json()["id"] for answer in answers} == set(sound.comments(sound.place(chosen, again)).values())
    assert sound.faults(sound.place(chosen, again)) == []


def test_a_kill_in_the_middle_of_the_migrations_leaves_none_of_them(start_server: Start) -> None:
    with pytest.raises(RuntimeError, match="ended with -9"):
        start_server(**broken("dies_in_migration=4"))
    server = start_server(env=QUIET)
    with server.client() as client:
        assert client.post("/api/v1/comments", json=draft(server, "Good morning.")).status_code == 201
    assert sound.faults(sound.place("", server)) == []


def test_a_kill_in_the_middle_of_the_migrations_leaves_none_of_them_on_postgresql(start_server: Start) -> None:
    with databases.empty_postgresql() as url:
        with pytest.raises(RuntimeError, match="ended with -9"):
            start_server(database=url, **broken("dies_in_migration=4"))
        server = start_server(database=url, env=QUIET)
        with server.client() as client:
            assert client.post("/api/v1/comments", json=draft(server, "Good morning.")).status_code == 201
        assert sound.faults(url) == []


def test_a_killed_worker_is_replaced_and_nothing_is_lost(start_server: Start, chosen: str) -> None:
    server = start_server("--workers", "2", database=chosen, env=QUIET)
    with Writers(server, WRITERS) as writers:
        waiting.until(lambda: len(writers.promised) >= 20, "the first comments are in")
        before = workers(server)
        os.kill(before[0], signal.SIGKILL)
        waiting.until(lambda: len(workers(server)) == 2 and workers(server) != before, "another worker is there")
    there = sound.comments(sound.place(chosen, server))
    assert {text: there.get(text) for text in writers.promised} == writers.promised
    assert sound.faults(sound.place(chosen, server)) == []


def test_a_worker_that_is_silent_keeps_no_other_from_being_replaced(start_server: Start) -> None:
    server = start_server("--workers", "2", env=QUIET)
    stopped, ended = workers(server)
    os.kill(stopped, signal.SIGSTOP)
    time.sleep(1.5)  # it has been asked by now whether it is there
    os.kill(ended, signal.SIGKILL)
    waiting.until(lambda: ended not in workers(server) and len(workers(server)) == 2, "another worker is there")
    os.kill(stopped, signal.SIGKILL)
    waiting.until(lambda: stopped not in workers(server) and len(workers(server)) == 2, "yet another is there")
    waiting.until(server.healthy, "they answer")
