"""A token that an issuer has signed (JWS in its compact form, RFC 7515), and the keys that it publishes (RFC 7517).

    opened -> what its header says, when that is harmless    fitting -> the key for it    verified -> what it says

A token never brings its key along, and never says which algorithms will do. Nothing is decoded of what is too long.
"""

import base64
from collections.abc import Container, Iterable, Mapping
from typing import Any, NamedTuple

from voxpop.people import asking
from voxpop.people.claims import Lied

LONGEST = 16 * 1024  # characters of a token
MOST_KEYS = 100
KINDS = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}  # what may sign, with which kind of key
SAME = {"EdDSA": "Ed25519"}  # RFC 9864 names the curve; the other of the old name is not taken
MATERIAL = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}
RSA_SIZES = range(342, 1367)  # characters of a modulus of 2048 to 8192 bits
EXPONENT_LONGEST = 8  # characters
# The key or its address brought along; what changes how the rest is read; what the header says must be understood.
REFUSED = ("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc")


class Token(NamedTuple):
    written: bytes
    algorithm: str
    kid: str | None


class Key(NamedTuple):
    """`algorithm` and `issuer` are '' where the key does not say; the latter is Microsoft's."""

    kid: str | None
    kind: str
    algorithm: str
    issuer: str
    material: Mapping[str, str]


def opened(written: Any, algorithms: Iterable[str], taken: Container[str] = frozenset(KINDS)) -> Token:
    """A token by its header, of which nothing is believed yet. Raises Lied.

    `algorithms` were agreed on before, and of those only what is `taken` will do.
    """
    if not isinstance(written, str) or not written.isascii():
        raise Lied("there is no token in it")
    if len(written) > LONGEST:
        raise Lied(f"its token is longer than {LONGEST} characters")
    if written.count(".") != 2:
        raise Lied("its token is not a signed one")
    header = _header(written.partition(".")[0])
    if any(field in header for field in REFUSED):
        raise Lied("its token says by itself how it is to be checked")
    algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    if not isinstance(algorithm, str) or algorithm not in algorithms or algorithm not in taken:
        raise Lied("its token is not signed in a way that was agreed")
    if not isinstance(kind, str) or kind.upper() != "JWT" or not isinstance(kid, str | None):
        raise Lied("its token is of another kind")
    return Token(written.encode(), algorithm, kid)


def _header(written: str) -> dict[str, Any]:
    try:
        header = asking.read(base64.b64decode(written + "=" * (-len(written) % 4), b"-_", validate=True))
    except ValueError:
        raise Lied("its token cannot be read") from None
    if not isinstance(header, dict):
        raise Lied("its token cannot be read")
    return header


def keys(document: Any) -> tuple[Key, ...]:
    """The keys of a published set that may sign tokens. What is not understood is passed over (RFC 7517, 5)."""
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise asking.Away("it publishes no keys")
    return tuple(key for entry in listed[:MOST_KEYS] if (key := _key(entry)))


def _key(entry: Any) -> Key | None:
    kind = entry.get("kty") if isinstance(entry, dict) else None
    if not isinstance(kind, str) or kind not in MATERIAL or entry.get("use", "sig") != "sig":
        return None
    material = {field: entry.get(field) for field in MATERIAL[kind]}
    texts = [material[field] for field in material] + [entry.get(f, "") for f in ("kid", "alg", "issuer")]
    if not all(isinstance(value, str) for value in texts):
        return None
    if kind == "RSA" and (len(material["n"]) not in RSA_SIZES or len(material["e"]) > EXPONENT_LONGEST):
        return None
    return Key(entry.get("kid"), kind, entry.get("alg", ""), entry.get("issuer", ""), {"kty": kind, **material})


def fitting(published: Iterable[Key], token: Token) -> Key | None:
    """The key that a token names; where it names none, the only one that can have signed it."""
    able = [key for key in published if key.kind == KINDS[token.algorithm] and _signs(key, token.algorithm)]
    if token.kid is None:
        return able[0] if len(able) == 1 else None
    return next((key for key in able if key.kid == token.kid), None)


def _signs(key: Key, algorithm: str) -> bool:
    return not key.algorithm or SAME.get(key.algorithm, key.algorithm) == SAME.get(algorithm, algorithm)


def verified(token: Token, key: Key) -> dict[str, Any]:
    """What a token says that was signed with this key. Raises Lied."""
    try:
        said = asking.read(payload(token, key.material))
    except ValueError:
        raise Lied("its token is not signed by it, or cannot be read") from None
    if not isinstance(said, dict):
        raise Lied("its token says nothing")
    return said


def payload(token: Token, material: Mapping[str, str]) -> bytes:
    """What was signed with this key, not read yet. Raises Lied. The first time it reads a library."""
    from joserfc import errors, jwk, jws

    registry = jws.JWSRegistry(algorithms=(token.algorithm,), strict_check_header=False)
    registry.algorithms = {token.algorithm: registry.algorithms[SAME.get(token.algorithm, token.algorithm)]}
    registry.max_header_length = registry.max_payload_length = registry.max_signature_length = LONGEST
    try:
        return jws.deserialize_compact(token.written, jwk.import_key(dict(material)), registry=registry).payload
    except (errors.JoseError, ValueError, TypeError, KeyError, OverflowError):
        raise Lied("its token is not signed by it, or cannot be read") from None
