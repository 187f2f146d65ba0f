import pytest

from tests.akismet.blog import Blog, Judge, added
from tests.support.house import Place
from voxpop.spam import judging


@pytest.fixture
async def blog(place: Place) -> Blog:
    """Another site with a key of the default site's."""
    return Blog(place, await added(place))


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """A judge that says what the test wants."""
    made = Judge()
    monkeypatch.setattr(judging, "judge", made)
    return made
