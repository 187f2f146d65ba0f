"""Digits and signs that stand for letters: c4s1no, fr33, $ex; but not mp3, k8s, 2nd, CO2, covid19 or an address.

One such digit in a word may be a code or a slip, so it takes two in the word or several words, unless it is a 0 or 1
among small letters. In Cyrillic words it is 0, 3, 4 and 6.
"""

import re

LATIN = "A-Za-z\u00c0-\u024f"
# The digit is looked for first: a search for letters would stop at each of them.
HINT = re.compile(f"[013457$@](?<=[{LATIN}].)[013457$@]{{0,2}}[{LATIN}]|[$](?<![^\\s(\"'].)[a-z]{{2}}")
SMALL = "[\u0430-\u044f\u0456\u0457]"
HINT_CYRILLIC = re.compile(f"[0346](?<={SMALL}{SMALL}.)(?={SMALL}{SMALL})")
WORD_CYRILLIC = re.compile(r"(?<!\w)[^\W\d_][^\W_]{3,24}(?!\w)")
TOKEN = re.compile(r"\S+")
WORD = re.compile(r"[^\W_$@]*(?:[$@][^\W_$@]+)+|[^\W_]+")
ADDRESS = re.compile(r"://|www\.|\w[.@/]\w+[./]|[^\W\d_]{2}\.[^\W\d_]{2}|@\w+\.|^@|[=#_]")
PROPER = frozenset(("$ex", "$exy"))  # other names that begin so are of programs
OTHER = re.compile(r"[2689]")
HEX = re.compile(r"[0-9a-fA-F]+")
RUN = re.compile(f"(?<=[{LATIN}])[013457$@]{{1,3}}(?=[{LATIN}])")
NUMBER = re.compile(r"(?<!\d)(?:1[03457]|[3457][01]|[457][3457])(?!\d)")
LETTERS = str.maketrans("03457$@", "oeastsa")
CYRILLIC = str.maketrans("0346", "озчб")
VOWELS = frozenset("aeiouyáéíóúàèâêãõäöü")
BEFORE_L = frozenset("bcfgkp")
LEAST = 4  # letters and digits of a word
LONGEST = 40  # characters of what stands between two spaces
SEVERAL = 3  # words that look so, and the others that could be are read so, too
MANY = 5  # words, and those of two letters, too
ANY = re.compile(r"[013457$@]+")
AMOUNT = re.compile(r"\d{2,}\w*|[$]\d+\w*|\d\w{1,2}")


def undo(text: str) -> tuple[str, int]:
    """The text, and how many words had letters written as digits."""
    turned = 0
    if HINT.search(text):
        text, turned = latin(text)
    if HINT_CYRILLIC.search(text):
        text, more = cyrillic(text)
        turned += more
    return text, turned


def latin(text: str) -> tuple[str, int]:
    words = {word[0] for token in TOKEN.findall(text) if readable(token) for word in WORD.finditer(token)}
    weights = {word: weight(word) for word in words}
    suspected = sum(map(bool, weights.values()))
    if suspected < SEVERAL and max(weights.values(), default=0) < 2:
        return text, 0
    turned = 0

    def read(word: re.Match[str]) -> str:
        nonlocal turned
        if suspected < SEVERAL and weights[word[0]] < 2:
            return word[0]
        plain = spelt(word[0], suspected)
        turned += plain != word[0]
        return plain

    return TOKEN.sub(lambda token: WORD.sub(read, token[0]) if readable(token[0]) else token[0], text), turned


def readable(token: str) -> bool:
    """It may be words; not an address or a code."""
    return len(token) <= LONGEST and ADDRESS.search(token) is None


def weight(word: str) -> int:
    """2 when the word by itself must be read otherwise, 1 when it may be, 0 when not."""
    runs = RUN.findall(word)
    letters = sum(map(str.isalpha, word))
    if word.isalpha() or len(word) < LEAST - (word[0] == "$") or letters < len(word) / 2:
        return 0
    if not runs:
        return 2 if word.lower() in PROPER else 0
    if OTHER.search(word) or HEX.fullmatch(word) or any(map(NUMBER.fullmatch, runs)) or letters < 3:
        return 0
    small = word.islower() or word[1:].islower()
    if "@" in word:
        return 1
    if len(runs) > 1 or "$" in word or runs[0] in ("00", "33", "11"):
        return 2 if small or word.isupper() else 1
    return 2 if small and runs[0] in ("0", "1") and len(word) > LEAST else 1


def spelt(word: str, suspected: int) -> str:
    """The word as it is read among so many others that have digits for letters."""
    if OTHER.search(word) or HEX.fullmatch(word) or word.isalpha():
        return word
    least = 2 if suspected >= MANY else 3
    everywhere = suspected >= SEVERAL and len(word) >= least and sum(map(str.isalpha, word)) >= len(word) / 2
    sure = everywhere and not AMOUNT.fullmatch(word)
    digits = ANY if sure or len(RUN.findall(word)) > 1 else RUN
    return digits.sub(lambda run: likely(word, run), word)


def likely(word: str, run: re.Match[str]) -> str:
    start, end = run.span()
    before, after = word[start - 1 : start].lower() if start else "", word[end : end + 1].lower()
    letters = "ll" if run[0] == "11" else run[0].replace("1", one(before, after.translate(LETTERS)))
    letters = letters.translate(LETTERS)
    return letters.upper() if word.isupper() else letters


def one(before: str, after: str) -> str:
    """1 for i or l: clink, silver, bail."""
    before = before.translate(LETTERS)
    if after == "i" or (after in VOWELS and (not before or before in VOWELS or before in BEFORE_L)):
        return "l"
    if after not in VOWELS and before in VOWELS:
        return "i" if after in ("l", "n") or (before == "a" and after) else "l"
    return "i"


def cyrillic(text: str) -> tuple[str, int]:
    turned = 0

    def read(word: re.Match[str]) -> str:
        nonlocal turned
        plain = HINT_CYRILLIC.sub(lambda digit: digit[0].translate(CYRILLIC), word[0])
        turned += plain != word[0]
        return plain

    return WORD_CYRILLIC.sub(read, text), turned
