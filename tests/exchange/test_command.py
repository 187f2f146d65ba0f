"""`voxpop import` as an owner types it: its report, its exit status, its memory, and what a kill leaves."""

import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.exchange.exports import OWN, comment, export, item, large
from tests.support import server, waiting

DOUBLES = "SELECT COUNT(*) - COUNT(DISTINCT key) FROM imported WHERE kind = 'comment'"
COMMAND = Path(sys.executable).parent / "voxpop"


# A process starts with the memory of the one that made it in its account; this one is small.
MEASURE = """
import os, sys
child = os.fork() or os.execv(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(child, 0)
print("\\ncost", used.ru_maxrss >> 10, used.ru_utime + used.ru_stime)
sys.exit(os.waitstatus_to_exitcode(status))
"""


class Cost(NamedTuple):
    """The most memory it had in MiB, and seconds of processor time."""

    memory: int
    seconds: float


def command(file: Path, data: Path, *flags: str) -> list[str]:
    return [str(COMMAND), "import", str(file), "--data", str(data), *flags]


def bring(file: Path, data: Path, *flags: str) -> tuple[int, str, Cost]:
    """Exit status, output, cost."""
    measured = [sys.executable, "-S", "-c", MEASURE, *command(file, data, *flags)]
    done = subprocess.run(
        measured, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=server.environment({})
    )
    said, _, cost = done.stdout.rpartition("\ncost ")
    memory, seconds = cost.split()
    return done.returncode, said, Cost(int(memory), float(seconds))


def counts(data: Path) -> tuple[int, int]:
    """Comments, and how many of them came twice."""
    with sqlite3.connect(data / "voxpop.db") as conn:
        return tuple(conn.execute(statement).fetchone()[0] for statement in ("SELECT COUNT(*) FROM comment", DOUBLES))


def test_the_report_counts_what_was_read_imported_and_skipped_and_why(tmp_path: Path) -> None:
    file = tmp_path / "export.xml"
    written = export(item("5", comment("7"), comment("7")), item("6", status="draft"))
    file.write_text(written)
    draft = written[: written.rindex("<item>")].count("\n") + 1
    status, said, _ = bring(file, tmp_path / "data")
    assert status == 0
    for line in ("2 │        1 │            0 │       1", "1 live", "a draft", f"(line {draft})", "the first was kept"):
        assert line in said


def test_a_broken_file_exits_1_and_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "export.xml"
    file.write_text("<rss>\n<item>")
    status, said, _ = bring(file, tmp_path / "data")
    assert status == 1
    assert f"{file}: line 2, column 7: The file ends too early, at byte 12." in said
    assert "Nothing of the file was imported." in said
    assert "Traceback" not in said


@pytest.mark.parametrize("wrong", ["missing.xml", "."])
def test_a_file_that_cannot_be_read_exits_1(tmp_path: Path, wrong: str) -> None:
    status, said, _ = bring(tmp_path / wrong, tmp_path / "data")
    assert status == 1
    assert "Traceback" not in said


def test_a_site_that_is_not_there_exits_1_and_is_named(tmp_path: Path) -> None:
    status, said, _ = bring(OWN / "wxr_orphans.xml", tmp_path / "data", "--site", "nowhere")
    assert status == 1
    assert "nowhere" in said


def test_each_hostile_file_takes_less_than_a_second_and_50_mb(tmp_path: Path) -> None:
    data = tmp_path / "data"
    bring(tmp_path / "missing.xml", data)  # makes the database
    _, _, idle = bring(tmp_path / "missing.xml", data)
    costs = {file.name: bring(file, data)[2] for file in OWN.glob("*.xml")}
    assert len(costs) == 11
    assert {name: cost for name, cost in costs.items() if cost.memory - idle.memory >= 50} == {}
    assert {name: cost for name, cost in costs.items() if cost.seconds - idle.seconds >= 1} == {}


def test_an_export_of_60_mb_takes_less_than_200_mb_of_memory(tmp_path: Path) -> None:
    file = tmp_path / "export.xml"
    comments = large(file, 60)
    status, said, cost = bring(file, tmp_path / "data")
    assert status == 0
    assert f"{comments:,}" in said
    assert cost.memory < 200
    assert counts(tmp_path / "data") == (comments, 0)


def test_an_import_that_was_killed_is_completed_by_the_next_one(tmp_path: Path) -> None:
    file, data = tmp_path / "export.xml", tmp_path / "data"
    comments = large(file, 4)
    for part in (comments // 10, comments // 2):
        with subprocess.Popen(command(file, data), stdout=subprocess.DEVNULL, env=server.environment({})) as process:
            waiting.until(lambda part=part: reached(data, part), "some comments are written")
            process.kill()
        assert 0 < counts(data)[0] < comments
        assert list((data / "tmp").iterdir()) == []
    for _ in range(2):
        assert bring(file, data)[0] == 0
        assert counts(data) == (comments, 0)


def reached(data: Path, number: float) -> bool:
    try:
        return counts(data)[0] >= number
    except sqlite3.OperationalError:  # the file or its tables are not there yet
        time.sleep(0.01)
        return False
