"""Nothing is public unjudged: whatever goes wrong while a comment is judged, it waits for a moderator."""

from typing import Any, NoReturn

import pytest

from tests.support.house import Place, Reader
from tests.support.verdicts import SPAM
from voxpop.lib import metrics
from voxpop.spam import judging
from voxpop.spam.knowledge import Knowledge

SECRET = "words that no log may hold"


def fails(*_: Any, **__: Any) -> NoReturn:
    raise ValueError(SECRET)


async def test_a_judge_that_fails_makes_a_comment_wait(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(judging, "judge", fails)
    answer = await reader.say(SECRET)
    assert (answer.status_code, answer.json()["state"]) == (202, "held")
    assert "it could not be judged: ValueError" in place.one("SELECT verdict FROM sender")
    assert "not judged: ValueError in " in caplog.text
    assert SECRET not in caplog.text
    assert "voxpop_judge_failures_total" in metrics.exposition(0, 0)


@pytest.mark.parametrize("approval", ["all", "first", "judged"])
async def test_knowledge_that_fails_makes_a_comment_wait_whatever_the_rules(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch, approval: str
) -> None:
    await place.choose(approval=approval)
    monkeypatch.setattr(Knowledge, "about", fails)
    assert (await reader.say("Good morning")).status_code == 202
    assert place.rows("SELECT c.state, s.marks FROM comment c JOIN sender s ON s.comment_id = c.id") == [("held", None)]


async def test_an_edit_that_cannot_be_judged_waits(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = await reader.said("Good morning")
    monkeypatch.setattr(judging, "judge", fails)
    assert (await reader.edit(comment, "Good evening")).json()["state"] == "held"
    monkeypatch.undo()
    await place.decide("approve", comment)
    assert place.one("SELECT SUM(live) FROM record") == place.one("SELECT COUNT(*) FROM record")


@pytest.mark.usefixtures("obedient")
async def test_records_that_cannot_be_read_hold_nobody_up(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voxpop.lib.refused import Refused

    def away(*_: Any) -> NoReturn:
        raise Refused("storage_away", "The database does not answer.")

    await reader.said("Good morning")
    monkeypatch.setattr("voxpop.spam.records.read", away)
    assert (await place.reader("203.0.113.9").say("Good evening")).status_code == 201
    assert (await place.reader("203.0.113.9").say(SPAM)).status_code == 202
    assert place.one("SELECT COUNT(*) FROM sender WHERE marks IS NULL") == 0


@pytest.mark.usefixtures("obedient")
async def test_nothing_but_a_moderator_deletes(place: Place, reader: Reader) -> None:
    for words in ("fine", SPAM):
        await reader.said(words)
    assert place.one("SELECT COUNT(*) FROM comment WHERE text <> ''") == 2
