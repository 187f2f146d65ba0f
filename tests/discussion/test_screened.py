"""The house rules of a site when somebody posts or edits: by the API, by the form, as a guest and signed in."""

from typing import Any

import pytest

from tests.support import screens
from tests.support.house import ORIGIN, Place, Reader, Statements
from tests.support.verdicts import DOUBTFUL, SPAM
from voxpop.screening.kinds import (
    Age,
    AnyRule,
    Domains,
    Doubt,
    Emails,
    Links,
    Newcomers,
    Outcome,
    Words,
    Writers,
)  # fmt: skip
from voxpop.storage.quick import Quick

HOLD, AS_SPAM, REJECT, REFUSE, ALLOW = Outcome


def words(outcome: Outcome, *listed: str, told: str = "") -> Words:
    return Words(outcome=outcome, listed=listed, told=told)


def state(place: Place, comment: int) -> str:
    return str(place.one("SELECT state FROM comment WHERE id = :id", id=comment))


def newest(place: Place) -> int:
    return int(place.one("SELECT MAX(id) FROM comment"))


@pytest.mark.parametrize(
    ("rule", "text", "was", "said"),
    [
        (words(HOLD, "casino"), "a casino", "held", "1: the word “casino”"),
        (words(AS_SPAM, "casino"), "a casino", "spam", "1: the word “casino”"),
        (Links(outcome=HOLD, least=2), "https://a.example and https://b.example", "held", "1: 2 links, 2 or more"),
        (Domains(outcome=AS_SPAM, listed=("shop.example",)), "https://www.shop.example/a", "spam",
         "1: a link to shop.example"),
        (Emails(outcome=HOLD, listed=("*@reader.example",)), "words", "held",
         "1: an e-mail address of *@reader.example"),
        (Age(outcome=HOLD, days=1), "words", "held", "1: a guest, who has no account"),
        (words(HOLD, "casino"), "a ferry", "live", None),
    ],
)  # fmt: skip
async def test_a_rule_decides_and_is_kept_with_the_comment(
    place: Place, reader: Reader, rule: AnyRule, text: str, was: str, said: str | None
) -> None:
    await screens.put(place, rule)
    comment = await reader.said(text)
    assert (state(place, comment), screens.rule(place, comment)) == (was, said)


async def test_the_first_that_finds_something_decides(place: Place, reader: Reader) -> None:
    one, other = words(HOLD, "casino"), words(AS_SPAM, "bonus")
    for rules, was in (((one, other), "held"), ((other, one), "spam")):
        await screens.put(place, *rules)
        comment = await reader.said(f"casino bonus {was}")
        assert state(place, comment) == was
        assert str(screens.rule(place, comment)).startswith("1: ")


async def test_a_rule_that_is_off_is_passed_over_and_keeps_its_number(place: Place, reader: Reader) -> None:
    off = Words(outcome=AS_SPAM, listed=("casino",), on=False)
    await screens.put(place, off, words(HOLD, "casino"))
    comment = await reader.said("a casino")
    assert (state(place, comment), screens.rule(place, comment)) == ("held", "2: the word “casino”")


async def test_who_is_let_through_is_asked_nothing_more(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    await screens.put(place, Domains(outcome=ALLOW, listed=("paper.example",)), words(HOLD, "ferry"))
    ours = await reader.said("the ferry: https://paper.example/ferry")
    theirs = await reader.said("the ferry: https://other.example/ferry")
    assert [state(place, one) for one in (ours, theirs)] == ["live", "held"]
    assert screens.rule(place, ours) == "1: a link to paper.example"


@pytest.mark.usefixtures("obedient")
async def test_what_the_judge_is_sure_of_is_spam_whoever_would_hold_it(place: Place, reader: Reader) -> None:
    await screens.put(place, words(HOLD, "ferry"))
    comment = await reader.said(f"the ferry {SPAM}")
    assert (state(place, comment), screens.rule(place, comment)) == ("spam", None)


@pytest.mark.usefixtures("obedient")
async def test_a_rule_about_the_judge_s_probability_stands_in_place_of_the_usual_limit(
    place: Place, reader: Reader
) -> None:
    await screens.put(place, words(HOLD, "ferry"), Doubt(outcome=AS_SPAM, percent=50))
    sure, doubtful = await reader.said(f"the ferry {SPAM}"), await reader.said(f"a boat {DOUBTFUL}")
    assert [state(place, one) for one in (sure, doubtful)] == ["held", "spam"]
    await screens.put(place, Doubt(outcome=HOLD, percent=100))
    assert state(place, await reader.said(f"again {DOUBTFUL}")) == "live"


async def test_first_comments_wait_until_so_many_are_live(place: Place, reader: Reader) -> None:
    await screens.put(place, Newcomers(outcome=HOLD, live=2))
    states = []
    for n in range(3):
        comment = await reader.said(f"words {n}")
        states.append(state(place, comment))
        if states[-1] == "held":
            await place.decide("approve", comment)
    assert states == ["held", "held", "live"]
    assert state(place, await place.reader().said("others begin anew")) == "held"


async def test_what_is_rejected_is_kept_and_its_writer_is_told_in_the_site_s_words(
    place: Place, reader: Reader
) -> None:
    await screens.put(place, words(REJECT, "casino", told="We do not talk about gambling here."))
    answer = await reader.say("a casino")
    assert answer.status_code == 403
    assert (answer.json()["code"], answer.json()["detail"]) == ("rejected", "We do not talk about gambling here.")
    assert (state(place, newest(place)), screens.rule(place, newest(place))) == ("trash", "1: the word “casino”")
    page = await reader.fill("another casino")
    assert page.status_code == 403
    assert "We do not talk about gambling here." in page.text
    assert "another casino" in page.text
    assert (await reader.thread())["responses"] == 0


async def test_a_rejected_draft_sent_again_with_its_key_is_there_once(place: Place, reader: Reader) -> None:
    await screens.put(place, words(REJECT, "casino"))
    codes = [(await reader.say("a casino", key="k")).json()["code"] for _ in range(2)]
    assert codes == ["rejected", "rejected"]
    assert place.one("SELECT COUNT(*) FROM comment") == 1


async def test_a_guest_is_asked_to_sign_in_and_nothing_is_kept(place: Place, reader: Reader) -> None:
    await screens.put(place, Writers(outcome=REFUSE, who="signed_in"))
    answer = await reader.say("words")
    assert answer.status_code == 401
    assert (answer.json()["code"], answer.json()["detail"]) == ("sign_in_first", "Sign in to comment here.")
    page = await reader.fill("words of mine")
    assert page.status_code == 401
    assert "words of mine" in page.text
    assert place.one("SELECT COUNT(*) FROM comment") == place.one("SELECT COUNT(*) FROM sender") == 0


async def test_a_refusal_does_not_wait_for_what_the_judge_would_say(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voxpop.spam import judging

    monkeypatch.setattr(judging, "judge", lambda *_: pytest.fail("it was judged"))
    await screens.put(place, Doubt(outcome=AS_SPAM, percent=1), Writers(outcome=REFUSE, who="proved"))
    answer = await reader.say("words")
    assert (answer.status_code, answer.json()["code"]) == (403, "email_unproved")


@pytest.mark.parametrize("outcome", [HOLD, ALLOW, AS_SPAM])
async def test_what_could_not_be_judged_waits_unless_a_rule_puts_it_away(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch, outcome: Outcome
) -> None:
    from voxpop.spam import judging

    def fails(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(judging, "judge", fails)
    await screens.put(place, Doubt(outcome=AS_SPAM, percent=1), Domains(outcome=outcome, listed=("paper.example",)))
    comment = await reader.said("https://paper.example/ferry")
    assert state(place, comment) == ("spam" if outcome is AS_SPAM else "held")


async def test_an_edit_is_screened_again(place: Place, reader: Reader) -> None:
    await screens.put(place, words(HOLD, "casino"), words(REJECT, "insult", told="Be kind."))
    comment = await reader.said("a ferry")
    refused = await reader.edit(comment, "an insult")
    assert (refused.status_code, refused.json()["detail"]) == (403, "Be kind.")
    assert place.rows("SELECT state, text FROM comment") == [("live", "a ferry")]
    assert (await reader.edit(comment, "a casino")).json()["state"] == "held"
    assert (state(place, comment), screens.rule(place, comment)) == ("held", "1: the word “casino”")
    await reader.edit(comment, "a ferry again")
    assert (state(place, comment), screens.rule(place, comment)) == ("held", "1: the word “casino”")


async def test_an_edit_of_who_is_no_newcomer_any_more_stays_live(place: Place, reader: Reader) -> None:
    await screens.put(place, Newcomers(outcome=HOLD, live=1), Age(outcome=AS_SPAM, days=3))
    comment = await reader.said("one")
    await place.decide("approve", comment)
    await screens.put(place, Newcomers(outcome=HOLD, live=1))
    assert (await reader.edit(comment, "two")).json()["state"] == "live"


async def test_who_deletes_their_comment_leaves_nothing_that_a_rule_found(place: Place, reader: Reader) -> None:
    await screens.put(place, Emails(outcome=HOLD, listed=("ann@reader.example",)))
    comment = await reader.said("words")
    assert screens.rule(place, comment) == "1: an e-mail address of the list"  # it is not told to who may only look
    await reader.erase(comment)
    assert screens.rule(place, comment) is None


async def test_rules_that_ask_for_nothing_cost_no_statement(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick: list[str] = []
    rows = Quick.rows

    def heard(self: Quick, conn: Any, values: Any) -> Any:
        quick.append(" ".join(self._spelt["sqlite"].split()))
        return rows(self, conn, values)

    monkeypatch.setattr(Quick, "rows", heard)

    async def asked(text: str) -> list[str]:
        quick.clear()
        with Statements() as statements:
            await reader.said(text)
        return [*statements, *quick]

    before = {*await asked("begin"), *await asked("without rules")}
    await screens.put(place, words(HOLD, "casino"), Links(outcome=HOLD, least=5), Age(outcome=HOLD, days=1))
    await asked("the site is read anew")
    assert set(await asked("with rules")) <= before
    await screens.put(place, Newcomers(outcome=HOLD, live=1), words(HOLD, "casino"))
    await asked("the site is read anew again")
    [counted] = set(await asked("with one that counts")) - before
    assert counted.startswith("SELECT 1 FROM sender")


async def test_the_form_says_where_it_stands_that_one_has_to_sign_in(place: Place, reader: Reader) -> None:
    await place.publish()
    asks, guest = "Sign in to comment here.", 'name="email"'
    page = await reader.page()
    assert (asks in page, guest in page) == (False, True)
    await screens.put(place, Writers(outcome=REFUSE, who="signed_in"))
    page = await reader.page()
    assert (asks in page, guest in page) == (True, False)
    fragment = (await reader.get("/threads", params={"site": "default", "url": f"{ORIGIN}/ferry"})).text
    assert (asks in fragment, guest in fragment) == (True, False)
    await screens.put(place, Emails(outcome=ALLOW, listed=("*@a.example",)), Writers(outcome=REFUSE, who="signed_in"))
    assert guest in await reader.page()
