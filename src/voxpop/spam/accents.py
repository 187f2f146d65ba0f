"""Accents that no language has together are taken for a disguise: böñus is bonus, über and señor stay what they are."""

import re
import unicodedata
from collections import Counter

ACCENTED = re.compile(
    "[\u00c0-\u00d6\u00d9-\u00dd\u00df-\u00f6\u00f9-\u00fd\u00ff-\u0148\u014c-\u017e\u0218-\u021b\u1e02-\u1ef9]"
)
ENOUGH = 5  # letters with accents, of
SHARE = 0.12  # all characters; a list of names from everywhere has fewer
SPARE = 4  # letters more than the language's share, in a short text
SPOKEN_SHARE = 0.8  # of the accents belong to one language in an honest text: some names and slips beside

# What the languages written in Latin put on their letters, one language or a few near ones a line, and the share of
# all characters that has an accent in a text with many of them.
SPOKEN = {
    frozenset("àâæçèéêëîïôùûüÿœ"): 0.12,  # French
    frozenset("áéíóúüñ"): 0.1,  # Spanish
    frozenset("àáâãçéêíóôõúü"): 0.13,  # Portuguese
    frozenset("àèéìîòóùú"): 0.1,  # Italian
    frozenset("äöüßé"): 0.1,  # German
    frozenset("áéíïóúàèçñü"): 0.1,  # Catalan
    frozenset("äåöéèà"): 0.13,  # Swedish, Finnish
    frozenset("æøåéèêóòôü"): 0.13,  # Norwegian, Danish
    frozenset("áðéíóúýþæö"): 0.26,  # Icelandic
    frozenset("áčďéěíňóřšťúůýžĺľŕäô"): 0.3,  # Czech, Slovak
    frozenset("ąćęłńóśźż"): 0.17,  # Polish
    frozenset("áéíóöőúüű"): 0.26,  # Hungarian
    frozenset("ăâîșşțţ"): 0.17,  # Romanian
    frozenset("çğıöşüâîû"): 0.26,  # Turkish
    frozenset("čćđšž"): 0.13,  # Croatian, Slovene, Bosnian
    frozenset("ąčęėįšųūž"): 0.21,  # Lithuanian
    frozenset("āčēģīķļņšūž"): 0.26,  # Latvian
    frozenset("äõöüšž"): 0.21,  # Estonian
    frozenset("éëïóöüèêáíúàç"): 0.05,  # Dutch
    frozenset("ĉĝĥĵŝŭ"): 0.1,  # Esperanto
    frozenset("âêîôûŵŷáéïöü"): 0.07,  # Welsh
    frozenset("áéíóúàèìòù"): 0.17,  # Irish, Gaelic
    frozenset("əçğıöşü"): 0.3,  # Azerbaijani
    frozenset("ëç"): 0.13,  # Albanian
    frozenset("ċġħżàèìòù"): 0.1,  # Maltese
    frozenset("àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"): 0.51,  # Vietnamese
    frozenset("àáèéìíòóùúẹọṣńǹ"): 0.34,  # Yoruba
}


def undo(text: str) -> tuple[str, int]:
    """The text, and how many letters lost an accent."""
    accented = ACCENTED.findall(text)
    if len(accented) < ENOUGH:
        return text, 0
    counts = Counter("".join(accented).lower())
    spoken = [letters for letters, most in SPOKEN.items() if len(accented) < most * len(text) + SPARE]
    if any(letters.issuperset(counts) for letters in spoken) or len(accented) < SHARE * len(text):
        return text, 0
    if any(sum(counts[letter] for letter in letters) >= SPOKEN_SHARE * len(accented) for letters in spoken):
        return text, 0
    return ACCENTED.sub(bare, text), len(accented)


def bare(letter: re.Match[str]) -> str:
    return unicodedata.normalize("NFD", letter[0])[0]
