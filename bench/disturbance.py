"""How much of the processors other programs took while something was measured: what makes a run worth less."""

from __future__ import annotations

import os
import resource
from pathlib import Path
from typing import NamedTuple

TICK = os.sysconf("SC_CLK_TCK")


class Spent(NamedTuple):
    """Seconds of processor time since the machine started: offered, worked by any program, worked by us and ours."""

    offered: float
    worked: float
    ours: float


def spent() -> Spent:
    """`ours` counts what has been waited for: ask when every server and load that was started has ended."""
    fields = [int(field) / TICK for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    user, nice, system, idle, waiting, _hard, _soft, stolen = fields
    mine = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Spent(
        offered=user + nice + system + idle + waiting + stolen,
        worked=user + nice + system + stolen,
        ours=sum(used.ru_utime + used.ru_stime for used in mine),
    )


def share(before: Spent, after: Spent) -> float:
    """The part of the processors, 0 to 1, that others used between the two."""
    offered = after.offered - before.offered
    others = (after.worked - before.worked) - (after.ours - before.ours)
    return max(0.0, others / offered) if offered else 0.0
