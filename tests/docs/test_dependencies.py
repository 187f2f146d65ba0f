"""Every dependency has its section in docs/decisions/dependencies.md, and every pin a licence we may ship."""

import re
from importlib import metadata

import pytest

from tests.docs import repository

PAGE = repository.ROOT / "docs/decisions/dependencies.md"
PARTS = ("Context", "Choice", "Price", "Again", "Licence")
SETS = ("run", "build", "test")
PINNED = sorted({name for each in SETS for name in repository.pinned(each)})
FREE = re.compile(r"\b(0BSD|MIT|BSD|Apache|PSF|PSFL|Python Software Foundation|ISC|MPL|Mozilla Public License)\b")
LGPL = {"psycopg", "psycopg-binary"}


def sections() -> dict[str, str]:
    parts = re.split(r"^### (.+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_each_dependency_has_a_section_and_each_section_a_dependency() -> None:
    assert set(sections()) == repository.declared()


@pytest.mark.parametrize("name", sections())
def test_a_section_says_everything(name: str) -> None:
    assert re.findall(r"^- \*\*(\w+)\.\*\* \S", sections()[name], re.MULTILINE) == list(PARTS)


@pytest.mark.parametrize("name", PINNED)
def test_a_pinned_package_states_a_licence_we_may_ship(name: str) -> None:
    licences = _stated(name)
    assert licences, "it states none"
    assert [licence for licence in licences if not may_ship(name, licence)] == []


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "LGPL-3.0-only", "MIT AND AGPL-3.0", "Proprietary", "UNKNOWN", ""])
def test_another_licence_is_refused(licence: str) -> None:
    assert not may_ship("some-package", licence)


def may_ship(name: str, licence: str) -> bool:
    if name in LGPL:
        return licence.startswith("LGPL-3.0")
    return FREE.search(licence) is not None and "GPL" not in licence


@pytest.mark.parametrize("name", SETS)
def test_every_pin_has_one_version_and_hashes(name: str) -> None:
    text = (repository.ROOT / f"requirements/{name}.txt").read_text("utf-8")
    entries = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_sets_agree_on_versions() -> None:
    run = repository.pinned("run")
    for name, requirement in repository.pinned("test").items():
        if name in run:
            assert requirement.specifier == run[name].specifier, name


def _stated(name: str) -> list[str]:
    """What the installed package says; what this platform does not install says nothing and needs nothing."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        wanted = [each for kind in SETS if (each := repository.pinned(kind).get(name))]
        assert all(each.marker and not each.marker.evaluate() for each in wanted), "not installed"
        return ["MIT"]
    if about["License-Expression"]:
        return [about["License-Expression"]]
    classified = [line for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    classified = [line for line in classified if line != "License :: OSI Approved"]  # says only that there is one
    return classified or [(about["License"] or "").strip().split("\n")[0]]
