"""A name that is none: an address, a telephone number, the keyword of a shop, a sentence."""

import re

from voxpop.spam import trades
from voxpop.spam.addresses import bare, mailboxes
from voxpop.spam.seen import Seen
from voxpop.spam.submission import Reason

ADDRESS = 2.4
TRADE = 1.9
NUMBER = 1.5
SENTENCE = 0.5  # under videos, honest people have such names nearly as often
MANY = 6  # words; names have fewer
TITLED = re.compile(r"[A-Z][\w-]*(?:\.[A-Z][\w-]*)+")  # Ann.Live is a person
DIGITS = 9  # of a telephone number; dates have eight


def look(seen: Seen) -> Reason | None:
    name = seen.name.strip()
    if not name:
        return None
    if "://" in name or ("." in name and holds_address(name)):
        return Reason("name", ADDRESS, "the name holds an address")
    if trade := trades.word_in(name):
        return Reason("name", TRADE, f"the name is a shop's keyword: {trade}")
    if sum(map(str.isdecimal, name)) >= DIGITS:
        return Reason("name", NUMBER, "the name holds a telephone number")
    if len(name.split()) > MANY:
        return Reason("name", SENTENCE, "the name is a sentence")
    return None


def holds_address(name: str) -> bool:
    return bool(mailboxes(name)) or any(is_host(name, host) for host in bare(name))


def is_host(name: str, host: str) -> bool:
    person = host == name and TITLED.fullmatch(host) and not host.lower().startswith("www.")
    return len(host.partition(".")[0]) > 1 and not person
