"""Shouting."""

from voxpop.spam.submission import Reason, Submission

ENOUGH = 40  # letters; a short shout is only a shout


def look(submission: Submission) -> Reason | None:
    text = submission.text
    if len(text) < ENOUGH or not text.isupper():
        return None
    return Reason("shape", +1.2, "all of it is in capitals")
