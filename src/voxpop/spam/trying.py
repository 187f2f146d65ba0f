"""What `voxpop spam check`, `train` and `evaluate` do: try the judge on texts, and teach it labelled ones."""

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlalchemy import Connection

from voxpop.lib.ids import Clock
from voxpop.spam import judging, learning, measures, odds, pictures, refitting
from voxpop.spam.base import base
from voxpop.spam.judge import judge
from voxpop.spam.knowledge import shelved
from voxpop.spam.known import Known
from voxpop.spam.labelled import Labelled, read
from voxpop.spam.model import Model
from voxpop.spam.submission import Submission, Verdict
from voxpop.storage.database import Database

ALARMS = (0.001, 0.005, 0.01)
AT_ONCE = 200  # lessons in one transaction

Judge = Callable[[Submission], Verdict]


def by_base(submission: Submission) -> Verdict:
    """What the judge says where nothing has been learnt yet."""
    return judge(submission, Known(0, Model(base()), {}))


def by_site(database: Database, site: int) -> Judge:
    """What the judge of a site says."""
    shelf = database.read_now(lambda conn: shelved(conn, site, None))
    return lambda given: judge(given, database.read_now(lambda conn: judging.known_by(conn, site, shelf, given)))


def probabilities(rows: Iterable[Labelled], by: Judge) -> Iterable[float]:
    """One a row, in order."""
    for row in rows:
        yield by(row.submission).probability


def evaluate(files: list[Path], by: Judge, pictures_in: Path | None, out: Console) -> None:
    """A table, a line a file, and the pictures. Raises Refused file_unreadable, line_invalid."""
    read_files = [(file, read(file, labels=True)) for file in files]
    table = Table("file", "spam", "honest", "area", *(f"recall at {at:.1%}" for at in ALARMS), "calibration")
    for file, rows in read_files:
        spam = np.array([bool(row.spam) for row in rows], dtype=bool)
        work = track(rows, file.name, console=out, transient=True)
        said = np.array(list(probabilities(work, by)), dtype=np.float64)
        recalls = [f"{measures.recall_at(spam, said, at):.3f}" for at in ALARMS] if rows else ["–"] * len(ALARMS)
        area, error = measures.area(spam, said), measures.calibration_error(spam, said)
        counts = f"{int(spam.sum()):,}", f"{int((~spam).sum()):,}"
        table.add_row(file.name, *counts, f"{area:.4f}", *recalls, f"{error:.3f}")
        if pictures_in and rows:
            pictures_in.mkdir(parents=True, exist_ok=True)
            pictures.roc(measures.curve(spam, said), area, pictures_in / f"{file.stem}-roc.svg")
            bins = measures.reliability(spam, said)
            pictures.reliability(bins, error, pictures_in / f"{file.stem}-reliability.svg")
    out.print(table)
    if pictures_in:
        out.print(f"Pictures are in {pictures_in}.", highlight=False, markup=False)


def train(files: list[Path], database: Database, site: int, clock: Clock, out: Console) -> int:
    """Teach a site what the files say; a text that was taught before is taught anew. How many there were."""
    rows = [(file, row) for file in files for row in read(file, labels=True)]
    groups = [rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE)]
    for group in track(groups, "learning", console=out, transient=True):
        database.write_now(partial(_teach, site=site, clock=clock, lessons=[_lesson(file, row) for file, row in group]))
    outcome = refitting.refit(database, site, clock.now())
    told = {None: "is being made elsewhere", refitting.Outcome.USED: "is in use"}.get(outcome, f"was {outcome}")
    out.print(f"{len(rows):,} texts taught; the model made of them {told}.", highlight=False)
    return len(rows)


def _teach(conn: Connection, site: int, clock: Clock, lessons: list[learning.Lesson]) -> None:
    for lesson in lessons:
        learning.learn(conn, site, clock.next(clock.now()), lesson)


def _lesson(file: Path, row: Labelled) -> learning.Lesson:
    given = row.submission
    said = "\0".join((given.text, given.name, given.website, given.email)).encode("utf-8", "surrogatepass")
    return learning.Lesson(
        spam=bool(row.spam),
        source=f"file:{file.name}",
        features=learning.features_of(given),
        subject=hashlib.blake2b(said, digest_size=16, person=b"voxpop taught").digest(),
    )


def check(verdict: Verdict, out: Console) -> None:
    """One line for the probability, one for each reason."""
    out.print(f"{verdict.probability:.1%} spam", highlight=False)
    for reason in verdict.reasons:
        out.print(f"{reason.weight:+6.2f}  {reason.signal}: {reason.sentence}", highlight=False, markup=False)
    out.print(f"{odds.of(verdict.probability):+6.2f}  in all, in log-odds", highlight=False)
