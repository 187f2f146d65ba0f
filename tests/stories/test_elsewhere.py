"""Pictures of stories that come from elsewhere: found as browsers would ask for them, and looked for once."""

import pytest

from tests.support.house import Place, Statements
from voxpop.stories import body, elsewhere


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("![a](https://pics.example/a.png)", {"https://pics.example"}),
        ('![a > b " c](http://pics.example:8080/a.png)', {"http://pics.example:8080"}),
        ("<img width=5 alt='src=\"https://no.example/\"' src='https://pics.example'>", {"https://pics.example"}),
        ("![a](/media/a.png)", set()),
        ("[a](https://pics.example/a.png)", set()),
        ('`src="https://no.example/"` and <b title=\' src="https://no.example/"\'>x</b>', set()),
    ],
)
def test_origins_are_those_that_a_browser_asks(source: str, found: set[str]) -> None:
    assert elsewhere.origins(body.from_markdown(source)) == found


async def test_hosts_are_those_of_all_stories(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "PIECE", 2)
    for number in range(5):
        await place.publish(f"story-{number}", html=f'<p><img src="https://PICS{number}.example/a.png"></p>')
    await place.publish("plain")
    assert hosts(place) == {f"pics{number}.example" for number in range(5)}
    await place.publish("story-4", html="<p>None.</p>")
    assert hosts(place) == {f"pics{number}.example" for number in range(4)}


async def test_they_are_looked_for_once_until_something_is_published(place: Place) -> None:
    await place.publish("ferry")
    hosts(place)
    site = place.site()
    with Statements() as asked:
        place.house.database.read_now(lambda conn: elsewhere.hosts(conn, site))
    assert asked == []


def hosts(place: Place) -> frozenset[str]:
    site = place.site()
    return place.house.database.read_now(lambda conn: elsewhere.hosts(conn, site))
