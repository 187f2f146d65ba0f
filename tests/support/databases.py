"""A fresh, migrated database for one test, on either kind, made by copying one that was migrated once.

with databases.fresh("postgresql", tmp_path) as url: …
"""

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support import run, shared_postgres
from tests.support.postgres import url as postgres_url

KINDS = ("sqlite", "postgresql")
TEMPLATE = "migrated"


@contextlib.contextmanager
def fresh(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database with all tables; gone afterwards."""
    with {"sqlite": _sqlite, "postgresql": _postgresql}[kind](folder) as url:
        yield url


@contextlib.contextmanager
def empty_postgresql() -> Iterator[str]:
    """A PostgreSQL database without tables, for tests of the migrations themselves."""
    with _created("template0") as url:
        yield url


@contextlib.contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    template = run.folder() / "migrated.db"
    with run.alone("sqlite"):
        if not template.exists():
            making = template.with_suffix(".making")
            _upgrade(f"sqlite:///{making}")
            making.rename(template)
    copy = folder / "voxpop.db"
    shutil.copyfile(template, copy)
    yield f"sqlite:///{copy}"


@contextlib.contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    done = run.folder() / "migrated"
    port = shared_postgres.port()
    with run.alone("template"):
        if not done.exists():
            _execute(port, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
            _upgrade(postgres_url(port, TEMPLATE))
            done.touch()
    with _created(TEMPLATE) as url:
        yield url


@contextlib.contextmanager
def _created(template: str) -> Iterator[str]:
    port = shared_postgres.port()
    name = f"test_{uuid.uuid4().hex}"
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")  # where nothing is synced, the quicker one
    _execute(port, made.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield postgres_url(port, name)
    finally:
        _execute(port, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _upgrade(url: str) -> None:
    from voxpop.storage import migrations

    migrations.upgrade(url)


def _execute(port: int, statement: sql.Composed) -> None:
    with psycopg.connect(postgres_url(port, "postgres"), autocommit=True) as connection:
        connection.execute(statement)
