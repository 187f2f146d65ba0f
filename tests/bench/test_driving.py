"""Reading what wrk prints."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import driving

PRINTED = """Running 3s test @ http://127.0.0.1:41000
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   146.01ms   20.10ms   1.04s    88.40%
    Req/Sec   395.10     40.02   480.00     70.00%
  Latency Distribution
     50%  254.00us
     75%    4.73ms
     90%    1.04s
     99%    1.50m
  2000 requests in 2.00s, 1.20MB read
  Socket errors: connect 1, read 2, write 3, timeout 4
  Non-2xx or 3xx responses: 40
Requests/sec:   1000.00
Transfer/sec:    612.03KB
Answered 201: 1950
Answered 429: 40
First refusal: {"code": "too_fast"}
"""


def test_latencies_are_milliseconds_whatever_unit_wrk_chose():
    assert driving.read(PRINTED).latency == {50.0: 0.254, 75.0: 4.73, 90.0: 1040.0, 99.0: 90_000.0}


def test_refusals_and_broken_connections_are_failures_and_do_not_count_as_answers():
    run = driving.read(PRINTED)
    assert (run.rate, run.total, run.failed) == (1000.0, 2000, 50)
    assert run.good == 975.0


def test_answers_are_told_apart_by_status():
    run = driving.read(PRINTED)
    assert run.answered == {201: 1950, 429: 40}
    assert run.refusal == '{"code": "too_fast"}'


def test_a_run_without_errors_has_none():
    printed = "  246273 requests in 3.00s, 18.00GB read\nRequests/sec:  82063.86\n"
    run = driving.read(printed)
    assert (run.failed, run.good, run.answered, run.refusal) == (0, 82063.86, {}, "")


def test_what_says_no_rate_is_no_run():
    with pytest.raises(ValueError, match="no rate"):
        driving.read("unable to connect to 127.0.0.1:1 Connection refused\n")
