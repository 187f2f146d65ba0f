"""What other programs took of the machine while something was measured."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from disturbance import Spent, share, spent


def test_what_ours_did_not_work_others_did():
    assert share(Spent(100.0, 40.0, 10.0), Spent(120.0, 56.0, 24.0)) == 0.1


def test_a_machine_to_oneself_is_undisturbed():
    assert share(Spent(0.0, 0.0, 0.0), Spent(10.0, 6.0, 6.5)) == 0.0


def test_nobody_works_more_than_there_is_to_work_with():
    now = spent()
    assert 0 < now.worked <= now.offered
    assert 0 < now.ours <= now.worked
