"""The hidden field: people do not see it, form fillers fill it in."""

from voxpop.spam.submission import Reason, Submission


def look(submission: Submission) -> Reason | None:
    if not submission.trap:
        return None
    return Reason("trap", +7.0, "the hidden field was filled in")
