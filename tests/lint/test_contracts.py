"""The import contracts of pyproject.toml are broken by a wrong import: tried on a copy, one wrong line at a time."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
WRONG = {
    "lib/wrong.py": "import voxpop.storage",
    "storage/wrong.py": "import voxpop.sites",
    "sites/wrong.py": "import voxpop.people",
    "people/wrong.py": "import voxpop.akismet",
    "notify/wrong_too.py": "import voxpop.people",
    "spam/wrong.py": "import voxpop.sites",
    "spam/wrong_too.py": "import voxpop.people",
    "spam/wrong_again.py": "import voxpop.notify",
    "notify/wrong.py": "import voxpop.akismet",
    "akismet/wrong.py": "import voxpop.discussion",
    "discussion/wrong.py": "import voxpop.stories",
    "discussion/wrong_too.py": "import voxpop.moderation",
    "moderation/wrong.py": "import voxpop.exchange",
    "discussion/outside.py": "import httpx",
    "people/mailing.py": "import aiosmtplib",
    "nowhere.py": "",
}
OUTSIDE = ("import httpx", "import urllib.request", "from http.client import HTTPSConnection", "import requests")


@pytest.mark.parametrize("file", WRONG)
def test_an_import_that_goes_up_breaks_a_contract(file: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src/voxpop", tmp_path / "voxpop", ignore=shutil.ignore_patterns("*.json", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "voxpop" / file).write_text(WRONG[file] + "\n")
    done = subprocess.run(
        [BIN / "lint-imports", "--no-logo", "--no-cache", "pyproject.toml"],
        cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert Path(file).stem in done.stdout


@pytest.mark.parametrize("line", OUTSIDE)
@pytest.mark.parametrize(("file", "refused"), [("people/wrong.py", True), ("lib/fetch.py", False)])
def test_only_lib_fetch_may_name_a_client(line: str, file: str, refused: bool) -> None:
    done = subprocess.run(
        [BIN / "ruff", "check", "--select", "TID251", "--stdin-filename", f"src/voxpop/{file}", "-"],
        cwd=ROOT, input=f"{line}\n", capture_output=True, text=True,
    )  # fmt: skip
    assert ("only lib/fetch.py talks to the outside" in done.stdout) is refused
