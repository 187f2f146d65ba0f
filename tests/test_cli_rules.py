"""`voxpop rules`: what it prints, and what it refuses."""

# ruff: noqa: F811

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import screens
from tests.support.house import Place, Reader
from tests.test_cli import Said, voxpop  # noqa: F401 - a fixture
from voxpop.screening.kinds import Links, Outcome, Words

Command = Callable[..., Said]

RULES = (Words(outcome=Outcome.SPAM, listed=("casino",)), Links(outcome=Outcome.HOLD, least=1, on=False))


@pytest.fixture
def at(place: Place) -> tuple[str, ...]:
    settings = place.house.settings
    return ("--data", str(settings.data), *(("--database", settings.database) if settings.database else ()))


async def test_rules_are_listed_in_their_order(place: Place, voxpop: Command, at: tuple[str, ...]) -> None:
    assert voxpop("rules", "list", *at).out == "The site 'default' has no house rules.\n"
    await screens.put(place, *RULES)
    assert voxpop("rules", "list", *at).out == "1: spam casino\n2: hold 1 link or more (off)\n"


async def test_a_dry_run_tells_how_many_and_which(
    place: Place,
    reader: Reader,
    voxpop: Command,
    at: tuple[str, ...],
) -> None:
    await screens.put(place, Links(outcome=Outcome.HOLD, least=9), RULES[1])
    both, link = await reader.said("casino https://a.example"), await reader.said("https://b.example")
    await reader.said("a ferry")
    said = voxpop("rules", "test", *at, "--rule", 2)
    assert said.status == 0
    assert said.out.startswith("Would have held 2 of the last 3.\n\n")
    assert f"{link}  " in said.out
    assert "    hold: rule 2: 1 link, 1 or more\n" in said.out
    assert "under The ferry is late: live" in said.out
    await screens.put(place, *RULES)
    said = voxpop("rules", "test", *at, "--rule", 2, "--last", 3)
    assert said.out.startswith("Would have held 1 of the last 3.\nBy itself it finds 2; of these, 1 are decided by ")
    assert f"{both}  " not in said.out
    assert voxpop("rules", "test", *at).out.startswith("Would have put away as spam 1 of the last 3.\n")


async def test_rules_of_a_file_are_tried_before_they_are_kept(
    place: Place,
    reader: Reader,
    voxpop: Command,
    at: tuple[str, ...],
    tmp_path: Path,
) -> None:
    await reader.said("a casino")
    await screens.put(place, *RULES)
    file = tmp_path / "rules.json"
    file.write_text(voxpop("rules", "list", "--json", *at).out)
    assert [one["kind"] for one in json.loads(file.read_text())] == ["words", "links"]
    await screens.put(place)
    assert voxpop("rules", "test", *at).out == "Would have changed nothing for the last 1.\n"
    assert voxpop("rules", "test", *at, "--file", file).out.startswith("Would have put away as spam 1 of the last 1.")
    assert place.site().screens.rules == ()


async def test_what_cannot_be_tried_is_refused(
    place: Place,
    voxpop: Command,
    at: tuple[str, ...],
    tmp_path: Path,
) -> None:
    file = tmp_path / "rules.json"
    file.write_text('[{"kind":"links","outcome":"hold","least":0}]')
    for words, sentence in (
        (("--rule", 1), "There is no rule 1 here; the last is 0."),
        (("--file", file), "Rule 1: How many links: 0 is not between 1 and 50."),
        (("--file", tmp_path / "none"), "cannot be read: No such file or directory."),
        (("--site", "none"), "There is no site named 'none' here."),
    ):
        said = voxpop("rules", "test", *at, *words)
        assert (said.status, sentence in said.err) == (1, True)
