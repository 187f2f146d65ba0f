"""Many links, or little besides links."""

from voxpop.spam.submission import Reason, Submission

FREE = 2  # links that nobody minds
EACH = 1.1  # log-odds for each further one
BARE = 40  # characters of text besides the links, below which they are all that is said


def look(submission: Submission) -> Reason | None:
    count = len(submission.links)
    if not count:
        return None
    text = submission.text
    said = len(text) - sum(len(link) for link in submission.links if link in text)  # others stand behind words
    weight = min(max(count - FREE, 0) * EACH, 6.0) + (1.5 if said < BARE else 0.0)
    if not weight:
        return None
    words = "1 link" if count == 1 else f"{count} links"
    return Reason("links", weight, f"{words} and little else" if said < BARE else words)
