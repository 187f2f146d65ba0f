"""docs/moderation.md tells of each role what it may, and of each command that there is."""

import re
from pathlib import Path

from voxpop.cli_staff import staff_app
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
    told = set(re.findall(r"voxpop staff (\w+)", DOCUMENT))
    assert told == {one.name or one.callback.__name__ for one in staff_app.registered_commands if one.callback}


def test_the_numbers_of_passwords_are_told() -> None:
    assert f"N = {passwords.N},\nr = {passwords.R}, p = {passwords.P}" in DOCUMENT
    assert f"at least {passwords.SHORTEST} characters" in DOCUMENT
