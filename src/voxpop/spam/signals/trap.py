"""The hidden field: people do not see it, form fillers fill it in."""

from voxpop.spam.seen import Seen
from voxpop.spam.submission import Reason

FILLED = 7.0  # the one signal that is enough: nobody fills in by accident what is not shown


def look(seen: Seen) -> Reason | None:
    if not seen.given.trap:
        return None
    return Reason("trap", FILLED, "the hidden field was filled in")
