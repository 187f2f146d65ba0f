"""Which pages hold statements of their own, and are tried on both databases (conftest.py)."""

import re
from pathlib import Path

from tests.pages.conftest import WITH_STATEMENTS
from voxpop import pages

STATEMENT = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM) |text\(\"", re.MULTILINE)


def test_pages_with_statements_of_their_own_are_listed() -> None:
    folder = Path(pages.__file__).parent
    found = {file.stem for file in folder.rglob("*.py") if STATEMENT.search(file.read_text())}
    assert found == WITH_STATEMENTS
