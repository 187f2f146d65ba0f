"""The lists that ship are whole and found in."""

from importlib import resources

import pytest

from voxpop.spam.lists import NAMES, has, packed

ENTRIES = {"disposable": "mailinator.com", "shorteners": "tinyurl.com", "spamvertised": "semalt.com"}
MOST = 200_000  # bytes in the wheel


@pytest.mark.parametrize("name", NAMES)
def test_a_known_entry_is_found_and_what_lies_under_it(name: str) -> None:
    assert has(name, ENTRIES[name])
    assert has(name, f"a.b.{ENTRIES[name]}")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("domain", ["paper.example", "gmail.com", "wikipedia.org", "youtube.com", "t.co", "com", ""])
def test_what_honest_people_use_is_in_none(name: str, domain: str) -> None:
    assert not has(name, domain)


def test_sums_are_sorted_without_doubles() -> None:
    made = packed(["b.example", "a.example", "a.example"])
    assert len(made) == 8
    assert made[:4] != made[4:]


def test_the_lists_are_small() -> None:
    folder = resources.files("voxpop.spam.lists")
    assert sum(len((folder / f"{name}.bin").read_bytes()) for name in NAMES) < MOST
