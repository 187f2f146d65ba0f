"""What is known beside a submission: the site's model of words, the records of those behind it, the last hours."""

from collections.abc import Mapping
from typing import NamedTuple

from voxpop.spam.marks import Marks
from voxpop.spam.model import Model
from voxpop.spam.recent import Recent


class Record(NamedTuple):
    """What became of earlier submissions of a person, an address group or a domain. `first`: when, in microseconds."""

    live: int = 0
    spam: int = 0
    reports: int = 0
    first: int = 0


class Opinion(NamedTuple):
    """What another filter answered, and how often moderators agreed and differed when it said that on this site.

    `silent`: why there is no answer; then nothing else of it counts.
    """

    source: str
    spam: bool
    sure: bool
    agreed: int
    differed: int
    silent: str = ""


class Known(NamedTuple):
    """`records` by mark (of `marks`), those that there are; None in a place says that nothing is known there.

    `away`: the records could not be read, so that there are none says nothing.
    """

    site: int
    model: Model
    records: Mapping[int, Record]
    recent: Recent | None = None
    opinion: Opinion | None = None
    marks: Marks = Marks()
    away: bool = False
