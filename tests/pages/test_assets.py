"""Files under names made from their bytes: kept for a year, and nothing else of the disk."""

import re

import pytest

from tests.support.house import Place, Reader
from voxpop.pages.assets import NAMES


async def test_a_file_is_kept_for_a_year_under_the_name_of_its_bytes(reader: Reader) -> None:
    answer = await reader.get(f"/static/{NAMES['style.css']}")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


async def test_every_file_that_a_page_names_is_there(place: Place, reader: Reader) -> None:
    await place.publish()
    named = re.findall(r'"(/static/[^"]+)"', await reader.page())
    assert len(named) >= 2
    assert {(await reader.get(path)).status_code for path in named} == {200}


async def test_a_picture_of_a_story_is_served(place: Place, reader: Reader) -> None:
    media = place.house.settings.data / "media"
    media.mkdir(parents=True)
    (media / f"{'a' * 20}.png").write_bytes(b"\x89PNG")
    answer = await reader.get(f"/media/{'a' * 20}.png")
    assert (answer.content, answer.headers["content-type"]) == (b"\x89PNG", "image/png")


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/style.css", "/media/..%2fvoxpop.db", "/media/voxpop.db"],
)
async def test_nothing_else_of_the_disk_is(reader: Reader, path: str) -> None:
    assert (await reader.get(path)).status_code == 404
