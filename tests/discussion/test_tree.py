"""Where a comment stands in its tree: paths that sort as the tree is walked, and `shown` settled up a branch."""

from tests.support.house import Place, Reader
from voxpop.discussion import tree
from voxpop.discussion.tree import Spot
from voxpop.sites.rules import DEEPEST


def deep(length: int) -> list[Spot]:
    spots = [tree.top(1)]
    for number in range(2, length + 1):
        spots.append(tree.below(spots[-1], number))
    return spots


def test_a_path_holds_the_ids_from_the_root_down() -> None:
    answer = tree.below(tree.top(258), 259)
    assert (answer.root, answer.depth, answer.path.hex()) == (258, 1, "00000000000001020000000000000103")


def test_a_path_stops_growing_and_depth_does_not() -> None:
    spots = deep(DEEPEST + 6)
    assert [len(spot.path) // 8 for spot in spots[-8:]] == [DEEPEST - 1] + [DEEPEST] * 7
    assert spots[-1].depth == DEEPEST + 5
    assert sorted(spots, key=lambda spot: spot.path) == spots


def test_who_answers_the_deepest_is_shown_after_them() -> None:
    spots = deep(DEEPEST)
    early, late = tree.below(spots[-1], 1000), tree.below(spots[-1], 1001)
    beside = tree.below(spots[-2], 1002)
    assert spots[-1].path < early.path < late.path < beside.path


async def test_a_branch_comes_and_goes_with_its_last_live_comment(place: Place, reader: Reader) -> None:
    top = await reader.said("top")
    middle = await reader.reply(top, "middle")
    leaf = await reader.reply(middle, "leaf")

    async def shown() -> list[int]:
        return [comment["id"] for comment in (await reader.thread())["comments"]]

    await place.decide("reject", top)
    await place.decide("reject", middle)
    assert await shown() == [top, middle, leaf]
    await place.decide("reject", leaf)
    assert await shown() == []
    await place.decide("restore", leaf)
    assert await shown() == [top, middle, leaf]
    await place.decide("spam", leaf)
    await place.decide("restore", middle)
    assert await shown() == [top, middle]


async def test_70_answers_deep_each_one_can_be_posted(place: Place, reader: Reader) -> None:
    ids = [await reader.said("no 0")]
    while len(ids) < 70:
        ids.append(await reader.reply(ids[-1], f"no {len(ids)}"))
    assert [comment["id"] for comment in (await reader.thread())["comments"]] == ids
    assert place.one("SELECT max(depth) FROM comment") == 69
