"""Voxpop as it is run, with one worker; only its speed limits are off, as every load comes from one address."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from places import OUT, VOXPOP

from peers.running import HOST, Server, free_port, running

SETTINGS = {"VOXPOP_RATE_LIMITS": "off", "VOXPOP_PUBLIC_URL": "https://paper.example"}


@contextlib.contextmanager
def started(data: Path, first: str = "/healthz", **settings: str) -> Iterator[Server]:
    """`first` is the path whose answer makes it ready; `settings` are further ones, as in the environment."""
    port = free_port()
    command = [str(VOXPOP), "serve", "--data", str(data), "--host", HOST, "--port", str(port), "--workers", "1"]
    with running(command, port, first, OUT / "logs" / "voxpop.log", SETTINGS | settings) as server:
        yield server


def conversation(url: str, order: str = "") -> str:
    """The path of a thread's HTML fragment."""
    return f"/threads?site=default&url={quote(url, safe='')}" + (f"&order={order}" if order else "")


def counts(urls: list[str]) -> str:
    return "/api/v1/counts?site=default&" + "&".join(f"url={quote(url, safe='')}" for url in urls)
