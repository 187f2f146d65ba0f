"""The table of what is kept: no column and no rule for a time without its sentence."""

from collections import Counter
from dataclasses import fields

from tests.discussion.test_overlay import SITE
from voxpop.privacy import held
from voxpop.privacy.running import Running
from voxpop.settings import load
from voxpop.sites import rules
from voxpop.sites.rules import Rules
from voxpop.storage.schema import metadata

COLUMNS = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
RULES = {field.name for field in fields(Rules) if field.name.startswith("keep_")}


def running(**chosen: str) -> Running:
    """A site that has chosen these rules, on an installation that has chosen nothing."""
    return Running(load({}, {}), SITE._replace(rules=rules.read(chosen)))


def keys(**chosen: str) -> set[str]:
    return {item.key for item in held.applying(running(**chosen))}


def test_every_column_is_told_of_once_or_holds_nothing_of_a_reader() -> None:
    told = Counter(pair for item in held.ITEMS for pair in held.columns(item.columns))
    told.update(pair for group in held.NOTHING_OF_A_READER for pair in held.columns(group.columns))
    assert COLUMNS - set(told) == set(), "say in privacy/held what it is, why it is kept, who sees it and how long"
    assert set(told) - COLUMNS == set()
    assert [pair for pair, times in told.items() if times > 1] == []


def test_every_rule_for_a_time_is_told_of() -> None:
    assert {keep.rule for item in held.ITEMS for keep in item.keeps if keep.rule} == RULES


def test_a_time_is_in_the_sentence_that_has_one_and_in_no_other() -> None:
    keeps = [keep for item in held.ITEMS for keep in item.keeps]
    assert [keep.words for keep in keeps if ("%(time)s" in keep.words) != (keep.time(running()) is not None)] == []


def test_every_item_says_how_long_whatever_is_chosen() -> None:
    for chosen in ({}, {"addresses": "hashed"}):
        runs = running(**chosen)
        assert [item.key for item in held.ITEMS if not any(keep.when(runs) for keep in item.keeps)] == []


def test_keys_and_groups_are_known() -> None:
    assert max(Counter(item.key for item in held.ITEMS).values()) == 1
    assert {item.group for item in held.ITEMS} == set(held.GROUPS)


def test_of_addresses_that_are_never_kept_in_full_nothing_else_is_said() -> None:
    runs = running(addresses="hashed", akismet_key="abcdef123456")
    told = [keep.rule for item in held.applying(runs) for keep in item.keeps if keep.when(runs)]
    assert "keep_addresses" not in told


def test_what_a_site_does_not_do_is_not_told() -> None:
    assert keys(passkeys="off").isdisjoint({"akismet", "consent", "account", "sessions", "checks"})
    assert {"akismet", "consent"} <= keys(akismet_key="abcdef123456", consent="I agree.")
    assert {"account", "sessions"} <= keys(passkeys="all")
