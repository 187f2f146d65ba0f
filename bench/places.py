"""Where bench/ keeps its things, and where it finds the programs it starts."""

from __future__ import annotations

import shutil
from pathlib import Path

BENCH = Path(__file__).resolve().parent
PROJECT = BENCH.parent
OUT = BENCH / "out"
PEERS = BENCH / ".peers"
ISSO = PEERS / "isso" / "bin"
DEBIAN = PEERS / "debian"  # packages unpacked here, not installed: installing nginx would start it on port 80
VOXPOP = PROJECT / ".venv" / "bin" / "voxpop"
PYTHON = PROJECT / ".venv" / "bin" / "python"
LUA = BENCH / "wrk"


def program(name: str) -> str:
    """The path of nginx or wrk: the machine's own, or the one that bench/run unpacked."""
    unpacked = (DEBIAN / "usr" / folder / name for folder in ("sbin", "bin"))
    found = shutil.which(name, path="/usr/local/bin:/usr/bin:/usr/sbin:/usr/local/sbin") or next(
        (str(p) for p in unpacked if p.exists()), None
    )
    if found is None:
        raise SystemExit(
            f"bench: no {name} here. Start bench/run, which fetches it, or install it with apt-get install {name}."
        )
    return found


def libraries() -> dict[str, str]:
    """What an unpacked program needs to find the libraries unpacked beside it."""
    return (
        {"LD_LIBRARY_PATH": ":".join(str(p) for p in sorted((DEBIAN / "usr" / "lib").glob("*-linux-gnu")))}
        if DEBIAN.exists()
        else {}
    )
