"""Letters that stand in for others: fancy alphabets, and letters of other scripts drawn alike.

The look-alikes of lib/confusables are folded here script by script and keep their case; those of Latin itself (đ, ø, ł)
are letters of honest languages and stay what they are.
"""

import unicodedata

from voxpop.lib.confusables import DRAWN_LIKE

# Ranges whose letters are ASCII letters in another dress: mathematical, circled, squared, raised, double-struck.
DRESSED = (
    (0x1D400, 0x1D7FF),
    (0x249C, 0x24E9),
    (0x1F110, 0x1F149),
    (0x2102, 0x213B),
    (0x2070, 0x209C),
    (0x02B0, 0x02B8),
    (0x1D2C, 0x1D6A),
    (0x1D9C, 0x1DBB),
)
WIDE = {0xFEE0 + point: chr(point) for point in (*range(0x41, 0x5B), *range(0x61, 0x7B))}
SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
NEGATIVE = {start + step: chr(0x41 + step) for start in (0x1F150, 0x1F170) for step in range(26)}
SYLLABLES = dict(zip("ᗩᗷᑕᗪᖴᕼᒍᒪᗰᑎᑭᑫᖇᔕᑌᐯᗯ᙭ᘔ", "ABCDFHJLMNPQRSUVWXZ", strict=True))  # of Canada's Aborigines

CYRILLIC_AS_LATIN = dict(zip("ктмвнпигьшКМВНТЗ", "ktmbhnurbwKMBHT3", strict=True))
GREEK_AS_LATIN = dict(zip("ηωκτμσεγχςΣΛ", "nwktuoeyxsEA", strict=True))
LATIN_AS_CYRILLIC = dict(zip("aceopxyiABCEHKMOPTXYI", "асеорхуіАВСЕНКМОРТХУІ", strict=True))
LATIN_AS_CYRILLIC_BOLDLY = dict(zip("kmtuhrbëË", "кмтингьёЁ", strict=True))
GREEK_AS_CYRILLIC = dict(zip("αορσγκνΑΒΕΗΚΜΟΡΤΧ", "аороукиАВЕНКМОРТХ", strict=True))
LATIN_AS_GREEK = dict(zip("aopviknABEHIKMNOPTXYZ", "αορνικηΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", strict=True))
UNLIKE_WHEN_CAPITAL = frozenset("ΣΓΘΩΨΔΦΛΞ")


def dressed() -> dict[int, str]:
    """Each letter or digit in fancy dress, by code point, and what it is."""
    table = {}
    for low, high in DRESSED:
        for point in range(low, high + 1):
            plain = unicodedata.normalize("NFKC", chr(point)).strip("()")
            if len(plain) == 1 and plain.isascii() and (plain.isalpha() or low == DRESSED[0][0]):
                table[point] = plain
    del table[0x212A], table[0x2139]  # the sign of kelvin; the emoji of information
    return table | {ord(letter): plain for letter, plain in SMALL_CAPITALS.items()} | NEGATIVE


def foreign() -> dict[str, str]:
    """Letters of other scripts that are drawn like a Latin one, in its case."""
    pairs = [(twin, letter) for letter, twins in DRAWN_LIKE.items() if letter.isalpha() for twin in twins]
    pairs = [pair for pair in pairs if not unicodedata.name(pair[0], "LATIN").startswith("LATIN") and pair[0].isalpha()]
    listed = {twin: letter.upper() if twin.isupper() else letter for twin, letter in pairs}
    small = {twin.lower(): letter for twin, letter in pairs if len(twin.lower()) == 1}
    capital = {twin.upper(): letter.upper() for twin, letter in pairs if len(twin.upper()) == 1}
    return (
        small
        | {twin: letter for twin, letter in capital.items() if twin not in UNLIKE_WHEN_CAPITAL}
        | listed
        | SYLLABLES
    )


FANCY = dressed()
AS_LATIN = foreign()
