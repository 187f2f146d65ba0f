"""A statement that runs thousands of times a second: compiled once, then run by the database's driver itself.

The same SQL with :names as everywhere, on the same connection and in the same transaction; what is left out is
SQLAlchemy's work on each call, which on a small INSERT is three quarters of its time (docs/performance.md).
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

# Both drivers take values by name; SQLite's would be by place if it were not asked.
DIALECTS: dict[str, Any] = {
    "sqlite": cast(Any, sqlite.dialect)(paramstyle="named"),
    "postgresql": cast(Any, postgresql.dialect)(paramstyle="pyformat"),
}


class Quick:
    def __init__(self, sql: str) -> None:
        statement = text(sql)
        self._spelt = {name: str(statement.compile(dialect=dialect)) for name, dialect in DIALECTS.items()}

    def rows(self, conn: Connection, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Run it; its rows, none for a statement without RETURNING. Raises what SQLAlchemy raises."""
        spelt = self._spelt[conn.dialect.name]
        driver = cast(Any, conn.connection.driver_connection)
        dbapi = cast(Any, conn.dialect.dbapi)
        try:
            cursor = driver.execute(spelt, values)
            return cursor.fetchall() if cursor.description else []
        except dbapi.Error as error:
            raise DBAPIError.instance(spelt, None, error, dbapi.Error, dialect=conn.dialect) from error

    def row(self, conn: Connection, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """Run it; its first row, or None. Raises what SQLAlchemy raises."""
        rows = self.rows(conn, values)
        return rows[0] if rows else None
