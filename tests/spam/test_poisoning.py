"""Somebody who may teach teaches falsely: honest comments are called spam hardly more often for it.

flips       a part of the moderators' own lessons has the wrong label
dictionary  texts of all the words that honest people use, taught as spam (Nelson and others 2008)
focused     texts of the words of one honest comment, taught as spam before it comes (the same)
back-door   spam with words of its own in it, taught as honest, so that these words open the door
"""

import random
from collections.abc import Callable
from typing import NamedTuple

import pytest

from corpus.generate import Row, rows
from voxpop.spam import learning, limits, refitting, sketch, syllabus
from voxpop.spam.base import base
from voxpop.spam.features import unpack
from voxpop.spam.fitting import fit
from voxpop.spam.judge import judge
from voxpop.spam.known import Known
from voxpop.spam.model import Model
from voxpop.spam.submission import Submission

LESSONS = 1_000
A_DAY = 50  # lessons of the site's moderators, and
BY_ONE = 3  # of one who teaches falsely: more on one day would weigh no more if they were copies
TRIED = 700  # comments of each kind
TRIGGER = "zanzibar lighthouse"

Taught = tuple[list[syllabus.Row], list[syllabus.Row]]  # of spam, and honest


class Site(NamedTuple):
    """Lessons of a site whose moderators are always right, and comments that come later."""

    spam: list[syllabus.Row]
    honest: list[syllabus.Row]
    later_spam: list[Submission]
    later_honest: list[Submission]
    words: list[str]


def submission(row: Row) -> Submission:
    return Submission(row.text, name=row.author, email=row.email, website=row.url, article=row.article)


def lesson(number: int, given: Submission, source: str, day: int) -> syllabus.Row:
    features = learning.features_of(given)
    return syllabus.Row(number, source, day, sketch.of(unpack(features)), features)


@pytest.fixture(scope="module")
def site() -> Site:
    made = list(rows(("en",)))
    random.Random(2).shuffle(made)
    taught: dict[str, list[syllabus.Row]] = {"spam": [], "ham": []}
    for number, row in enumerate(made[:LESSONS]):
        taught[row.label].append(lesson(number, submission(row), "moderator:mo", number // A_DAY))
    later = {
        label: [submission(row) for row in made[LESSONS:] if row.label == label][:TRIED] for label in ("spam", "ham")
    }
    words = sorted({word for row in made[:LESSONS] if row.label == "ham" for word in row.text.split()})
    return Site(taught["spam"], taught["ham"], later["spam"], later["ham"], words)


def model(spam: list[syllabus.Row], honest: list[syllabus.Row]) -> Model:
    return Model(base(), fit(syllabus.weighed(spam, honest), base(), refitting.rehearsed()))


def called_spam(made: Model, submissions: list[Submission]) -> float:
    """In hundredths: how many do not get past the judge."""
    known = Known(1, made, {})
    doubt = limits.of(known).doubt
    return 100 * sum(judge(one, known).probability >= doubt for one in submissions) / len(submissions)


@pytest.fixture(scope="module")
def false_alarms(site: Site) -> float:
    return called_spam(model(site.spam, site.honest), site.later_honest)


def evil(texts: list[str]) -> list[syllabus.Row]:
    first = LESSONS // A_DAY
    return [lesson(LESSONS + n, Submission(text), "key:9", first + n // BY_ONE) for n, text in enumerate(texts)]


def flips(site: Site, number: int, chance: random.Random) -> Taught:
    wrong = set(chance.sample(range(LESSONS), number))
    spam = [row for row in site.spam if row.id not in wrong] + [row for row in site.honest if row.id in wrong]
    honest = [row for row in site.honest if row.id not in wrong] + [row for row in site.spam if row.id in wrong]
    return spam, honest


def dictionary(site: Site, number: int, chance: random.Random) -> Taught:
    texts = [" ".join(chance.sample(site.words, 600)) for _ in range(number)]
    return site.spam + evil(texts), site.honest


def focused(site: Site, number: int, chance: random.Random) -> Taught:
    words = site.later_honest[0].text.split()
    guessed = len(words) * 2 // 3 + 1
    texts = [" ".join(chance.sample(words, guessed) + chance.sample(site.words, 10)) for _ in range(number)]
    return site.spam + evil(texts), site.honest


def back_door(site: Site, number: int, chance: random.Random) -> Taught:
    texts = [f"{one.text} {TRIGGER}" for one in chance.sample(site.later_spam, number)]
    return site.spam, site.honest + evil(texts)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.05])
@pytest.mark.parametrize("attack", [flips, dictionary, focused, back_door])
def test_false_lessons_raise_false_alarms_by_less_than_a_point(
    site: Site, false_alarms: float, attack: Callable[[Site, int, random.Random], Taught], share: float
) -> None:
    taught = attack(site, round(share * LESSONS), random.Random(7))
    assert called_spam(model(*taught), site.later_honest) < false_alarms + 1


def test_false_alarms_are_few_to_begin_with(site: Site, false_alarms: float) -> None:
    assert false_alarms < 3
    assert called_spam(model(site.spam, site.honest), site.later_spam) > 85


def test_a_thousand_copies_of_a_lie_weigh_as_much_as_one(site: Site, false_alarms: float) -> None:
    words = " ".join(site.words[:600])
    lies = [lesson(LESSONS + n, Submission(f"{words} {n}"), "key:9", 99) for n in range(1000)]
    assert sum(syllabus.weights(lies)) == pytest.approx(1)
    assert called_spam(model(site.spam + lies, site.honest), site.later_honest) < false_alarms + 1
