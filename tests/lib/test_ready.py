"""Ready pages: made once, never given when what they show has changed, never more than the budget."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import pytest

from voxpop.lib import ready
from voxpop.lib.ready import Made, Page, Ready

BIG = 1 << 20


class Kitchen:
    """Makes the page of a thing as it is at the moment; `gate` holds makers up between looking and answering."""

    def __init__(self, budget: int = BIG) -> None:
        self.seconds = 0.0
        self.pages = Ready(budget, lambda: self.seconds)
        self.truth = "1"
        self.stamp = "s1"
        self.made = 0
        self.looked = 0
        self.gate: asyncio.Event | None = None

    async def get(self, key: str = "k", marks: Iterable[int] = (1,), lasts: float = 1e9) -> Page:
        async def make() -> Made:
            self.made += 1
            body, stamp, gate = self.truth.encode(), self.stamp, self.gate
            await (gate.wait() if gate else asyncio.sleep(0))
            return Made(body, "text/plain", "no-cache", "", frozenset(marks), stamp, (), lasts)

        async def still() -> str:
            self.looked += 1
            return self.stamp

        return await self.pages.get(key, make, still)

    def change(self, truth: str, *marks: int) -> None:
        """The thing changes in this process."""
        self.truth, self.stamp = truth, f"s{truth}"
        self.pages.renewed(frozenset(marks))


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


async def started(act: Awaitable[Page]) -> "asyncio.Task[Page]":
    """The act, begun."""
    task = asyncio.ensure_future(act)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return task


async def test_a_page_is_made_once(kitchen: Kitchen) -> None:
    first, second = await kitchen.get(), await kitchen.get()
    assert first is second
    assert (kitchen.made, kitchen.looked) == (1, 0)


async def test_what_is_renewed_is_made_anew(kitchen: Kitchen) -> None:
    await kitchen.get()
    kitchen.change("2", 1)
    assert (await kitchen.get()).body == b"2"


async def test_what_others_renew_leaves_a_page_alone(kitchen: Kitchen) -> None:
    await kitchen.get()
    kitchen.pages.renewed(frozenset((2, 3)))
    await kitchen.get()
    assert kitchen.made == 1


async def test_a_page_of_two_marks_is_stale_with_either(kitchen: Kitchen) -> None:
    for number, mark in enumerate((1, -1)):
        await kitchen.get(marks=(1, -1))
        kitchen.change(f"n{number}", mark)
        assert (await kitchen.get(marks=(1, -1))).body == f"n{number}".encode()


async def test_of_many_who_ask_at_once_one_makes(kitchen: Kitchen) -> None:
    pages = await asyncio.gather(*(kitchen.get() for _ in range(50)))
    assert len({id(page) for page in pages}) == 1
    assert kitchen.made == 1


async def test_what_was_renewed_on_the_way_is_given_once_and_not_kept(kitchen: Kitchen) -> None:
    gate = kitchen.gate = asyncio.Event()
    early = await started(kitchen.get())
    kitchen.change("2", 1)
    kitchen.gate = None
    gate.set()
    assert (await early).body == b"1"
    assert (await kitchen.get()).body == b"2"


async def test_who_asks_after_a_renewal_does_not_get_what_was_made_before(kitchen: Kitchen) -> None:
    gate = kitchen.gate = asyncio.Event()
    early = await started(kitchen.get())
    kitchen.change("2", 1)
    kitchen.gate = None
    late = [await started(kitchen.get()) for _ in range(5)]
    gate.set()
    assert [page.body for page in await asyncio.gather(early, *late)] == [b"1"] + [b"2"] * 5
    assert kitchen.made == 2


async def test_an_overtaken_maker_does_not_leave_a_stale_page_behind(kitchen: Kitchen) -> None:
    gate = kitchen.gate = asyncio.Event()
    early = await started(kitchen.get())
    kitchen.pages.renewed(frozenset((2,)))  # something else, as far as anybody knows before the page is there
    late = await started(kitchen.get())
    kitchen.change("2", 1)
    kitchen.gate = None
    gate.set()
    await asyncio.gather(early, late)
    assert (await kitchen.get()).body == b"2"


async def test_after_a_write_elsewhere_each_page_is_asked_for_once(kitchen: Kitchen) -> None:
    first = await kitchen.get()
    kitchen.pages.elsewhere()
    assert [await kitchen.get(), await kitchen.get()] == [first, first]
    assert (kitchen.made, kitchen.looked) == (1, 1)


async def test_a_write_elsewhere_that_changed_the_page_makes_it_anew(kitchen: Kitchen) -> None:
    await kitchen.get()
    kitchen.truth, kitchen.stamp = "2", "s2"
    kitchen.pages.elsewhere()
    assert (await kitchen.get()).body == b"2"


async def test_a_write_elsewhere_on_the_way_is_looked_for_again(kitchen: Kitchen) -> None:
    gate = kitchen.gate = asyncio.Event()
    early = await started(kitchen.get())
    kitchen.truth, kitchen.stamp = "2", "s2"
    kitchen.pages.elsewhere()
    kitchen.gate = None
    gate.set()
    assert (await early).body == b"1"
    assert (await kitchen.get()).body == b"2"


async def test_a_page_that_lasts_a_second_is_made_anew_after_it(kitchen: Kitchen) -> None:
    await kitchen.get(lasts=1.0)
    kitchen.truth = "2"
    kitchen.seconds = 0.999
    assert (await kitchen.get(lasts=1.0)).body == b"1"
    kitchen.seconds = 1.0
    assert (await kitchen.get(lasts=1.0)).body == b"2"


async def test_what_cannot_be_made_fails_for_all_who_wait_and_is_tried_again(kitchen: Kitchen) -> None:
    tries = []

    async def make() -> Made:
        tries.append(1)
        await asyncio.sleep(0)
        raise LookupError("no")

    async def still() -> str:
        return ""

    asked = [kitchen.pages.get("k", make, still) for _ in range(3)]
    assert [type(error) for error in await asyncio.gather(*asked, return_exceptions=True)] == [LookupError] * 3
    with pytest.raises(LookupError):
        await kitchen.pages.get("k", make, still)
    assert len(tries) == 2


async def test_who_waits_for_a_maker_that_is_cancelled_makes_the_page(kitchen: Kitchen) -> None:
    gate = kitchen.gate = asyncio.Event()
    maker, waiting = await started(kitchen.get()), await started(kitchen.get())
    kitchen.gate = None
    maker.cancel()
    assert (await waiting).body == b"1"
    assert not gate.is_set()


async def test_the_budget_drops_what_was_asked_for_longest_ago() -> None:
    kitchen = Kitchen(budget=4 * ready.OVERHEAD)
    for key in "abc":
        await kitchen.get(key)
    await kitchen.get("a")
    await kitchen.get("d")
    assert kitchen.made == 4
    await kitchen.get("a")
    assert kitchen.made == 4
    await kitchen.get("b")
    assert kitchen.made == 5


async def test_a_page_larger_than_the_budget_is_kept_alone() -> None:
    kitchen = Kitchen(budget=10)
    await kitchen.get("a")
    await kitchen.get("a")
    assert kitchen.made == 1


async def test_a_door_leads_to_a_page_until_it_is_renewed(kitchen: Kitchen) -> None:
    page = await kitchen.get()
    kitchen.pages.open_door("d", page)
    assert kitchen.pages.through("d") is page
    kitchen.change("2", 1)
    assert kitchen.pages.through("d") is None


@pytest.mark.parametrize(
    "stale",
    [
        lambda kitchen: kitchen.pages.elsewhere(),
        lambda kitchen: setattr(kitchen, "seconds", 5.0),
    ],
)
async def test_a_door_does_not_lead_to_what_may_be_stale(kitchen: Kitchen, stale: Callable[[Kitchen], None]) -> None:
    kitchen.pages.open_door("d", await kitchen.get(lasts=5.0))
    stale(kitchen)
    assert kitchen.pages.through("d") is None


async def test_doors_do_not_hold_on_to_pages_that_were_dropped(kitchen: Kitchen) -> None:
    for number in range(20):
        kitchen.pages.open_door(number, await kitchen.get())
        kitchen.pages.open_door(f"other {number}", await kitchen.get())
        kitchen.change(str(number), 1)
    assert len(kitchen.pages.doors) == 0


async def test_a_page_that_was_stale_when_it_was_made_gets_no_door(kitchen: Kitchen) -> None:
    gate = kitchen.gate = asyncio.Event()
    early = await started(kitchen.get())
    kitchen.change("2", 1)
    gate.set()
    kitchen.pages.open_door("d", await early)
    assert kitchen.pages.through("d") is None
    assert len(kitchen.pages.doors) == 0


async def test_there_are_only_so_many_doors(kitchen: Kitchen) -> None:
    page = await kitchen.get()
    for number in range(ready.DOORS + 5):
        kitchen.pages.open_door(number, page)
    assert len(kitchen.pages.doors) == len(page.doors) == ready.DOORS
    assert kitchen.pages.through(4) is None
    assert kitchen.pages.through(5) is page


async def test_equal_bytes_have_equal_tags_and_others_do_not(kitchen: Kitchen) -> None:
    first = await kitchen.get("a")
    second = await kitchen.get("b")
    kitchen.truth = "2"
    third = await kitchen.get("c")
    assert first.etag == second.etag != third.etag


async def test_what_is_small_is_not_packed(kitchen: Kitchen) -> None:
    assert (await kitchen.get("a")).packed == b""
    kitchen.truth = "x" * 201
    assert 0 < len((await kitchen.get("b")).packed) < 50
