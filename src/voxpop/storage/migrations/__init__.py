"""Bring a database to the newest schema (Alembic)."""

import contextlib
import os
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from voxpop.storage.schema import HEAD

HERE = Path(__file__).parent
VERSION = text("SELECT version_num FROM alembic_version")


def _begun(file: Path) -> None:
    """A new file is for its owner alone; SQLite gives the files that it puts beside it the same rights."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):  # SQLite says why
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def upgrade(address: str) -> None:
    """Run the migrations that the database has not had; nothing when it is at HEAD."""
    url = make_url(address)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database:
        _begun(Path(url.database))
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as conn:
            if conn.execute(VERSION).scalar() == HEAD:
                return
    except DBAPIError as error:
        if error.connection_invalidated or "connect" in str(error.orig).lower():
            raise
    finally:
        engine.dispose()
    _run(url.render_as_string(hide_password=False))


def _run(url: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    command.upgrade(config, "head")
