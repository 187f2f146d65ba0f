"""What browsers keep: nothing sets a cookie or fills a storage that the table does not name."""

import re
from pathlib import Path

import voxpop
from tests.support.house import ORIGIN, Place
from voxpop.people import cookies

PACKAGE = Path(voxpop.__file__).parent
SCRIPTS = [*(PACKAGE.parents[1] / "widget/src").glob("*.ts"), *(PACKAGE / "static").glob("*.js")]
STORAGE = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB|cookieStore|caches)\b|document\.cookie")
SETS = re.compile(r"""["']set-cookie["']\s*:""", re.IGNORECASE)
KEPT = re.compile(r"""\b(?:keep|recall)\(\s*"(\w+)",""")


def test_one_module_of_the_script_has_to_do_with_storage_and_with_one_kind_of_it() -> None:
    found = {path.name: set(STORAGE.findall(path.read_text())) for path in SCRIPTS}
    assert {name: kinds for name, kinds in found.items() if kinds} == {"memory.ts": {"localStorage"}}


def test_every_entry_that_the_script_keeps_is_in_the_table() -> None:
    memory = (PACKAGE.parents[1] / "widget/src/memory.ts").read_text()
    assert "`voxpop:${kind}:" in memory
    assert all(entry.name.startswith("voxpop:") for entry in cookies.STORED)
    found = {kind for path in SCRIPTS for kind in KEPT.findall(path.read_text())}
    assert found == {entry.kind for entry in cookies.STORED}


def test_cookies_are_set_at_the_two_doors_alone() -> None:
    setting = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if SETS.search(path.read_text())}
    assert setting - {"pages/openapi.py"} == {"people/door.py", "staff/door.py"}


def test_neither_door_has_a_name_or_a_time_of_its_own() -> None:
    for name in ("people/door.py", "staff/door.py"):
        fields = re.findall(r'"set-cookie": f"([^"]*)"', (PACKAGE / name).read_text())
        assert fields
        assert [field for field in fields if not re.match(r"\{[\w.]+\}=.*Max-Age=\{", field)] == []


async def test_what_a_guest_is_given_is_as_the_table_has_it(place: Place) -> None:
    answer = await place.reader().say("Hello")
    [field] = answer.headers.get_list("set-cookie")
    assert field.startswith(f"{cookies.GUEST.name}=")
    assert f"Max-Age={cookies.GUEST.lasts};" in field


async def test_who_only_reads_is_given_none(place: Place) -> None:
    await place.publish()
    reader = place.reader()
    for path in ("/", "/ferry", "/privacy", f"/threads?site=default&url={ORIGIN}/ferry"):
        assert "set-cookie" not in (await reader.get(path)).headers


def test_names_are_those_that_browsers_have() -> None:
    assert cookies.SESSION.called(safe=True, site=7) == "__Host-voxpop-7"
    assert cookies.SESSION.called(safe=False, site=7) == "voxpop-7"
    assert cookies.GUEST.called(safe=True, site=7) == "voxpop"
