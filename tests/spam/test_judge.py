"""The judge: reasons are added up, the weightiest comes first, and no signal alone calls a comment spam."""

import math

import pytest

from tests.support.judging import FERRY, KNOWN, NOW, known, seen, submission
from voxpop.spam import judge as judging
from voxpop.spam.base import base
from voxpop.spam.judge import BEFORE, SIGNALS, asked, judge
from voxpop.spam.known import Known, Record
from voxpop.spam.marks import Marks
from voxpop.spam.model import Model
from voxpop.spam.recent import Recent, Visit
from voxpop.spam.seen import Seen
from voxpop.spam.submission import Link, Reason, Submission

SPAM = 0.95  # probability from which nobody needs to look soon (discussion/standing)
DOUBT = 0.5

HONEST = submission(FERRY, name="Ann Lee", website="https://ann.example", languages=("en",), seconds=40.0)
SHOUTED = "𝐁𝐔𝐘 саsino c4s1n0 fr33 b0nu5 NOW!!! $$$ WhatsApp +1 202 555 0147, mail ann@mail.example! " * 8
EVERYTHING = submission(
    SHOUTED,
    *(Link(f"http://u@casino{n}.xyz/", "bank.example") for n in range(20)),
    name="best casino.com",
    email="xkqzrtwpq12345@mailinator.com",
    website="https://tinyurl.com/x",
    trap="x",
    seconds=0.5,
    address="192.0.2.1",
    languages=("de",),
    article="Die Fähre ist nicht da, und wir sind auch nicht froh, sagt der Kapitän von der Insel mit dem Hafen.",
    thread="new",
    person="eve",
)


def everything_known() -> Known:
    memory = Recent()
    for number in range(40):
        memory.note(seen(SHOUTED).sketch, Visit(NOW, number, f"t{number}", "eve", "192.0.2.1"))
    records = {1: Record(spam=10**6), 2: Record(spam=10**6), 3: Record(spam=10**6)}
    return known(records=records, recent=memory, marks=Marks(1, 2, (("casino1.xyz", 3),)))


def odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def test_of_a_comment_without_anything_odd_only_the_common_suspicion_is_left() -> None:
    verdict = judge(HONEST, KNOWN)
    assert verdict.reasons == ()
    assert odds(verdict.probability) == pytest.approx(BEFORE)


def test_a_sentence_about_the_matter_is_honest_by_its_words() -> None:
    verdict = judge(HONEST, KNOWN._replace(model=Model(base())))
    assert [reason.signal for reason in verdict.reasons] == ["words"]
    assert verdict.probability < 0.05


@pytest.mark.parametrize(
    "given",
    [HONEST._replace(trap="x"), HONEST._replace(name="x.shop", links=(Link("http://192.0.2.1"),) * 5), EVERYTHING],
)
def test_the_weights_of_all_reasons_add_up_to_the_probability(given: Submission) -> None:
    verdict = judge(given, KNOWN)
    weights = sum(reason.weight for reason in verdict.reasons)
    assert math.isclose(odds(verdict.probability), BEFORE + weights, rel_tol=1e-6)


def test_the_weightiest_reason_comes_first() -> None:
    weights = [abs(reason.weight) for reason in judge(EVERYTHING, everything_known()).reasons]
    assert len(weights) >= 10
    assert weights == sorted(weights, reverse=True)


def test_the_hidden_field_alone_is_enough_to_be_called_spam() -> None:
    assert judge(HONEST._replace(trap="x"), KNOWN).probability > SPAM


@pytest.mark.parametrize("signal", SIGNALS[1:], ids=lambda signal: signal.__module__.rpartition(".")[2])
def test_every_other_signal_but_the_words_alone_can_only_make_a_comment_wait(signal: judging.Signal) -> None:
    reason = signal(Seen(EVERYTHING, everything_known()))
    weight = reason.weight if reason else 0.0
    assert BEFORE + weight < odds(SPAM)


def test_everything_at_once_stays_a_probability() -> None:
    assert 0.999 < judge(EVERYTHING, everything_known()).probability < 1


def test_a_person_who_is_believed_cannot_advertise_all_the_same() -> None:
    about = known(records={1: Record(live=10**6)}, marks=Marks(person=1))
    assert odds(judge(HONEST, about).probability) < BEFORE - 2
    advertised = HONEST._replace(text="саsino c4s1n0 at best-casino.xyz, WhatsApp +1 202 555 0147", name="best casino")
    assert judge(advertised, about).probability > DOUBT


@pytest.mark.parametrize(
    "honest",
    [
        HONEST._replace(text="Thanks!"),
        HONEST._replace(text=""),
        HONEST._replace(text=FERRY.upper()),
        HONEST._replace(
            text="I run the shop you mention. We are open from 9 to 5, call us at 030 23125 000. Sorry again!"
        ),
        HONEST._replace(
            text=f"{FERRY} I wrote about it: https://ann.example/ferry",
            links=(Link("https://ann.example/ferry", "https://ann.example/ferry"),),
        ),
        HONEST._replace(text="It cost $12 last year and $19 now. For the same boat, and without a word of warning."),
        HONEST._replace(text="Die Fähre war wieder zu spät, und wir haben auch nicht gewusst, wann die nächste geht."),
        HONEST._replace(email="ann1985@mail.example", name="ann1985", seconds=6.0),
    ],
)
def test_honest_look_alikes_are_not_held(honest: Submission) -> None:
    assert judge(honest, KNOWN._replace(model=Model(base()))).probability < DOUBT


def test_a_signal_that_fails_says_so_and_weighs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def look(_: Seen) -> Reason | None:
        raise LookupError("of the text")

    look.__module__ = "voxpop.spam.signals.moon"
    monkeypatch.setattr(judging, "SIGNALS", (*SIGNALS, look))
    verdict = judge(HONEST, KNOWN)
    assert verdict.reasons == (Reason("moon", 0.0, "moon could not be asked: LookupError"),)
    assert not verdict.failed
    assert odds(verdict.probability) == pytest.approx(BEFORE)
    assert asked(look, seen()) is not None


def test_each_signal_takes_the_empty_submission_for_nothing() -> None:
    assert [look(Seen(Submission(""), KNOWN)) for look in SIGNALS] == [None] * len(SIGNALS)
