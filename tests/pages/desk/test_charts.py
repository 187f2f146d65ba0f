"""Where bars, lines, ticks and labels stand."""

import itertools

import pytest

from voxpop.pages.desk import charts
from voxpop.pages.desk.charts import FLOOR, LEFT, RIGHT, TOP, WIDTH


@pytest.mark.parametrize(
    ("most", "axis"),
    [(0, (1, 1)), (1, (1, 1)), (3, (3, 1)), (4, (4, 1)), (5, (6, 2)), (9, (10, 5)), (20, (20, 5)), (21, (30, 10)),
     (399, (400, 100)), (1234, (1500, 500)), (0.2, (1, 1)), (2.5, (3, 1)), (99_999, (100_000, 50_000))],
)  # fmt: skip
def test_an_axis_goes_in_round_steps_a_little_further_than_the_highest(most: float, axis: tuple[int, int]) -> None:
    assert charts.top(most) == axis


def test_bars_stand_on_one_another_and_on_the_floor() -> None:
    drawn = charts.stacked([("a", {"x": 3, "y": 1}), ("b", {"x": 0, "y": 2})], ("x", "y"))
    [below], [above, alone] = drawn.bars["x"], drawn.bars["y"]
    assert below.y + below.tall == pytest.approx(FLOOR, abs=0.02)
    assert above.y + above.tall == pytest.approx(below.y, abs=0.02)
    assert above.y == TOP  # 4 is the highest, and where the axis ends
    assert alone.y + alone.tall == pytest.approx(FLOOR, abs=0.02)
    assert LEFT < below.x == above.x < below.x + below.wide < alone.x < alone.x + alone.wide < WIDTH - RIGHT
    assert [(tick.value, tick.y) for tick in drawn.ticks][0::4] == [(0, FLOOR), (4, TOP)]


def test_a_line_ends_where_nothing_was_measured() -> None:
    days: list[charts.Point] = [(str(n), {"m": value}) for n, value in enumerate((1.0, 2.0, None, 4.0, None, 0.0, 1.0))]
    drawn = charts.lines(days, ("m",))
    assert [len(run.split()) for run in drawn.points["m"]] == [2, 2]
    assert len(drawn.dots["m"]) == 5
    assert drawn.dots["m"][2][1] == TOP
    assert drawn.dots["m"][3][1] == FLOOR


@pytest.mark.parametrize("number", [1, 2, 3, 7, 30, 53, 90, 365])
def test_labels_begin_with_the_first_and_end_with_the_last_and_have_room(number: int) -> None:
    drawn = charts.stacked([(str(n), {"x": 1}) for n in range(number)], ("x",))
    told = [label.words for label in drawn.labels]
    assert told[0] == "0"
    assert told[-1] == str(number - 1)
    assert len(told) <= charts.LABELS
    places = [label.x for label in drawn.labels]
    assert all(after - before > 60 for before, after in itertools.pairwise(places))
    assert min(places) >= LEFT
    assert max(places) <= WIDTH - RIGHT


def test_nothing_at_all_can_be_drawn() -> None:
    assert charts.stacked([], ("x",)).bars == {"x": ()}
    assert charts.lines([("a", {"m": None})], ("m",)).points == {"m": ()}
