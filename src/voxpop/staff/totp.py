"""Codes of six digits from a secret and the time (RFC 6238, with SHA-1 and 30 seconds, as every app has it).

A code is good for its half minute and for those before and after it, and once: who is asked remembers the step.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote

from voxpop.lib.refused import Refused

BYTES = 20  # of a secret: as many as SHA-1 has
STEP = 30 * 1_000_000  # microseconds
DRIFT = 1  # steps by which a clock may be wrong
DIGITS = 6


def drawn() -> str:
    """A new secret, as apps take it: in base 32."""
    return base64.b32encode(secrets.token_bytes(BYTES)).decode()


def read(told: str) -> bytes:
    """The secret that a form brings back. Raises Refused body_invalid."""
    try:
        found = base64.b32decode(told.replace(" ", "").upper())
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != BYTES:
        raise Refused("body_invalid", "The secret is not as the page had it. Open the page anew.")
    return found


def link(secret: str, name: str, host: str) -> str:
    """What an app on the same device opens (Key Uri Format)."""
    label, issuer = quote(f"{host}:{name}", safe=":"), quote(host, safe="")
    return f"otpauth://totp/{label}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period=30"


def code(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """RFC 4226, 5.3."""
    mac = hmac.digest(secret, struct.pack(">Q", step), hashlib.sha1)
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


def matching(secret: bytes, told: str, now: int, last: int) -> int | None:
    """The step whose code this is, later than `last`, the one that was used before; None when it is of none."""
    tried, here, found = "".join(told.split()).encode(), now // STEP, None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(code(secret, step).encode(), tried) and step > last:
            found = step
    return found


def wrong() -> Refused:
    return Refused(
        "credentials_wrong", "This is not the code of this half minute, or it was used already. Wait for the next."
    )
