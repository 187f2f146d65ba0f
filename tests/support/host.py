"""A site that signs its own readers in: its key, and tokens that say anything at all.

host.PUBLIC, host.SECRET are what the rule host_key may be; `signed(claims, header=…, key=…)` is a token.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voxpop.sites.rules import Rules
from voxpop.sites.site import Site

NOW = 1_790_000_000  # seconds
BYTES = bytes(range(32))
PAIR = Ed25519PrivateKey.from_private_bytes(BYTES)


def base64url(written: bytes) -> str:
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


SECRET = f"HS256:{base64url(BYTES)}"
PUBLIC = f"EdDSA:{base64url(PAIR.public_key().public_bytes_raw())}"


def claims(**more: Any) -> dict[str, Any]:
    return {"sub": "4711", "aud": "voxpop:default", "exp": NOW + 600} | more


def signed(said: Any, header: Any = None, key: bytes | Ed25519PrivateKey = PAIR) -> str:
    """A token; `said` and `header` as JSON, or the very bytes."""
    header = header or {"typ": "JWT", "alg": "EdDSA" if isinstance(key, Ed25519PrivateKey) else "HS256"}
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, said)]
    body = ".".join(map(base64url, parts)).encode()
    if isinstance(key, Ed25519PrivateKey):
        return f"{body.decode()}.{base64url(key.sign(body))}"
    return f"{body.decode()}.{base64url(hmac.new(key, body, hashlib.sha256).digest())}"


def site(key: str = PUBLIC, name: str = "default") -> Site:
    return Site(1, name, "The Paper", Rules(host_key=key), "", frozenset(), "")


def half(written: str, pair: bool) -> bytes | Ed25519PrivateKey:
    """What `voxpop site host-key` says that the site signs with."""
    key = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
    return Ed25519PrivateKey.from_private_bytes(key) if pair else key
