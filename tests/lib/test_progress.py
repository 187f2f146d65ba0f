"""What is shown of long work: on a terminal how much is done, in a file nothing."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console
from rich.progress import DownloadColumn, Progress

from voxpop.lib import progress


def shown(made: Progress, written: io.StringIO, total: int | None) -> str:
    with made as bar:
        bar.add_task("posts", total=total, completed=1_234)
        bar.refresh()
    return written.getvalue()


def console(written: io.StringIO, terminal: bool) -> Console:
    return Console(file=written, force_terminal=terminal, width=80, color_system=None)


def test_of_work_of_known_size_the_parts_are_shown() -> None:
    written = io.StringIO()
    assert "1234/5000" in shown(progress.towards(console(written, True)), written, 5_000)


def test_or_what_the_work_is_measured_in() -> None:
    written = io.StringIO()
    made = progress.towards(console(written, True), DownloadColumn())
    assert "1.2/5.0 kB" in shown(made, written, 5_000)


def test_of_other_work_the_number_is_shown() -> None:
    written = io.StringIO()
    assert "posts 1,234 0:00:0" in shown(progress.counting(console(written, True)), written, None)


@pytest.mark.parametrize("made", [progress.towards, progress.counting])
def test_in_a_file_there_is_nothing(made: Callable[[Console], Progress]) -> None:
    written = io.StringIO()
    assert shown(made(console(written, False)), written, 5_000) == ""
