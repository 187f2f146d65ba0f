"""No address of a network that is not the internet counts as one that is."""

import json

import pytest

from tests.docs import repository
from voxpop.lib import reachable

CORPUS = json.loads((repository.ROOT / "tests/corpora/ssrf/ssrf.json").read_text("utf-8"))
OUT_THERE = (
    "8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1", "198.17.0.1",
    "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
)  # fmt: skip


@pytest.mark.parametrize("address", CORPUS["deny_ips"])
def test_an_address_of_the_corpus_is_not_out_there(address: str) -> None:
    assert not reachable.everywhere(address)


@pytest.mark.parametrize("address", OUT_THERE)
def test_an_address_of_the_internet_is(address: str) -> None:
    assert reachable.everywhere(address)


@pytest.mark.parametrize("address", ["64:ff9b::a00:1", "2002:a00:1::", "2a00:1::5efe:7f00:1", "2a00:1::200:5efe:a00:1"])
def test_an_address_that_carries_a_private_one_is_not(address: str) -> None:
    assert not reachable.everywhere(address)


@pytest.mark.parametrize("word", ["", "localhost", "8.8.8", "2a00:1450::1%eth0", "8.8.8.8/32"])
def test_what_is_no_address_of_the_world_is_not(word: str) -> None:
    assert not reachable.everywhere(word)
