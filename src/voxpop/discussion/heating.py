"""Heat: a conversation in which much is said in little time, and not kindly, slows down by itself for a while.

The heat of a conversation is the number of its live comments of the last ten minutes, and on top of it

    3 for each open report of one of these comments
    2 for each comment of the longest chain of answers, one to the other, that were held or called spam meanwhile;
      one alone is no chain

From the site's rule `heat_replies` on it is hot. Then there are at least `heat_slow` seconds between two comments of
one person, for `heat_lasts` minutes from the last comment that found it hot; nothing has to end it. What it became is
in the log, by the actor `heat`. It is looked at when a live comment comes, where the site has a rule and the one
before is not older than ten minutes: one look at those ten minutes by an index, and one at what was held.
"""

import math
from collections.abc import Mapping

from sqlalchemy import Connection

from voxpop.discussion import ledger
from voxpop.discussion.ledger import Act
from voxpop.lib.ids import Clock
from voxpop.sites.rules import Rules
from voxpop.storage.database import note_renewed, stamp
from voxpop.storage.quick import Quick

MINUTE = 60_000_000  # microseconds
WINDOW = 10 * MINUTE
REPORT = 3
CHAINED = 2
COOLED = 60 * MINUTE  # for which it is let alone where a moderator has ended it; `heated` is below 0 then
MOST = 500  # comments of either kind that are looked at
ACTOR = "heat"
COOL = "cool"

LIVE = Quick("""
    SELECT c.id, (SELECT COUNT(*) FROM report r
                  WHERE r.site_id = c.site_id AND r.comment_id = c.id AND r.outcome = 'open') AS reports
    FROM comment c
    WHERE c.site_id = :site AND c.thread_id = :thread AND c.state = 'live' AND c.id > :since
    ORDER BY c.id DESC LIMIT :most
""")
# That the state is not 'live' is said twice, because the index holds only what is not.
AWAY = Quick("""
    SELECT c.id, c.parent_id FROM comment c
    WHERE c.site_id = :site AND c.state IN ('held', 'spam') AND c.state <> 'live' AND c.id > :since
      AND c.thread_id = :thread
    ORDER BY c.id DESC LIMIT :most
""")
SET = Quick("UPDATE thread SET heated = :until, stamp = :stamp WHERE site_id = :site AND id = :thread")


def heat(live: int, reports: int, away: Mapping[int, int | None]) -> int:
    """`live` comments of ten minutes, open `reports` of them, and what was put `away` then: {comment: its parent}."""
    return live + REPORT * reports + CHAINED * chain(away)


def chain(away: Mapping[int, int | None]) -> int:
    """How many answers follow one another in the longest chain of them; 0 where none answers another."""
    long: dict[int, int] = {}
    for comment in sorted(away):  # an answer is younger than what it answers
        parent = away[comment]
        long[comment] = 1 + (long.get(parent, 0) if parent is not None else 0)
    longest = max(long.values(), default=0)
    return longest if longest > 1 else 0


def near(rules: Rules, active: int, now: int) -> bool:
    """Is it worth a look? `active` is when the comment before came."""
    return bool(rules.heat_replies) and now - active < WINDOW


def slow(rules: Rules, slow: int, heated: int | None, now: int) -> int:
    """Seconds between two comments of one person: what a moderator has set, or more while it is hot."""
    return max(slow, rules.heat_slow) if hot(heated, now) else slow


def ends(heated: int | None, now: int) -> float:
    """In how many seconds what shows the heat is not true any more."""
    return (heated - now) / 1e6 if heated is not None and heated > now else math.inf


def hot(heated: int | None, now: int) -> bool:
    return heated is not None and heated > now


def feel(conn: Connection, clock: Clock, at: tuple[int, int], rules: Rules, was: int | None, now: int) -> None:
    """Slow a thread (`at` is its site and its id) that is hot by now, and write that down.

    `was` is until when it is slowed already: in the first half of that nothing is written again. Below 0 it is until
    when a moderator lets it not be.
    """
    lasts = rules.heat_lasts * MINUTE
    if was is not None and (was - now > lasts // 2 or -was > now):
        return
    site, thread = at
    asked = {"site": site, "thread": thread, "since": now - WINDOW, "most": MOST}
    live = LIVE.rows(conn, asked)
    away: dict[int, int | None] = {row[0]: row[1] for row in AWAY.rows(conn, asked)}
    if heat(len(live), sum(reports for _, reports in live), away) < rules.heat_replies:
        return
    until = now + lasts
    SET.row(conn, {"site": site, "thread": thread, "until": until, "stamp": stamp()})
    note_renewed(conn, thread)
    before = f"hot {was}" if hot(was, now) else COOL
    ledger.write(conn, site, Act(clock.next(now), "heat", ACTOR, "", before, f"hot {until}", thread=thread))
