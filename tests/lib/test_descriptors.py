"""Room for connections: as far as the system lets a process, in a process of its own."""

import subprocess
import sys

import pytest

ASK = """
import resource, sys
from voxpop.lib import descriptors
soft, hard, wanted = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
print(descriptors.room(wanted), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "room", "then"),
    [
        (1024, 8192, 5000, 5000, 6024),  # raised as far as is wanted, and no further
        (1024, 4096, 5000, 2048, 4096),  # raised as far as the system lets it: half of it is for others
        (1024, 1024, 100, 100, 1024),
        (1024, 1024, 5000, 512, 1024),
        (7000, 8192, 5000, 5000, 7000),  # never lowered
        (1024, 1024, 0, 0, 1024),
    ],
)
def test_there_is_room_as_far_as_the_system_lets(soft: int, hard: int, wanted: int, room: int, then: int) -> None:
    asked = [sys.executable, "-c", ASK, *map(str, (soft, hard, wanted))]
    said = subprocess.run(asked, capture_output=True, text=True)
    assert said.stdout.split() == [str(room), str(then)], said.stderr
