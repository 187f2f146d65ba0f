"""One address for the many spellings of a page.

    HTTP://www.Paper.example:80/a/?utm_source=x#top  ->  key  paper.example/a

Knows nothing of sites: whether an origin may be claimed is asked elsewhere.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said

LIMIT = 2000  # characters; longer addresses are made by mistakes and attacks
PORTS = {"http": 80, "https": 443}

# Parameters that say where a reader came from, never what the page is.
TRACKING = re.compile(
    r"utm_\w*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|mkt_tok|_ga|_gl|_hs\w*|"
    r"vero_\w*|oly_\w*|wickedid|s_cid|ncid|ref_src|cmpid|__twitter_impression"
)
NAME = "voxpop="  # begins the name of a conversation, behind the #
NAMED = re.compile(r"[^\x00-\x20\x7f-\xa0\ud800-\udfff\ufffd]{1,200}")
HOST = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_.-]{1,253}")
BRACKETS = re.compile(r"[^\[\]]*|(?:[^\[\]]*@)?\[[0-9a-f:.]+\](?::[0-9]*)?")  # around an IPv6 address, and nothing else


class Address(NamedTuple):
    """`origin` as browsers write it; `key` is what two spellings of one page have in common."""

    origin: str
    path: str
    key: str
    url: str


@lru_cache(maxsize=4096)
def address(url: str) -> Address:
    """The parts of an absolute http(s) address that name a page. Raises Refused url_invalid."""
    parts = _split(url)
    host = _host(parts)
    port = parts.port
    netloc = host if port is None or port == PORTS[parts.scheme] else f"{host}:{port}"
    path = _path(parts.path)
    query = _query(parts.query)
    tail = f"{path}?{query}" if query else path
    return Address(
        origin=f"{parts.scheme}://{netloc}",
        path=path,
        key=netloc.removeprefix("www.") + (tail if tail != "/" else ""),
        url=f"{parts.scheme}://{netloc}{tail}",
    )


def origin(url: str) -> str:
    """`scheme://host[:port]` of an address, lower case, without the default port. Raises Refused url_invalid."""
    return address(url).origin


@lru_cache(maxsize=1024)
def named(url: str) -> str:
    """What a page calls its conversation in its address, `#voxpop=NAME`; '' for none. Raises Refused url_invalid."""
    fragment = _split(url).fragment
    if not fragment.startswith(NAME):
        return ""
    name = unquote(fragment.removeprefix(NAME), errors="replace")
    if not NAMED.fullmatch(name):
        raise _invalid(
            said(
                "The address %(url)s cannot be used: the name of its conversation is longer than 200 characters, "
                "or holds what is no letter.",
                url=_shown(url),
            )
        )
    return name


def spelt(path: str) -> str:
    """A path in its one spelling: dot segments resolved, escapes normal, no slash at the end."""
    return _path(path)


def _invalid(sentence: str) -> Refused:
    return Refused("url_invalid", sentence)


def _shown(url: str) -> str:
    """An address that is none, as a sentence can hold it."""
    return repr(url[:100])


def _split(url: str) -> SplitResult:
    if len(url) > LIMIT:
        raise _invalid(
            said(
                "The address %(url)s cannot be used: it is longer than %(most)s characters.",
                url=_shown(url),
                most=LIMIT,
            )
        )
    if any(ord(c) <= 32 or ord(c) == 127 or c == "\\" or 0xD800 <= ord(c) <= 0xDFFF for c in url):
        raise _invalid(
            said(
                "The address %(url)s cannot be used: it holds a space, a control character or a backslash.",
                url=_shown(url),
            )
        )
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _invalid(said("The address %(url)s cannot be used: it does not parse.", url=_shown(url))) from None
    if parts.scheme not in PORTS or not parts.hostname or not BRACKETS.fullmatch(parts.netloc.lower()):
        raise _invalid(
            said("The address %(url)s cannot be used: it is not an absolute http or https address.", url=_shown(url))
        )
    if parts.username is not None or parts.password is not None:
        raise _invalid(said("The address %(url)s cannot be used: it holds a user name.", url=_shown(url)))
    return parts


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            raise _not_named(parts) from None
    if not HOST.fullmatch(name):
        raise _not_named(parts)
    return name


def _not_named(parts: SplitResult) -> Refused:
    return _invalid(said("The address %(url)s cannot be used: its host is not a name.", url=_shown(parts.geturl())))


def _path(path: str) -> str:
    """Dot segments resolved, escapes in one spelling, no slash at the end."""
    kept: list[str] = []
    for escaped in path.split("/"):
        segment = unquote(escaped, errors="surrogateescape")
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(quote(segment, safe="~:@!$&'()*+,;=", errors="surrogateescape"))
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape") if query.count("&") < 100 else []
    kept = [(name, value) for name, value in pairs if not TRACKING.fullmatch(name.lower())]
    return urlencode(kept, errors="surrogateescape")
