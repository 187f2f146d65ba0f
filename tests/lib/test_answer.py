"""Refusals over HTTP: every code that can be raised has its status, and the table holds no other."""

import ast
from pathlib import Path

import pytest

from voxpop.lib import answer
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.pages.errors import CODES

SOURCE = Path(answer.__file__).parents[1]

# Codes that only the command line meets: a sentence on the terminal and exit status 1.
OF_THE_COMMAND_LINE = frozenset(
    "address_taken extent_unknown file_unreadable format_unknown key_agreed line_invalid list_unreadable no_database "
    "no_such_colleague no_such_key "
    "no_such_person no_such_snapshot nothing_to_roll_back origin_taken role_unknown scope_unknown site_exists "
    "site_missing slug_invalid standin_refused state_unknown story_invalid story_too_deep story_too_long "
    "who_unclear".split()
)

# Codes of what others answered who were asked from here: a reason in the queue or another try, never an answer.
OF_OTHERS = frozenset(
    "akismet_busy akismet_resting akismet_unclear mail_away mail_off picture_unreadable".split()
) | frozenset(f"fetch_{what}" for what in "failed large refused slow".split())


def raised() -> dict[str, set[str]]:
    """Each code given to a Refused anywhere in the code, and the files it is in."""
    found: dict[str, set[str]] = {}
    for file in SOURCE.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        kinds = [
            at for at in ast.walk(tree) if isinstance(at, ast.ClassDef) and "Refused" in map(ast.unparse, at.bases)
        ]
        calls = [*made(tree, "Refused"), *(call for kind in kinds for call in made(kind, "super().__init__"))]
        for call in calls:
            code = call.args[0]
            if isinstance(code, ast.Constant):
                found.setdefault(code.value, set()).add(file.name)
    return found


def made(tree: ast.AST, name: str) -> list[ast.Call]:
    return [at for at in ast.walk(tree) if isinstance(at, ast.Call) and ast.unparse(at.func) == name]


def test_every_code_that_is_raised_has_a_status_or_is_the_command_lines() -> None:
    assert set(raised()) - set(answer.STATUS) - OF_OTHERS == OF_THE_COMMAND_LINE


def test_the_table_holds_no_code_that_is_never_raised() -> None:
    assert set(answer.STATUS) - set(raised()) - set(CODES.values()) == set()


def test_every_status_has_a_title() -> None:
    assert set(answer.STATUS.values()) <= set(answer.TITLES)


def test_a_code_without_a_status_is_the_askers_fault() -> None:
    assert answer.status(Refused("never_heard_of", "No.")) == 422


@pytest.mark.parametrize(("code", "seconds"), [("too_fast", "30"), ("storage_away", "5"), ("text_empty", None)])
def test_who_may_come_again_is_told_when(code: str, seconds: str | None) -> None:
    assert answer.problem(Refused(code, "No."), "en").headers.get("retry-after") == seconds


def test_a_problem_is_told_in_the_language_that_it_names() -> None:
    told = answer.problem(Refused("too_fast", counted("%(count)s try.", "%(count)s tries.", 1200)), "de")
    assert isinstance(told.content["detail"], str)
    assert "1.200" in str(told.content["detail"])
    assert (told.headers["content-language"], told.headers["vary"]) == ("de", "Accept-Language")
