"""The stage keeps records on disk and gives them back parents first, whatever shape the export gave them."""

from pathlib import Path

import pytest

from voxpop.exchange import staging
from voxpop.exchange.record import Entry, Remark
from voxpop.exchange.staging import Stage


def entry(key: str) -> Entry:
    return Entry(
        line=1, key=key, url="", slug="", title="", body="", excerpt="", author="", published=1, updated=None,
        language="", kind="post", open=True,
    )  # fmt: skip


def remark(key: str, parent: str = "", *, entry: str = "1", at: int = 50) -> Remark:
    return Remark(
        line=int(key), key=key, entry=entry, parent=parent, name="", email="", website="", address="", text="", at=at,
        state="live", kind="comment",
    )  # fmt: skip


@pytest.fixture
def stage(tmp_path: Path):
    with staging.opened(tmp_path / "tmp") as opened:
        opened.keep(entry("1"))
        yield opened


def order(stage: Stage) -> list[str]:
    return [waiting.remark.key for waiting in stage.remarks()]


def test_parents_come_before_answers_however_the_file_has_them(stage: Stage) -> None:
    for made in (remark("1", "2"), remark("2", "3"), remark("3"), remark("4", "1")):
        stage.keep(made)
    assert stage.arrange() == []
    assert order(stage) == ["3", "2", "1", "4"]


def test_the_first_of_two_with_one_key_stays(stage: Stage) -> None:
    assert [stage.keep(remark("1", at=5)), stage.keep(remark("1", at=6))] == [True, False]
    assert [stage.keep(entry("1")), stage.keep(entry("2"))] == [False, True]
    stage.arrange()
    assert [waiting.remark.at for waiting in stage.remarks()] == [5]


def test_each_cycle_is_cut_at_one_place(stage: Stage) -> None:
    circle = [remark("1", "2"), remark("2", "3"), remark("3", "1"), remark("4", "3")]
    for made in [*circle, remark("5", "5"), remark("6", "7"), remark("7", "6")]:
        stage.keep(made)
    assert len(stage.arrange()) == 3
    assert sorted(order(stage)) == list("1234567")
    assert stage.waiting() == 7


def test_everything_below_a_cut_cycle_keeps_its_parent(stage: Stage) -> None:
    for made in (remark("1", "2"), remark("2", "1"), remark("3", "1")):
        stage.keep(made)
    stage.arrange()
    parents = {waiting.remark.key: waiting.remark.parent for waiting in stage.remarks()}
    assert parents == {"1": "2", "2": "", "3": "1"}
    assert order(stage).index("1") < order(stage).index("3")


def test_what_hangs_on_nothing_is_given_back_too(stage: Stage) -> None:
    stage.keep(remark("1", "99"))
    stage.keep(remark("2", "1"))
    assert stage.arrange() == []
    assert order(stage) == ["1", "2"]


def test_an_answer_to_a_comment_of_another_entry_hangs_on_nothing(stage: Stage) -> None:
    stage.keep(entry("2"))
    stage.keep(remark("1", "2", entry="1"))
    stage.keep(remark("2", entry="2"))
    stage.arrange()
    assert order(stage) == ["1", "2"]


def test_a_circle_through_two_entries_is_none(stage: Stage) -> None:
    stage.keep(entry("2"))
    stage.keep(remark("1", "2", entry="1"))
    stage.keep(remark("2", "1", entry="2"))
    assert stage.arrange() == []


def test_each_gets_the_microsecond_of_its_time_or_the_next_one_free(stage: Stage) -> None:
    for made in (remark("1", at=50), remark("2", at=50), remark("3", at=51), remark("4", at=9), remark("5", at=90)):
        stage.keep(made)
    stage.arrange()
    assert {waiting.remark.key: waiting.id for waiting in stage.remarks()} == {
        "1": 50,
        "2": 51,
        "3": 52,
        "4": 9,
        "5": 90,
    }


def test_remarks_on_what_is_not_here_are_named_and_not_given_back(stage: Stage) -> None:
    stage.keep(remark("7", entry="x"))
    stage.arrange()
    assert list(stage.strays()) == [7]
    assert order(stage) == []


def test_remarks_come_with_their_thread(stage: Stage) -> None:
    stage.keep(remark("1"))
    stage.arrange()
    stage.settle(1, 77)
    assert [waiting.thread for waiting in stage.remarks()] == [77]


def test_the_file_is_gone_from_its_folder_even_while_it_is_open(tmp_path: Path) -> None:
    with staging.opened(tmp_path / "tmp") as opened:
        for n in range(1000):
            opened.keep(remark(str(n)))
        assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("shape", ["a chain", "one circle", "one time"])
def test_the_worst_shapes_are_arranged_in_time_that_grows_with_their_number(stage: Stage, shape: str) -> None:
    parent = {"a chain": lambda n: str(n + 1), "one circle": lambda n: str(n % 20_000 + 1), "one time": lambda n: ""}
    for n in range(1, 20_001):
        stage.keep(remark(str(n), parent[shape](n)))
    assert len(stage.arrange()) == (shape == "one circle")
    assert len(order(stage)) == 20_000
