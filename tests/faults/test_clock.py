"""The wall clock jumps: ids stay unique, and a later comment has a larger id for as long as the server runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import sound
from tests.faults.launch import broken
from tests.faults.writers import draft
from tests.support.server import Server

HOUR = 3_600_000_000  # microseconds
STEPS = (0, -HOUR, -24 * HOUR, 0, HOUR, -HOUR, 365 * 24 * HOUR, 0)


@pytest.fixture
def off(tmp_path: Path) -> Path:
    """The file that says by how much the clock is off."""
    file = tmp_path / "off"
    file.write_text("0")
    return file


def post(server: Server, texts: list[str], **more: object) -> list[int]:
    with server.client() as client:
        answers = [client.post("/api/v1/comments", json=draft(server, text, **more)) for text in texts]
    assert [answer.status_code for answer in answers] == [201] * len(texts)
    return [answer.json()["id"] for answer in answers]


def shown(server: Server, order: str) -> list[int]:
    with server.client() as client:
        page = client.get(f"/api/v1/threads?site=default&url={server.url}/talk&order={order}").json()
    return [comment["id"] for comment in page["comments"]]


def test_whatever_the_clock_does_ids_go_up(start_server: Callable[..., Server], chosen: str, off: Path) -> None:
    server = start_server(database=chosen, **broken(f"clock={off}"))
    ids: list[int] = []
    for step, by in enumerate(STEPS):
        off.write_text(str(by))
        ids += post(server, [f"Step {step}, comment {number}." for number in range(5)])
    assert ids == sorted(set(ids))
    assert ids[-1] - ids[0] > 364 * 24 * HOUR, "the clock did not jump"
    assert shown(server, "oldest") == ids
    assert shown(server, "newest") == ids[::-1]
    assert sound.faults(sound.place(chosen, server)) == []


def test_a_clock_set_back_between_two_runs_makes_no_id_twice(
    start_server: Callable[..., Server], chosen: str, off: Path
) -> None:
    """What is written after it stands where the clock says; nothing is lost, nothing is in two places."""
    server = start_server(database=chosen, **broken(f"clock={off}"))
    first = post(server, [f"Before, {number}." for number in range(20)])
    server.stop()
    again = start_server(port=server.port, database=chosen, **broken(f"clock={off}"))
    ids = list(first)
    for turn, by in enumerate((-10_000_000, -5_000_000, -2_000_000)):
        off.write_text(str(by))
        ids += post(again, [f"Turn {turn}, {number}." for number in range(10)], parent=first[0])
    assert len(set(ids)) == len(ids) == 50
    assert shown(again, "oldest")[0] in ids
    assert sorted(shown(again, "oldest")) == sorted(ids)
    assert sound.faults(sound.place(chosen, again)) == []


def test_a_clock_that_is_an_hour_behind_does_not_close_the_door_to_those_who_wait(
    start_server: Callable[..., Server], off: Path
) -> None:
    """Limits by time: after a step back, nobody waits longer than the limit itself says."""
    options = broken(f"clock={off}")
    server = start_server(**options | {"env": options["env"] | {"VOXPOP_RATE_LIMITS": "on"}})
    off.write_text(str(HOUR))
    post(server, [f"Ahead, {number}." for number in range(3)])
    off.write_text("0")
    with server.client() as client:
        status = [client.post("/api/v1/comments", json=draft(server, f"Back, {n}.")).status_code for n in range(4)]
        off.write_text(str(61_000_000))
        later = client.post("/api/v1/comments", json=draft(server, "A minute later.")).status_code
    assert status[:2] == [201, 201]
    assert later == 201
