"""What is agreed with providers is read from the settings, and each mistake in it is named with its remedy."""

import json
from pathlib import Path
from typing import Any

import pytest

from voxpop import settings
from voxpop.app import furnish
from voxpop.people import keys
from voxpop.people.provider import Keys
from voxpop.people.providers import KNOWN, offered
from voxpop.settings import SettingsError

PLAIN = {"id": "an-id", "secret": "a-secret"}
PEM = "-----BEGIN PRIVATE KEY-----\nMIG…\n-----END PRIVATE KEY-----\n"
APPLE = {"id": "example.paper", "team": "T1", "key_id": "K1", "key": PEM}


def of(**agreed: Any) -> tuple[Keys, ...]:
    return keys.of(settings.load({"sign_in": json.dumps(agreed)}, {}))


def mistakes(**agreed: Any) -> str:
    with pytest.raises(SettingsError) as error:
        of(**agreed)
    return str(error.value)


def test_without_anything_agreed_there_are_no_providers() -> None:
    assert keys.of(settings.load({}, {})) == ()


def test_keys_are_in_the_order_of_the_settings() -> None:
    paper = {"issuer": "https://id.paper.example/", "name": "The Paper", **PLAIN}
    found = of(google=PLAIN, paper=paper, github=PLAIN)
    assert [one.provider for one in found] == ["google", "paper", "github"]
    assert found[1] == Keys("paper", "an-id", "a-secret", name="The Paper", issuer="https://id.paper.example/", more={})
    assert [provider.name for _, provider in offered(found)] == ["Google", "The Paper", "GitHub"]
    assert [provider.oidc for _, provider in offered(found)] == [True, True, False]


def test_tables_of_the_file_say_the_same_as_json_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "voxpop.toml").write_text('[sign_in.google]\nid = "an-id"\nsecret = "a-secret"\n[sign_in.mastodon]\n')
    file = settings.load({"data": str(tmp_path)}, {})
    environment = settings.load({}, {"VOXPOP_SIGN_IN": json.dumps({"google": PLAIN, "mastodon": {}})})
    assert keys.of(file) == keys.of(environment)
    assert [one.provider for one in keys.of(file)] == ["google", "mastodon"]


def test_what_only_one_provider_needs_is_apart() -> None:
    assert of(apple=APPLE)[0].more == {"team": "T1", "key_id": "K1", "key": PEM}
    assert of(microsoft=PLAIN)[0].more == {"tenant": "common"}
    assert of(microsoft={**PLAIN, "tenant": "paper.example"})[0].more == {"tenant": "paper.example"}


def test_an_issuer_without_a_name_is_called_by_its_host() -> None:
    [(_, provider)] = offered(of(paper={"issuer": "https://id.paper.example", **PLAIN}))
    assert provider.name == "id.paper.example"


@pytest.mark.parametrize("name", sorted(set(KNOWN) - {"apple", "mastodon"}))
def test_every_provider_needs_an_id_and_a_secret(name: str) -> None:
    assert of(**{name: PLAIN})[0].secret == "a-secret"
    told = mistakes(**{name: {"id": " "}})
    assert f"sign_in: {name}: id is missing: docs/sign-in.md says where {name} shows it" in told
    assert f"sign_in: {name}: secret is missing:" in told


@pytest.mark.parametrize(
    ("agreed", "words"),
    [
        (
            {"google": {**PLAIN, "sercet": "x"}},
            "google: sercet: it has no such field; there are id, secret, name,",
        ),
        ({"google": {**PLAIN, "issuer": "https://a.example"}}, "google: issuer: it has no such field"),
        ({"apple": {**APPLE, "secret": "x"}}, "apple: secret: it has no such field; there are id, team, key_id, key"),
        ({"apple": {**APPLE, "key": "x"}}, "apple: key: want the text of the file .p8, from its first line on"),
        ({"apple": PLAIN}, "apple: team is missing"),
        ({"paper": PLAIN}, "paper: issuer is missing: a provider that is not one of apple, discord,"),
        ({"paper": {"issuer": "paper", **PLAIN}}, "paper: issuer: want an address like https://accounts.paper.example"),
        ({"paper": {"issuer": "http://a.example", **PLAIN}}, "paper: issuer: want https: only a provider on this mach"),
        ({"paper": {"issuer": "https://a.example/?a", **PLAIN}}, "paper: issuer: want an address without ? and #"),
        ({"paper": {"issuer": "https://u:p@a.example", **PLAIN}}, "paper: issuer: want an address like"),
        (
            {"gitlab": {**PLAIN, "server": "https://a.example/git"}},
            "gitlab: server: want an origin like https://a.exam",
        ),
        ({"gitlab": {**PLAIN, "server": "http://10.0.0.1"}}, "gitlab: server: want https: only a provider on this"),
        ({"mastodon": {"server": "https://a.example"}}, "mastodon: id is missing"),
        ({"google": {**PLAIN, "id": "a\nb"}}, "google: id: it holds a line break"),
        ({"google": {**PLAIN, "id": "a" * 9000}}, "google: id: it is longer than 8192 characters"),
        ({"email": PLAIN}, "email: this name is Voxpop's own: take another than email, passkey, host, guest"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_its_remedy(agreed: dict[str, Any], words: str) -> None:
    assert f"sign_in: {words}" in mistakes(**agreed)


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000/a"])
def test_a_provider_on_this_machine_may_be_asked_by_http(issuer: str) -> None:
    assert of(paper={"issuer": issuer, **PLAIN})[0].issuer == issuer


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("google", 'want a JSON object like {"google": {"id": "…", "secret": "…"}}, or nothing'),
        ("[]", "want a JSON object like"),
        ("[" * 100_000, "want a JSON object like"),
        ('{"google": "s3cret"}', 'google has no fields: want {"id": "…", "secret": "…"}'),
        ('{"google": {"id": 7, "secret": null}}', "google: id, secret: want text in quotation marks"),
        ('{"Google": {}}', "'Google' is no name of a provider: want up to 31 of a-z"),
        ('{"../a": {}}', "'../a' is no name of a provider"),
    ],
)
def test_what_is_no_table_of_providers_is_named(written: str, words: str) -> None:
    with pytest.raises(SettingsError) as error:
        settings.load({}, {"VOXPOP_SIGN_IN": written})
    assert f"VOXPOP_SIGN_IN=…: {words}" in str(error.value)


def test_no_secret_is_in_a_message() -> None:
    told = mistakes(google={"secret": "s3cret", "sercet": "s3cret"}, paper={**PLAIN, "secret": "s3cret", "issuer": "x"})
    assert "s3cret" not in told
    assert told.count("\n") >= 2


def test_a_server_does_not_start_with_a_mistake_in_them(tmp_path: Path) -> None:
    loaded = settings.load({"data": str(tmp_path), "sign_in": '{"google": {"id": "x"}}'}, {})
    with pytest.raises(SettingsError, match="google: secret is missing"):
        furnish(loaded)
    assert list(tmp_path.iterdir()) == []
