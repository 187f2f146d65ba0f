"""What was taught is never lost: by whom it was told, by whom it is served, and when the power goes meanwhile."""

import signal
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from tests.faults import sound
from tests.faults.launch import broken
from tests.faults.writers import draft, fields
from tests.support import waiting
from tests.support.server import COMMAND, Server

Start = Callable[..., Server]

PATIENCE = 120  # seconds: after a fit a server rests four times as long, and beside other tests a fit is slow
EAGER = broken("rests=0")
WORDS = "I walked along the pier and the ferry was late, and nobody could tell me why"


def rows(server: Server, url: str, sql: str) -> list[Any]:
    """What the database holds, asked without the package."""
    made = make_url(sound.place(url, server))
    made = made.set(drivername="postgresql+psycopg") if made.drivername == "postgresql" else made
    engine = create_engine(made, poolclass=NullPool)
    with engine.connect() as conn:
        found = [tuple(row) for row in conn.execute(text(sql))]
    engine.dispose()
    return found


def post(server: Server, words: str = WORDS) -> int:
    with server.client() as client:
        answer = client.post("/api/v1/comments", json=draft(server, words), headers=fields(server))
    assert answer.status_code in (201, 202), answer.text
    return int(answer.json()["id"])


def told(server: Server, url: str, *words: object) -> str:
    """`voxpop …` in a process of its own."""
    flags = ["--database", url] if url else []
    done = subprocess.run(
        [COMMAND, *map(str, words), "--data", server.data, *flags], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def models(server: Server, url: str) -> list[Any]:
    return rows(server, url, "SELECT lessons, upto FROM model ORDER BY id")


def test_the_server_learns_what_is_told_on_the_command_line(start_server: Start, chosen: str) -> None:
    server = start_server(database=chosen, **EAGER)
    comment = post(server)
    told(server, chosen, "reject", comment, "--spam")
    waiting.until(lambda: len(models(server, chosen)) == 1, "the server has learnt", PATIENCE)
    [[lessons, upto]] = models(server, chosen)
    assert (lessons, upto) == (1, rows(server, chosen, "SELECT id FROM act")[0][0])
    told(server, chosen, "restore", comment)
    waiting.until(lambda: [row[0] for row in models(server, chosen)] == [1, 0], "the server has unlearnt it", PATIENCE)


def test_of_two_workers_one_fits_each_model(start_server: Start, chosen: str) -> None:
    server = start_server("--workers", "2", database=chosen, **EAGER)
    for number in range(3):
        told(server, chosen, "reject", post(server, f"{WORDS} {number}"), "--spam")
    waiting.until(
        lambda: rows(server, chosen, "SELECT tried FROM judge") == [(3,)], "all that was said has been learnt", PATIENCE
    )
    made = [row[0] for row in models(server, chosen)]
    assert made == sorted(set(made))
    assert made[-1] == 3


def test_what_was_told_while_no_server_ran_is_learnt_at_the_next_start(start_server: Start, chosen: str) -> None:
    server = start_server(database=chosen, **EAGER)
    comment = post(server)
    server.kill()
    told(server, chosen, "reject", comment, "--spam")
    again = start_server(port=server.port, database=chosen, **EAGER)
    waiting.until(lambda: len(models(again, chosen)) == 1, "the server has learnt", PATIENCE)


@pytest.mark.parametrize("step", ["fitting", "taking"])
def test_a_kill_while_it_learns_leaves_the_old_model_and_the_lesson(
    start_server: Start, chosen: str, step: str
) -> None:
    server = start_server(database=chosen, **EAGER)
    first, second = post(server), post(server, f"{WORDS} again")
    told(server, chosen, "reject", first, "--spam")
    waiting.until(lambda: len(models(server, chosen)) == 1, "the first model is there", PATIENCE)
    server.kill()
    told(server, chosen, "reject", second, "--spam")
    before = rows(server, chosen, "SELECT id, state FROM model")
    dying = Server.begin(server.data, port=server.port, database=chosen, **broken(f"dies_learning={step}"))
    assert dying.process.wait(PATIENCE) == -signal.SIGKILL
    assert rows(server, chosen, "SELECT id, state FROM model") == before
    assert rows(server, chosen, "SELECT spam, honest, changes, tried FROM judge") == [(2, 0, 2, 1)]
    after = start_server(port=server.port, database=chosen, **EAGER)
    waiting.until(lambda: len(models(after, chosen)) == 2, "the second model is there", PATIENCE)
    assert sound.faults(sound.place(chosen, after)) == []


def test_a_rollback_reaches_the_server_and_what_was_set_aside_stays_so(start_server: Start, chosen: str) -> None:
    server = start_server(database=chosen, **EAGER)
    for number in (1, 2):
        told(server, chosen, "reject", post(server, f"{WORDS} {number}"), "--spam")
        waiting.until(lambda n=number: len(models(server, chosen)) == n, "a model is there", PATIENCE)  # type: ignore[misc]
    assert "1 newer dropped, 1 lesson of spam and 0 honest set aside" in told(server, chosen, "spam", "rollback")
    told(server, chosen, "reject", post(server, f"{WORDS} 3"), "--spam")
    waiting.until(lambda: len(models(server, chosen)) == 2, "a model is there", PATIENCE)
    assert [row[0] for row in models(server, chosen)] == [1, 2]
    assert rows(server, chosen, "SELECT COUNT(*) FROM lesson WHERE undone IS NULL") == [(2,)]
    assert "all is well" in told(server, chosen, "verify")
