"""A remark: one comment of the demo as a plain value, before any database has heard of it."""

from dataclasses import dataclass
from typing import Literal

State = Literal["live", "held", "gone"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment. `key` is its name within the conversation and `parent` the key that it answers.

    minutes counts from the story's publication; an answer is always later than what it answers.
    text is Markdown; it is empty when the state is gone, for its author has taken it back.
    """

    key: str
    parent: str | None
    name: str
    website: str | None
    minutes: int
    text: str
    likes: int
    state: State = "live"
