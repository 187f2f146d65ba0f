"""What had to be undone before the words could be read: each disguise by how much there was of it."""

from voxpop.spam import several
from voxpop.spam.seen import Seen
from voxpop.spam.several import Part
from voxpop.spam.submission import Reason
from voxpop.spam.undisguise import Undone

MOST = 3.2
# Steps: from so many on, so much. Measured (docs/signals.md): mixed scripts are in 27 of 100 Russian spam messages and
# in 1 of 1,000 honest ones; fancy and wide letters, spaced words and joined slang are also how some people shout.
STEPS: dict[str, tuple[tuple[int, float], ...]] = {
    "fancy": ((3, 1.2), (12, 1.8)),
    "invisible": ((1, 0.6), (3, 2.2)),
    "soft": ((8, 0.4),),  # copied from a page that breaks its lines with them
    "mixed": ((1, 1.0), (2, 2.2), (4, 3.0)),
    "spaced": ((1, 0.6), (3, 1.3)),
    "leet": ((1, 0.4), (2, 0.9), (4, 1.8)),
    "accents": ((5, 0.8),),
    "piled": ((4, 0.7),),
}
SENTENCES = {
    "fancy": "letters of a fancy alphabet hide the words",
    "invisible": "invisible characters stand between the letters",
    "soft": "soft hyphens stand between the letters",
    "mixed": "words with letters of two scripts",
    "spaced": "words written letter by letter",
    "leet": "digits stand for letters",
    "accents": "letters with accents that no language has together",
    "piled": "piles of marks on letters",
}


def look(seen: Seen) -> Reason | None:
    undone = seen.undone
    if undone.plain is seen.text or not any(undone[1:]):
        return None
    return several.reason("disguise", parts(undone), MOST)


def parts(undone: Undone) -> list[Part]:
    found = []
    for kind, steps in STEPS.items():
        count = getattr(undone, kind)
        weights = [weight for least, weight in steps if count >= least]
        if weights:
            found.append((weights[-1], SENTENCES[kind]))
    return found
