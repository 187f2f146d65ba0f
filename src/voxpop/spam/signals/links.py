"""How many links there are, what is said besides, and whether they lead where they seem to."""

import re

from voxpop.spam import several
from voxpop.spam.addresses import Address, bare, parsed
from voxpop.spam.seen import Seen
from voxpop.spam.several import Part
from voxpop.spam.submission import Reason

# Measured (docs/signals.md): one link is 3 to 50 times likelier in spam under videos and in messages, but one honest
# blog comment in eight has one, too.
BY_NUMBER = (0.0, 0.7, 0.9, 1.3, 1.7, 2.1, 2.5, 2.9, 3.2, 3.5, 3.8)
BARE = 0.5  # an address without its scheme: typed to be read, not copied
SAID = 40  # characters of text besides the links, below which they are all that is said
LITTLE_ELSE = 0.4
DECEPTIVE = 2.0  # the words name another host than the one it leads to
USER = 2.0  # https://bank.example@other.example/
NUMERIC = 1.3  # an IP address for a host
PUNYCODE = 0.6  # a host in letters that were disguised; honest where such letters are written
MOST = 3.8  # ten links may make a comment wait

USERINFO = re.compile(r"//[^/?#]*@")
NUMBERS = re.compile(r"[\d.]+|\[.*\]|0x[0-9a-f]+")


def look(seen: Seen) -> Reason | None:
    links = seen.links
    if not links:
        return None
    count = len(links)
    told = "1 link" if count == 1 else f"{count} links"
    share = seen.share
    parts: list[Part] = [(BY_NUMBER[min(count, len(BY_NUMBER) - 1)] * share, told)]
    if len(seen.plain) - sum(len(link.words) for link in links if link.words in seen.plain) < SAID:
        parts.append((LITTLE_ELSE, "little else is said"))
    if any(link.target == f"http://{link.words}" for link in links):
        parts.append((BARE * share, "an address without http://"))
    parts += filter(None, (oddity(link) for link in links[:5]))
    return several.reason("links", parts, MOST)


def oddity(link: Address) -> Part | None:
    if USERINFO.search(link.target):
        return USER, "a link hides its host behind an @"
    if NUMBERS.fullmatch(link.host):
        return NUMERIC, "a link leads to a number instead of a name"
    if link.words != link.target and "." in link.words and (named := elsewhere(link)):
        return DECEPTIVE, f"a link says {named} and leads to {link.host}"
    if "xn--" in link.host:
        return PUNYCODE, f"a host in disguised letters: {link.host}"
    return None


def elsewhere(link: Address) -> str:
    """The host that the words name, when it is not the target's."""
    for words in bare(link.words[:200]):
        named = parsed(f"http://{words}")
        if named.domain and named.domain != link.domain:
            return named.host
    return ""
