"""`voxpop keep`: what it says and does, and that with --dry-run it only says so."""

# ruff: noqa: F811

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.exports import comment, export, item
from tests.test_cli import Command, voxpop  # noqa: F401 - a fixture
from voxpop.lib import ids


@pytest.fixture
def brought(voxpop: Command, tmp_path: Path) -> Callable[[str], list[Any]]:
    """A comment of yesterday is there; what a statement finds."""
    yesterday = f"{ids.moment(ids.now() - ids.DAY):%Y-%m-%d %H:%M:%S}"
    file = tmp_path / "export.xml"
    file.write_text(export(item("5", comment("7", "new", date=yesterday))))
    assert voxpop("import", file, "--data", tmp_path / "data").status == 0
    assert voxpop("site", "set", "default", "keep_emails=2h", "--data", tmp_path / "data").status == 0

    def rows(sql: str) -> list[Any]:
        with sqlite3.connect(tmp_path / "data" / "voxpop.db") as conn:
            found = conn.execute(sql).fetchall()
        conn.close()
        return found

    return rows


SENDERS = "SELECT email, address FROM sender"


def test_a_dry_run_only_says_what_there_would_be_to_do(
    voxpop: Command, tmp_path: Path, brought: Callable[[str], list[Any]]
) -> None:
    said = voxpop("keep", "--dry-run", "--data", tmp_path / "data")
    assert said == (0, "default: 1 e-mail addresses forgotten (nothing was changed)\n", "")
    assert brought(SENDERS) == [("ann@mail.example", "198.51.100.7")]


def test_it_is_done_at_once_and_once(voxpop: Command, tmp_path: Path, brought: Callable[[str], list[Any]]) -> None:
    said = voxpop("keep", "--data", tmp_path / "data")
    assert said == (0, "default: 1 e-mail addresses forgotten\n", "")
    assert brought(SENDERS) == [("", "198.51.100.7")]
    again = voxpop("keep", "--site", "default", "--data", tmp_path / "data")
    assert again == (0, "default: nothing was kept too long\n", "")
    assert voxpop("verify", "--data", tmp_path / "data").status == 0


@pytest.mark.usefixtures("brought")
def test_a_site_that_is_not_there_is_said(voxpop: Command, tmp_path: Path) -> None:
    said = voxpop("keep", "--site", "none", "--data", tmp_path / "data")
    assert said.status == 1
    assert "none" in said.err
