"""A name that is an address or an advertisement."""

from voxpop.spam.submission import Reason, Submission

ADDRESS = ("http://", "https://", "www.", ".com", ".net", ".shop", ".xyz", "t.me/")
MANY = 6  # words; names have fewer


def look(submission: Submission) -> Reason | None:
    name = submission.name.casefold()
    if any(part in name for part in ADDRESS):
        return Reason("name", +3.0, "the name holds an address")
    if len(name.split()) > MANY:
        return Reason("name", +1.5, "the name is a sentence")
    return None
