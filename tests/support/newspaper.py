"""The demo newspaper on a server of its own: stories, threads of 3, 40 and 1,000 comments, one page from right to left.

    newspaper = opened(folder)             # a Server (tests/support/server); the caller ends it
    opened(folder, command=…)              # with another command in the place of `voxpop`

SHORT, LONG and the rest are the paths of its articles.
"""

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tests.support import ports
from tests.support.server import COMMAND, Server, environment

THREE = "/gull-bakery-ninth-time"
FORTY = "/custom-house-clock-stays-fast"
THOUSAND = "/eleven-minutes-to-varra"
RIGHT_TO_LEFT = "/floating-library"


def opened(folder: Path, *, command: Sequence[str | Path] = (COMMAND,), **env: str) -> Server:
    from voxpop.demo.loading import load
    from voxpop.settings import load as settings

    port = ports.free()
    load(settings({"data": str(folder), "port": str(port)}, {}), Console(file=io.StringIO()))
    return Server.start(folder, port=port, env={"VOXPOP_RATE_LIMITS": "off", **env}, command=command)


def voxpop(server: Server, *arguments: str, **env: str) -> str:
    """What a command prints, on the newspaper's data."""
    return run(server.data, *arguments, **env)


def run(folder: Path, *arguments: str, **env: str) -> str:
    """What a command prints, on a data folder."""
    done = subprocess.run([COMMAND, *arguments, "--data", folder], capture_output=True, text=True, env=environment(env))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
