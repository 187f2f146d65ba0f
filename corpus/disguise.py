"""Write a text so that people still read it and simple filters do not. Knows nothing of spam."""

import random
import re
from collections.abc import Callable

LATIN_TWINS = dict(zip("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ", strict=True))
CYRILLIC_TWINS = {twin: letter for letter, twin in LATIN_TWINS.items()} | {
    "о": "σ",
    "у": "γ",
    "к": "κ",
    "З": "3",
    "б": "6",
}
GREEK_TWINS = dict(zip("aopvniTIOKBEHMNXZ", "αορνηιΤΙΟΚΒΕΗΜΝΧΖ", strict=True))
LEET = dict(zip("aeiostlAEIOST", "43105714310\x355", strict=False)) | {"s": "$", "S": "5", "t": "7", "T": "7", "l": "1"}
ACCENTS = dict(zip("aeiouncyAEIOUC", "àéíöüñçýÀÉÍÖÜÇ", strict=True))
BREAKS = ("\u200b", "\u200c", "\u2060", "\u00ad", "\ufeff")
LETTER_A = (0x1D400, 0x1D5D4, 0x1D63C, 0x1D4D0, 0x1D670)  # bold, sans bold, sans bold italic, script bold, monospace
WIDE = 0xFF21 - ord("A")
ADDRESS = re.compile(r"\S*(?:\.example|://|@)\S*")


def disguised(text: str, chance: random.Random) -> tuple[str, str]:
    """The text in other clothes and the name of the clothes. Addresses stay as they are: a link must work."""
    name = chance.choice(ways_for(text))
    made = outside_addresses(text, lambda words: WAYS[name](words, chance))
    return (made, name) if made != text else (text, "")


def ways_for(text: str) -> tuple[str, ...]:
    if len(re.findall(r"[a-zA-Z]", text)) > len(text) / 2:
        return (
            "twins",
            "greek",
            "zero-width",
            "spaced",
            "fancy",
            "leet",
            "dotted",
            "accents",
            "wide",
            "misspelt",
            "twins",
        )
    if re.search(r"[а-яА-Я]{3}", text):
        return ("cyrillic", "zero-width", "spaced", "dotted", "misspelt", "cyrillic")
    return ("zero-width", "dotted") if re.search(r"\w \w", text) else ("zero-width", "between")


def outside_addresses(text: str, change: Callable[[str], str]) -> str:
    made, at = [], 0
    for address in ADDRESS.finditer(text):
        made += [change(text[at : address.start()]), address[0]]
        at = address.end()
    return "".join([*made, change(text[at:])])


def swapped(table: dict[str, str], share: float) -> Callable[[str, random.Random], str]:
    def swap(text: str, chance: random.Random) -> str:
        return "".join(table[c] if c in table and chance.random() < share else c for c in text)

    return swap


def broken(text: str, chance: random.Random) -> str:
    mark = chance.choice(BREAKS)
    share = chance.choice((0.15, 0.4))
    return re.sub(r"(?<=\w)(?=\w)", lambda _: mark if chance.random() < share else "", text)


def joined(mark: str, share: float) -> Callable[[str, random.Random], str]:
    """Puts the mark between the letters of some of the longer words."""

    def join(text: str, chance: random.Random) -> str:
        return re.sub(r"[^\W\d_]{5,}", lambda w: mark.join(w[0]) if chance.random() < share else w[0], text)

    return join


def between(text: str, chance: random.Random) -> str:
    mark = chance.choice("·.•_ 丶")
    return re.sub(r"(?<=\w)(?=\w)", lambda _: mark if chance.random() < 0.2 else "", text)


def fancy(text: str, chance: random.Random) -> str:
    first = chance.choice(LETTER_A)
    return "".join(shifted(c, first) for c in text)


def shifted(letter: str, first: int) -> str:
    if "A" <= letter <= "Z":
        return chr(first + ord(letter) - ord("A"))
    return chr(first + 26 + ord(letter) - ord("a")) if "a" <= letter <= "z" else letter


def wide(text: str, chance: random.Random) -> str:
    share = chance.choice((0.3, 1.0))
    return re.sub(
        r"[A-Za-z]+", lambda w: "".join(chr(ord(c) + WIDE) for c in w[0]) if chance.random() < share else w[0], text
    )


def misspelt(text: str, chance: random.Random) -> str:
    return re.sub(r"[^\W\d_]{5,}", lambda w: slip(w[0], chance) if chance.random() < 0.5 else w[0], text)


def slip(word: str, chance: random.Random) -> str:
    """One slip of the fingers inside the word: a letter doubled, lost, or changed with its neighbour."""
    at = chance.randrange(1, len(word) - 1)
    way = chance.randrange(3)
    if way == 0:
        return word[:at] + word[at] + word[at:]
    if way == 1:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "twins": swapped(LATIN_TWINS, 0.45),
    "cyrillic": swapped(CYRILLIC_TWINS, 0.45),
    "greek": swapped(GREEK_TWINS, 0.5),
    "leet": swapped(LEET, 0.5),
    "accents": swapped(ACCENTS, 0.5),
    "zero-width": broken,
    "spaced": joined(" ", 0.4),
    "dotted": joined(".", 0.4),
    "between": between,
    "fancy": fancy,
    "wide": wide,
    "misspelt": misspelt,
}
