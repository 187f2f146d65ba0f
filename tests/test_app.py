"""The wiring: what a process that serves has loaded."""

import subprocess
import sys

SERVING = """
import sys
from voxpop.app import application, furnish
from voxpop.settings import load
import voxpop.cli, voxpop.serving
application(furnish(load({"data": sys.argv[1]}, {})))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_a_serving_process_on_sqlite_has_loaded_nothing_large_that_it_does_not_use(tmp_path):
    ran = subprocess.run([sys.executable, "-c", SERVING, str(tmp_path / "data")], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.split())
    assert {"litestar", "sqlalchemy", "nh3"} <= loaded
    assert not loaded & {"pydantic", "psycopg", "faker", "polyfactory", "pytest"}
