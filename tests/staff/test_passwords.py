"""A password is kept as scrypt, each with its own salt, and known again in whatever form its letters come."""

import hashlib

import pytest

from voxpop.lib.refused import Refused
from voxpop.staff import passwords

# RFC 7914, section 12.
VECTOR = (
    b"pleaseletmein",
    b"SodiumChloride",
    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
)


def test_the_function_is_that_of_the_rfc() -> None:
    password, salt, made = VECTOR
    assert passwords._scrypt(password.decode(), salt, 2**14, 8, 1) == bytes.fromhex(made)[:32]
    assert hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1).hex() == made


async def test_it_is_known_again_and_no_other() -> None:
    kept = await passwords.made("long enough, this")
    assert await passwords.good("long enough, this", kept)
    assert not await passwords.good("long enough, thiS", kept)
    assert not await passwords.good("", kept)
    assert not await passwords.good("long enough, this", None)


async def test_what_is_kept_tells_its_parameters_and_not_the_password() -> None:
    one, other = await passwords.made("long enough, this"), await passwords.made("long enough, this")
    assert one.startswith("scrypt$32768$8$1$")
    assert one != other
    assert "long" not in one


async def test_one_that_was_kept_with_other_parameters_still_lets_in() -> None:
    salt = b"s" * 16
    made = passwords._scrypt("long enough, this", salt, 2**10, 8, 2)
    kept = f"scrypt$1024$8$2${passwords._coded(salt)}${passwords._coded(made)}"
    assert await passwords.good("long enough, this", kept)


async def test_an_accent_is_one_letter_or_two() -> None:
    kept = await passwords.made("caf\u00e9 caf\u00e9 caf\u00e9")
    assert await passwords.good("cafe\u0301 cafe\u0301 cafe\u0301", kept)


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 1001])
async def test_too_short_or_too_long_is_refused(password: str) -> None:
    with pytest.raises(Refused) as refused:
        await passwords.made(password)
    assert refused.value.code == "password_weak"


async def test_half_a_character_is_no_fault() -> None:
    assert not await passwords.good("\ud800" * 12, await passwords.made("long enough, this"))
