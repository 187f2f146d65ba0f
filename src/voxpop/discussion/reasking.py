"""Ask Akismet about a comment again, some time after it was posted or edited.

Because it wanted that (its answer was provisional), or because it could not be asked then. A letter in the outbox says
so; it is written with the comment, and so outlives the process. What comes of the answer:

    spam    a live comment is held; nothing is ever deleted
    honest  a comment that was held for want of an answer is shown

A moderator's act is the end of it: what somebody has decided, no later answer changes.
"""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from voxpop.akismet import asking, client, kept
from voxpop.akismet.asking import Asked
from voxpop.akismet.client import Busy, Heard
from voxpop.akismet.kept import HONEST, NOTHING, SPAM, Found
from voxpop.discussion.moving import move
from voxpop.discussion.state import State
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.notify import outbox
from voxpop.notify.outbox import Channel, Later, Letter
from voxpop.sites.house import House
from voxpop.spam import odds
from voxpop.spam.signals.opinion import reason
from voxpop.spam.submission import Reason, Verdict
from voxpop.storage.quick import Quick

NAME = "akismet-again"
SOON = 60  # seconds after which somebody who could not be asked is asked
PROVISIONAL, UNANSWERED = "recheck", "retry"  # why it is asked again, in Akismet's words
ROUNDS = 3  # provisional answers in a row that are asked about again

ABOUT = Quick("""
    SELECT c.state, s.verdict FROM comment c JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.id = :comment
""")
SET_RISK = Quick("UPDATE comment SET risk = :risk WHERE site_id = :site AND id = :comment")
SET_VERDICT = Quick("UPDATE sender SET verdict = :verdict WHERE site_id = :site AND comment_id = :comment")


class Answer(NamedTuple):
    """What was heard about what was found. `show`: the site shows what nobody has looked at."""

    found: Found
    heard: Heard
    show: bool


def held(asked: Asked | None, state: State) -> tuple[Asked | None, State]:
    """A comment that would be shown waits for the answer that could not be had."""
    if asked is None or not asked.silent or state is not State.LIVE:
        return asked, state
    return asked._replace(kept=asked.kept._replace(waits=True)), State.HELD


def moderators(asked: Asked | None) -> Asked | None:
    """Of a comment that a moderator has wait: no later answer shows it."""
    return asked and asked._replace(kept=asked.kept._replace(waits=False))


def put(conn: Connection, clock: Clock, site: int, comment: int, asked: Asked) -> None:
    """Have it asked again if there is reason to, in the transaction that stores the comment or its edit."""
    if asked.silent or asked.again:
        _put(conn, clock, Letter(site, NAME, str(comment), "1", SOON if asked.silent else asked.again))


def _put(conn: Connection, clock: Clock, letter: Letter) -> None:
    """`due` is in seconds from now."""
    outbox.put(conn, clock, letter._replace(due=clock.now() + letter.due * outbox.SECOND))


def forget(conn: Connection, site: int, comment: int) -> None:
    """It is not asked about any more."""
    outbox.drop(conn, site, NAME, str(comment))


async def send(house: House, letter: Letter) -> None:
    """Raises Refused, Later. Where there is no key any more, or somebody has decided, nobody is asked."""
    site = await house.sites.numbered(letter.site)
    to, comment = asking.line(house, site), int(letter.target)
    found = await house.database.read(lambda conn: kept.find(conn, letter.site, comment))
    if to is None or found is None or found.kept.decided != NOTHING:
        return
    why = UNANSWERED if found.kept.answer == NOTHING else PROVISIONAL
    try:
        heard = await client.check(to, found.kept.sent | {"recheck_reason": why}, client.PATIENT)
    except Busy as busy:
        raise Later(busy.seconds) from None
    answer = Answer(found, heard, site.rules.approval != "all")
    await house.database.write(lambda conn: heed(conn, house.clock, letter, answer))


def heed(conn: Connection, clock: Clock, letter: Letter, answer: Answer) -> None:
    """Write down what was answered, and hold or show the comment. Raises Refused when others changed it meanwhile."""
    site, comment, before, heard = letter.site, int(letter.target), answer.found.kept, answer.heard
    after = before._replace(
        answer=SPAM if heard.spam else HONEST, sure=heard.sure, guid=heard.guid or before.guid, waits=False
    )
    row = ABOUT.row(conn, {"site": site, "comment": comment})
    if row is None or not kept.replace(conn, site, comment, after, answer.found):
        raise Refused("changed_since", f"Comment {comment} was changed while Akismet was asked about it.")
    state, verdict = State(row[0]), row[1]
    if after.answer != before.answer:
        said = amended(verdict, reason(asking.opinion(conn, site, heard)))
        risk = odds.percent(said.probability)
        SET_VERDICT.row(conn, {"site": site, "comment": comment, "verdict": msgspec.json.encode(said).decode()})
        SET_RISK.row(conn, {"site": site, "comment": comment, "risk": risk})
    to = _state(state, answer)
    if to is not state and move(conn, site, comment, to) is not state:
        raise Refused("changed_since", f"Comment {comment} was moved while Akismet was asked about it.")
    rounds = int(letter.body)
    if heard.again and rounds < ROUNDS:
        _put(conn, clock, Letter(site, NAME, letter.target, str(rounds + 1), heard.again))


def _state(state: State, answer: Answer) -> State:
    if answer.heard.spam and state is State.LIVE:
        return State.HELD
    if not answer.heard.spam and state is State.HELD and answer.found.kept.waits and answer.show:
        return State.LIVE
    return state


def amended(written: str, new: Reason) -> Verdict:
    """A verdict (from JSON) with a reason in the place of the one of the same signal, and the probability of that."""
    verdict = msgspec.json.decode(written, type=Verdict)
    others = [one for one in verdict.reasons if one.signal != new.signal]
    gone = sum(one.weight for one in verdict.reasons if one.signal == new.signal)
    after = odds.verdict(odds.of(verdict.probability) - gone + new.weight, (*others, new))
    return after._replace(failed=verdict.failed)


CHANNEL = Channel(NAME, send)
