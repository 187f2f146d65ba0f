"""Texts and lessons for tests of what the judge learns."""

import random

from voxpop.spam import learning
from voxpop.spam.learning import Lesson
from voxpop.spam.submission import Submission

DAY = 86_400_000_000  # microseconds
START = 1_760_000_000_000_000

COMMON = """
    harbour market council school tram bakery library bridge hospital garden theatre station tower museum closes
    opens moves repairs paints sells buys doubts praises forgets counts measures changes explains always never
    yesterday winter people evening without between because another nobody morning
""".split()
KINDS = {
    True: "cheap pills casino bonus price offer discount crypto profit loan click visit website order deal".split(),
    False: "I my neighbour remember think wrong agree disagree read article years paragraph she why ask".split(),
}


def text(number: int, *, spam: bool) -> str:
    """Texts of a kind have words in common and are no near-copies."""
    chance = random.Random(number * 2 + spam)
    words = chance.sample(COMMON, 9) + chance.sample(KINDS[spam], 5)
    chance.shuffle(words)
    return " ".join(words)


def lesson(
    number: int, *, spam: bool, source: str = "moderator:mo", comment: int | None = None, words: str = ""
) -> Lesson:
    """A lesson about a text from elsewhere, or about a comment."""
    features = learning.features_of(Submission(words or text(number, spam=spam)))
    subject = None if comment is not None else number.to_bytes(8) + bytes([spam])
    return Lesson(spam, source, features, comment, subject)
