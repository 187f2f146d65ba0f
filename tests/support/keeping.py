"""What is kept too long, removed as the worker of a server does it; and all that is kept, as text."""

import asyncio
import io
from collections import Counter

from rich.console import Console
from sqlalchemy import Connection, Text, select

from tests.support.house import Place
from voxpop import verifying
from voxpop.privacy import keeping
from voxpop.storage.schema import metadata


async def keep(place: Place, **time: float) -> Counter[str]:
    """Let so much time go by, and have the worker look."""
    place.clock.forward(**time)
    done = await keeping.turn(place.house, asyncio.Event())
    return done.get("default", Counter())


def text_of(place: Place) -> str:
    """Every text of every table."""

    def read(conn: Connection) -> str:
        columns = [
            column for table in metadata.sorted_tables for column in table.columns if isinstance(column.type, Text)
        ]
        return "\n".join(str(value) for column in columns for value in conn.execute(select(column)).scalars())

    return place.house.database.read_now(read)


def sound(place: Place) -> None:
    """`voxpop verify` finds nothing."""
    said = io.StringIO()
    status = verifying.run(place.house.database, Console(file=said, width=200))
    assert status == 0, said.getvalue()
