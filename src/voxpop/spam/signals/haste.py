"""How long the form was open, against what was written in it. What was pasted is there at once, too."""

from voxpop.spam.seen import Seen
from voxpop.spam.submission import Reason

AT_ONCE = 2.0  # seconds; reading the form takes longer
SHORT = 25  # characters, which can be typed at once
FAST = 15.0  # characters a second; the fastest typists reach about that
WEIGHT_AT_ONCE = 1.6  # not more: a draft that was kept, or a text that was pasted, is sent at once
WEIGHT_FAST = 0.7


def look(seen: Seen) -> Reason | None:
    seconds, length = seen.given.seconds, len(seen.text)
    if seconds is None or seconds < 0 or length < SHORT:
        return None
    if seconds < AT_ONCE:
        return Reason("haste", WEIGHT_AT_ONCE, f"sent {seconds:.1f} seconds after the form was shown")
    if length > FAST * seconds:
        return Reason("haste", WEIGHT_FAST, f"{length:,} characters in {seconds:.0f} seconds")
    return None
