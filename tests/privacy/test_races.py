"""To be forgotten while one posts: nothing of theirs is left, and no comment of nobody's."""

import asyncio

import pytest

from tests.support import life
from tests.support.dance import Dance
from tests.support.life import Life
from voxpop.privacy import erasing
from voxpop.privacy.erasure import Extent

TIMES = 32
WORD = "quaggally"


@pytest.fixture(autouse=True)
def obediently(obedient: None) -> None:
    pass


async def test_who_is_forgotten_while_they_post_leaves_no_trace(dance: Dance) -> None:
    place = dance.place
    one: Life = await life.of(dance, WORD, address="192.0.2.77")
    who, by = life.subject_of(dance, one), erasing.means(place.house)
    together = asyncio.Barrier(TIMES)

    async def post(number: int) -> int:
        await together.wait()
        if number == TIMES // 2:
            await erasing.ask(by, who, Extent.ALL)
            return 0
        return (await one.reader.say(f"Meanwhile {WORD} {number}.")).status_code

    answers = await asyncio.gather(*(post(number) for number in range(TIMES)))
    assert set(answers) <= {0, 201, 202, 401, 403, 429}, answers
    await life.over(place)
    assert place.one("SELECT COUNT(*) FROM sender WHERE guest = :mark", mark=who.marks[0]) == 0
    assert place.one("SELECT COUNT(*) FROM comment WHERE text LIKE :word", word=f"%{WORD}%") == 0
    assert place.one("SELECT COUNT(*) FROM erasure") == 0
