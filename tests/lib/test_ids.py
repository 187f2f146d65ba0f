"""Ids that are times: unique in a process, in order, and small enough for JavaScript."""

import json
import threading
from datetime import UTC, datetime, timedelta, timezone

from voxpop.lib import ids
from voxpop.lib.ids import Clock


def test_an_id_is_the_time_it_was_asked_for() -> None:
    assert [Clock().next(7), Clock().next(1_760_000_000_000_000)] == [7, 1_760_000_000_000_000]


def test_the_same_time_again_is_the_next_id() -> None:
    clock = Clock()
    assert [clock.next(at) for at in (100, 100, 100, 50, 102, 200)] == [100, 101, 102, 103, 104, 200]


def test_ids_drawn_by_many_threads_differ() -> None:
    clock, drawn = Clock(), []

    def draw() -> None:
        drawn.extend([clock.next(5) for _ in range(500)])

    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(drawn) == list(range(5, 4005))


def test_a_time_is_read_back_to_the_microsecond() -> None:
    at = datetime(2026, 3, 18, 17, 5, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    assert ids.moment(ids.written(at)) == at
    assert ids.moment(0) == datetime(1970, 1, 1, tzinfo=UTC)


def test_every_id_fits_a_javascript_number_until_2255() -> None:
    assert ids.written(datetime(2255, 6, 1, tzinfo=UTC)) < ids.LARGEST
    assert json.loads(json.dumps(float(ids.LARGEST))) == ids.LARGEST


def test_now_is_now() -> None:
    before, now, after = datetime.now(UTC), ids.moment(ids.now()), datetime.now(UTC)
    assert before - timedelta(milliseconds=1) <= now <= after + timedelta(milliseconds=1)
