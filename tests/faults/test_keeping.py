"""`voxpop keep` that is killed in the middle: nothing is half removed, and the next time everything too old is gone."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.exchange.exports import comment, export, item
from tests.faults import sound
from tests.faults.launch import broken
from tests.support.server import environment
from tests.test_cli import told
from voxpop.lib import ids

WORD = "quaggally"
ADDRESS = "198.51.100.77"
SPAM, GOOD = 60, 240
RULES = ("keep_addresses", "keep_emails", "keep_spam")
LEFT = {  # in the order in which it goes
    "addresses": f"SELECT COUNT(*) FROM sender WHERE address = '{ADDRESS}'",
    "e-mails": "SELECT COUNT(*) FROM sender WHERE email <> ''",
    "spam": "SELECT COUNT(*) FROM comment WHERE state = 'spam'",
}


@pytest.fixture
def old(chosen: str, tmp_path: Path) -> tuple[str, ...]:
    """The options of a database whose comments are all older than anything is kept."""
    at = ("--data", str(tmp_path / "data"), *(("--database", chosen) if chosen else ()))
    yesterday = f"{ids.moment(ids.now() - ids.DAY):%Y-%m-%d %H:%M:%S}"
    written = [
        comment(
            str(number),
            f"words {number}",
            email=f"{WORD}{number}@private.example",
            address=ADDRESS,
            date=yesterday,
            approved="spam" if number <= SPAM else "1",
        )
        for number in range(1, SPAM + GOOD + 1)
    ]
    file = tmp_path / "export.xml"
    file.write_text(export(item("5", *written)))
    assert told("import", file, *at).status == 0
    file.unlink()
    assert told("site", "set", "default", *(f"{rule}=2h" for rule in RULES), *at).status == 0
    return at


def url(at: tuple[str, ...]) -> str:
    return at[3] if len(at) > 2 else f"sqlite:///{at[1]}/voxpop.db"


def left(at: tuple[str, ...]) -> dict[str, int]:
    return {what: sound.number(url(at), sql) for what, sql in LEFT.items()}


def test_killed_in_the_middle_of_each_it_begins_again(old: tuple[str, ...]) -> None:
    """Each time in its third piece, until so few are left that it comes to its end."""
    options, before, halfway = broken("dies_keeping=3"), left(old), set()
    every, surroundings = dict(before), environment(options["env"])
    while (done := subprocess.run([*options["command"], "keep", *old], env=surroundings)).returncode:
        assert done.returncode == -signal.SIGKILL
        now = left(old)
        assert now != before
        assert all(now[what] <= before[what] for what in LEFT)
        halfway |= {what for what in LEFT if 0 < now[what] < every[what]}
        assert sound.faults(url(old)) == []
        before = now
    assert halfway == set(LEFT)
    assert left(old) == dict.fromkeys(LEFT, 0)
    assert told("verify", *old).status == 0
    assert "nothing was kept too long" in told("keep", *old).out
