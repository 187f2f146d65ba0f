"""What providers say, taken out of their replies: anything may be in them, and a wrong id is a wrong person.

Knows no provider. What is only shown (names, addresses) is '' where it is not what it should be; an id is refused.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said

LONGEST = 2000  # characters of anything that is kept
NUMBER = re.compile(r"[1-9][0-9]{0,31}")
NAMED = re.compile(r"[A-Za-z0-9_.~-]{1,200}")
NOBODY = frozenset(("0", "null", "nil", "none", "undefined", "nan", "true", "false", "unknown", "anonymous", "guest"))


def fields(replies: Sequence[Any], which: int, provider: str) -> Mapping[str, Any]:
    """A reply that is an object. Raises Refused provider_lied."""
    reply = replies[which] if which < len(replies) else None
    if not isinstance(reply, Mapping):
        raise lied(provider)
    return reply


def number(value: Any, provider: str) -> str:
    """A numeric id in its one spelling: 7 and "7" are the same account. Raises Refused provider_lied.

    0 is nobody's: it is what programs say who have no id, and would let everybody in as the same person.
    """
    spelt = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(spelt, str) or not NUMBER.fullmatch(spelt):
        raise lied(provider)
    return spelt


def name(value: Any, provider: str) -> str:
    """An id that need not be numeric; one that is, in its one spelling. Raises Refused provider_lied."""
    if isinstance(value, int):
        return number(value, provider)
    if not isinstance(value, str) or not NAMED.fullmatch(value) or value.lower() in NOBODY:
        raise lied(provider)
    return value


def words(*values: Any) -> str:
    """The first that says something."""
    found = (value.strip() for value in values if isinstance(value, str) and len(value) <= LONGEST)
    return next(filter(None, found), "")


def address(value: Any) -> str:
    written = words(value)
    return written if written.startswith(("https://", "http://")) else ""


def email(value: Any, *, proved: Any) -> str:
    """An e-mail address if the provider says, in so many words, that it was proved."""
    return words(value) if proved is True else ""


def lied(provider: str) -> Refused:
    return Refused(
        "provider_lied", said("%(name)s did not say whose account this is. Try another way to sign in.", name=provider)
    )
