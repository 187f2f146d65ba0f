"""What the documentation takes from the code is what the code says."""

import re

import pytest

from scripts import renew_docs
from tests.docs import repository
from voxpop.lib import answer
from voxpop.pages import looks

REMEDY = "run .venv/bin/python scripts/renew_docs.py"
ERRORS = repository.ROOT / "docs/errors.md"


def test_the_page_of_settings_is_made_from_the_tables() -> None:
    assert renew_docs.SETTINGS.read_text("utf-8") == renew_docs.settings_page(), REMEDY


def test_the_page_of_looks_is_made_from_its_table() -> None:
    assert renew_docs.THEMING.read_text("utf-8") == looks.document(), REMEDY


def test_the_page_on_privacy_is_made_from_its_tables() -> None:
    page = renew_docs.PRIVACY.read_text("utf-8")
    assert page == renew_docs.with_what_is_kept(page), REMEDY
    assert "| When you comment | Your network address, and the name of your browser |" in page


def test_each_link_into_the_code_leads_to_the_line_of_its_name() -> None:
    wrong = renew_docs.wrong_lines(renew_docs.PATH.read_text("utf-8"))
    told = [f"{name} is at line {true} of {file} now, not {said}" for name, file, said, true in wrong]
    assert told == [], REMEDY


def test_the_path_has_links_into_the_code() -> None:
    assert len(renew_docs.LINK.findall(renew_docs.PATH.read_text("utf-8"))) > 20


def test_a_link_is_put_right() -> None:
    page = "[`posting.post`](../src/voxpop/discussion/posting.py#L1)"
    [(name, file, said, true)] = renew_docs.wrong_lines(page)
    assert (name, file, said) == ("posting.post", "src/voxpop/discussion/posting.py", 1)
    assert true is not None
    assert renew_docs.with_true_lines(page) == page.replace("#L1", f"#L{true}")
    assert (repository.ROOT / file).read_text("utf-8").splitlines()[true - 1].startswith("async def post(")


@pytest.mark.parametrize(
    ("name", "line"), [("one", 1), ("module.one", 1), ("Two.one", 4), ("Two.three", 3), ("FOUR", 6), ("five", None)]
)
def test_a_name_is_found_where_it_is_defined(name: str, line: int | None) -> None:
    source = "def one(): ...\nclass Two:\n    three: int\n    def one(self):\n        five = 5\nFOUR = 4\n"
    assert renew_docs.line_of(source, name) == line


def test_the_readme_shows_the_published_figures() -> None:
    readme = renew_docs.README.read_text("utf-8")
    assert renew_docs.with_figures(readme, renew_docs.PERFORMANCE.read_text("utf-8")) == readme, REMEDY


def test_every_refusal_is_explained_with_its_status() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| \S", ERRORS.read_text("utf-8"), re.MULTILINE)
    assert {code: int(number) for code, number in rows} == answer.STATUS
