"""`voxpop` with something broken in it. What, is named in the environment, so that the processes it starts break too.

    FAULTS="deadlines=1,2,3 clock=/tmp/steps" python -m tests.faults.launch serve --data …

It reaches into the package from outside: production code has no switch for any of this.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

COMMAND = (sys.executable, "-m", "tests.faults.launch")
DIE = "the server dies of this"  # in the text of a comment


def broken(*faults: str) -> dict[str, Any]:
    """What `start_server` needs to start one: rate limits off, too."""
    return {"command": COMMAND, "env": {"FAULTS": " ".join(faults), "VOXPOP_RATE_LIMITS": "off"}}


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def _when_told(act: Callable[[], None]) -> Callable[[], None]:
    """`act`, but only once a comment that says DIE has been stored in a transaction."""
    from voxpop.discussion import posting

    told: list[bool] = []
    store = posting.store

    def storing(conn: Any, clock: Any, ready: Any) -> Any:
        stored = store(conn, clock, ready)
        if DIE in ready.draft.text:
            told.append(True)
        return stored

    posting.store = storing
    return lambda: act() if told else None


def dies_before_commit(_: str) -> None:
    from sqlalchemy import Engine, event

    dying = _when_told(die)
    event.listen(Engine, "commit", lambda _conn: dying())


def dies_after_commit(_: str) -> None:
    """The comment is on disk; its author never hears of it."""
    from voxpop.storage.postgres import PostgreSQL
    from voxpop.storage.sqlite import SQLite

    dying = _when_told(die)
    settle, write = SQLite._settle, PostgreSQL._write

    def settling(self: Any, *outcomes: Any) -> None:
        dying()
        settle(self, *outcomes)

    def writing(self: Any, job: Any) -> Any:
        written = write(self, job)
        dying()
        return written

    SQLite._settle = settling  # type: ignore[method-assign]
    PostgreSQL._write = writing  # type: ignore[method-assign]


def dies_in_migration(after: str) -> None:
    """At the table of that number."""
    from sqlalchemy import Engine, event

    tables: list[str] = []

    def executing(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().startswith("CREATE TABLE"):
            tables.append(statement)
            if len(tables) > int(after):
                die()

    event.listen(Engine, "before_cursor_execute", executing)


def dies_learning(step: str) -> None:
    """While a model is fitted ("fitting"), or when it is written but not committed ("taking"), with a short claim."""
    from voxpop.spam import refitting, snapshots

    snapshots.LEASE = 500_000
    take = snapshots.take

    def fitting(_: Any) -> NoReturn:
        die()

    def taking(*given: Any) -> NoReturn:
        take(*given)
        die()

    if step == "fitting":
        refitting.fitted = fitting
    else:
        snapshots.take = taking


def dies_keeping(piece: str) -> None:
    """In the transaction of that piece, of what is too old."""
    from voxpop.privacy import keeping

    clear, pieces = keeping._clear, iter(range(int(piece) - 1, -1, -1))

    def clearing(*given: Any) -> Any:
        job, left = clear(*given), next(pieces)

        def run(conn: Any) -> Any:
            done = job(conn)
            return done if left else die()

        return run

    keeping._clear = clearing


def rests(times: str) -> None:
    """After a model it does nothing for so many times as long as that took, instead of four."""
    from voxpop.spam import knowledge

    knowledge.REST = int(times)


def deadlines(seconds: str) -> None:
    """head,body,idle,send,drain instead of half a minute and more."""
    from voxpop import hot

    hot.HEAD_TIME, hot.BODY_TIME, hot.IDLE_TIME, hot.SEND_TIME, hot.DRAIN_TIME = map(float, seconds.split(","))
    hot.SWEEP = 0.1


def grace(seconds: str) -> None:
    """What is under way when the server is told to stop has less than ten seconds."""
    from voxpop import serving

    serving.GRACE = int(seconds)


def cold(_: str) -> None:
    """Nothing is answered at the hot door: the framework makes every answer."""
    from voxpop.hot import Hot

    Hot.found = lambda _self, _look: None  # type: ignore[method-assign]


def clock(file: str) -> None:
    """The wall clock is off by the microseconds that stand in `file`."""
    from voxpop.lib import ids

    made = ids.Clock.__init__

    def making(self: ids.Clock) -> None:
        made(self, lambda: ids.now() + int(Path(file).read_text()))

    ids.Clock.__init__ = making  # type: ignore[method-assign]


def slow(seconds: str) -> None:
    """Each comment takes that long to be judged, as work under way does when the server is told to stop."""
    import asyncio

    from voxpop.discussion import posting

    stored = posting._stored

    async def storing(house: Any, ready: Any) -> Any:
        await asyncio.sleep(float(seconds))
        return await stored(house, ready)

    posting._stored = storing


def disk(orders: str) -> None:
    from tests.faults import faulty_disk

    faulty_disk.install(Path(orders))


FAULTS: dict[str, Callable[[str], None]] = {
    fault.__name__: fault
    for fault in (
        *(dies_before_commit, dies_after_commit, dies_in_migration, dies_learning, dies_keeping),
        *(rests, deadlines, grace, cold, clock, slow, disk),
    )
}

for named in os.environ.get("FAULTS", "").split():
    FAULTS[named.partition("=")[0]](named.partition("=")[2])

if __name__ == "__main__":
    from voxpop.cli import main

    main()
