"""Labelled comments in JSON Lines, as `voxpop spam train` and `evaluate` read them.

One object a line: `text` (plain, HTML, BBCode or Markdown), and where known `label` (spam, ham), `author`, `url`,
`email`, `article`. Other fields are passed over. Every line is read before anything is done with one, so that a bad
line is told before the work begins.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from voxpop.lib.refused import Refused
from voxpop.spam import markup
from voxpop.spam.submission import Submission

LABELS = {"spam": True, "ham": False}
FIELDS = ("text", "author", "url", "email", "article", "label")


class Labelled(NamedTuple):
    """`spam` is None where the line does not say."""

    submission: Submission
    spam: bool | None


def read(file: Path, *, labels: bool) -> list[Labelled]:
    """The rows of a file in their order. `labels`: each must have one. Raises Refused file_unreadable, line_invalid."""
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        raise Refused("file_unreadable", f"There is no file {file}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("file_unreadable", f"{file} cannot be read as UTF-8 text: {error}") from error
    lines = text.split("\n")  # not splitlines: texts may hold other ends of lines
    if not lines[-1]:
        lines.pop()
    return [_row(f"{file}, line {number}", line, labels=labels) for number, line in enumerate(lines, 1)]


def _row(where: str, line: str, *, labels: bool) -> Labelled:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Refused("line_invalid", f"{where} is not JSON: {error}. Want one object a line.") from None
    if not isinstance(row, dict):
        raise Refused("line_invalid", f'{where} is not an object. Want one like {{"text": "…"}}.')
    given = {name: _string(where, row, name) for name in FIELDS}
    if "text" not in row:
        raise Refused("line_invalid", f"{where} has no field text.")
    if given["label"] not in LABELS and (labels or given["label"]):
        raise Refused("line_invalid", f"{where}: label {given['label'][:40]!r}: want spam or ham.")
    plain = markup.read(given["text"])
    return Labelled(
        Submission(
            text=plain.text,
            links=plain.links,
            name=given["author"],
            website=given["url"],
            email=given["email"],
            article=given["article"],
        ),
        LABELS.get(given["label"]),
    )


def _string(where: str, row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused("line_invalid", f"{where}: {name} is not a string.")
    return value
