"""The schema in code and the one that the migrations make are the same, on both databases."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url

from voxpop.storage import migrations
from voxpop.storage.database import Database
from voxpop.storage.schema import HEAD, metadata

# Alembic cannot compare an index on an expression (root_id DESC); it is looked at by name and words below.
EXPRESSION = "comment_walk_newest"
WORDS = "comment_words"  # each database's own index of words: a table and what keeps it, or an index
DEFINITION = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = :name",
    "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname = :name",
}


def comparable(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    apart = (("index", EXPRESSION), ("table", "alembic_version"))
    return (kind, name) not in apart and not (name or "").startswith(WORDS)


def differences(conn: Connection) -> list[Any]:
    options = {"compare_type": True, "include_object": comparable}
    return list(compare_metadata(MigrationContext.configure(conn, opts=options), metadata))


def test_the_migrated_database_is_the_one_in_code(database: Database) -> None:
    assert database.read_now(differences) == []


def test_a_difference_would_be_seen(database: Database) -> None:
    database.write_now(lambda conn: conn.execute(text("DROP INDEX comment_liked")))
    database.write_now(lambda conn: conn.execute(text("ALTER TABLE site ADD COLUMN motto TEXT")))
    assert {difference[0] for difference in database.read_now(differences)} == {"add_index", "remove_column"}


def test_the_index_on_an_expression_is_there_as_in_code(database: Database) -> None:
    def definition(conn: Connection) -> str:
        return str(conn.execute(text(DEFINITION[conn.dialect.name]), {"name": EXPRESSION}).scalar_one())

    words = database.read_now(definition).lower().replace("(", " ").replace(")", " ").split()
    assert words[:3] == ["create", "unique", "index"]
    assert " ".join(words).partition("where")[0].endswith("site_id, thread_id, root_id desc, path ")
    assert words[-1] == "shown"


def test_partial_indexes_are_partial_in_the_database_too(database: Database) -> None:
    def partial(conn: Connection) -> set[str]:
        return {
            str(index["name"])
            for table in metadata.tables
            for index in inspect(conn).get_indexes(table)
            if index.get("dialect_options", {}).get(f"{conn.dialect.name}_where") is not None
        }

    in_code = {
        index.name
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    found = database.read_now(partial) - {WORDS}
    assert in_code - {EXPRESSION} <= found <= in_code


def test_what_grows_has_the_site_first_in_its_key() -> None:
    for table in metadata.tables.values():
        if table.name not in ("site", "origin", "invitation") and not table.name.startswith("staff"):
            assert next(iter(table.primary_key.columns)).name == "site_id", table.name


def test_nothing_of_the_sender_is_in_the_public_table() -> None:
    private = {"email", "address", "agent", "guest", "verdict", "draft_key", "fingerprint"}
    assert not private & set(metadata.tables["comment"].columns.keys())


def test_the_newest_migration_is_the_one_that_the_code_names() -> None:
    assert ScriptDirectory(str(migrations.HERE)).get_current_head() == HEAD


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_column_says_whether_it_may_be_empty_as_the_code_does(database_url: str, table: str) -> None:
    url = make_url(database_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url)
    found = {column["name"]: column["nullable"] for column in inspect(engine).get_columns(table)}
    engine.dispose()
    assert found == {column.name: column.nullable for column in metadata.tables[table].columns}
