"""Each kind of house rule: what it finds, and what it does not."""

from typing import Any

import pytest

from voxpop.lib.ids import DAY
from voxpop.screening.facts import Facts, Writer
from voxpop.screening.kinds import (
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
from voxpop.spam.submission import Link

HOLD, ALLOW = Outcome.HOLD, Outcome.ALLOW
NOW = 1_760_000_000_000_000  # Thursday, 9 October 2025, 08:53:20 UTC
ENGLISH = "the ferry was late and I have to say that it was not what you would have wanted"
GERMAN = "die Fähre ist nicht gekommen und ich habe mit dem Kapitän auf sie gewartet, aber das war so"


def facts(text: str = "", **more: Any) -> Facts:
    return Facts(more.pop("writer", Writer()), text, **{"now": NOW} | more)


def finds(rule: AnyRule, about: Facts) -> bool:
    return rule.finds(about) is not None


def words(*listed: str, **more: Any) -> Words:
    return Words(outcome=HOLD, listed=listed, **more)


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("casino", "a CASINO!"),
        ("casino", "the casino's chips"),
        ("casino", "с\u0430sino here"),  # Cyrillic с and а
        ("casino", "\u0441\u0430\u0455\u0456n\u043e"),
        ("casino", "ca\u200bsino"),
        ("casino", "𝐜𝐚𝐬𝐢𝐧𝐨"),
        ("casino", "c a s i n o"),
        ("casino", "c4s1n0 and more"),
        ("casino", "ｃａｓｉｎｏ"),
        ("casino", "câsinø"),
        ("idiot", "1diot"),
        ("idiot", "1d10t"),
        ("free spins", "get free\nspins now"),
        ("free spins", "free-spins"),
        ("free spins", "fr\u0435e sрins"),
        ("c4s1no", "play c4s1no"),
        ("Straße", "in der STRASSE"),
        ("cafe", "the café"),
        ("дурак", "ты ДУРАК!"),
        ("дурак", "ты дyрaк"),  # Latin y and a
        ("馬鹿", "お前は馬鹿だ"),
        ("카지노", "카지노를 추천"),
        ("คาสิโน", "เล่นคาสิโนออนไลน์"),
        ("كازينو", "كـازيـنـو جديد"),
        ("कैसीनो", "यह कैसीनो है"),
    ],
)
def test_a_word_is_found_behind_case_and_disguise(listed: str, text: str) -> None:
    assert finds(words(listed), facts(text))


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("ass", "the class passed an assembly"),
        ("casino", "casinos"),
        ("free spins", "free rides and spins"),
        ("free spins", "spins free"),
        ("bum", "they burn wood"),  # rn is drawn like m, and is another word
        ("bali", "play ball"),  # i like l
        ("ali", "all of it"),
        ("100", "loo"),
        ("कैसीनो", "यह कसन है"),
    ],
)
def test_another_word_is_not(listed: str, text: str) -> None:
    assert not finds(words(listed), facts(text))


@pytest.mark.parametrize(
    ("listed", "text", "page"),
    [
        ("cop", "сор из избы и не только это, как я уже сказал", "ru"),
        ("ano", "este año fue muy bueno para todos los que viven en la isla", "es"),
        ("schon", "das ist schön und ich habe es mit der Familie auf dem Schiff nicht so erwartet", "de"),
    ],
)
def test_letters_of_a_language_are_no_disguise_in_it(listed: str, text: str, page: str) -> None:
    assert not finds(words(listed), facts(text, page=page))


def test_what_was_found_is_told_as_it_was_listed() -> None:
    assert words("Free Spins", "casino").finds(facts("FREE spins")) == "the word “Free Spins”"


def test_a_name_is_looked_at_but_no_phrase_goes_from_it_into_the_text() -> None:
    assert finds(words("casino"), facts("hello", name="Casino Bonus"))
    assert not finds(words("spins free"), facts("free rides", name="spins"))
    assert not finds(words("free spins"), facts("spins here", name="Free"))


@pytest.mark.parametrize(
    ("language", "text", "page", "found"),
    [
        ("de", GERMAN, "en", True),
        ("de", ENGLISH, "de", False),
        ("en", ENGLISH, "de", True),
        ("de", "ferry", "de", True),  # too short to tell: the page's
        ("de", "ferry", "en", False),
        ("", ENGLISH, "de", True),
        ("pt", "ferry", "pt-BR", True),
    ],
)
def test_a_language_limits_where_words_count(language: str, text: str, page: str, found: bool) -> None:
    assert finds(words("ferry", "Fähre", language=language), facts(text, page=page)) is found


@pytest.mark.parametrize(
    ("text", "links", "count"),
    [
        ("see it", (), 0),
        ("see it", (Link("https://a.example/1"), Link("https://a.example/2")), 2),
        ("see www.shop.example and https://b.example/x", (), 2),
        ("e.g. this, i.e. that", (), 0),
    ],
)
def test_links_are_counted_with_those_that_only_stand_there(text: str, links: tuple[Link, ...], count: int) -> None:
    about = facts(text, links=links)
    assert [finds(Links(outcome=HOLD, least=least), about) for least in (count or 1, count + 1)] == [count > 0, False]


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("shop.example", True),
        ("www.shop.example", True),
        ("a.b.shop.example", True),
        ("SHOP.EXAMPLE", True),
        ("shop.example:8080", True),
        ("shop.example.", True),
        ("myshop.example", False),
        ("shop.example.org", False),
        ("example", False),
        ("bücher.example", True),
        ("xn--bcher-kva.example", True),
        ("casino.xyz", True),
    ],
)
def test_a_domain_counts_with_what_is_under_it(host: str, found: bool) -> None:
    rule = Domains(outcome=HOLD, listed=("shop.example", "xn--bcher-kva.example", "xyz"))
    assert finds(rule, facts("look", links=(Link(f"https://{host}/a"),))) is found
    assert finds(rule, facts("look", website=f"https://{host}")) is found


def test_a_domain_in_front_of_another_or_in_a_login_is_not_the_host() -> None:
    rule = Domains(outcome=HOLD, listed=("shop.example",))
    assert not finds(rule, facts("look", links=(Link("https://shop.example@other.example/"),)))
    assert finds(rule, facts("look", links=(Link("https://other.example@shop.example/"),)))


def test_who_lets_a_domain_through_wants_all_links_to_lead_there() -> None:
    rule = Domains(outcome=ALLOW, listed=("paper.example",))
    ours, theirs = Link("https://www.paper.example/a"), Link("https://shop.example/")
    assert finds(rule, facts("look", links=(ours,)))
    assert not finds(rule, facts("look", links=(ours, theirs)))
    assert not finds(rule, facts("look at shop.example", links=(ours,)))
    assert not finds(rule, facts("look", links=(ours,), website="https://shop.example"))
    assert not finds(rule, facts("look"))


@pytest.mark.parametrize(
    ("pattern", "address", "found"),
    [
        ("*@shop.example", "ann@shop.example", True),
        ("*@shop.example", "ann@www.shop.example", False),
        ("*@*.shop.example", "ann@www.shop.example", True),
        ("ann@shop.example", "ann@shop.example", True),
        ("ann@shop.example", "joann@shop.example", False),
        ("ann*@*", "anna@any.example", True),
        ("*a*b*@shop.example", "xaxbx@shop.example", True),
        ("*a*b*@shop.example", "xbxax@shop.example", False),
        ("a*a@shop.example", "a@shop.example", False),  # no letter counts twice
        ("*@shop.example", "", False),
    ],
)
def test_a_pattern_of_addresses_knows_a_star_and_nothing_else(pattern: str, address: str, found: bool) -> None:
    assert finds(Emails(outcome=HOLD, listed=(pattern,)), facts(writer=Writer(address))) is found


def test_who_lets_an_address_through_wants_it_proved() -> None:
    rule = Emails(outcome=ALLOW, listed=("*@paper.example",))
    assert not finds(rule, facts(writer=Writer("ann@paper.example")))
    assert finds(rule, facts(writer=Writer("", proved="ann@paper.example", since=1)))


@pytest.mark.parametrize(
    ("who", "writer", "found"),
    [
        ("signed_in", Writer("ann@a.example"), True),
        ("signed_in", Writer(since=1), False),
        ("proved", Writer("ann@a.example"), True),
        ("proved", Writer("ann@a.example", since=1), True),
        ("proved", Writer(proved="ann@a.example", since=1), False),
    ],
)
def test_who_may_post(who: Any, writer: Writer, found: bool) -> None:
    assert finds(Writers(outcome=Outcome.REFUSE, who=who), facts(writer=writer)) is found


def test_newcomers_are_those_with_fewer_live_comments() -> None:
    rule = Newcomers(outcome=HOLD, live=3)
    assert [finds(rule, facts(writer=Writer(live=live))) for live in (0, 2, 3, 4)] == [True, True, False, False]


def test_the_age_of_an_account_is_counted_in_days_and_guests_are_new() -> None:
    rule = Age(outcome=HOLD, days=7)
    ages = (0, 7 * DAY - 1, 7 * DAY)
    assert [finds(rule, facts(writer=Writer(since=NOW - age))) for age in ages] == [True, True, False]
    assert finds(rule, facts(writer=Writer()))
    assert finds(rule, facts(writer=Writer(since=NOW + DAY)))  # a clock that went back


MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("start", "end", "days", "zone", "at", "found"),
    [
        ("08:00", "09:00", (), "UTC", "08:53", True),
        ("08:54", "09:00", (), "UTC", "08:53", False),
        ("08:00", "08:53", (), "UTC", "08:53", False),  # until, not with
        ("22:00", "06:00", (), "UTC", "23:30", True),
        ("22:00", "06:00", (), "UTC", "05:59", True),
        ("22:00", "06:00", (), "UTC", "06:00", False),
        ("22:00", "06:00", ("wed",), "UTC", "05:00", True),  # the night from Wednesday to Thursday
        ("22:00", "06:00", ("thu",), "UTC", "05:00", False),
        ("22:00", "06:00", ("thu",), "UTC", "22:30", True),
        ("00:00", "00:00", ("thu",), "UTC", "05:00", True),
        ("00:00", "00:00", ("fri",), "UTC", "05:00", False),
        ("10:00", "11:00", (), "Europe/Berlin", "08:53", True),
        ("00:00", "02:00", ("fri",), "Pacific/Auckland", "12:00", True),  # there it is Friday, 01:00
    ],
)
def test_hours_are_those_of_the_site(start: str, end: str, days: Any, zone: str, at: str, found: bool) -> None:
    hour, minute = map(int, at.split(":"))
    midnight = NOW - (8 * 60 + 53) * MINUTE
    rule = Hours(outcome=HOLD, start=start, end=end, days=days)
    assert finds(rule, facts(zone=zone, now=midnight + (hour * 60 + minute) * MINUTE)) is found


def test_a_probability_is_reached_by_what_it_says_and_unknown_by_nothing() -> None:
    rule = Doubt(outcome=HOLD, percent=57)
    assert [finds(rule, facts(doubt=doubt)) for doubt in (0.569, 0.57, 1.0, None)] == [False, True, True, False]


def test_every_rule_says_whom_it_is_about() -> None:
    many = tuple(f"w{n}" for n in range(10))
    said = [
        Words(outcome=HOLD, listed=many, language="de").said(),
        Words(outcome=HOLD, listed=("a", "b")).said(),
        Hours(outcome=HOLD, start="22:00", end="06:00", days=("sat", "sun")).said(),
        Domains(outcome=ALLOW, listed=("a.example",)).said(),
    ]
    assert said == [
        "one of 10 words (w0, w1, w2, …) in German",
        "a or b",
        "written between 22:00 and 06:00 on sat, sun",
        "links only to a.example",
    ]
