"""Links from one page of the repository to another lead somewhere: to a file, a line that is there, a heading."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs import repository

PAGES = [page for page in repository.files("*.md") if "demo" not in page.parts and "corpora" not in page.parts]
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)")
ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:", re.IGNORECASE)
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(repository.ROOT)))
def test_its_links_lead_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not leads_somewhere(page, link)] == []


def test_a_link_to_nothing_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](page.md) [b](#one-two) [c](page.md#L2) [d](none.md) [e](#three) [f](page.md#L3)")
    assert [link for link in links(page) if not leads_somewhere(page, link)] == ["none.md", "#three", "page.md#L3"]


def links(page: Path) -> list[str]:
    text = FENCED.sub("", page.read_text("utf-8"))
    return [link for link in LINK.findall(text) if not ELSEWHERE.match(link)]


def leads_somewhere(page: Path, link: str) -> bool:
    path, _, fragment = unquote(link).partition("#")
    target = page.parent / path if path else page
    if not target.exists() or not fragment:
        return target.exists()
    text = target.read_text("utf-8")
    if line := re.fullmatch(r"L(\d+)(?:-L(\d+))?", fragment):
        return int(line[2] or line[1]) <= len(text.splitlines())
    return fragment in {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def anchor(heading: str) -> str:
    """The name that forges give to a heading: lower case, words joined by hyphens, marks left out."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
