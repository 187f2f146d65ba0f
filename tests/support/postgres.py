"""A PostgreSQL server of our own, made from Debian's programs in a folder of its own.

    cluster = Cluster.made(folder / "postgres", fsync=False)
    cluster.start();  cluster.url("name");  cluster.stop()

The server refuses to run as root, so root hands it to the user `postgres`. It knows nothing of Voxpop's tables.
"""

import dataclasses
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import psycopg

from tests.support import ports, waiting

OWNER = "voxpop"
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "log_min_messages": "warning",
    "autovacuum": "off",
}
CARELESS = {"fsync": "off", "full_page_writes": "off"}
REMEDY = "No PostgreSQL server here. Run scripts/test-needs, or: apt-get install postgresql"


@dataclasses.dataclass
class Cluster:
    folder: Path
    port: int
    fsync: bool
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def made(cls, folder: Path, *, fsync: bool) -> "Cluster":
        """A new cluster, not yet started. Raises FileNotFoundError with the remedy when there is no PostgreSQL."""
        folder.mkdir(mode=0o700)
        if os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        _run(
            "initdb", "--pgdata", folder, "--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--no-locale",
            *(() if fsync else ("--no-sync",)),
        )  # fmt: skip
        return cls(folder, ports.free(), fsync)

    def start(self) -> None:
        """Serve; returns when connections are taken."""
        options = {**OPTIONS, **({} if self.fsync else CARELESS), "port": str(self.port)}
        options["unix_socket_directories"] = str(self.folder)
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [program("postgres"), "-D", self.folder, *flags], stdout=log, stderr=log, cwd="/", **_user()
            )
        waiting.until(self._answers, f"PostgreSQL on port {self.port} takes connections")

    def stop(self) -> None:
        """End it: politely, and after ten seconds not."""
        if self.process is None:
            return
        for end in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self.process.send_signal(end)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                continue
            break
        self.process = None

    def url(self, name: str) -> str:
        return url(self.port, name)

    def _answers(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start; see {self.folder}.log")
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def url(port: int, name: str) -> str:
    return f"postgresql://{OWNER}@127.0.0.1:{port}/{name}"


def program(name: str) -> Path:
    """The newest one Debian has installed; a plain name on the path elsewhere."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1]
    on_path = shutil.which(name)
    if on_path is None:
        raise FileNotFoundError(REMEDY)
    return Path(on_path)


def _run(name: str, *arguments: str | Path) -> None:
    done = subprocess.run([program(name), *arguments], capture_output=True, text=True, cwd="/", **_user())
    if done.returncode != 0:
        raise RuntimeError(f"{name} failed: {done.stderr.strip() or done.stdout.strip()}")


def _user() -> dict[str, Any]:
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
