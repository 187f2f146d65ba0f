"""What is worked out from a comment, in words: the judge's signals, each in one of these sentences.

A test fails for a signal of spam/judge that none of them tells of.
"""

from typing import NamedTuple

from voxpop.lib.sentence import said


class Look(NamedTuple):
    """`signals` are modules of spam/signals, which `what` tells of."""

    key: str
    signals: tuple[str, ...]
    what: str


LOOKS = (
    Look(
        "words",
        ("words", "shape"),
        said("What the words, numbers and signs of the text are typical of: spam or comments."),
    ),
    Look("links", ("links", "domains"), said("How many links there are, and where they lead.")),
    Look("name", ("name", "identity"), said("Whether the name is one, and fits the e-mail address and the website.")),
    Look(
        "place",
        ("language", "fit"),
        said("Whether the text is in the language of the page, and about what stands there."),
    ),
    Look(
        "disguise",
        ("disguise", "trap"),
        said("Whether letters are disguised, or a field was filled in that people do not see."),
    ),
    Look(
        "pace",
        ("haste", "speed", "copies"),
        said("How fast it was written, in how many conversations you write at once, and whether others sent the same."),
    ),
    Look(
        "history", ("history",), said("What became of earlier comments by you, from your network and with your links.")
    ),
    Look("opinion", ("opinion",), said("What another spam filter says, where the site asks one.")),
)
