"""Other filters: each learns texts and scores texts, in a folder of its own. They read mails, so a text becomes one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sets import Row

HERE = Path(__file__).resolve().parent
PATIENCE = 900  # seconds for one call
HEAD = (
    "From: someone@mail.example\nTo: site@blog.example\nMessage-ID: <{number}@mail.example>\nSubject: comment\n"
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
)

Said = NDArray[np.float64]


class Peer(NamedTuple):
    """`learn(folder, spam, honest)` and `score(folder, files)`: one number a file, more for spam."""

    name: str
    learn: Callable[[Path, list[str], list[str]], None]
    score: Callable[[Path, list[str]], list[float]]


class Taught:
    """A peer that has learnt something, in a folder that can be copied to go on from there."""

    def __init__(self, peer: Peer, folder: Path) -> None:
        self.peer = peer
        self.folder = folder
        (folder / "mails").mkdir(parents=True, exist_ok=True)
        (folder / "mind").mkdir(exist_ok=True)
        self.number = 0

    def learn(self, rows: Sequence[Row]) -> None:
        files = self._written(rows)
        spam = [file for file, row in zip(files, rows, strict=True) if row.spam]
        honest = [file for file, row in zip(files, rows, strict=True) if not row.spam]
        self.peer.learn(self.folder / "mind", spam, honest)

    def score(self, rows: Sequence[Row]) -> Said:
        said = self.peer.score(self.folder / "mind", self._written(rows))
        if len(said) != len(rows):
            raise SystemExit(f"bench: {self.peer.name} scored {len(said)} of {len(rows)} texts")
        return np.array(said)

    def copy(self, folder: Path) -> Taught:
        made = Taught(self.peer, folder)
        shutil.rmtree(folder / "mind")
        shutil.copytree(self.folder / "mind", folder / "mind")
        made.number = self.number
        return made

    def _written(self, rows: Sequence[Row]) -> list[str]:
        files = []
        for row in rows:
            self.number += 1
            file = self.folder / "mails" / f"{self.number}"
            text = HEAD.format(number=self.number) + row.text + "\n"
            file.write_text(text, "utf-8", errors="surrogatepass")
            files.append(str(file))
        return files


def _run(command: list[str], lines: list[str]) -> list[str]:
    given = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode not in (0, 1, 2) or (done.returncode and not done.stdout):  # bogofilter tells its answer by them
        raise SystemExit(f"bench: {command[0]} ended with {done.returncode}: {done.stderr[:500]}")
    return done.stdout.splitlines()


def _bogofilter_learn(mind: Path, spam: list[str], honest: list[str]) -> None:
    for flag, files in (("-s", spam), ("-n", honest)):
        if files:
            _run(["bogofilter", "-C", "-d", str(mind), flag, "-b"], files)


def _bogofilter_score(mind: Path, files: list[str]) -> list[float]:
    # -T twice: all digits that it has, so that fewer texts are equal
    return [float(line.split()[-1]) for line in _run(["bogofilter", "-C", "-d", str(mind), "-T", "-T", "-b"], files)]


def _in_lots(files: list[str]) -> list[list[str]]:
    return [files[at : at + 500] for at in range(0, len(files), 500)]


def _spamprobe_learn(mind: Path, spam: list[str], honest: list[str]) -> None:
    for what, files in (("spam", spam), ("good", honest)):
        for lot in _in_lots(files):
            _run(["spamprobe", "-d", str(mind), "-c", what, *lot], [])


def _spamprobe_score(mind: Path, files: list[str]) -> list[float]:
    lines = [line for lot in _in_lots(files) for line in _run(["spamprobe", "-d", str(mind), "score", *lot], [])]
    return [float(line.split()[1]) for line in lines]


def _assassin_learn(mind: Path, spam: list[str], honest: list[str]) -> None:
    _run(["perl", str(HERE / "bayes.pl"), str(mind)], [f"spam {file}" for file in spam] + [f"ham {f}" for f in honest])


def _assassin_score(mind: Path, files: list[str]) -> list[float]:
    return [float(line) for line in _run(["perl", str(HERE / "bayes.pl"), str(mind)], [f"score {f}" for f in files])]


PEERS = (
    Peer("bogofilter", _bogofilter_learn, _bogofilter_score),
    Peer("spamprobe", _spamprobe_learn, _spamprobe_score),
    Peer("SpamAssassin's Bayes", _assassin_learn, _assassin_score),
)
