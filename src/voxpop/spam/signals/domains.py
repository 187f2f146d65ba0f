"""Whose domains they are: shorteners, listed ones, those of trades, those that were never linked to on this site.

That the author's own domain is linked to in the text says nothing: one honest comment in 25 on a blog of bloggers does.
"""

from voxpop.spam import lists, several, trades
from voxpop.spam.addresses import Address
from voxpop.spam.seen import Seen
from voxpop.spam.several import Part
from voxpop.spam.submission import Reason

SHORTENED = 0.9  # in the text, where honest people have it from a share button
SHORTENED_SITE = 1.8  # as the author's own site
LISTED = 2.0
TRADE = 1.0  # honest people have such trades
CHEAP = 0.8  # endings that are sold for next to nothing
NEW = 0.3  # never linked to here; most domains are, once
MOST = 3.0

CHEAP_ENDINGS = frozenset(
    """
    xyz top click icu club vip bet casino win loan loans work buzz rest cyou sbs cfd quest monster bid stream review
    cam gq ga cf tk ml pw su ws lol cash
    """.split()
)
# Places that everybody links to.
COMMON = frozenset(
    """
    youtube.com youtu.be wikipedia.org github.com google.com twitter.com x.com facebook.com instagram.com reddit.com
    bbc.co.uk bbc.com theguardian.com nytimes.com medium.com stackoverflow.com archive.org imgur.com amazon.com
    apple.com microsoft.com mozilla.org tiktok.com vimeo.com spotify.com soundcloud.com linkedin.com
    """.split()
)


def look(seen: Seen) -> Reason | None:
    site = seen.website
    if not seen.links and not site.domain:
        return None
    parts: list[Part] = []
    each = {link.domain: link for link in seen.links if link.domain and link.domain not in COMMON}
    shortened = [name for name in each if lists.has("shorteners", each[name].host)]
    if shortened:
        parts.append((SHORTENED, f"a shortened link: {shortened[0]}"))
    if site.domain and lists.has("shorteners", site.host):
        parts.append((SHORTENED_SITE, f"the author's site is a shortened link: {site.domain}"))
    if site.domain and site.domain not in COMMON:
        each.setdefault(site.domain, site)
    parts += named([each[name] for name in each if name not in shortened])
    parts += new(seen, each)
    return several.reason("domains", parts, MOST)


def named(addresses: list[Address]) -> list[Part]:
    """What the names say; the same is told of one only."""
    parts: dict[float, str] = {}
    for address in addresses[:8]:
        if lists.has("spamvertised", address.host):
            parts.setdefault(LISTED, f"{address.domain} was named in spam before")
        elif trade := trades.part_of(address.host):
            parts.setdefault(TRADE, f"the host's name is a shop's keyword: {trade}")
        if address.domain.rpartition(".")[2] in CHEAP_ENDINGS:
            parts.setdefault(CHEAP, f"a domain with a cheap ending: {address.domain}")
    return list(parts.items())


def new(seen: Seen, each: dict[str, Address]) -> list[Part]:
    if seen.known.away:
        return []
    marks = dict(seen.known.marks.domains)
    unknown = [name for name in each if name in marks and marks[name] not in seen.known.records]
    return [(NEW, f"never linked to here before: {unknown[0]}")] if unknown else []
