"""Addresses in a text: links with their hosts, web addresses written without a scheme, mailboxes.

    "see shop.example/a or www.b.example, ask ann@c.example"  ->  shop.example, www.b.example; ann@c.example

Takes a dot for a host's only where a known ending follows, so that "e.g.", "A.Comstock" and a forgotten space after a
full stop are none.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from voxpop.spam import domain
from voxpop.spam.submission import Link

LONGEST = 2000  # characters of an address
MOST = 50  # links of one text that are looked at
SHORT = 3  # letters of an ending that is believed with a path behind it

# Endings that say by themselves that a name is a host. Those of countries that are words somewhere (it, is, no, am, es)
# need a path or www. "example" is nobody's (RFC 2606).
ENDINGS = """
    com net org info biz edu gov mil int name mobi asia xyz top shop store online site website club vip icu live life
    click link space tech pro app dev blog news media agency digital today world group team work works jobs loan loans
    win bet casino poker games game fun cash money credit finance capital market markets trade trading crypto bid
    stream download review reviews guru rocks zone center company services solutions network systems software host
    cloud email social chat dating sexy porn xxx adult cam webcam video tube photos pics art design studio health care
    fit diet pharmacy clinic doctor beauty fashion clothing shoes jewelry gold gifts deals discount sale cheap buzz
    quest monster cyou rest sbs cfd lol mom icu autos homes skin hair makeup bar one page wiki ninja support help rent
    example
    de ru uk fr pl cz nl jp kr br ua ir tr vn io co tv cc ly gg sh su ws pw tk ml ga cf gq eu us ca au nz cn tw hk
    sk hu ro bg gr pt dk fi se ee lt lv by kz ch il sg ph mx ar cl gl
""".split()
KNOWN = frozenset(ENDINGS)
SCHEME = re.compile(r"https?://[^\s<>\"'\[\](){}|\\^`\u3000-\u303f\uff00-\uff1f]{1,2000}", re.IGNORECASE)
# The end of a host is looked for: its dot is rarer than the letters before it.
DOT = re.compile(r"\.(?:([A-Za-z]{2,9})(?![A-Za-z0-9_@-])|(?<=[Ww]{3}\.)(?=[A-Za-z0-9-]{1,63}\.[A-Za-z]))")
REST = re.compile(r"(?:\.[A-Za-z0-9-]{1,63}){1,6}(?:[:/?#][^\s<>\"'\[\](){}|]{0,2000})?")
PATH = re.compile(r"/[\w~@+.?=&%#-]")
BEFORE = re.compile(r"[a-z0-9\u00c0-\u024f][\w-]*(?:\.[\w-]+)*$", re.IGNORECASE | re.ASCII)
WINDOW = 100  # characters before a dot in which a host begins
MAIL = re.compile(r"@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
LOCAL = re.compile(r"[\w.+-]{1,64}$")
HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#\\]*@)?(\[[^\]]*\]|[^/?#:\\]*)", re.IGNORECASE)


class Address(NamedTuple):
    """`host` in lower case without www; `domain` as domain.of tells; `words` are what the link stands behind."""

    target: str
    words: str
    host: str
    domain: str


class Found(NamedTuple):
    links: tuple[Address, ...]
    mails: tuple[str, ...]


def read(text: str, links: Iterable[Link]) -> Found:
    """The links given, those that only stand in the text, and the mailboxes in it."""
    known = {link.target: parsed(link.target, link.words) for link in links}
    mails: tuple[str, ...] = ()
    if "://" in text:
        for found in SCHEME.findall(text)[:MOST]:
            target = found.rstrip(".,;:!?*_~")
            known.setdefault(target, parsed(target, target))
    if "@" in text:
        mails = tuple(mailboxes(text))
    if "." in text:
        hosts = {address.host for address in known.values()}
        for target in bare(text):
            address = parsed(f"http://{target}", target)
            if address.host and address.host not in hosts:
                known.setdefault(address.target, address)
    return Found(tuple(list(known.values())[:MOST]), mails)


def parsed(target: str, words: str = "") -> Address:
    target = target[:LONGEST]
    found = HOST.match(target)
    host = found[1].lower().rstrip(".").removeprefix("www.") if found else ""
    return Address(target, words, host, domain.of(target) if host else "")


def bare(text: str) -> list[str]:
    """Addresses without a scheme; those with one may be among them, without it."""
    found: dict[str, None] = {}
    end = 0
    for dot in DOT.finditer(text):
        start = dot.start()
        if start < end or not (dot[1] is None or ends_host(text, dot)):
            continue
        before = BEFORE.search(text, max(end, start - WINDOW), start)
        rest = REST.match(text, start)
        if before is None or rest is None or text[before.start() - 1 : before.start()] in ("@", "/", "."):
            continue
        end = rest.end()
        found[before[0] + rest[0].rstrip(".,;:!?")] = None
        if len(found) >= MOST:
            break
    return list(found)


def ends_host(text: str, dot: re.Match[str]) -> bool:
    """A known ending that is the last one; of a country, with a path behind it."""
    ending = dot[1].lower()
    if text[dot.end(1) : dot.end(1) + 1] == "." and text[dot.end(1) + 1 : dot.end(1) + 2].isalnum():
        return False
    return ending in KNOWN or (len(ending) <= SHORT and PATH.match(text, dot.end(1)) is not None)


def mailboxes(text: str) -> list[str]:
    found = []
    for match in MAIL.finditer(text):
        local = LOCAL.search(text, max(0, match.start() - 64), match.start())
        if local:
            found.append((local[0] + match[0]).lower())
            if len(found) >= MOST:
                break
    return found
