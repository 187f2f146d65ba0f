"""Passwords of the desk: kept as scrypt (RFC 7914) with salt and parameters, compared in constant time.

One at a time, in a thread of their own: each takes 32 MB and a tenth of a second, and readers should not wait for it.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from voxpop.lib.refused import Refused

SHORTEST, LONGEST = 12, 1000  # characters
N, R, P = 2**15, 8, 1
SALT = 16  # bytes

_ONE = ThreadPoolExecutor(1, "passwords")


async def made(password: str) -> str:
    """What is kept of it. Raises Refused password_weak."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused(
            "password_weak",
            f"The password has {len(password)} characters. It takes {SHORTEST} to {LONGEST}: a few words do well.",
        )
    return await asyncio.get_running_loop().run_in_executor(_ONE, _kept, password, secrets.token_bytes(SALT))


async def good(password: str, kept: str | None) -> bool:
    """Is it the one of which this is kept? Without any it takes as long, and the answer is no."""
    return await asyncio.get_running_loop().run_in_executor(_ONE, _good, password[:LONGEST], kept)


def _kept(password: str, salt: bytes) -> str:
    return "$".join(("scrypt", str(N), str(R), str(P), _coded(salt), _coded(_scrypt(password, salt, N, R, P))))


def _good(password: str, kept: str | None) -> bool:
    if not kept:
        _scrypt(password, bytes(SALT), N, R, P)
        return False
    _, n, r, p, salt, made = kept.split("$")
    tried = _scrypt(password, base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(tried, base64.b64decode(made))


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    """In NFC, so that it does not matter on which keyboard it was typed."""
    told = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(told, salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)


def _coded(value: bytes) -> str:
    return base64.b64encode(value).decode()
