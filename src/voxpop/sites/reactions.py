"""The reactions that a site may offer beside Like: a closed set, of which its rule names some, in its own order."""

from functools import lru_cache
from typing import NamedTuple

from voxpop.lib.sentence import said

SEPARATOR = ","


class Kind(NamedTuple):
    """`name` is its message in the catalogues."""

    key: str
    emoji: str
    name: str


KINDS = {
    kind.key: kind
    for kind in (
        Kind("thanks", "🙏", said("Thanks")),
        Kind("love", "❤️", said("Love")),
        Kind("funny", "😄", said("Funny")),
        Kind("surprised", "😮", said("Surprised")),
        Kind("thoughtful", "🤔", said("Makes me think")),
        Kind("sad", "😢", said("Sad")),
        Kind("angry", "😠", said("Angry")),
    )
}


def check(value: str) -> tuple[str, ...]:
    """The keys of a rule, each once. Raises ValueError."""
    keys = tuple(dict.fromkeys(part.strip() for part in value.split(SEPARATOR) if part.strip()))
    if not KINDS.keys() >= set(keys):
        raise ValueError(f"want some of {', '.join(KINDS)}, with commas between them, or nothing")
    return keys


@lru_cache(maxsize=64)
def of(keys: tuple[str, ...]) -> tuple[Kind, ...]:
    """What a site's rule names."""
    return tuple(KINDS[key] for key in keys)
