"""How likely a submission is spam, and why.

Each signal looks at the submission as it is seen and answers with a Reason or nothing; their weights, in log-odds, are
added to what is known before looking. One that fails says so, and weighs nothing.
"""

from collections.abc import Callable

from voxpop.spam import odds
from voxpop.spam.known import Known
from voxpop.spam.model import BEFORE
from voxpop.spam.seen import Seen, see
from voxpop.spam.signals import (
    copies,
    disguise,
    domains,
    fit,
    haste,
    history,
    identity,
    language,
    links,
    name,
    opinion,
    shape,
    speed,
    trap,
    words,
)
from voxpop.spam.submission import Reason, Submission, Verdict

Signal = Callable[[Seen], Reason | None]
SIGNALS: tuple[Signal, ...] = (
    trap.look,
    haste.look,
    links.look,
    domains.look,
    name.look,
    identity.look,
    copies.look,
    disguise.look,
    language.look,
    fit.look,
    shape.look,
    history.look,
    speed.look,
    words.look,
    opinion.look,
)


def judge(submission: Submission, known: Known) -> Verdict:
    seen = see(submission, known)
    reasons = [reason for signal in SIGNALS if (reason := asked(signal, seen))]
    return odds.verdict(BEFORE + sum(reason.weight for reason in reasons), reasons)


def asked(signal: Signal, seen: Seen) -> Reason | None:
    try:
        return signal(seen)
    except Exception as error:  # whatever it is: a comment is not lost for it, and a moderator reads what went wrong
        name = signal.__module__.rpartition(".")[2]
        return Reason(name, 0.0, f"{name} could not be asked: {type(error).__name__}")
