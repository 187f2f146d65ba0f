"""Tokens that only their holder has: drawn at random, kept here as a hash, shown beforehand as a challenge."""

import base64
import hashlib
import secrets

BYTES = 32


def drawn() -> str:
    return secrets.token_urlsafe(BYTES)


def hashed(token: str) -> bytes:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def challenge(verifier: str) -> str:
    """What is shown of a verifier beforehand: its SHA-256 in base64url (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashed(verifier)).decode().rstrip("=")
