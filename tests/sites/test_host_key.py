"""A key that anybody could guess, or that is none, is refused when it is chosen."""

import base64
import re

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.host import BYTES, PAIR, PUBLIC, SECRET
from voxpop.settings import SettingsError
from voxpop.sites import host_key, rules


def encoded(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def test_both_kinds_are_read() -> None:
    assert host_key.read(SECRET) == ("HS256", BYTES)
    assert host_key.read(PUBLIC) == ("EdDSA", PAIR.public_key().public_bytes_raw())


def test_the_line_of_a_pem_file_is_the_same_key() -> None:
    pem = PAIR.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    assert host_key.read(f"EdDSA:{pem.splitlines()[1]}") == host_key.read(PUBLIC)


def test_either_alphabet_and_padding_will_do() -> None:
    key = bytes(range(220, 256))
    for written in (base64.b64encode(key).decode(), encoded(key), encoded(key).rstrip("=")):
        assert host_key.read(f"HS256:{written}").material == key


@pytest.mark.parametrize(
    "value",
    [
        "HS256:", "HS256:AAAA", f"HS256:{encoded(BYTES[:31])}", f"HS256:{encoded(bytes(32))}", "EdDSA:",
        f"HS256:{encoded(b'ab' * 32)}", f"HS256:{encoded(bytes(range(256)) * 5)}", f"EdDSA:{encoded(BYTES[:31])}",
        f"EdDSA:{encoded(BYTES + b'x')}", f"EdDSA:{encoded(b'x' * 12 + BYTES)}", f"RS256:{encoded(BYTES)}",
        f"none:{encoded(BYTES)}", f":{encoded(BYTES)}", encoded(BYTES), SECRET.lower(), f"{SECRET} ", f"{SECRET}\n",
        f"HS256:{encoded(BYTES)[:-2]}B", "HS256:" + "ä" * 40, "HS256:" + "$" * 43,
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        rules.read({"host_key": value})
    assert "want HS256:" in str(caught.value)
    assert not re.search(r"[A-Za-z0-9]{20}", str(caught.value))


def test_nothing_means_that_there_is_none() -> None:
    assert rules.read({"host_key": ""}).host_key == ""
