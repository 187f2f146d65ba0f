"""What the judge is given and what it answers. Knows nothing of comments, HTTP or the database."""

from typing import NamedTuple


class Submission(NamedTuple):
    """A text somebody sent, and what came with it. `trap` is the field that people do not see."""

    text: str
    links: tuple[str, ...]
    name: str
    email: str
    website: str
    trap: str = ""


class Reason(NamedTuple):
    """`weight` is in log-odds: +2.2 makes spam nine times likelier, -2.2 nine times less."""

    signal: str
    weight: float
    sentence: str


class Verdict(NamedTuple):
    """`probability` of spam, 0 to 1, and why, the weightiest first."""

    probability: float
    reasons: tuple[Reason, ...]
