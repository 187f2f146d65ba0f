"""When two drafts are the same, and when only their keys are."""

from typing import Any

import pytest

from voxpop.discussion.draft import Author, Draft, draft_key, fingerprint
from voxpop.people.asker import Asker
from voxpop.sites.rules import Rules
from voxpop.sites.site import Place, Site

SITE = Site(1, "default", "", Rules(), "", frozenset(), "")
ANN = Author("Ann", "ann@reader.example", "")


def draft(**fields: Any) -> Draft:
    here = Draft(SITE, Place("/ferry", "/ferry"), "", None, "It is late.", ANN, Asker("", "", "", ""), "", "", 0)
    return here._replace(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": " It  is\nlate. "},
        {"author": Author("Anna", "ANN@reader.example", "https://ann.example")},
        {"now": 7},
        {"key": "k"},
        {"title": "x"},
        {"asker": Asker("192.0.2.1", "192.0.2.1", "Mozilla", "")},
        {"place": Place("/ferry", "/Ferry")},
    ],
)
def test_one_person_says_the_same_at_the_same_place(fields: dict[str, Any]) -> None:
    assert fingerprint(draft(**fields)) == fingerprint(draft())


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "it is late."},
        {"author": Author("Ann", "ben@reader.example", "")},
        {"author": Author("Ann", "", "")},
        {"parent": 1},
        {"place": Place("/harbour", "/harbour")},
    ],
)
def test_anything_else_is_another_saying(fields: dict[str, Any]) -> None:
    assert fingerprint(draft(**fields)) != fingerprint(draft())


def test_where_one_field_ends_and_the_next_begins_counts() -> None:
    one = draft(author=Author("", "", ""), place=Place("/a", ""), text="None b")
    other = draft(author=Author("None", "", ""), place=Place("/a", ""), text="b")
    assert fingerprint(one) != fingerprint(other)


def test_without_a_key_nothing_is_kept_of_it() -> None:
    assert draft_key(draft()) is None


def test_a_key_is_kept_as_a_hash() -> None:
    kept = draft_key(draft(key="secret"))
    assert kept is not None
    assert kept != draft_key(draft(key="secret "))
    assert b"secret" not in kept
