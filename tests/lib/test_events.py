"""Server-sent events as bytes."""

import pytest

from tests.support.listening import Event, events_of
from voxpop.lib import events


@pytest.mark.parametrize("said", [{"html": "<p>a\nb\r\n\n\u2028c</p>"}, {"id": 7, "parent": None}, "event: x\n\n"])
def test_an_event_is_read_as_it_was_written(said: object) -> None:
    assert events_of(events.event("comment", said, 7)) == [Event("comment", said, 7)]
    assert events_of(events.event("comment", said)) == [Event("comment", said, None)]


def test_an_event_is_of_three_lines_whatever_it_says() -> None:
    assert len(events.event("gone", {"html": "a\nb\r\rc\n\n"}, 1).splitlines()) == 4


def test_a_sign_of_life_says_nothing() -> None:
    assert events_of(events.BEAT + events.retry(2.5)) == []


def test_who_is_told_to_look_now_and_then_and_takes_it_for_an_end_does_not_come_back_sooner() -> None:
    assert events.poll(30) == b'retry: 30000\n\nevent: poll\ndata: {"seconds":30}\n\n'
