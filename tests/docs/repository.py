"""What the repository holds, read as text: its files, its declared dependencies, its pinned ones."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def files(*patterns: str) -> list[Path]:
    """Those that git keeps, or would: not the ignored ones."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def declared() -> set[str]:
    """The names that pyproject.toml and the *.in files ask for."""
    wanted = list(project()["dependencies"])
    for name in ("test.in", "build.in"):
        lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
        wanted += [line for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(Requirement(line).name) for line in wanted}


def pinned(name: str) -> dict[str, Requirement]:
    """The packages of requirements/NAME.txt, by name."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    found = [Requirement(line) for line in re.findall(r"^([a-zA-Z0-9].*?) *\\$", text, re.MULTILINE)]
    return {canonicalize_name(requirement.name): requirement for requirement in found}
