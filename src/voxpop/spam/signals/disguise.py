"""Letters that hide words: zero-width characters, mathematical alphabets."""

from voxpop.spam.submission import Reason, Submission

INVISIBLE = frozenset("\u00ad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff")
FANCY = range(0x1D400, 0x1D800)  # mathematical alphanumeric symbols
MANY = 3


def look(submission: Submission) -> Reason | None:
    if submission.text.isascii():
        return None
    fancy = sum(ord(character) in FANCY for character in submission.text)
    hidden = sum(character in INVISIBLE for character in submission.text)
    if fancy >= MANY:
        return Reason("disguise", +2.5, "letters of a mathematical alphabet hide the words")
    if hidden >= MANY:
        return Reason("disguise", +2.5, "invisible characters stand between the letters")
    return None
