"""The one PostgreSQL of a run of pytest: the first worker that needs it starts it, the run's end stops it."""

import os
import shutil
import signal
import sys
from pathlib import Path

from tests.support import run, waiting

ROOT = Path(__file__).parents[2]


def port() -> int:
    """Where it listens; starts it when it does not run yet."""
    noted = run.folder() / "postgres.port"
    with run.alone("postgres"):
        if not noted.exists():
            _start(noted)
    return int(noted.read_text())


def end() -> None:
    """Stop it and remove the run's folder. For the controller, when all workers are done."""
    place = run.folder()
    keeper = place / "keeper.pid"
    if keeper.exists():
        os.kill(int(keeper.read_text()), signal.SIGTERM)
        waiting.until(lambda: not place.exists(), "PostgreSQL's keeper ends")
    shutil.rmtree(place, ignore_errors=True)


def _start(noted: Path) -> None:
    log = run.folder() / "keeper.log"
    keeper = _spawned([sys.executable, "-m", "tests.support.keeper", str(run.folder()), str(run.controller())], log)
    (run.folder() / "keeper.pid").write_text(str(keeper))

    def ready() -> bool:
        if os.waitpid(keeper, os.WNOHANG)[0] == keeper:
            words = log.read_text() if log.exists() else "its folder is gone"
            raise RuntimeError(f"PostgreSQL did not start: {words}")
        return noted.exists()

    waiting.until(ready, "PostgreSQL is ready")


def _spawned(command: list[str], log: Path) -> int:
    """A process of its own session that this one does not mourn, as it would with Popen, when it ends first."""
    files = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    place = {**os.environ, "PYTHONPATH": str(ROOT)}
    return os.posix_spawn(command[0], command, place, file_actions=files, setsid=True)
