"""A judge that is told what to think by the words of a text, for tests of what becomes of a verdict."""

from voxpop.spam.known import Known
from voxpop.spam.submission import Reason, Submission, Verdict

DOUBTFUL = "words that one doubts"
SPAM = "words that nobody means"

WEIGHTS = {DOUBTFUL: 4.3, SPAM: 9.0}
BEFORE = -3.5


def judge(submission: Submission, _known: Known) -> Verdict:
    for words, weight in WEIGHTS.items():
        if words in submission.text:
            odds = BEFORE + weight
            return Verdict(1 / (1 + 2.718281828**-odds), (Reason("test", weight, words),))
    return Verdict(0.03, ())
