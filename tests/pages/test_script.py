"""The script that pages of others embed: names that last a year, parts that stand in for others, its two loaders."""

import gzip
from pathlib import Path

import httpx
import pytest

from tests.support.house import Place, Reader
from voxpop.pages import assets, script

NEW, PART, COUNT = "embed.NEWNEW22.js", "writing.PARTPA22.js", "count.COUNTC22.js"
YEAR = "public, max-age=31536000, immutable"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What widget/ was built into: three files, the first of them also packed with brotli."""
    folder = tmp_path / "widget"
    folder.mkdir()
    for name in (NEW, PART, COUNT):
        (folder / name).write_text(f"// {name}\n" + "let a = 1;\n" * 40)
    (folder / f"{NEW}.br").write_bytes(b"packed with brotli")
    monkeypatch.setattr(script, "BUILT", script.read(folder))
    return folder


async def asked(reader: Reader, name: str, **headers: str) -> httpx.Response:
    sent = {"accept-encoding": "identity"} | {field.replace("_", "-"): value for field, value in headers.items()}
    return await reader.get(f"/static/{name}", headers=sent)


async def raw(reader: Reader, name: str, accept_encoding: str) -> tuple[str | None, bytes]:
    """How an answer is packed, and its bytes as they come."""
    headers = {"accept-encoding": accept_encoding}
    async with reader.stream("GET", f"/static/{name}", headers=headers) as answer:
        return answer.headers.get("content-encoding"), b"".join([part async for part in answer.aiter_raw()])


@pytest.mark.usefixtures("built")
async def test_a_file_is_kept_for_a_year_and_may_be_used_by_every_page(reader: Reader) -> None:
    answer = await asked(reader, NEW)
    assert answer.text.startswith(f"// {NEW}")
    expected = {
        "cache-control": YEAR,
        "content-type": "text/javascript; charset=utf-8",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
        "vary": "Accept-Encoding",
    }
    assert {name: answer.headers[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("takes", "packed"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("GZIP;q=0.5, BR;q=1", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip", "gzip"),
        ("brotli, gzipped", None),
        ("", None),
    ],
)
async def test_it_is_packed_as_the_asker_takes_it(built: Path, reader: Reader, takes: str, packed: str | None) -> None:
    found, body = await raw(reader, NEW, takes)
    plain = (built / NEW).read_bytes()
    assert found == packed
    assert (body == b"packed with brotli") is (packed == "br")
    assert (body == plain) is (packed is None)
    assert packed != "gzip" or gzip.decompress(body) == plain


@pytest.mark.usefixtures("built")
async def test_who_takes_less_first_leaves_the_better_packing_to_who_comes_next(reader: Reader) -> None:
    assert [(await raw(reader, NEW, takes))[0] for takes in ("gzip", "gzip, br", "gzip")] == ["gzip", "br", "gzip"]


@pytest.mark.usefixtures("built")
async def test_who_has_the_file_is_told_that_it_stands(reader: Reader) -> None:
    first = await asked(reader, NEW)
    again = await asked(reader, NEW, if_none_match=f'"x", W/{first.headers["etag"]}')
    assert (again.status_code, again.content, again.headers["cache-control"]) == (304, b"", YEAR)


@pytest.mark.usefixtures("built")
async def test_the_part_that_is_here_stands_in_for_one_of_another_build_for_a_minute(reader: Reader) -> None:
    answer = await asked(reader, "writing.OLDOLD22.js")
    assert answer.text.startswith(f"// {PART}")
    assert answer.headers["cache-control"] == "public, max-age=60"


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "name",
    ["gone.OLDOLD22.js", "writing.js", "writing.OLDOLD22.js.br", "writing.oldold22.js", f"{NEW}.br", "..%2fapp.py"],
)
async def test_a_name_that_no_part_has_is_not_found(reader: Reader, name: str) -> None:
    assert (await asked(reader, name)).status_code == 404


@pytest.mark.usefixtures("built")
async def test_what_a_page_names_leads_to_the_script_within_minutes(place: Place) -> None:
    answer = await place.reader().get("/embed.js")
    assert answer.text == f'import(new URL("./static/{NEW}", document.currentScript.src));\n'
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    again = await place.reader().get("/embed.js", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_the_numbers_are_one_whole_script(built: Path, reader: Reader) -> None:
    answer = await reader.get("/count.js")
    assert answer.content == (built / COUNT).read_bytes()
    assert answer.headers["cache-control"] == "public, max-age=300"


async def test_where_nothing_was_built_the_loaders_say_what_to_do(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "BUILT", script.read(tmp_path / "none"))
    for path in ("/embed.js", "/count.js"):
        answer = await reader.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert "node widget/build.mjs" in answer.json()["detail"]


def test_templates_name_the_files_without_their_bytes(built: Path) -> None:
    assert script.names(script.read(built)) == {"embed.js": NEW, "writing.js": PART, "count.js": COUNT}


def test_no_file_of_ours_hides_one_of_the_script() -> None:
    assert script.names(script.BUILT).items() <= assets.NAMES.items()
