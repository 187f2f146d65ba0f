"""How likely a submission is spam, and why.

Each signal looks at the submission and answers with a Reason or nothing; their weights, in log-odds, are added to
what is known before looking.
"""

import math
from collections.abc import Callable

from voxpop.spam.signals import disguise, links, name, shape, trap
from voxpop.spam.submission import Reason, Submission, Verdict

BEFORE = -3.5  # log-odds of a submission of which nothing is known: about 3 in 100

Signal = Callable[[Submission], Reason | None]
SIGNALS: tuple[Signal, ...] = (trap.look, links.look, name.look, disguise.look, shape.look)


def judge(submission: Submission) -> Verdict:
    reasons = [reason for signal in SIGNALS if (reason := signal(submission))]
    odds = BEFORE + sum(reason.weight for reason in reasons)
    return Verdict(1 / (1 + math.exp(-odds)), tuple(sorted(reasons, key=lambda reason: -abs(reason.weight))))
