"""A site's own word on its reader: taken when it signed it, for this site, for now; whatever is wrong is named."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.support import host
from tests.support.host import BYTES, NOW, PAIR, PUBLIC, SECRET, base64url, claims, signed
from voxpop.lib.refused import Refused
from voxpop.people import host_token
from voxpop.people.host_token import HostAccount
from voxpop.people.provider import Profile


def read(token: Any, key: str = PUBLIC, now: int = NOW) -> HostAccount:
    return host_token.read(host.site(key), token, now * 1_000_000)


def refused(token: Any, key: str = PUBLIC, now: int = NOW) -> str:
    """The sentence with which a token is refused."""
    with pytest.raises(Refused) as caught:
        read(token, key, now)
    assert type(caught.value) is Refused
    assert caught.value.code == "token_refused"
    return caught.value.sentence


@pytest.mark.parametrize(("rule", "key"), [(SECRET, BYTES), (PUBLIC, PAIR)])
def test_all_that_it_says_is_read(rule: str, key: Any) -> None:
    said = claims(
        name="Ida Holm", picture="https://paper.example/ida.jpg", profile="https://paper.example/ida",
        badges=["Subscriber", " Local "], role="staff", iat=NOW, nbf=NOW, email="ida@paper.example", level=7,
    )  # fmt: skip
    profile = Profile("host", "4711", "Ida Holm", "https://paper.example/ida.jpg", "https://paper.example/ida")
    assert read(signed(said, key=key), rule) == HostAccount(profile, ("Subscriber", "Local"), "staff")


@pytest.mark.parametrize("more", [{}, {"name": None, "picture": "", "profile": None, "badges": [], "role": "reader"}])
def test_an_id_is_enough(more: dict[str, Any]) -> None:
    assert read(signed(claims(**more))) == HostAccount(Profile("host", "4711"), (), "reader")


def test_the_curve_may_be_called_by_its_new_name() -> None:
    assert read(signed(claims(), {"alg": "Ed25519"})).profile.subject == "4711"


def test_without_a_key_no_token_will_do() -> None:
    assert "no key" in refused(signed(claims()), "")


@pytest.mark.parametrize("audience", ["default", "voxpop:news", "voxpop:default ", "", None, 7, [], ["voxpop:news"],
                                      ["voxpop:default", "voxpop:news"], {"voxpop:default": 1}])  # fmt: skip
def test_a_token_for_another_is_refused(audience: Any) -> None:
    assert "aud is not 'voxpop:default'" in refused(signed(claims(aud=audience)))


def test_an_audience_may_stand_in_a_list() -> None:
    assert read(signed(claims(aud=["voxpop:default"])))


@pytest.mark.parametrize("subject", ["", " ", "x" * 256, "null", "0", "undefined", "None", "a\nb", "guest"])
def test_an_id_that_is_nobody_s_is_refused(subject: str) -> None:
    assert "sub is nobody's" in refused(signed(claims(sub=subject)))


@pytest.mark.parametrize("subject", [4711, 1.5, True, ["4711"], {}])
def test_an_id_that_is_no_text_is_refused(subject: Any) -> None:
    assert "sub is not a text" in refused(signed(claims(sub=subject)))


@pytest.mark.parametrize("name", ["sub", "aud", "exp"])
def test_what_must_be_said_must_be_said(name: str) -> None:
    said = claims()
    del said[name]
    assert name in refused(signed(said))


def test_two_ids_are_two_accounts() -> None:
    assert read(signed(claims(sub="Ida"))).profile.subject != read(signed(claims(sub="ida"))).profile.subject


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"exp": NOW - 61}, "exp was 61 s ago"),
        ({"exp": NOW + 3661}, "more than 3600 s ahead"),
        ({"exp": (NOW + 600) * 1000}, "more than 3600 s ahead"),  # milliseconds
        ({"exp": str(NOW + 600)}, "exp is not a number"),
        ({"exp": True}, "exp is not a number"),
        ({"exp": -1}, "exp is not a number"),
        ({"exp": 1e308}, "exp is not a number"),
        ({"exp": None}, "exp is missing"),
        ({"iat": NOW + 61}, "iat is 61 s ahead"),
        ({"nbf": NOW + 61}, "nbf is 61 s ahead"),
        ({"iat": None}, "iat is missing"),
        ({"nbf": "now"}, "nbf is not a number"),
    ],
)
def test_a_token_that_is_not_good_now_is_refused(more: dict[str, Any], why: str) -> None:
    assert why in refused(signed(claims(**more)))


@pytest.mark.parametrize(
    "more", [{"exp": NOW - 60}, {"exp": NOW + 3660}, {"exp": NOW + 0.5}, {"iat": NOW + 60}, {"nbf": NOW + 60}]
)
def test_clocks_may_differ_by_a_minute(more: dict[str, Any]) -> None:
    assert read(signed(claims(**more)))


@pytest.mark.parametrize("infinite", ["Infinity", "-Infinity", "NaN", "1e999"])
def test_a_time_without_end_is_none(infinite: str) -> None:
    assert refused(signed(json.dumps(claims()).replace(str(NOW + 600), infinite).encode()))


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"name": 7}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"picture": "http://paper.example/ida.jpg"}, "picture is not an address"),
        ({"picture": "javascript:alert(1)"}, "picture is not an address"),
        ({"picture": ["https://paper.example/ida.jpg"]}, "picture"),
        ({"profile": "//paper.example/ida"}, "profile is not an address"),
        ({"profile": "https://"}, "profile is not an address"),
        ({"picture": "https://paper.example/" + "x" * 2000}, "picture"),
        ({"badges": "Subscriber"}, "badges is not a list"),
        ({"badges": None}, "badges is not a list"),
        ({"badges": list("abcdef")}, "badges is not a list of at most 5"),
        ({"badges": [7]}, "badges holds"),
        ({"badges": [""]}, "badges holds"),
        ({"badges": ["\u200b\n"]}, "badges holds"),
        ({"badges": ["x" * 31]}, "badges holds"),
        ({"role": "admin"}, "role is neither"),
        ({"role": ["staff"]}, "role is neither"),
        ({"role": None}, "role is neither"),
    ],
)
def test_what_cannot_be_is_named(more: dict[str, Any], why: str) -> None:
    assert why in refused(signed(claims(**more)))


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Ida\x00 \u202eHolm\n", "Ida Holm"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("👩\u200d💻 Ida", "👩\u200d💻 Ida"),
        ("\u200b", ""),
        ("x" * 200, "x" * 80),
        ("a" + "\u0301" * 60, ""),
        ("\ud800Ida", "Ida"),
    ],
)
def test_a_name_is_made_such_that_it_can_be_shown(told: str, shown: str) -> None:
    assert read(signed(claims(name=told))).profile.name == shown


def test_a_badge_is_one_line_of_what_can_be_seen() -> None:
    told = ["Sub\x00scriber\u202e", "a\u2028b\nc", "دوست\u200cدار"]
    assert read(signed(claims(badges=told))).badges == ("Subscriber", "a b c", "دوست\u200cدار")


@pytest.mark.parametrize("field", ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"])
def test_a_token_does_not_say_by_itself_how_it_is_checked(field: str) -> None:
    own = {"kty": "OKP", "crv": "Ed25519", "x": base64url(PAIR.public_key().public_bytes_raw())}
    assert "says by itself" in refused(signed(claims(), {"alg": "EdDSA", field: own}))


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "", "HS256", "HS512", "RS256", "ES256", "Ed448", "eddsa", None, 7]
)
def test_the_algorithm_is_the_key_s_and_not_the_token_s(algorithm: Any) -> None:
    assert "not signed in a way that was agreed" in refused(signed(claims(), {"alg": algorithm}))


def test_the_public_half_is_no_secret() -> None:
    public = PAIR.public_key().public_bytes_raw()
    assert "not signed in a way" in refused(signed(claims(), key=public))
    assert "not signed by it" in refused(signed(claims(), {"alg": "EdDSA"}, key=public))


def test_a_token_of_a_pair_is_refused_where_a_secret_is_agreed() -> None:
    assert "not signed in a way" in refused(signed(claims()), SECRET)


@pytest.mark.parametrize(
    ("rule", "other"), [(SECRET, b"x" * 32), (PUBLIC, Ed25519PrivateKey.from_private_bytes(b"x" * 32))]
)
def test_another_s_signature_is_refused(rule: str, other: Any) -> None:
    assert "not signed by it" in refused(signed(claims(), key=other), rule)


@pytest.mark.parametrize(("rule", "key"), [(SECRET, BYTES), (PUBLIC, PAIR)])
def test_what_was_changed_or_cut_is_refused(rule: str, key: Any) -> None:
    header, body, mark = signed(claims(), key=key).split(".")
    other = signed(claims(sub="1"), key=key).split(".")[1]
    for token in (f"{header}.{other}.{mark}", f"{header}.{body}.", f"{header}.{body}.{mark[:-4]}", f".{body}.{mark}",
                  f"{header}.{body}", f"{header}.{body}.{mark}.", "", "a.b.c", "ä.b.c", None, 7):  # fmt: skip
        assert refused(token, rule)


def test_a_secret_cut_to_nothing_signs_nothing() -> None:
    body = signed(claims(), key=b"").rpartition(".")[0]
    empty = base64url(hmac.new(b"", body.encode(), hashlib.sha256).digest())
    assert "not signed by it" in refused(f"{body}.{empty}", SECRET)


@pytest.mark.parametrize("said", [b'{"sub": "1", "sub": "2"}', b'{"a": {"b": 1, "b": 2}}'])
def test_what_is_said_twice_is_refused(said: bytes) -> None:
    assert "stands twice" in refused(signed(said))


def test_a_header_that_says_a_thing_twice_is_refused() -> None:
    assert "cannot be read" in refused(signed(claims(), b'{"alg": "EdDSA", "alg": "EdDSA"}'))


@pytest.mark.parametrize("said", [[], "sub", 7, None, b"\xff", b"", b"{", b"[" * 5000])
def test_what_is_no_object_is_refused(said: Any) -> None:
    assert "the claims of its token" in refused(signed(said))


def test_nothing_is_decoded_of_what_is_too_long() -> None:
    token = signed(claims(level="x" * 20_000))
    assert "longer than 16384" in refused(token)
    assert "longer than 16384" in refused("e" * 10_000_000)


@pytest.mark.parametrize("kind", ["at+jwt", "JWE", 7, None])
def test_a_token_of_another_kind_is_refused(kind: Any) -> None:
    assert "another kind" in refused(signed(claims(), {"alg": "EdDSA", "typ": kind}))
