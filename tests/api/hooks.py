"""What schemathesis does before it sends a request (schemathesis.toml names this module)."""

import itertools
import os
from typing import Any

import httpx
import schemathesis

PAPER = os.environ["PAPER"]
PLACE = {"site": "default", "url": f"{PAPER}/gull-bakery-ninth-time"}
NUMBERS = itertools.count(1)


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """Make valid requests meet what no schema can tell: an address of the site, a comment of the guest's own."""
    if not case.meta or not case.meta.generation.mode.is_positive:
        return
    if case.method == "POST" and isinstance(case.body, dict):
        case.body |= PLACE
        if isinstance(case.body.get("parent"), float):  # JSON Schema calls 5.0 an integer, the API does not
            case.body["parent"] = int(case.body["parent"])
    if case.method == "PATCH":
        case.path_parameters["comment"] = posted()


def posted() -> int:
    """A comment of the guest whose cookie schemathesis.toml sends."""
    author = {"name": "Ann", "email": "ann@mail.example"}
    answer = httpx.post(
        f"{PAPER}/api/v1/comments",
        json={**PLACE, "text": f"Number {next(NUMBERS)} of many", "author": author},
        headers={"origin": PAPER, "cookie": "voxpop=schemathesis-the-guest"},
        trust_env=False,
    )
    return int(answer.json()["id"])
