"""The yearly count that the Digital Services Act asks for (Regulation (EU) 2022/2065, Art. 15 and 24), of one site.

    read(conn, site, year) -> Count        from the log, the reports and the appeals of that year

Ids are times, so a year is a range of them. A decision that was taken back at once still was one, and is counted as
reversed. Of who reported or wrote, nothing is counted here but how many.
"""

import statistics
from collections import Counter
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.discussion.appeals import READERS
from voxpop.discussion.ledger import Act
from voxpop.discussion.reporting import NOTICES, REASONS
from voxpop.lib.ids import written
from voxpop.sites.site import Site

FIRST = 2020  # no year before is asked for
HOUR = 3_600_000_000  # microseconds
RESTRICTS = ("reject", "spam", "hide")  # acts that put something away

REPORTS = text("""
    SELECT reason, outcome, id, decided FROM report WHERE site_id = :site AND id >= :since AND id < :until
""")
ACTS = text("""
    SELECT id, act, actor, why, before, after, comment_id FROM act
    WHERE site_id = :site AND id >= :since AND id < :until ORDER BY id
""")
APPEALS = text("""
    SELECT outcome, id, decided FROM appeal WHERE site_id = :site AND id >= :since AND id < :until
""")
# What the judge or a rule kept back: decided without a person when it came.
KEPT_BACK = text("""
    SELECT c.state, COUNT(*) AS number FROM comment c
    WHERE c.site_id = :site AND c.state <> 'live' AND c.id >= :since AND c.id < :until
      AND NOT EXISTS (SELECT 1 FROM act a WHERE a.site_id = c.site_id AND a.comment_id = c.id)
    GROUP BY c.state
""")


class Line(NamedTuple):
    """A number of the report. `part` is the section, `what` and `of` what is counted; hours have one decimal."""

    part: str
    what: str
    of: str
    number: float


class Count(NamedTuple):
    year: int
    lines: tuple[Line, ...]

    def part(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.part == name]


def span(year: int) -> tuple[int, int]:
    """The first id of a year and of the next, in UTC."""
    return written(datetime(year, 1, 1, tzinfo=UTC)), written(datetime(year + 1, 1, 1, tzinfo=UTC))


def read(conn: Connection, site: Site, year: int) -> Count:
    since, until = span(year)
    asked = {"site": site.id, "since": since, "until": until}
    acts = [Act(*row) for row in conn.execute(ACTS, asked)]
    return Count(
        year,
        (
            *_notices(conn, asked),
            *_decisions(acts, frozenset(site.rules.reject_reasons)),
            *_automatic(conn, asked, acts),
            *_appeals(conn, asked),
        ),
    )


def _notices(conn: Connection, asked: dict[str, int]) -> list[Line]:
    rows = conn.execute(REPORTS, asked).all()
    by_reason = Counter(str(row.reason) for row in rows)
    outcomes = Counter((str(row.reason) in NOTICES, str(row.outcome)) for row in rows)
    times = [row.decided - row.id for row in rows if row.decided]
    notices = [row.decided - row.id for row in rows if row.decided and row.reason in NOTICES]
    return [
        Line("reports", "reports", "all", len(rows)),
        *(Line("reports", "reports", reason, by_reason[reason]) for reason in REASONS),
        *(
            Line("reports", kind, outcome, outcomes[notice, outcome])
            for kind, notice in (("notices of illegal content", True), ("other reports", False))
            for outcome in ("open", "upheld", "dismissed", "gone")
        ),
        Line("reports", "median hours to decision", "all", _hours(times)),
        Line("reports", "median hours to decision", "notices of illegal content", _hours(notices)),
    ]


def _decisions(acts: list[Act], listed: frozenset[str]) -> list[Line]:
    """Decisions of people, by kind; those that put something away also by their reasons.

    Told are those of the site's list; what moderators put into words may name somebody.
    """
    people = [done for done in acts if done.actor != READERS and done.comment is not None]
    kinds = Counter(done.act for done in people)
    reasons = Counter((done.act, _reason(done.why, listed)) for done in people if done.act in RESTRICTS)
    return [
        *(Line("decisions", kind, "all", number) for kind, number in sorted(kinds.items())),
        *(Line("decisions", kind, f"reason: {reason}", number) for (kind, reason), number in sorted(reasons.items())),
    ]


def _reason(why: str, listed: frozenset[str]) -> str:
    reason = why.partition(": ")[0]
    return reason if reason in listed else "in words alone" if why else "none given"


def _automatic(conn: Connection, asked: dict[str, int], acts: list[Act]) -> list[Line]:
    """What was put away without a person, and how much of it a person has put right.

    Reversed: what readers' reports hid and is live by the next act; what the judge or a rule kept back, or called spam,
    and a first act approved or took out of spam.
    """
    hidden: set[int] = set()
    first: dict[int, Act] = {}
    reversed_ = Counter[str]()
    for done in acts:
        if done.comment is None:
            continue
        if done.comment in hidden and done.before != done.after:
            reversed_["readers' reports"] += done.after == "live"
            hidden.discard(done.comment)
        if done.act == "hide" and done.actor == READERS:
            hidden.add(done.comment)
        first.setdefault(done.comment, done)
    by_readers = sum(done.act == "hide" and done.actor == READERS for done in acts)
    since = asked["since"]
    new = [done for comment, done in first.items() if comment >= since]
    kept = {str(row.state): int(row.number) for row in conn.execute(KEPT_BACK, asked)}
    for state in ("held", "spam"):
        own = [done for done in new if done.before == state]
        kept[state] = kept.get(state, 0) + len(own)
        reversed_[state] = sum(done.after == "live" or done.act == "not_spam" for done in own)
    return [
        Line("automatic", "hidden by readers' reports", "all", by_readers),
        Line("automatic", "hidden by readers' reports", "reversed", reversed_["readers' reports"]),
        Line("automatic", "kept back for a person", "all", kept["held"]),
        Line("automatic", "kept back for a person", "reversed", reversed_["held"]),
        Line("automatic", "put away as spam", "all", kept["spam"]),
        Line("automatic", "put away as spam", "reversed", reversed_["spam"]),
    ]


def _appeals(conn: Connection, asked: dict[str, int]) -> list[Line]:
    rows = conn.execute(APPEALS, asked).all()
    outcomes = Counter(str(row.outcome) for row in rows)
    return [
        Line("appeals", "appeals", "all", len(rows)),
        *(Line("appeals", "appeals", outcome, outcomes[outcome]) for outcome in ("open", "granted", "refused", "gone")),
        Line(
            "appeals", "median hours to decision", "all", _hours([row.decided - row.id for row in rows if row.decided])
        ),
    ]


def _hours(times: list[int]) -> float:
    """The median; 0 when nothing was decided."""
    return round(statistics.median(times) / HOUR, 1) if times else 0
