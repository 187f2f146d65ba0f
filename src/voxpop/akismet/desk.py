"""What every call is answered with: the house, its keys, the use that is made of them. A call, and an answer."""

from typing import NamedTuple

from voxpop.akismet.fields import Fields
from voxpop.akismet.keys import Key, Keys
from voxpop.akismet.use import Use
from voxpop.sites.house import House

Headers = tuple[tuple[bytes, bytes], ...]

TEXT = b"text/plain; charset=utf-8"
JSON = b"application/json"
CSV = b"text/csv; charset=utf-8"


class Desk:
    """`spoken` are keys as their owners wrote them, by id: a web hook has to bring the key, and the disk has none."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.keys = Keys(house.database, house.clock.steady)
        self.use = Use(house.database, house.clock)
        self.spoken: dict[int, str] = {}


class Asked(NamedTuple):
    """Who asks, and with what. `blog` is the front page in its one spelling, '' when none was given."""

    key: Key
    said: str
    fields: Fields
    blog: str
    now: int


class Answer(NamedTuple):
    body: bytes
    headers: Headers = ()
    status: int = 200
    kind: bytes = TEXT


def invalid(help_: str, status: int = 200) -> Answer:
    """The call is wrong, and why. Only here is there an X-akismet-debug-help: some clients take it for a failure."""
    return Answer(b"invalid", ((b"x-akismet-debug-help", help_.encode("ascii", "replace")),), status)
