"""Words that mix scripts are read in the script they are meant in: сasino with a Cyrillic с, pабота with a Latin p.

The letters that could stand in no other script decide; a word that has such letters of two scripts is no disguise but a
loan (USBшный), and stays. A word of twins alone is turned only in a text that mixes elsewhere. Ukrainian i typed on a
Latin keyboard is turned and not counted.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from voxpop.spam.twins import (
    AS_LATIN,
    CYRILLIC_AS_LATIN,
    GREEK_AS_CYRILLIC,
    GREEK_AS_LATIN,
    LATIN_AS_CYRILLIC,
    LATIN_AS_CYRILLIC_BOLDLY,
    LATIN_AS_GREEK,
)

LETTERS = {
    "Latin": "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "Cyrillic": "\u0400-\u0481\u048a-\u052f",
    "Greek": "\u0370-\u0373\u0376-\u037d\u0386-\u03ff",
    "others": "\u0531-\u0587\u13a0-\u167f\u2c80-\u2cff\ua4d0-\ua4ff",
}
FOREIGN = "".join(letters for name, letters in LETTERS.items() if name != "Latin")
ANY_FOREIGN = re.compile(f"[{FOREIGN}]")
# Latin and Greek are looked for first: in a Cyrillic text there are few of them to stop at.
TOUCHING = re.compile(f"[{LETTERS['Latin']}](?:(?=[{FOREIGN}])|(?<=[{FOREIGN}].))")
GREEK_TOUCHING = re.compile(f"[{LETTERS['Greek']}](?:(?=[{LETTERS['Cyrillic']}])|(?<=[{LETTERS['Cyrillic']}].))")
WORD = re.compile(r"[^\W\d_]+")
ALONE = re.compile(r"(?<![\w./@:-])[^\W\d_]+(?![./@:-]?\w)")  # not in an address
CAPITALS_FIRST = re.compile(r"[A-Z]{2,}[^A-Za-z]+")  # BTCшник
LEAST = 3  # letters; shorter ones are units and formulas: μm, Δt
SEVERAL = 2  # mixed words, from which on whole words are taken for disguised

# Some of these are drawn alike only to those who expect the other script: к and k, т and t.
BOLD: Mapping[str, Mapping[str, str]] = {
    "Latin": {**CYRILLIC_AS_LATIN, **GREEK_AS_LATIN, **AS_LATIN},
    "Cyrillic": {**LATIN_AS_CYRILLIC_BOLDLY, **GREEK_AS_CYRILLIC, **LATIN_AS_CYRILLIC},
    "Greek": LATIN_AS_GREEK,
}
SURE: Mapping[str, Mapping[str, str]] = {
    "Latin": {**AS_LATIN, "η": "n", "ω": "w"},
    "Cyrillic": LATIN_AS_CYRILLIC,
    "Greek": LATIN_AS_GREEK,
}
BOLD_TABLES = {aim: str.maketrans(dict(table)) for aim, table in BOLD.items()}
SURE_TABLES = {aim: str.maketrans(dict(table)) for aim, table in SURE.items()}
ALL_OF = {name: re.compile(f"[{letters}]+") for name, letters in LETTERS.items()}
ONE_SCRIPT = re.compile("|".join(f"[{letters}]+" for letters in LETTERS.values()))


def firm(name: str) -> re.Pattern[str]:
    """The letters of a script that no other one has a twin of."""
    twins = "".join(letter for aim, table in SURE.items() if aim != name for letter in table)
    return re.compile(f"(?![{twins}])[{LETTERS[name]}]")


FIRM = {name: firm(name) for name in BOLD}


def undo(text: str) -> tuple[str, int]:
    """The text, and how many words mixed scripts."""
    if ANY_FOREIGN.search(text) is None or (TOUCHING.search(text) is None and GREEK_TOUCHING.search(text) is None):
        return text, 0
    meant = max(FIRM, key=lambda name: len(FIRM[name].findall(text)))
    mixed = 0

    def turned(word: re.Match[str]) -> str:
        nonlocal mixed
        plain = unmixed(word[0], meant)
        mixed += plain != word[0] and ("і" not in plain or plain.replace("і", "i") != word[0].replace("і", "i"))
        return plain

    plain = WORD.sub(turned, text)
    if mixed >= SEVERAL:
        plain = ALONE.sub(lambda word: whole(word[0], meant), plain)
    return plain, mixed


@lru_cache(maxsize=1024)
def unmixed(word: str, meant: str) -> str:
    if len(word) < LEAST or ALL_OF[meant].fullmatch(word) or ONE_SCRIPT.fullmatch(word):
        return word
    if CAPITALS_FIRST.fullmatch(word):
        return word
    for aim in (meant, *FIRM):
        if (aim == meant or FIRM[aim].search(word)) and (turned := into(word, aim, BOLD_TABLES[aim])):
            return turned
    return word


def whole(word: str, meant: str) -> str:
    """A short mixed word, or one that is written in twins alone."""
    if ALL_OF[meant].fullmatch(word):
        return word
    return into(word, meant, SURE_TABLES[meant]) or word


def into(word: str, aim: str, table: Mapping[int, str]) -> str:
    """The word in the script `aim`; empty when a letter has no twin there."""
    turned = word.translate(table)
    return turned if ALL_OF[aim].fullmatch(turned) else ""
