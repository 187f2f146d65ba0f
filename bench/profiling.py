"""What a worker spends its time on while 64 connections post to it: py-spy's samples, added up."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import data
from driving import begin, end, lines
from measures.posting import to_voxpop
from peers import voxpop
from places import OUT
from probing import worker

SECONDS = 8
RATE = 250  # samples a second
SHOWN = 45


def posting() -> str:
    """The heaviest lines by themselves, and the heaviest functions with what they call, in percent."""
    folder = data.copied("conversation")
    drafts = lines(OUT / "drafts.voxpop", data.for_voxpop())
    with voxpop.started(folder) as server:
        load = begin(to_voxpop(server, drafts, 64), SECONDS + 2)
        stacks = OUT / "posting.stacks"
        _record(worker(server.pid), stacks)
        run = end(load)
    return f"{run.good:,.0f} posts/s while sampled\n\n{summed(stacks.read_text(encoding='utf-8'))}"


def _record(pid: int, into: Path) -> None:
    command = [
        str(Path(sys.executable).with_name("py-spy")),
        "record",
        "-p",
        str(pid),
        "-d",
        str(SECONDS),
        "-r",
        str(RATE),
    ]
    command += ["-f", "raw", "--gil", "--threads", "-o", str(into)]
    subprocess.run(command, check=True, capture_output=True)


def summed(stacks: str) -> str:
    """`stacks`: a line each, frames from the outside in with semicolons between them, then the number of samples."""
    own, within, total = Counter[str](), Counter[str](), 0
    for line in stacks.splitlines():
        stack, _, samples = line.rpartition(" ")
        frames, number = stack.split(";"), int(samples)
        total += number
        own[frames[-1]] += number
        for frame in {frame.rpartition(":")[0] for frame in frames}:
            within[frame] += number
    return f"by line, itself\n{_listed(own, total)}\n\nby function, with what it calls\n{_listed(within, total)}"


def _listed(counted: Counter[str], total: int) -> str:
    return "\n".join(f"{100 * number / total:5.1f} %  {frame}" for frame, number in counted.most_common(SHOWN))
