"""An attempt to sign in ends once, in its own time, and what could be used of it is not kept."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.support.house import Place
from voxpop.lib.refused import Refused
from voxpop.people import attempts, tokens
from voxpop.people.attempts import HANDED, KEPT, LASTS, Attempt, Begun, Purpose

BROWSER = "b" * 22
NEWS = "https://news.example"
VERIFIER = "v" * 43
WINDOW = Purpose(NEWS, tokens.challenge(VERIFIER))


async def do(place: Place, act: Callable[[Connection], Any]) -> Any:
    return await place.house.database.write(act)


async def begin(place: Place, purpose: Purpose = WINDOW, kept: Any = "kept") -> Begun:
    clock = place.house.clock
    begun: Begun = await do(place, lambda conn: attempts.begin(conn, clock, 1, BROWSER, ("github", kept), purpose))
    return begun


async def take(place: Place, state: str, browser: str = BROWSER, method: str = "github") -> Attempt:
    now = place.clock.now
    attempt: Attempt = await do(place, lambda conn: attempts.take(conn, state, browser, method, now))
    return attempt


async def close(place: Place, attempt: Attempt, refused: Refused | None = None) -> bool:
    now, entered = place.clock.now, None if refused else 7
    closed: bool = await do(place, lambda conn: attempts.close(conn, attempt, entered, "GitHub", refused, now))
    return closed


async def redeem(place: Place, code: str = "", opener: str = NEWS, verifier: str = VERIFIER) -> Attempt:
    now = place.clock.now
    attempt: Attempt = await do(place, lambda conn: attempts.redeem(conn, 1, opener, verifier, code, now))
    return attempt


async def code_of(waiting: Any) -> str:
    with pytest.raises(Refused) as refused:
        await waiting
    return refused.value.code


async def test_what_was_begun_is_found_again_with_all_that_it_was_for(place: Place) -> None:
    purpose = Purpose(back="/ferry", draft='{"text":"Half"}', adding=7)
    begun = await begin(place, purpose, {"nonce": "n"})
    found = await take(place, begun.state)
    assert (found.site, found.id, found.method, found.person, found.back, found.draft, found.asked) == (
        1, begun.id, "github", 7, "/ferry", '{"text":"Half"}', '{"nonce":"n"}',
    )  # fmt: skip


async def test_it_is_taken_once_in_its_browser_by_its_method(place: Place) -> None:
    begun = await begin(place)
    for state, browser, method in (
        ("x", BROWSER, "github"), (begun.state, "x" * 22, "github"), (begun.state, "", "github"),
        (begun.state, BROWSER, "discord"), ("", "", ""),
    ):  # fmt: skip
        assert await code_of(take(place, state, browser, method)) == "attempt_unknown"
    await take(place, begun.state)
    assert await code_of(take(place, begun.state)) == "attempt_unknown"


@pytest.mark.parametrize("late", [0, 1])
async def test_it_is_in_time_for_ten_minutes_to_the_microsecond(place: Place, late: int) -> None:
    begun = await begin(place)
    place.clock.now += LASTS + late
    if late:
        with pytest.raises(attempts.Late) as refused:
            await take(place, begun.state)
        assert (refused.value.code, refused.value.attempt.id) == ("attempt_expired", begun.id)
    else:
        assert (await take(place, begun.state)).id == begun.id


async def test_it_is_closed_once_and_forgets_what_the_method_knew(place: Place) -> None:
    found = await take(place, (await begin(place)).state)
    assert [await close(place, found), await close(place, found)] == [True, False]
    assert place.rows("SELECT outcome, asked, entered, via FROM attempt") == [("done", "", 7, "GitHub")]


async def test_it_is_redeemed_once(place: Place) -> None:
    assert await code_of(redeem(place)) == "attempt_unknown"
    begun = await begin(place)
    assert (await redeem(place)).entered is None
    found = await take(place, begun.state)
    assert (await redeem(place)).entered is None
    await close(place, found)
    assert (await redeem(place)).entered == 7
    assert await code_of(redeem(place)) == "attempt_unknown"


async def test_it_is_redeemed_by_its_own_page_alone(place: Place) -> None:
    await close(place, await take(place, (await begin(place)).state))
    code = await do(place, lambda conn: attempts.handed_over(conn, 1, place.one("SELECT id FROM attempt"), BROWSER))
    for wrong in ({"opener": "https://evil.example"}, {"verifier": "x"}, {"code": "x"}, {"code": code + "x"}):
        assert await code_of(redeem(place, **wrong)) == "attempt_unknown"
    assert (await redeem(place, code)).entered == 7


async def test_it_is_redeemed_within_a_minute(place: Place) -> None:
    await close(place, await take(place, (await begin(place)).state))
    place.clock.now += HANDED + 1
    assert await code_of(redeem(place)) == "attempt_unknown"


async def test_why_it_came_to_nothing_is_told_to_its_page(place: Place) -> None:
    await close(place, await take(place, (await begin(place)).state), Refused("provider_away", "Not now."))
    assert await code_of(redeem(place)) == "provider_away"
    begun = await begin(place)  # again, in the same window
    await close(place, await take(place, begun.state))
    assert (await redeem(place)).entered == 7


async def test_a_code_is_handed_over_once_to_the_browser_that_set_out(place: Place) -> None:
    begun = await begin(place)
    hand = attempts.handed_over
    assert await code_of(do(place, lambda conn: hand(conn, 1, begun.id, BROWSER))) == "attempt_unknown"  # still open
    await close(place, await take(place, begun.state))
    assert await code_of(do(place, lambda conn: hand(conn, 1, begun.id, "x" * 22))) == "attempt_unknown"
    assert len(await do(place, lambda conn: hand(conn, 1, begun.id, BROWSER))) == 43
    assert await code_of(do(place, lambda conn: hand(conn, 1, begun.id, BROWSER))) == "attempt_unknown"


async def test_what_a_method_knows_changes_only_from_what_it_knew(place: Place) -> None:
    begun = await begin(place)
    now = place.clock.now
    seen = await do(place, lambda conn: attempts.peek(conn, begun.state, BROWSER, "github", now))
    noted = [await do(place, lambda conn: attempts.note(conn, seen, {"wrong": 1})) for _ in range(2)]
    assert noted == [True, False]


async def test_what_began_an_hour_ago_is_swept_out_whatever_came_of_it(place: Place) -> None:
    found = await take(place, (await begin(place)).state)
    place.clock.now += LASTS
    await close(place, found)
    place.clock.now += KEPT - LASTS
    await begin(place)
    assert place.one("SELECT COUNT(*) FROM attempt") == 2
    place.clock.now += 1
    await begin(place)
    assert place.one("SELECT COUNT(*) FROM attempt") == 2


async def test_of_what_could_be_used_only_hashes_are_kept(place: Place) -> None:
    begun = await begin(place)
    row = str(
        [bytes(value) if isinstance(value, memoryview) else value for value in place.rows("SELECT * FROM attempt")[0]]
    )
    assert [secret for secret in (begun.state, BROWSER, VERIFIER) if secret in row] == []
    assert len({(await begin(place)).state for _ in range(20)}) == 20
