"""A person's name as it is shown, and as it is compared: two names that look alike have one skeleton.

Knows nothing of who may carry a name; that is the gate's to say.
"""

import functools
import unicodedata

from voxpop.lib import characters
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted, said

LONGEST = 80  # characters shown
SENT = 1000  # characters taken in at all; what is shown may be shorter by spaces and hidden characters
JOINERS = frozenset("\u200c\u200d")
COMPLEX = 0x0600  # the first block of scripts, and before emoji, whose spelling needs joiners
HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
# Marks that Latin, Greek, Cyrillic, Hebrew and Arabic put around a letter; elsewhere a mark is a vowel.
ORNAMENTS = ((0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x064B, 0x065F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF))
ORNAMENTS_OF_SYMBOLS = ((0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xE0100, 0xE01EF))


def clean(name: str) -> str:
    """The name in NFC on one line, without hidden characters; "" when nothing of it can be seen.

    Raises Refused(name_too_long) over LONGEST characters, Refused(name_invalid) when accents are piled up.
    """
    if len(name) > SENT:
        raise too_long(len(name))
    if not name.isascii():
        name = composed(name)
    name = " ".join("".join(map(shown, name)).split())
    if len(name) > LONGEST:
        raise too_long(len(name))
    return name if characters.visible(name) else ""


def clean_or_none(name: str) -> str:
    """The same, and "" for what would be refused: where somebody else has to name them then."""
    try:
        return clean(name)
    except Refused:
        return ""


def too_long(length: int) -> Refused:
    return Refused(
        "name_too_long",
        counted(
            "The name is %(count)s character long and at most %(most)s are taken.",
            "The name is %(count)s characters long and at most %(most)s are taken.",
            length,
            most=LONGEST,
        ),
    )


def composed(name: str) -> str:
    if characters.stacked(name):
        raise Refused(
            "name_invalid", said("A letter of the name carries more than %(most)s accents.", most=characters.STACK)
        )
    return unicodedata.normalize("NFC", "".join(kept_joiners(name)))


def kept_joiners(name: str) -> list[str]:
    """A joiner stays between two characters of a script that joins, or of an emoji; elsewhere it is only hidden."""
    around = ["", *name, ""]
    return [
        letter
        for before, letter, after in zip(around, name, around[2:], strict=False)
        if letter not in JOINERS or (joins(before) and joins(after))
    ]


def joins(letter: str) -> bool:
    return letter >= chr(COMPLEX) and unicodedata.category(letter)[0] in "LMS" and not "\u1e00" <= letter <= "\u1fff"


def shown(letter: str) -> str:
    if letter.isspace():
        return " "
    if letter in characters.BLANK or (unicodedata.category(letter) in HIDDEN and letter not in JOINERS):
        return ""
    return letter


def skeleton(name: str) -> str:
    """What the eye keeps of a name, in the manner of UTS 39: `admin` for Admin, \u0430dmin, adrnin and [Admin].

    Only for comparing; never shown. Spaces, punctuation, accents and symbols are left out, i, l and 1 are one letter,
    o and 0 too; a name made of nothing else is its own skeleton. It is coarse on purpose: a false alarm costs a reader
    another name, a miss costs somebody theirs.
    """
    letters = likeness(name[:SENT])
    return letters.replace("rn", "m").replace("vv", "w") or "".join(name.split())


def likeness(text: str) -> str:
    """Letters and digits alone, as the ASCII letters that they are drawn like, without accents: \u0430dm1n is admin."""
    likes = drawn_like()
    if text.isascii():
        return "".join(filter(str.isalnum, text.translate(likes).casefold().translate(likes)))
    decomposed = unicodedata.normalize("NFKD", text.translate(likes)).translate(likes)
    folded = unicodedata.normalize("NFKD", decomposed.casefold()).translate(likes)
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LNM" and not ornament(letter))


def folded(name: str) -> str:
    """A name as people look for it, without case and accents: `jose` for José. What looks alike is not the same."""
    if name.isascii():
        return " ".join(name.casefold().split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return " ".join("".join(letter for letter in decomposed if not ornament(letter)).split())


@functools.cache
def drawn_like() -> dict[int, str]:
    from voxpop.lib.confusables import DRAWN_LIKE

    likes = {ord(twin): letter for letter, twins in DRAWN_LIKE.items() for twin in twins}
    small = {
        ord(twin.lower()): letter for letter, twins in DRAWN_LIKE.items() for twin in twins if len(twin.lower()) == 1
    }
    return small | likes | {ord(twin): "i" for twin in "l1|L"} | {ord("0"): "o"}


FIRST_ORNAMENT = 0x300  # nothing below is one; most names are


def ornament(letter: str) -> bool:
    point = ord(letter)
    if point < FIRST_ORNAMENT:
        return False
    return letter in characters.BLANK or any(low <= point <= high for low, high in ORNAMENTS + ORNAMENTS_OF_SYMBOLS)
