"""What the text model makes of the words, and which of them tell."""

import math

from voxpop.spam.seen import Seen
from voxpop.spam.submission import Reason

MOST = 6.0  # what is nearly as much stays in order below it
SMALL = 0.2  # log-odds that need no sentence of their own
NAMED = 3
LONGEST = 24  # letters of a word that is named
LOOKED_UP = 80  # words; each costs some microseconds


def look(seen: Seen) -> Reason | None:
    odds = seen.known.model.odds(seen.features)
    if not odds:
        return None
    told = weight(odds)
    return Reason("words", told, sentence(seen, told))


def weight(odds: float) -> float:
    """What the model's odds weigh beside the other signals."""
    return MOST * math.tanh(odds / MOST)


def sentence(seen: Seen, weight: float) -> str:
    if weight < SMALL:
        return "its words are those of honest comments" if weight < -SMALL else "its words say little"
    told = [word for word in seen.known.model.telling(seen.words[:LOOKED_UP], seen.features) if len(word[0]) <= LONGEST]
    if not told:
        return "its words, taken together, are those of spam"
    taught = [word for word, _, here in told if here]
    if taught:
        return f"words this site's moderators marked as spam: {', '.join(taught[:NAMED])}"
    return f"words that are common in spam: {', '.join(word for word, _, _ in told[:NAMED])}"
