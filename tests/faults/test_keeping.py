"""`voxpop keep` that is killed in the middle: nothing is half removed, and the next time everything too old is gone."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.exchange.exports import comment, export, item
from tests.faults import sound
from tests.support import waiting
from tests.support.server import COMMAND
from tests.test_cli import told
from voxpop.lib import ids

WORD = "quaggally"
ADDRESS = "198.51.100.77"
SPAM, GOOD = 400, 1000
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


def left(at: tuple[str, ...], what: str) -> int:
    engine = create_engine(url(at).replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    with engine.connect() as conn:
        return int(conn.execute(text(LEFT[what])).scalar_one())


def test_killed_in_the_middle_of_each_it_begins_again(old: tuple[str, ...], tmp_path: Path) -> None:
    for what in LEFT:
        before = left(old, what)
        assert before
        keeping = subprocess.Popen([COMMAND, "keep", *old], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        waiting.until(lambda: left(old, what) < before, 60, f"some {what} are gone")  # noqa: B023
        keeping.kill()
        keeping.communicate()
        assert 0 < left(old, what) < before
        assert sound.faults(url(old)) == []
    done = told("keep", *old)
    assert (done.status, done.err) == (0, "")
    assert {what: left(old, what) for what in LEFT} == dict.fromkeys(LEFT, 0)
    assert told("verify", *old).status == 0
    files = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert not any(trace in file.read_bytes() for file in files for trace in (WORD.encode(), ADDRESS.encode()))
    assert "nothing was kept too long" in told("keep", *old).out
