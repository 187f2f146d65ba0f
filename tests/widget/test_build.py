"""The script that ships is the build of its source, small, typed, and does nothing that a strict page forbids."""

import re
import subprocess
from pathlib import Path

import pytest

from voxpop.pages import script

WIDGET = Path(__file__).parents[2] / "widget"
SOURCES = sorted((WIDGET / "src").rglob("*.ts"))
LIMIT = 9_216  # bytes with brotli: all that is needed to read and to reply
LOADER = len('import(new URL("./static/embed.HASHHASH.js", document.currentScript.src));\n')  # as /embed.js comes
FORBIDDEN = re.compile(
    r"\beval\(|\bnew Function\b|\binsertAdjacentHTML\b|\bouterHTML\b|\bdocument\.write|\bsetTimeout\([\"'`]"
    r"|\bsetAttribute\([\"'`](?:on|style)|\bcreateContextualFragment\b"
)
MARKUP = re.compile(r"\binnerHTML\b|\.write\(")
ADDRESS = re.compile(r"https?://(?!www\.w3\.org/2000/svg\b)\w|[\"'`]//\w")
REMEDY = "Run `npm ci --prefix widget` and `node widget/build.mjs`, and commit what is under src/voxpop/static/widget."


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if not path.name.startswith(".")}


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    done = run("node", WIDGET / "build.mjs", folder)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}{REMEDY}"
    return folder


def test_what_ships_is_the_build_of_the_source(made: Path) -> None:
    shipped, built = files(script.WIDGET), files(made)
    assert shipped.keys() == built.keys(), REMEDY
    assert [name for name in built if built[name] != shipped[name]] == [], REMEDY


def test_the_types_hold() -> None:
    done = run(WIDGET / "node_modules/.bin/tsc", "-p", WIDGET)
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


def test_what_is_needed_to_read_and_reply_is_small(made: Path) -> None:
    packed = len(script.read(made)["embed"].brotli)
    assert 0 < packed <= LIMIT - LOADER, f"{packed} bytes, and {LOADER} for the loader"


def test_markup_becomes_nodes_in_one_place() -> None:
    found = {path.name: MARKUP.findall(path.read_text()) for path in SOURCES}
    assert {name: places for name, places in found.items() if places} == {"markup.ts": ["innerHTML", ".write("]}


def test_nothing_is_done_that_a_strict_page_forbids(made: Path) -> None:
    sources = {path.name: path.read_text() for path in SOURCES}
    built = {path.name: path.read_text() for path in made.glob("*.js")}
    assert len(built) >= 8
    told = {name: found[0] for name, text in (sources | built).items() if (found := FORBIDDEN.findall(text))}
    assert told == {}


def test_the_only_server_it_knows_is_the_one_it_came_from(made: Path) -> None:
    assert {path.name for path in made.glob("*.js") if ADDRESS.search(path.read_text())} == set()
