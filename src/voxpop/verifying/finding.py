"""What a check found, and how a row is compared with what it should be."""

from collections.abc import Iterator
from typing import NamedTuple


class Finding(NamedTuple):
    """`kind` is a word for findings alike, so that a flood of one kind hides no other; `sentence` is one line."""

    kind: str
    sentence: str


def differing(row: str, *fields: tuple[str, object, object]) -> Iterator[Finding]:
    """A finding for each field (its name, what it is, what it should be) that is not what it should be."""
    for name, found, right in fields:
        if found != right:
            yield Finding(name, f"{row}: {name} is {found}, should be {right}")
