"""PostgreSQL's keeper leaves nothing behind, even when the run that wanted it was killed."""

import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.support import postgres, waiting
from tests.support.shared_postgres import ROOT


def test_a_killed_run_takes_its_postgresql_along() -> None:
    place = Path(tempfile.mkdtemp(prefix="voxpop-keeper-"))
    place.chmod(0o755)
    with subprocess.Popen(["sleep", "600"]) as controller:
        keeper = subprocess.Popen([sys.executable, "-m", "tests.support.keeper", place, str(controller.pid)], cwd=ROOT)
        noted = place / "postgres.port"
        waiting.until(noted.exists, "PostgreSQL is ready")
        address = postgres.url(int(noted.read_text()), "postgres")
        psycopg.connect(address).close()

        controller.kill()
        controller.wait()
        assert keeper.wait(30) == 0
    assert not place.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
