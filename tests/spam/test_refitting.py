"""New models: better ones are taken into use, worse ones are refused."""

import numpy as np
import pytest

from tests.spam.lessons import START, lesson
from voxpop.spam import learning, measures, refitting, snapshots
from voxpop.spam.base import base, frozen
from voxpop.spam.features import pack
from voxpop.spam.learning import Lesson
from voxpop.spam.model import Model, Site
from voxpop.spam.refitting import Outcome
from voxpop.storage.database import Database

MINUTE = 60_000_000


def teach(database: Database, lessons: list[Lesson], at: int = START) -> None:
    def taught(conn: object) -> None:
        for number, one in enumerate(lessons):
            learning.learn(conn, 1, at + number, one)  # type: ignore[arg-type]

    database.write_now(taught)


def frozen_lessons(number: int, *, upside_down: bool) -> list[Lesson]:
    """Of the frozen set itself, as it is or with each label turned round."""
    rows = list(zip(frozen().features, frozen().spam, strict=True))[:: max(1, len(frozen().spam) // number)]
    return [
        Lesson(spam != upside_down, "key:1", pack(features), None, place.to_bytes(4))
        for place, (features, spam) in enumerate(rows)
    ]


def test_a_site_s_model_says_what_the_site_taught(database: Database) -> None:
    teach(database, [lesson(n, spam=n % 2 == 0) for n in range(40)])
    assert refitting.refit(database, 1, START + MINUTE) is Outcome.USED
    used = database.read_now(lambda conn: snapshots.in_use(conn, 1))
    assert used is not None
    assert (used.lessons, used.upto) == (40, START + 39)
    model = Model(base(), Site.unpack(used.state))
    odds = [model.odds(learning.unpack(lesson(n, spam=spam).features)) for spam in (True, False) for n in range(90, 99)]
    assert min(odds[:9]) > max(odds[9:])


def test_one_that_has_unlearnt_what_everybody_knows_is_refused(database: Database) -> None:
    teach(database, frozen_lessons(300, upside_down=True))
    assert refitting.refit(database, 1, START + MINUTE) is Outcome.REFUSED
    seen = database.read_now(lambda conn: snapshots.judge(conn, 1))
    assert (seen.model, seen.refused) == (0, START + MINUTE)
    assert seen.refused_quality < refitting.of_base() - refitting.LOSS
    assert refitting.refit(database, 1, START + 2 * MINUTE) is None


def test_after_a_refusal_the_one_before_stays_in_use(database: Database) -> None:
    teach(database, [lesson(n, spam=n % 2 == 0) for n in range(10)])
    assert refitting.refit(database, 1, START + MINUTE) is Outcome.USED
    before = database.read_now(lambda conn: snapshots.newest(conn, 1))
    teach(database, frozen_lessons(300, upside_down=True), START + 2 * MINUTE)
    assert refitting.refit(database, 1, START + 3 * MINUTE) is Outcome.REFUSED
    assert database.read_now(lambda conn: snapshots.newest(conn, 1)) == before


def test_many_small_losses_do_not_add_up(database: Database) -> None:
    lessons = frozen_lessons(200, upside_down=True)
    for start in range(0, 200, 10):
        teach(database, lessons[start : start + 10], START + start * MINUTE)
        refitting.refit(database, 1, START + (start + 1) * MINUTE)
    used = database.read_now(lambda conn: snapshots.in_use(conn, 1))
    assert used is None or used.quality >= refitting.of_base() - refitting.LOSS
    assert database.read_now(lambda conn: snapshots.judge(conn, 1)).refused


def test_without_lessons_left_the_base_judges_as_it_ships(database: Database) -> None:
    teach(database, [lesson(1, spam=True)._replace(comment=7, subject=None)])
    assert refitting.refit(database, 1, START + MINUTE) is Outcome.USED
    database.write_now(lambda conn: learning.forget(conn, 1, 7))
    assert refitting.refit(database, 1, START + 2 * MINUTE) is Outcome.USED
    used = database.read_now(lambda conn: snapshots.in_use(conn, 1))
    assert used is not None
    model = Model(base(), Site.unpack(used.state))
    assert [model.odds(one) for one in frozen().features[:50]] == pytest.approx(
        [Model(base()).odds(one) for one in frozen().features[:50]]
    )


def test_the_area_under_the_curve_is_the_part_of_pairs_in_order() -> None:
    chance = np.random.default_rng(1)
    odds = chance.integers(0, 9, 60).astype(np.float64)
    spam = chance.random(60) < 0.4
    pairs = [(a > b) + (a == b) / 2 for a in odds[spam] for b in odds[~spam]]
    assert 100 * measures.area(spam, odds) == pytest.approx(100 * sum(pairs) / len(pairs))
    assert 100 * measures.area(np.ones(60, dtype=bool), odds) == 50
