"""One run of pytest: a folder that its workers share, and the process that outlives them all.

run.begin()       in the controller, before workers start: they inherit the two names below
run.folder()      anywhere
with run.alone("postgres"): …       one worker at a time
"""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

FOLDER, CONTROLLER = "TESTS_RUN_FOLDER", "TESTS_RUN_CONTROLLER"


def begin() -> None:
    place = Path(tempfile.mkdtemp(prefix="voxpop-tests-"))
    place.chmod(0o755)  # PostgreSQL runs as another user and has its folder in here
    os.environ[FOLDER] = str(place)
    os.environ[CONTROLLER] = str(os.getpid())


def folder() -> Path:
    return Path(os.environ[FOLDER])


def controller() -> int:
    return int(os.environ[CONTROLLER])


@contextlib.contextmanager
def alone(name: str) -> Iterator[None]:
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
