"""PostgreSQL for tests: one server for all workers, a database of its own for each test."""

import psycopg
import pytest

from tests.support import databases, postgres


def test_databases_do_not_see_each_other() -> None:
    with databases.empty_postgresql() as one, databases.empty_postgresql() as other:
        with psycopg.connect(one) as connection:
            connection.execute("CREATE TABLE note (words text)")
        with psycopg.connect(other) as connection, pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT words FROM note")


def test_a_database_is_gone_after_its_test() -> None:
    with databases.empty_postgresql() as url:
        pass
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_a_missing_program_is_named_with_its_remedy() -> None:
    with pytest.raises(FileNotFoundError, match="apt-get install postgresql"):
        postgres.program("no-such-program")
