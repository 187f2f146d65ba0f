"""The database itself: what its own engine says of its pages and keys, and whether every table and index is there."""

from collections.abc import Iterator

from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.engine.reflection import Inspector

from voxpop.storage.schema import metadata
from voxpop.verifying.finding import Finding

INTEGRITY = "PRAGMA integrity_check"
FOREIGN_KEYS = "PRAGMA foreign_key_check"

INVALID = text("""
    SELECT 'index' AS what, c.relname AS name
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready)
    UNION ALL
    SELECT 'constraint', conname FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace AND NOT convalidated
""")
# Only where the extension amcheck was installed and this role may use it.
AMCHECK = text("""
    SELECT EXISTS (
        SELECT 1 FROM pg_extension e
        JOIN pg_depend d ON d.refobjid = e.oid AND d.deptype = 'e'
        JOIN pg_proc p ON p.oid = d.objid
        WHERE e.extname = 'amcheck' AND p.proname = 'bt_index_check' AND has_function_privilege(p.oid, 'execute')
    )
""")
CHECK_INDEXES = text("""
    SELECT bt_index_check(c.oid, true)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE c.relnamespace = current_schema()::regnamespace AND a.amname = 'btree' AND i.indisvalid
""")


def look(conn: Connection) -> Iterator[Finding]:
    if conn.dialect.name == "sqlite":
        return _sqlite(conn)
    return _postgresql(conn)


def _sqlite(conn: Connection) -> Iterator[Finding]:
    for said in conn.exec_driver_sql(INTEGRITY).scalars():
        if said != "ok":
            yield Finding("database", f"the database file is damaged: {said}")
    for table, row, wanted, _ in conn.exec_driver_sql(FOREIGN_KEYS):
        yield Finding("database", f"table {table}, row {row}: what it refers to in table {wanted} is not there")


def _postgresql(conn: Connection) -> Iterator[Finding]:
    for row in conn.execute(INVALID):
        yield Finding("database", f"{row.what} {row.name} is not valid; REINDEX or VALIDATE it")
    if conn.execute(AMCHECK).scalar():
        conn.execute(CHECK_INDEXES).all()  # raises where an index and its table differ


def schema(conn: Connection) -> Iterator[Finding]:
    """A unique index that is missing lets a thing be there twice, another one makes every page slow."""
    there = inspect(conn)
    tables = set(there.get_table_names())
    for table in metadata.sorted_tables:
        if table.name not in tables:
            yield Finding("schema", f"table {table.name} is not there")
            continue
        columns = {column["name"] for column in there.get_columns(table.name)}
        for column in table.columns:
            if column.name not in columns:
                yield Finding("schema", f"column {column.name} of table {table.name} is not there")
        kept = _keys(there, table)
        for index in table.indexes:
            if kept.get(str(index.name)) is not bool(index.unique):
                yield Finding("schema", f"{_said(bool(index.unique))} {index.name} of table {table.name} is not there")


def _keys(there: Inspector, table: Table) -> dict[str, bool]:
    """The names of a table's indexes, each with whether it is unique."""
    return {str(index["name"]): bool(index["unique"]) for index in there.get_indexes(table.name)}


def _said(unique: bool) -> str:
    return "unique index" if unique else "index"
