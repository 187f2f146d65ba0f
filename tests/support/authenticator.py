"""A device that keeps passkeys: makes and signs as WebAuthn level 3 says, and lies where a test wants it to.

device = Authenticator(ORIGIN)
device.create(options)          # options: the server's JSON as a dict   -> the JSON of a PublicKeyCredential
device.get(options)             # of the last key that was made here; device.get(options, key) of another
device.origin, device.rp, device.counts, device.verified, …             # what it says of itself
"""

import base64
import dataclasses
import hashlib
import json
import secrets
import struct
from typing import Any
from urllib.parse import urlsplit

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ES256, EDDSA = -7, -8


@dataclasses.dataclass
class Key:
    credential: bytes
    private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
    user: bytes
    counter: int = 0

    def public(self) -> bytes:
        """As COSE writes it (RFC 9053)."""
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return cbor2.dumps({1: 1, 3: EDDSA, -1: 6, -2: self.private.public_key().public_bytes_raw()})
        at = self.private.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: ES256, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")})

    def sign(self, signed: bytes) -> bytes:
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(signed)
        return self.private.sign(signed, ec.ECDSA(hashes.SHA256()))


class Authenticator:
    def __init__(self, origin: str, *, algorithm: int = ES256) -> None:
        self.origin = origin
        self.rp = urlsplit(origin).hostname or ""
        self.algorithm = algorithm
        self.verified = True  # it has asked for a finger
        self.counts = True  # devices that give their keys to others do not
        self.keys: list[Key] = []

    def create(self, options: dict[str, Any], name: bytes = b"") -> dict[str, Any]:
        """A new key; `name` in the place of one that nobody has."""
        if self.algorithm == EDDSA:
            private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey = ed25519.Ed25519PrivateKey.generate()
        else:
            private = ec.generate_private_key(ec.SECP256R1())
        key = Key(name or secrets.token_bytes(32), private, read(options["user"]["id"]))
        self.keys.append(key)
        told = bytes(16) + struct.pack(">H", len(key.credential)) + key.credential + key.public()
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(key, ATTESTED) + told})
        said = {"clientDataJSON": self._client("webauthn.create", options), "attestationObject": made}
        return self._credential(key, said)

    def get(self, options: dict[str, Any], key: Key | None = None) -> dict[str, Any]:
        key = key or self.keys[-1]
        key.counter += self.counts
        client, told = self._client("webauthn.get", options), self._data(key)
        signature = key.sign(told + hashlib.sha256(client).digest())
        said = {"clientDataJSON": client, "authenticatorData": told, "signature": signature, "userHandle": key.user}
        return self._credential(key, said)

    def _data(self, key: Key, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verified else 0) | more
        return hashlib.sha256(self.rp.encode()).digest() + struct.pack(">BI", flags, key.counter)

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _credential(self, key: Key, said: dict[str, bytes]) -> dict[str, Any]:
        written = {name: write(value) for name, value in said.items()}
        name = write(key.credential)
        return {"id": name, "rawId": name, "type": "public-key", "response": written, "clientExtensionResults": {}}


def read(coded: str) -> bytes:
    return base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))


def write(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
