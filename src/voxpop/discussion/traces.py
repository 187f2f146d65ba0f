"""What a writer's browser leaves: the address that a comment came from, and the name that the browser gives itself.

What is kept of them from the start, as the site's rules have it; how they are cut later is privacy/keeping's.
"""

from typing import NamedTuple

from voxpop.akismet.asking import Asked
from voxpop.lib import address, agents
from voxpop.people.asker import Asker
from voxpop.sites.rules import HASHED, Rules
from voxpop.spam import marks


class Traces(NamedTuple):
    """As they are kept in `sender`."""

    address: str
    agent: str


def of(asker: Asker, rules: Rules, secret: bytes) -> Traces:
    """`secret` is the key of the site's marks; without it nothing is kept where only a hash may be."""
    if rules.addresses != HASHED:
        return Traces(asker.address, asker.agent)
    return Traces(hashed(asker.address, secret), agents.called(asker.agent))


def hashed(written: str, secret: bytes) -> str:
    """An address as it is kept where only the hash of its network may be; '' where the judge has no mark for it."""
    return address.hashed(marks.of_address(written, secret)) if secret else ""


def unsaid(asked: Asked | None, rules: Rules) -> Asked | None:
    """What Akismet was asked, as it is kept: where addresses are hashed, without them."""
    if asked is None or rules.addresses != HASHED:
        return asked
    sent = {name: value for name, value in asked.kept.sent.items() if name not in ("user_ip", "user_agent")}
    return asked._replace(kept=asked.kept._replace(sent=sent))
