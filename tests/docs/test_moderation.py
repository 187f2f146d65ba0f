"""docs/moderation.md tells of each role what it may, and of each command that there is."""

import re
from pathlib import Path

from voxpop.cli_rules import rules_app
from voxpop.cli_staff import staff_app
from voxpop.moderation import rehearsal
from voxpop.screening import addresses, checking, folding
from voxpop.screening.kinds import OUTCOMES
from voxpop.staff import passwords, roles
from voxpop.staff.roles import Right, Role

DOCUMENT = (Path(__file__).parents[2] / "docs" / "moderation.md").read_text()
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \|(.*)\|$", re.MULTILINE)


def test_the_table_of_roles_is_that_of_the_code() -> None:
    assert f"| right | what it lets | {' | '.join(Role)} |" in DOCUMENT
    told = {right: [cell.strip() for cell in cells.split("|")] for right, cells in ROW.findall(DOCUMENT)}
    assert told == {right: ["yes" if roles.may(role, right) else "" for role in Role] for right in Right}


def test_the_rights_that_are_proved_anew_are_named() -> None:
    line = next(line for line in DOCUMENT.splitlines() if "shows once more who they are" in line)
    assert set(re.findall(r"`(\w+)`", line)) == roles.PROVED_ANEW


def test_every_command_is_told() -> None:
    for name, app in (("staff", staff_app), ("rules", rules_app)):
        told = set(re.findall(rf"voxpop {name} (\w+)", DOCUMENT))
        assert told == {one.name or one.callback.__name__ for one in app.registered_commands if one.callback}


def test_the_numbers_of_passwords_are_told() -> None:
    assert f"N = {passwords.N},\nr = {passwords.R}, p = {passwords.P}" in DOCUMENT
    assert f"at least {passwords.SHORTEST} characters" in DOCUMENT


def test_the_table_of_house_rules_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| (\w+) \| [^|]+ \| ((?:hold|refuse)[^|]*) \|$", DOCUMENT, re.MULTILINE)
    assert {kind: told.split(", ") for kind, told in rows} == {
        kind: [str(outcome) for outcome in allowed] for kind, allowed in OUTCOMES.items()
    }


def test_the_limits_of_house_rules_are_told() -> None:
    limits = f"{checking.LISTED:,} entries, a site {checking.RULES} rules and {checking.CHARACTERS:,} characters"
    told = (
        limits,
        f"up to {folding.PHRASE} words",
        f"{addresses.GLOBS} of a rule",
        f"the last {rehearsal.LAST:,} comments",
    )
    assert [one for one in told if one not in DOCUMENT] == []
