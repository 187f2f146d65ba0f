"""House rules as people write them: what is taken, and the sentence for what is not."""

from typing import Any

import msgspec
import pytest

from voxpop.lib.refused import Refused
from voxpop.screening import checking
from voxpop.screening.kinds import (
    KINDS,
    OUTCOMES,
    Age,
    AnyRule,
    Domains,
    Doubt,
    Emails,
    Hours,
    Links,
    Newcomers,
    Outcome,
    Words,
    Writers,
)  # fmt: skip

HOLD, REJECT = Outcome.HOLD, Outcome.REJECT


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (Links(outcome=HOLD, least=0), "How many links: 0 is not between 1 and 50."),
        (Newcomers(outcome=HOLD, live=1001), "How many live comments: 1,001 is not between 1 and 1,000."),
        (Age(outcome=HOLD, days=0), "The days of an account: 0 is not between 1 and 3,650."),
        (Doubt(outcome=HOLD, percent=101), "The percent of the judge's probability: 101 is not between 1 and 100."),
        (Hours(outcome=HOLD, start="24:00", end="06:00"), "From is '24:00': want a time of the day like 22:00."),
        (Hours(outcome=HOLD, start="22:00", end="6"), "To is '6': want a time of the day like 22:00."),
        (Links(outcome=Outcome.ALLOW, least=1),
         "A rule of the kind links cannot allow: want one of hold, spam, reject."),
        (Words(outcome=HOLD, listed=()), "The list is empty: give one entry a line."),
        (Words(outcome=HOLD, listed=("ok", "!?")), "Line 2: '!?' is not a word, or a phrase of up to 16 words."),
        (Words(outcome=HOLD, listed=("w " * 17,)),
         f"Line 1: {'w ' * 17!r} is not a word, or a phrase of up to 16 words."),
        (Words(outcome=HOLD, listed=("w" * 201,)), "Line 1 has 201 characters; an entry has 200 at most."),
        (Domains(outcome=HOLD, listed=("shop example",)), "Line 1: 'shop example' is not a domain like shop.example."),
        (Emails(outcome=HOLD, listed=("a.example",)), "Line 1: 'a.example' is not a pattern like *@shop.example."),
        (Emails(outcome=HOLD, listed=tuple(f"a*{n}@b.example" for n in range(201))),
         "201 patterns have a * elsewhere than before the @; a rule takes 200. Write whole addresses, or *@domain."),
        (Links(outcome=HOLD, least=1, told="Be kind."),
         "Words for the writer go with reject and refuse: of any other outcome nobody is told."),
        (Links(outcome=REJECT, least=1, told="w" * 501),
         "The words for the writer have 501 characters; 500 are taken."),
    ],
)  # fmt: skip
def test_what_cannot_run_is_refused_by_name(rule: AnyRule, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        checking.checked(rule)
    assert (refused.value.code, refused.value.sentence) == ("rule_invalid", sentence)


def test_a_language_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(Refused, match="The language 'xx' cannot be told from others here: want one of ar, bg,"):
        checking.checked(Words(outcome=HOLD, listed=("a",), language="xx"))


def test_fifty_thousand_entries_are_taken_and_one_more_is_not() -> None:
    listed = tuple(f"w{n}" for n in range(50_001))
    assert len(checking.checked(Words(outcome=HOLD, listed=listed[1:])).listed) == 50_000  # type: ignore[union-attr]
    with pytest.raises(Refused, match=r"The list has 50,001 entries; a rule takes 50,000. Make two of it."):
        checking.checked(Words(outcome=HOLD, listed=listed))


def test_all_lists_of_a_site_have_a_limit_together() -> None:
    long = Words(outcome=HOLD, listed=tuple(f"{n:0>100}" for n in range(8_000)))
    with pytest.raises(Refused, match=r"All lists together have 1,600,000 characters; 1,500,000 are taken."):
        checking.together([long, long])


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        ("words", ["  Free   Spins ", "casino", "casino"], ("Free Spins", "casino")),
        ("domains", ["https://www.Shop.example/a?b", "*.shop.example", "Bücher.example:80", "xyz"],
         ("shop.example", "xn--bcher-kva.example", "xyz")),
        ("emails", ["*@Shop.example", "**@a.example", "*@Bücher.example"],
         ("*@a.example", "*@shop.example", "*@xn--bcher-kva.example")),
    ],
)  # fmt: skip
def test_lists_are_tidied(kind: str, written: list[str], read: tuple[str, ...]) -> None:
    assert checking.entries(kind, written) == read


def test_a_list_as_people_keep_it() -> None:
    text = "# our words\r\ncasino\n\n  free spins  # twice\n#\nc#\n"
    assert checking.lines(text) == ["casino", "free spins", "c#"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"{}", "The rules cannot be read: Expected `array`, got `object`."),
        (b"[{", "The rules cannot be read: Input data was truncated."),
        (b"\xff", "The rules cannot be read: "),
        (b'[{"kind":"mood","outcome":"hold"}]', "The rules cannot be read: Invalid value 'mood' - at `$[0].kind`."),
        (b'[{"kind":"links","outcome":"hold","least":1},{"kind":"links","outcome":"hold","least":0}]',
         "Rule 2: How many links: 0 is not between 1 and 50."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_where(body: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        checking.read(body)
    assert refused.value.sentence.startswith(sentence)


def test_every_kind_is_read_as_it_was_written() -> None:
    samples: list[Any] = [
        Writers(outcome=Outcome.REFUSE, who="proved", told="Sign in."), Newcomers(outcome=HOLD, live=3),
        Links(outcome=HOLD, least=2), Words(outcome=REJECT, listed=("a", "b c"), language="en"),
        Domains(outcome=Outcome.ALLOW, listed=("a.example",)), Emails(outcome=HOLD, listed=("*@a.example",)),
        Age(outcome=HOLD, days=7), Hours(outcome=HOLD, start="22:00", end="06:00", days=("sat",)),
        Doubt(outcome=Outcome.SPAM, percent=80),
    ]  # fmt: skip
    assert [type(one) for one in samples] == list(KINDS.values())
    assert set(KINDS) == set(OUTCOMES)
    assert checking.read(msgspec.json.encode(samples)) == tuple(samples)
