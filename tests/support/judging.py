"""Submissions as tests need them, and what is known beside them: a model without words, no records, nothing recent."""

from collections.abc import Mapping

import numpy as np

from voxpop.spam.features import SPACE
from voxpop.spam.known import Known, Opinion, Record
from voxpop.spam.marks import Marks
from voxpop.spam.model import Base, Model
from voxpop.spam.recent import Recent
from voxpop.spam.seen import Seen, see
from voxpop.spam.submission import Link, Submission

EMPTY = Base(
    weights=np.zeros(SPACE, dtype=np.float32),
    vocabulary=np.zeros(0, dtype=np.uint32),
    sense=np.zeros((0, 1), dtype=np.int8),
    sense_weights=np.zeros(1, dtype=np.float32),
    bias=0.0,
)
KNOWN = Known(site=1, model=Model(EMPTY), records={})
DAY = 86_400_000_000  # microseconds
NOW = 20_000 * DAY

FERRY = "The ferry was late again this morning, and nobody at the pier knew when the next one would leave."


def known(
    records: Mapping[int, Record] | None = None,
    recent: Recent | None = None,
    opinion: Opinion | None = None,
    marks: Marks | None = None,
) -> Known:
    return KNOWN._replace(records=records or {}, recent=recent, opinion=opinion, marks=marks or Marks())


def submission(text: str = FERRY, *links: Link | str, **given: object) -> Submission:
    """Links given as texts stand bare."""
    each = tuple(link if isinstance(link, Link) else Link(link, link) for link in links)
    return Submission(**({"now": NOW} | given), text=text, links=each)  # type: ignore[arg-type]


def seen(text: str = FERRY, *links: Link | str, about: Known = KNOWN, **given: object) -> Seen:
    return see(submission(text, *links, **given), about)
