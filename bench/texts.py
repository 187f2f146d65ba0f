"""What the made-up readers write: the same seed gives the same names and texts, on every machine.

    Pieces of sentences -> paragraphs -> a little Markdown, as readers use it: an emphasis, a quotation, a list, a link

Invented places and people. Knows no database, no server and no peer.
"""

from __future__ import annotations

import random
from typing import NamedTuple

GIVEN = (
    "Mira Jonas Adaeze Tomás Ilse Bram Noor Pavel Sunniva Kofi Leena Marek Yara Dmitri Odile Renzo Hana Silas Irena "
    "Cormac Zofia Anselm Farida Lucan Maren Teodor Wanda Esra Nils Paloma Görkem Élodie Ruth Ivo Saoirse Matthijs"
).split()
FAMILY = (
    "Ostrander Velde Marchetti Okonjo Lindqvist Harrow Castellan Petrov Brandvold Achterberg Quill Santoro Weir "
    "Novak Dunmore Fairweather Kessler Amadi Thorne Valcourt Ibarra Sorensen Whitlock Zelenka Prentiss Moreau"
).split()
PLACES = (
    "Harbourgate Lower Vessel Quay|Saint Orme|the Tannery Road|Brackwater|Old Mint Square|Eastfold|Ninefields".split(
        "|"
    )
)
THINGS = (
    "the night tram",
    "the council's new budget",
    "the ferry timetable",
    "rents along the canal",
    "the hospital extension",
    "the school merger",
    "the flood wall",
    "the market hall",
    "the bus lanes",
    "the library hours",
    "the water bill",
    "the airport noise figures",
)
OPENINGS = (
    "I have lived in {place} for thirty years and",
    "As somebody who works in {place},",
    "Honestly,",
    "With respect to the author,",
    "My neighbour in {place} says the same:",
    "Nobody in {place} asked for this, but",
    "Reading this on the way home to {place},",
    "For what it is worth,",
    "I was at the meeting in {place} and",
    "The article leaves out one thing:",
)
MIDDLES = (
    "{thing} was promised three times before anyone counted the money",
    "I never understood why {thing} costs more every spring",
    "the figures for {thing} do not add up once you include the repairs",
    "{thing} is the one thing that actually got better last year",
    "what they call a delay to {thing} is a quiet cancellation",
    "people who use {thing} every day were not heard at all",
    "{thing} works well on weekdays and hardly at all on Sundays",
    "you can be for {thing} and still ask who pays for it",
)
ENDINGS = (
    "and I would like to see the contract.",
    "which is more than can be said of the paper's last piece on it.",
    "so let us wait for the second reading in March.",
    "and that is all most of us want to know.",
    "but the photographs are very good.",
    "although I admit the traffic has calmed down since.",
    "and no poster on a lamp post will change that.",
    "so thank you for writing about it at last.",
)
ASIDES = (
    "*Not everyone can drive.*",
    "**Please print the numbers.**",
    "> The work will be finished before winter.\n\nWhich winter?",
    "Three questions remain:\n\n1. who decided it,\n2. when,\n3. and what it costs *now*.",
    "See the [minutes of the meeting](https://council.example/minutes/2025) if you have an evening.",
    "- cheaper\n- quieter\n- open on Sundays\n\nPick two.",
)


class Draft(NamedTuple):
    name: str
    email: str
    text: str


def drafts(number: int, seed: int = 1) -> list[Draft]:
    """So many drafts, every text different; 530 characters on average, 140 to 1,500."""
    chance = random.Random(seed)
    return [_draft(chance, nth) for nth in range(number)]


def _draft(chance: random.Random, nth: int) -> Draft:
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    return Draft(f"{given} {family}", f"reader{nth}@{family.lower()}.example", _text(chance, nth))


def _text(chance: random.Random, nth: int) -> str:
    paragraphs = [
        " ".join(_sentence(chance) for _ in range(chance.choice((1, 1, 2, 2, 3))))
        for _ in range(chance.choice((1, 1, 2, 3)))
    ]
    if chance.random() < 0.4:
        paragraphs.append(chance.choice(ASIDES))
    paragraphs.append(f"Letter {nth} from {chance.choice(PLACES)}.")
    return "\n\n".join(paragraphs)


def _sentence(chance: random.Random) -> str:
    place, thing = chance.choice(PLACES), chance.choice(THINGS)
    return f"{chance.choice(OPENINGS)} {chance.choice(MIDDLES)} {chance.choice(ENDINGS)}".format(
        place=place, thing=thing
    )
