"""Who else receives anything: every way out of the program has an entry, and none is told of that is closed."""

import ast
import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

import voxpop
from tests.privacy.test_held import running
from voxpop.akismet import hooks
from voxpop.app import CHANNELS
from voxpop.people.providers import KNOWN
from voxpop.privacy import notice
from voxpop.privacy.processors import PROCESSORS
from voxpop.privacy.running import Running
from voxpop.settings import Settings, load
from voxpop.sites.rules import Rules

CODE = Path(voxpop.__file__).parent
OUTSIDE = {"voxpop.lib.fetch", "aiosmtplib"}
APART = ("lib.fetch", "demo.")  # the client itself; the demonstration, which asks nobody but itself


def imported(file: Path) -> set[str]:
    """All that a module imports, by full names."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def outgoing() -> set[str]:
    """The modules that speak to others."""
    modules = {".".join(file.relative_to(CODE).with_suffix("").parts): file for file in CODE.rglob("*.py")}
    return {name for name, file in modules.items() if imported(file) & OUTSIDE and not name.startswith(APART)}


def told(runs: Running) -> list[str]:
    return [one.whom for one in notice.made(runs).shared]


def with_settings(**given: str) -> Running:
    return running()._replace(settings=load(given, {}))


def test_every_module_that_speaks_to_others_is_named_by_a_processor() -> None:
    assert len(outgoing()) > 3
    assert outgoing() == {module for one in PROCESSORS for module in one.modules}


def test_every_channel_of_the_outbox_is_named_by_a_processor() -> None:
    assert {channel.name for channel in CHANNELS} | {hooks.NAME} == {
        name for one in PROCESSORS for name in one.channels
    }


def test_every_setting_that_shares_something_is_named_by_a_processor() -> None:
    sharing = {field.name: field.metadata["shares"] for kind in (Settings, Rules) for field in fields(kind)}
    assert {name: shares for name, shares in sharing.items() if shares} == {
        one.settings[0]: one.shares for one in PROCESSORS if one.shares
    }


def test_what_switches_one_on_is_a_setting_or_a_rule() -> None:
    known = {field.name for kind in (Settings, Rules) for field in fields(kind)}
    assert {name for one in PROCESSORS for name in one.settings} <= known


def test_by_default_there_is_nobody() -> None:
    assert told(running()) == []


def test_a_relay_is_told_of_by_its_name() -> None:
    [whom] = told(with_settings(smtp_host="mail.paper.example", mail_from="voxpop@paper.example"))
    assert "mail.paper.example" in whom


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "mailer", "relay.mail.internal", "fd00::25"])
def test_a_relay_of_ones_own_is_told_of_by_the_name_of_this_server(host: str) -> None:
    mailing = {"smtp_host": host, "mail_from": "voxpop@paper.example", "public_url": "https://talk.example"}
    [whom] = told(with_settings(**mailing))
    assert "talk.example" in whom
    assert host not in whom


def test_akismet_is_told_of_with_the_server_that_is_asked() -> None:
    runs = running(akismet_key="abcdef123456")
    assert "rest.akismet.com" in told(runs)[0]
    assert {one.name for one in notice.made(runs).shared[0].fields} >= {"user_ip", "comment_author_email"}
    other = runs._replace(settings=replace(runs.settings, akismet_url="https://spam.example"))
    assert "spam.example" in told(other)[0]


def test_every_provider_that_has_keys_is_told_of_by_its_name() -> None:
    keys = {name: {"id": "i", "secret": "s"} for name in ("google", "github")} | {"mastodon": {}}
    found = told(with_settings(sign_in=json.dumps(keys)))
    assert found[:2] == [KNOWN["google"].name, KNOWN["github"].name]
    assert found[2] == "The Mastodon server that you name yourself"
    assert "picture" in found[3]
    assert len(found) == 4


def test_an_issuer_that_the_operator_named_is_told_of_by_the_name_it_was_given() -> None:
    keys = {"club": {"issuer": "https://id.club.example", "id": "i", "secret": "s", "name": "The Club"}}
    assert told(with_settings(sign_in=json.dumps(keys)))[0] == "The Club"


def test_hosts_of_pictures_are_told_of_except_this_one() -> None:
    runs = with_settings(public_url="https://talk.example")
    runs = runs._replace(pictures=frozenset(("pics.example", "cdn.example", "talk.example")))
    made = notice.made(runs)
    assert [one.key for one in made.shared] == ["story:cdn.example", "story:pics.example"]
    assert not made.alone
    assert notice.made(runs._replace(pictures=frozenset(("talk.example",)))).alone


def test_every_processor_says_what_switches_it_on() -> None:
    assert [one.key for one in PROCESSORS if bool(one.settings) == bool(one.otherwise)] == []


def test_web_hooks_are_told_of_where_a_key_has_one() -> None:
    assert told(running()._replace(checks=True)) == []
    assert len(told(running()._replace(checks=True, hooks=True))) == 1
