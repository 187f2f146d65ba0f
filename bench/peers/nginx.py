"""nginx with one worker, tuned for files, handing out the very bytes that Voxpop answered: the limit."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from places import OUT, libraries, program

from peers.running import HOST, Server, free_port, running

FOLDER = OUT / "nginx"
SETTINGS = """
{user}
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log stderr warn;
events {{ worker_connections 2048; multi_accept on; }}
http {{
    access_log off;
    sendfile on; tcp_nopush on; tcp_nodelay on;
    keepalive_timeout 600; keepalive_requests 1000000000;
    open_file_cache max=1000 inactive=600s; open_file_cache_valid 600s; open_file_cache_min_uses 1;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    default_type "text/html; charset=utf-8";
    server {{
        listen {host}:{port} backlog=1024;
        root {folder}/files;
        add_header Cache-Control "public, max-age=0";
        location = /identity {{ tcp_nopush off; }}  # twice as fast for more than a few packets, slower for one
        location = /gzip {{
            add_header Cache-Control "public, max-age=0"; add_header Vary Accept-Encoding;
            add_header Content-Encoding gzip;
        }}
    }}
}}
"""


class Bodies(NamedTuple):
    """The bytes of one answer, as they are and as they travel under Content-Encoding: gzip."""

    identity: bytes
    gzip: bytes


@contextlib.contextmanager
def started(bodies: Bodies) -> Iterator[Server]:
    """Serves /identity and /gzip; answers 304 to the ETag it gave."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "files").mkdir(parents=True)
    for name, body in bodies._asdict().items():
        (FOLDER / "files" / name).write_bytes(body)
    port = free_port()
    settings = FOLDER / "nginx.conf"
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""  # else its worker may not read a folder of root's
    settings.write_text(SETTINGS.format(folder=FOLDER, host=HOST, port=port, user=user))
    with running(_command(settings), port, "/identity", OUT / "logs" / "nginx.log", libraries()) as server:
        yield server


def _command(settings: Path) -> list[str]:
    return [program("nginx"), "-p", str(FOLDER), "-e", "stderr", "-c", str(settings)]
