"""What is made while a process starts is not looked at again for what is of no use any more."""

import gc
import subprocess
import sys

import pytest

from voxpop.lib import memory

STAYS = """
import gc
from voxpop.lib import memory
with memory.growing():
    assert not gc.isenabled()
    made = [[number] for number in range(100_000)]
assert gc.isenabled()
assert gc.get_freeze_count() > 100_000
assert not any(one is made for one in gc.get_objects())
"""


def test_what_is_made_meanwhile_stays() -> None:
    """In a process of its own, whose objects may stay for good."""
    subprocess.run([sys.executable, "-c", STAYS], check=True)


def test_it_is_looked_again_also_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)
    with pytest.raises(LookupError), memory.growing():
        raise LookupError
    assert gc.isenabled()
