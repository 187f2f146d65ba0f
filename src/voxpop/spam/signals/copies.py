"""Near-copies of the text in the last hours, over all sites of this process."""

import math

from voxpop.spam.recent import HOURS, Copies
from voxpop.spam.seen import Seen
from voxpop.spam.submission import Reason

ELSEWHERE = 1.1  # the first copy in another thread
EACH_DOUBLING = 0.7  # of their number
HERE = 0.4  # copies by others in the same thread: a slogan, a quotation, or bots
SITES = 0.6  # on more than one site
MOST = 3.2
MINUTE = 60_000_000  # microseconds


def look(seen: Seen) -> Reason | None:
    recent = seen.known.recent
    if recent is None or seen.sketch is None:
        return None
    copies = recent.look(seen.sketch, seen.visit)
    if not copies.texts:
        return None
    number = copies.threads or copies.texts
    weight = (ELSEWHERE if copies.threads else HERE) + EACH_DOUBLING * math.log2(number)
    return Reason("copies", min(weight + SITES * (copies.sites > 1), MOST), sentence(copies))


def sentence(copies: Copies) -> str:
    texts = "1 near-copy" if copies.texts == 1 else f"{copies.texts} near-copies"
    place = "in this thread"
    if copies.threads:
        place = "on 1 thread" if copies.threads == 1 else f"on {copies.threads} threads"
    if copies.sites > 1:
        place += f" of {copies.sites} sites"
    return f"{texts} {within(copies.span)} {place}"


def within(span: int) -> str:
    if span <= 10 * MINUTE:
        return "in the last ten minutes"
    return "in the last hour" if span <= 60 * MINUTE else f"in the last {HOURS // (60 * MINUTE)} hours"
