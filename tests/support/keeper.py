"""The process that keeps one PostgreSQL for a whole run of pytest, and ends it whatever becomes of that run.

    python -m tests.support.keeper FOLDER CONTROLLER

Writes FOLDER/postgres.port once connections are taken. When told to (SIGTERM), or when the process CONTROLLER is
gone, it stops the server and removes FOLDER.
"""

import os
import shutil
import signal
import sys
import threading
from pathlib import Path

from tests.support.postgres import Cluster

LOOK_EVERY = 0.5  # seconds


def keep(folder: Path, controller: int) -> None:
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    cluster = Cluster.made(folder / "postgres", fsync=False)
    try:
        cluster.start()
        ready = folder / "postgres.ready"
        ready.write_text(str(cluster.port))
        ready.rename(folder / "postgres.port")
        while not told.wait(LOOK_EVERY) and _lives(controller):
            pass
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
