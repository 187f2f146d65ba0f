"""A server that gives no streams at all: what is new is looked for now and then."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.support import apart
from tests.support.apart import There
from tests.support.commenter import Commenter

LOOK = "00:31"  # a little more than the server says between two looks


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    with apart.opened(tmp_path_factory.mktemp("polled"), VOXPOP_STREAMS="0") as opened:
        yield opened


def test_without_streams_new_comments_and_their_number_come_by_looking(
    commenter: Callable[..., Commenter], there: There
) -> None:
    first = there.said("/looked", "The tide table is last year's")
    ann = commenter()
    ann.page.clock.install()
    with ann.page.expect_response(lambda answer: "/live?" in answer.url) as told:
        ann.visits("/looked")
    assert told.value.status == 200, "to be told to look now and then is no error"
    expect(ann.comment(first)).to_be_visible()
    answer = there.said("/looked", "So it is", parent=first)
    ann.page.wait_for_timeout(200)
    ann.page.clock.fast_forward(LOOK)
    ann.page.locator(".vp-arrivals").click()
    expect(ann.comment(answer)).to_be_visible()
    assert sum(met.path.startswith("/live?") for met in there.met) == 1
