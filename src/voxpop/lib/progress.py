"""What long work shows while it lasts: lines on a terminal, nothing where the words go into a file."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


def towards(console: Console, done: ProgressColumn | None = None) -> Progress:
    """Of work whose size is known, or will be: how much is done, which `done` may tell otherwise, and the time left."""
    return _lines(
        console, TextColumn("{task.description}"), BarColumn(), done or MofNCompleteColumn(), TimeRemainingColumn()
    )


def counting(console: Console) -> Progress:
    """Of work whose size nobody knows: how much is done, and since when."""
    number = TextColumn("{task.completed:,.0f}")
    return _lines(console, SpinnerColumn(), TextColumn("{task.description}"), number, TimeElapsedColumn())


def _lines(console: Console, *columns: ProgressColumn) -> Progress:
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
