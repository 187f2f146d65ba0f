"""The changelog begins with the version that pyproject.toml gives."""

import re

from tests.docs import repository


def test_its_first_heading_is_this_version() -> None:
    text = (repository.ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^#+ (.+)$", text, re.MULTILINE)[0] == repository.project()["version"]
