"""Which test holds which case of a corpus: a mark that a test reads again, so that no case is left out.

@cases.of("id-alg-none")
async def test_…
"""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
TESTS = Path(__file__).parents[1]


def of(*_ids: str) -> Callable[[T], T]:
    """The test holds these cases."""
    return lambda test: test


def held() -> set[str]:
    """The ids of all cases that some test holds."""
    sources = [file.read_text("utf-8") for file in TESTS.rglob("test_*.py")]
    return {case for source in sources if "cases.of(" in source for case in _held(source)}


def _held(source: str) -> list[str]:
    marks = [
        mark
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "cases.of"
    ]
    return [str(part.value) for mark in marks for part in mark.args if isinstance(part, ast.Constant)]
