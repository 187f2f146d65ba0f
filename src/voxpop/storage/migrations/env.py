"""Alembic's way in: one transaction over all migrations, so that a kill in the middle leaves none of them."""

from alembic import context
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool

from voxpop.storage.schema import metadata

engine = create_engine(context.config.attributes["url"], poolclass=NullPool, hide_parameters=True)

if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def connected(raw: object, _record: object) -> None:
        raw.isolation_level = None  # type: ignore[attr-defined]
        raw.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]
        raw.execute("PRAGMA busy_timeout=15000")  # type: ignore[attr-defined]
        raw.execute("PRAGMA secure_delete=ON")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def begun(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as conn:
    context.configure(connection=conn, target_metadata=metadata, transactional_ddl=True)
    with context.begin_transaction():
        if engine.dialect.name == "postgresql":
            conn.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(8676)"
            )  # two processes that start at once: one after the other
        context.run_migrations()
