"""What every import format is read into: entries, remarks on them, and word of what was left out.

    export file  ->  importers/FORMAT.read  ->  these  ->  staging  ->  importing

Times are microseconds since 1970, UTC. Keys are the other system's own, unique within one kind. Nothing here is
trusted: every text is cleaned when it is written, and no record carries a role.
"""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

Kind = Literal["comment", "pingback", "trackback"]
State = Literal["live", "held", "spam", "trash"]
Part = Literal["item", "comment"]

Progress = Callable[[int], None]  # told how much has been done so far


class ImportFailed(Exception):  # noqa: N818 - like Refused, an answer
    """The file cannot be imported; the message names the place and what its owner can do."""

    def __init__(self, what: str, remedy: str, line: int = 0, column: int = 0) -> None:
        self.what = what
        self.remedy = remedy
        self.line = line
        self.column = column
        place = f"line {line}, column {column}: " if line else ""
        super().__init__(f"{place}{what}. {remedy}")


class Blog(Struct, frozen=True):
    """Where the file comes from; comes first. `source` is the same for every export of one blog; empty when unknown."""

    source: str
    language: str


class Entry(Struct, frozen=True):
    """A post or page that readers can see. `body` is HTML, not cleaned; `title` and `excerpt` are plain text."""

    line: int
    key: str
    url: str
    slug: str
    title: str
    body: str
    excerpt: str
    author: str
    published: int
    updated: int | None
    language: str
    kind: Literal["post", "page"]
    open: bool
    changed: tuple[str, ...] = ()  # what had to be taken otherwise than it was given


class Remark(Struct, frozen=True):
    """A comment. `text` is Markdown that may hold HTML; `parent` is empty at the top; `address` is an IP or empty."""

    line: int
    key: str
    entry: str
    parent: str
    name: str
    email: str
    website: str
    address: str
    text: str
    at: int
    state: State
    kind: Kind
    changed: tuple[str, ...] = ()


class Skipped(Struct, frozen=True):
    """Something read that does not come along."""

    part: Part
    line: int
    reason: str


Record = Blog | Entry | Remark | Skipped
