"""The key by which a site signs its own readers in: `HS256:` and a secret, or `EdDSA:` and the public half of a pair.

Both in base64, in either of its alphabets. Of a pair, the line inside a PEM file will do as well.
"""

import base64
import re
import secrets
from typing import NamedTuple

HS256, EDDSA = "HS256", "EdDSA"
SECRET_BYTES = range(32, 1025)  # RFC 7518, 3.2: at least as long as what SHA-256 makes
FEWEST = 8  # different bytes in a secret; one of 32 that was drawn has more
PUBLIC_BYTES = 32  # RFC 8032, 5.1.5
SPKI = bytes.fromhex("302a300506032b6570032100")  # what comes before it in a PEM file (RFC 8410, 4)
LETTERS = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class HostKey(NamedTuple):
    algorithm: str
    material: bytes


class Pair(NamedTuple):
    """What the site keeps to sign with, and the rule by which that is checked. Of a secret both say the same."""

    signs: str
    rule: str


def pair() -> Pair:
    """A pair for EdDSA: what signs is the seed of the private half (RFC 8032, 5.1.5)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    made = Ed25519PrivateKey.generate()
    public = made.public_key().public_bytes_raw()
    return Pair(base64url(made.private_bytes_raw()), f"{EDDSA}:{base64url(public)}")


def secret() -> Pair:
    """A secret for HS256."""
    made = base64url(secrets.token_bytes(SECRET_BYTES.start))
    return Pair(made, f"{HS256}:{made}")


def check(value: str) -> str:
    """The key as it was written, or nothing. Raises ValueError."""
    if value:
        read(value)
    return value


def read(written: str) -> HostKey:
    """Raises ValueError."""
    algorithm, _, encoded = written.partition(":")
    material = _bytes(encoded)
    if algorithm == EDDSA:
        public = material.removeprefix(SPKI) if len(material) == len(SPKI) + PUBLIC_BYTES else material
        if len(public) == PUBLIC_BYTES:
            return HostKey(EDDSA, public)
    if algorithm == HS256 and len(material) in SECRET_BYTES and len(set(material)) >= FEWEST:
        return HostKey(HS256, material)
    raise ValueError("want HS256: and 32 or more random bytes, or EdDSA: and a public key of 32, both in base64url")


def _bytes(encoded: str) -> bytes:
    """What base64 stands for; nothing when it is none, or says more than its bytes do."""
    letters = encoded.replace("+", "-").replace("/", "_")
    if not LETTERS.fullmatch(letters):
        return b""
    bare = letters.rstrip("=")
    try:
        found = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError:
        return b""
    return found if base64url(found) == bare else b""


def base64url(found: bytes) -> str:
    """Without padding, as tokens have it (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(found).decode().rstrip("=")
