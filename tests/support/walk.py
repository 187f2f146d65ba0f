"""Everything that can be asked for, asked by somebody: what is in it, and what must not be.

told = await walk(reader, addresses(made))          # {address: head and body}, of each twice: as data, as a page
canaries = forms_of(secret)                          # a secret as it is, and as what people take for hiding it
met = found(canaries, told.values())
"""

import base64
import hashlib
import html
import ipaddress
import json
import urllib.parse
from collections.abc import Iterable
from typing import NamedTuple

from tests.support.house import HTML, ORIGIN, Reader

HERE = f"site=default&url={ORIGIN}/ferry"
DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
SHORT = 16  # bytes to which digests are cut


class Made(NamedTuple):
    """Comments by their numbers, and the conversation under /ferry."""

    top: int
    answer: int
    rejected: int
    thread: int


def addresses(made: Made) -> list[str]:
    """Each address that can be got by GET, with what it takes. test_every_address_that_can_be_got_is_walked counts."""
    top, answer, rejected, thread = made
    return [
        "/", "/feed", "/sitemap.xml", "/robots.txt", "/healthz", "/metrics", "/ferry", "/ferry/feed",
        f"/ferry?reply_to={top}", "/ferry?order=best", "/ferry?order=newest",
        f"/threads/{thread}", f"/threads/{thread}/feed",
        f"/threads/find?{HERE}&q=words", f"/threads/{thread}/find?q=words",
        f"/threads?{HERE}", f"/threads?{HERE}&order=newest", f"/api/v1/threads?{HERE}", f"/api/v1/counts?{HERE}",
        f"/api/v1/mine?{HERE}", f"/api/v1/names?{HERE}&q=a", "/api/docs", "/api/docs/openapi.json",
        f"/comments/{top}", f"/comments/{answer}", f"/comments/{rejected}",
        f"/comments/{top}/edit", f"/comments/{top}/report",
        f"/comments/{rejected}/report", f"/comments/{rejected}/appeal",
        "/account", "/sign-in/email", "/sign-in/email/sent/1", "/sign-in/email/token",
        "/sign-in/passkey", "/sign-in/google/back", "/sign-in/window/1?site=default", "/api/v1/session?site=default",
        f"/api/v1/form?{HERE}", "/none", "/quiet", "/live", "/static/none", "/media/none",
        "/embed.js", "/count.js", "/lists/latest?site=default", "/lists/discussed?site=default",
        "/moderation-log", "/conversation", f"/conversation?{HERE}", "/install", "/theming",
        "/privacy", "/privacy?lang=ar", "/privacy.json", "/privacy.json?on=2001-01-01",
        "/privacy/yours", "/privacy/yours?of=browser", "/privacy/yours?lang=ar",
        "/privacy/yours/forget", "/privacy/yours/forgotten", "/privacy/yours/proof/none",
        "/privacy/yours/proof/sent/1?site=default",
        "/desk", f"/desk/comments/{top}", "/desk/sign-in", "/desk/sign-in/code", "/desk/prove", "/desk/join/none",
        "/desk/team", "/desk/team/code", "/desk/rules", "/desk/rules/form?kind=words", "/desk/rules/try",
        "/desk/transparency", "/desk/all?act=spam", f"/desk/people/{top}", "/desk/threads", f"/desk/threads/{thread}",
        "/desk/team/digest", "/desk/team/digest/none", "/desk/letters/none",
        "/desk/letters/end/none", "/desk/numbers", "/desk/numbers.csv",
    ]  # fmt: skip


async def walk(reader: Reader, asked: Iterable[str]) -> list[tuple[str, str]]:
    """(address, head and body) of what this reader is answered."""
    told = []
    for headers in ({}, HTML):
        for address in asked:
            answered = await reader.get(address, headers=headers)
            told.append((address, f"{answered.headers} {answered.text}"))
    return told


def forms_of(secret: bytes) -> set[str]:
    """A secret as it is, digested and encoded: each text that would give it away to who can guess it."""
    spellings = {secret, secret.lower(), secret.upper(), secret.strip().lower()}
    hashes = {hashlib.new(name, one).digest() for name in DIGESTS for one in spellings}
    hashes |= {hashlib.blake2b(one, digest_size=size).digest() for size in (8, SHORT, 20) for one in spellings}
    hashes |= {digest[:SHORT] for digest in hashes}
    forms = {form for raw in spellings | hashes for form in _written(raw)}
    return forms | _spelt(secret.decode()) if secret.isascii() else forms


def _written(raw: bytes) -> set[str]:
    return {
        raw.hex(),
        raw.hex().upper(),
        base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
        base64.b32encode(raw).decode().rstrip("="),
        raw.decode("latin-1"),
    }


def _spelt(text: str) -> set[str]:
    """As addresses, markup, JSON and those spell it who think that nobody will notice."""
    return {
        urllib.parse.quote(text, safe=""),
        urllib.parse.quote_plus(text),
        html.escape(text),
        "".join(f"&#{ord(letter)};" for letter in text),
        json.dumps(text)[1:-1],
        text[::-1],
        text.replace("@", " at "),
        text.replace("@", "(at)"),
    }


def forms_of_address(address: str) -> set[str]:
    """Of a network address also its number, and the network that it is of."""
    one = ipaddress.ip_address(address)
    near = address.rpartition("." if one.version == 4 else ":")[0]
    return forms_of(address.encode()) | forms_of(one.packed) | {str(int(one)), one.reverse_pointer, near}


def found(canaries: Iterable[str], told: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """(address, canary) of each canary that is in an answer. Many answers are alike: they are looked through once."""
    alike = {text: address for address, text in told}
    together = "\0".join(alike)
    met = [canary for canary in canaries if canary in together]
    return {(address, canary) for canary in met for text, address in alike.items() if canary in text}
