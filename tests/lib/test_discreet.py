"""The log holds kinds and places of errors, and none of their words."""

import asyncio
import io
import logging
import sys
from collections.abc import Iterator

import pytest

from voxpop.lib.discreet import Discreet, way

SECRET = "what Ann wrote"


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger with the formatter of a process that serves, and what it has written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet())
    logger = logging.getLogger("asyncio")
    logger.addHandler(handler)
    yield logger, written
    logger.removeHandler(handler)


def fail() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(SECRET) from error


def test_an_error_is_told_by_kind_and_place(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    try:
        fail()
    except ValueError as error:
        logger.error("comment %s failed: %s", 7, "ValueError", exc_info=error)
    said = written.getvalue()
    assert "comment 7 failed: ValueError\nValueError\n  at " in said
    assert "test_discreet.py:" in said
    assert "in fail" in said
    assert "\nfrom KeyError\n" in said
    assert SECRET not in said


def test_what_another_handler_has_made_of_it_is_not_taken_over(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    other = logging.StreamHandler(io.StringIO())
    other.setFormatter(logging.Formatter())
    logger.handlers.insert(0, other)
    try:
        fail()
    except ValueError:
        logger.exception("failed")
    logger.removeHandler(other)
    assert "ValueError" in written.getvalue()
    assert SECRET not in written.getvalue()


def hide() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError:
        raise ValueError(SECRET) from None


def test_a_context_that_was_set_aside_stays_so() -> None:
    with pytest.raises(ValueError, match=SECRET) as caught:
        hide()
    assert way(caught.value).startswith("ValueError\n  at ")
    assert "KeyError" not in way(caught.value)


def turn() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise error from error


def test_an_error_that_is_its_own_cause_is_told_once() -> None:
    with pytest.raises(KeyError) as caught:
        turn()
    assert way(caught.value).count("KeyError") == 1


async def test_a_task_that_nobody_waited_for_does_not_tell_either(log: tuple[logging.Logger, io.StringIO]) -> None:
    _, written = log

    async def task() -> None:
        fail()

    lost = asyncio.create_task(task())
    await asyncio.wait([lost])
    del lost
    assert "Task exception was never retrieved" in written.getvalue()
    assert "in fail" in written.getvalue()
    assert SECRET not in written.getvalue()


def test_a_plain_line_is_as_it_was(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    logger.warning("site %s: %s", 1, "late")
    assert written.getvalue().endswith("WARNING asyncio: site 1: late\n")
    assert sys.exc_info() == (None, None, None)
