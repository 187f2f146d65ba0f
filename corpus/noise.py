"""What hands and keyboards do to a text: no capitals, lost full stops, slips, doubled letters, hard line ends."""

import random
import re
import textwrap

from corpus.disguise import outside_addresses, slip


def worn(text: str, chance: random.Random, *, bot: bool) -> str:
    """The text as it might have been typed; more often than not unchanged. `bot` has the habits of programs."""
    if chance.random() < (0.03 if bot else 0.07):
        text = text.lower()
    elif chance.random() < 0.012:
        text = outside_addresses(text, str.upper)
    if chance.random() < 0.12:
        text = text.rstrip(".。")
    if chance.random() < (0.05 if bot else 0.06):
        text = text.replace("'", "").replace("’", "")
    if chance.random() < (0.08 if bot else 0.1):
        text = outside_addresses(text, lambda words: slips(words, chance, 0.08))
    elif bot and chance.random() < 0.12:
        text = outside_addresses(text, lambda words: doubled(words, chance))
    if len(text) > 120 and "\n" not in text and chance.random() < (0.1 if bot else 0.03):
        text = textwrap.fill(text, chance.choice((60, 72, 90)), break_long_words=False, break_on_hyphens=False)
    if chance.random() < 0.03:
        text = re.sub(r" ?([!?]) ?", r" \1 ", text).strip()
    return text


def dashed_off(text: str, chance: random.Random) -> str:
    """As in chats, whoever writes: small letters, no marks, shouting, marks that repeat."""
    draw = chance.random()
    if draw < 0.22:
        text = outside_addresses(text, str.lower)
    elif draw < 0.26 and len(text) < 200:
        text = outside_addresses(text, str.upper)
    if chance.random() < 0.2:
        text = text.rstrip(".。!")
    if chance.random() < 0.12:
        text = re.sub(r"(?<=\w)[,'’](?=\s|\w)", "", text)
    if chance.random() < 0.06:
        text = outside_addresses(text, lambda words: slips(words, chance, 0.1))
    if chance.random() < 0.08:
        text = re.sub(r"[!?](?=\s|$)", lambda mark: mark[0] * chance.randint(2, 5), text)
    return text


def slips(words: str, chance: random.Random, share: float) -> str:
    return re.sub(r"[^\W\d_]{5,}", lambda word: slip(word[0], chance) if chance.random() < share else word[0], words)


def doubled(words: str, chance: random.Random) -> str:
    return re.sub(r"[a-zA-Z](?=[a-z])", lambda c: c[0] * (2 if chance.random() < 0.03 else 1), words)
