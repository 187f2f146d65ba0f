"""A real `voxpop serve` in a process of its own, on a free port, with a folder of its own.

server = Server.start(tmp_path / "data", database="", env={"VOXPOP_RATE_LIMITS": "off"})
server.client().get("/")          # sends Origin, as a browser on the site's own page does
server.kill()                     # -9;  server.stop() is the polite end
"""

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from tests.support import ports, waiting

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "voxpop"
INSIDE = Path(__file__).parent / "inside"


@dataclasses.dataclass
class Server:
    data: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @classmethod
    def begin(
        cls, data: Path, *flags: str, database: str = "", port: int | None = None, env: Mapping[str, str] | None = None,
        command: Sequence[str | Path] = (COMMAND,),
    ) -> "Server":  # fmt: skip
        """Serve, without waiting until it answers.

        `command` stands for `voxpop`: tests/faults has one with something broken in it.
        """
        port = port or ports.free()
        chosen = ["--database", database] if database else []
        log = data.parent / f"{data.name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*command, "serve", "--data", data, "--host", "127.0.0.1", "--port", str(port), *chosen, *flags],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                env=environment(env or {}),
            )  # fmt: skip
        return cls(data, port, process, log)

    @classmethod
    def start(cls, data: Path, *flags: str, **options: Any) -> "Server":
        """`begin`, until /healthz answers. Raises RuntimeError with the server's last words if it does not."""
        server = cls.begin(data, *flags, **options)
        try:
            waiting.until(server.healthy, "the server answers /healthz")
        except Exception as error:
            server.kill()
            raise RuntimeError(f"{error}; its last words:\n{server.log.read_text()[-4000:]}") from error
        return server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> httpx.Client:
        # Nothing here speaks TLS: without `verify` no certificates are read, which takes longer than many a test.
        return httpx.Client(base_url=self.url, headers={"Origin": self.url}, trust_env=False, timeout=30, verify=False)

    def healthy(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"the server ended with {self.process.returncode}")
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/healthz", trust_env=False, timeout=5, verify=False).status_code == 200
        return False

    def kill(self) -> None:
        """-9 for it and its workers: what a power cut leaves."""
        self._signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds: float = 15) -> int:
        """SIGTERM, and the exit status: -15, as uvicorn dies of the signal when its work is done.

        Raises TimeoutExpired if it is still there after `seconds`.
        """
        self.process.terminate()
        return self.process.wait(seconds)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Ours without anybody's VOXPOP_ settings, with the wall around the outside world, and `extra`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VOXPOP_")}
    return {**kept, "PYTHONPATH": f"{INSIDE}{os.pathsep}{ROOT}", **extra}
