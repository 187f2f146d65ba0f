"""A disk that is full, fails or cannot be written: reads go on, writes hear 507 at once, and room made is room used."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults import faulty_disk, sound
from tests.faults.launch import broken
from tests.faults.writers import Writers, draft, fields
from tests.support import waiting
from tests.support.server import Server

Start = Callable[..., Server]

SLOWEST = 20.0  # seconds an answer may take while nothing can be written
PAGES = ("/", "/api/v1/threads?site=default&url={url}/talk", "/threads?site=default&url={url}/talk", "/healthz")


def post(server: Server, text: str) -> httpx.Response:
    """Post with a key made from the text: the same text again is the same draft again."""
    with httpx.Client(trust_env=False, timeout=SLOWEST, verify=False) as client:
        sending = draft(server, text)
        return client.post(f"{server.url}/api/v1/comments", json=sending, headers=fields(server, key=str(hash(text))))


def is_refused(answer: httpx.Response) -> bool:
    return answer.status_code == 507 and answer.json()["code"] == "storage_full"


def reads(server: Server) -> list[int]:
    """The answers to all kinds of reads: ones that are ready, and one that has to be made now."""
    with httpx.Client(trust_env=False, timeout=SLOWEST, verify=False) as client:
        pages = [server.url + page.format(url=server.url) for page in (*PAGES, f"{PAGES[1]}&order=best")]
        return [client.get(page).status_code for page in pages]


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    faulty_disk.mended(tmp_path / "orders")
    return tmp_path / "orders"


@pytest.fixture
def frail(start_server: Start, orders: Path) -> Server:
    """A server on a disk that fails on order, with one comment."""
    server = start_server(**broken(f"disk={orders}"))
    assert post(server, "The first of all.").status_code == 201
    return server


@pytest.mark.parametrize("code", [faulty_disk.FULL, faulty_disk.READONLY, faulty_disk.WRITE_ERROR])
def test_reads_stay_and_writes_are_refused_until_the_disk_takes_them_again(
    frail: Server, orders: Path, code: int
) -> None:
    faulty_disk.order(orders, call="write", code=code)
    assert all(is_refused(post(frail, f"Is there room, {n}?")) for n in range(5))
    assert reads(frail) == [200] * 5
    faulty_disk.mended(orders)
    assert [post(frail, f"Is there room, {n}?").status_code for n in range(5)] == [201] * 5
    assert len(sound.comments(sound.place("", frail))) == 6
    assert sound.faults(sound.place("", frail)) == []


@pytest.mark.parametrize(("call", "code"), [("write", faulty_disk.FULL), ("sync", faulty_disk.SYNC_ERROR)])
def test_whichever_write_or_fsync_fails_the_comment_is_there_once_or_not_at_all(
    frail: Server, orders: Path, start_server: Start, call: str, code: int
) -> None:
    promised = {"The first of all.": 0}
    refused = 0
    for nth in range(1, 13):
        faulty_disk.order(orders, call=call, nth=nth, code=code)
        for attempt in range(2):
            text = f"Failure {nth}, attempt {attempt}."
            answer = post(frail, text)
            if answer.status_code == 507:
                refused += 1
                answer = post(frail, text)
            assert answer.status_code == 201
            promised[text] = answer.json()["id"]
    assert refused
    frail.kill()
    again = start_server(port=frail.port, env={"VOXPOP_RATE_LIMITS": "off"})
    there = sound.comments(sound.place("", again))
    assert set(there) == set(promised)
    assert {text: there[text] for text in promised if promised[text]} == {t: n for t, n in promised.items() if n}
    assert sound.faults(sound.place("", again)) == []


def test_a_disk_that_fails_under_eight_writers_costs_nothing_that_was_promised(frail: Server, orders: Path) -> None:
    with Writers(frail, 8) as writers:
        for nth in range(1, 30):
            faulty_disk.order(orders, call=("write", "sync")[nth % 2], nth=nth, code=faulty_disk.WRITE_ERROR)
            assert post(frail, f"Meanwhile, {nth}.").status_code in (201, 507)
        faulty_disk.mended(orders)
    assert set(writers.refused) <= {(507, "storage_full")}
    there = sound.comments(sound.place("", frail))
    assert {text: there.get(text) for text in writers.promised} == writers.promised
    assert sound.faults(sound.place("", frail)) == []


def test_a_disk_that_cannot_be_read_is_away_and_back(frail: Server, orders: Path, start_server: Start) -> None:
    other = start_server(data=frail.data.name, env={"VOXPOP_RATE_LIMITS": "off"})
    faulty_disk.order(orders, call="read", code=faulty_disk.READ_ERROR)
    assert post(other, "Written by another process.").status_code == 201
    with frail.client() as client:
        page = f"/api/v1/threads?site=default&url={frail.url}/talk&order=newest"
        waiting.until(lambda: client.get(page).status_code == 503, "the server has seen that it cannot read")
    assert post(frail, "Does anybody hear?").status_code in (503, 507)
    faulty_disk.mended(orders)
    waiting.until(lambda: post(frail, "Does anybody hear?").status_code == 201, "the server writes again")
    assert reads(frail) == [200] * 5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB, mounted where the data folder will be."""
    place = tmp_path / "data"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"mounting is forbidden here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def test_a_truly_full_file_system_is_survived_and_left_without_a_restart(small_disk: Path, start_server: Start) -> None:
    server = start_server(env={"VOXPOP_RATE_LIMITS": "off"})
    assert post(server, "The first of all.").status_code == 201
    fill(small_disk / "ballast")
    long = "A word of warning. " * 400
    taken = 0
    while (answer := post(server, f"{long} {taken}")).status_code == 201:
        taken += 1
    assert is_refused(answer)
    assert all(is_refused(post(server, f"{long} again {n}")) for n in range(3))
    assert reads(server) == [200] * 5
    (small_disk / "ballast").unlink()
    assert post(server, f"{long} {taken}").status_code == 201
    assert len(sound.comments(sound.place("", server))) == taken + 2
    assert sound.faults(sound.place("", server)) == []


def fill(ballast: Path) -> None:
    """Write until nothing fits any more."""
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
