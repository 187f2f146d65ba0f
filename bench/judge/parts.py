"""The parts of the report. Each measures, and gives figures, lines of tables, and what is drawn."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import ours
from figures import Figure
from rich.progress import Progress
from rivals import PEERS, Peer, Taught
from sets import FOLDS, NEVER_TRAINED_ON, Place, Row, apart, folds

from training.sources import Source
from voxpop.spam import measures
from voxpop.spam.model import Base

WITHIN = {"videos": 0.992, "SMS": 0.999}
UNSEEN, FOUND, ALARMS = 0.93, 0.5, 0.005
ECE_WITHIN, ECE_UNSEEN = 0.03, 0.08
STEPS = (0, 25, 50, 100, 200, 400, 1000)
WANTED = {100: 0.95, 1000: 0.975}
SEEDS = 3
TESTED = 1_000  # texts of an unseen source that peers, which take longer, are tried on
TAUGHT = 1_200  # texts of each other source that they learn
TAUGHT_OWN = 3_000  # and of our own corpus

Numbers = ours.Numbers


class Scored(NamedTuple):
    """What one filter said of a place's texts; `probability` where it is one."""

    who: str
    place: str
    spam: measures.Labels
    odds: Numbers
    probability: Numbers | None

    @property
    def area(self) -> float:
        return measures.area(self.spam, self.odds)

    def recall(self, alarms: float) -> float:
        return measures.recall_at(self.spam, self.odds, alarms)

    @property
    def error(self) -> float | None:
        return None if self.probability is None else measures.calibration_error(self.spam, self.probability)

    @property
    def row(self) -> list[str]:
        recalls = [f"{self.recall(alarms):.2f}" for alarms in (0.001, 0.005, 0.01)]
        error = "" if self.error is None else f"{self.error:.3f}"
        return [self.place, self.who, f"{self.area:.4f}", *recalls, error]


def by_us(place: Place, odds: Numbers) -> Scored:
    return Scored("Voxpop", place.name, place.spam, odds, ours.probability(odds))


def bases(places: Sequence[Place], own: Source, progress: Progress) -> dict[str, Base]:
    work = progress.track(places, description="bases without one source")
    return {place.name: ours.base_without(place, places, own) for place in work}


def within(places: Sequence[Place], made: dict[str, Base], progress: Progress) -> list[Scored]:
    """Cross-validated, on top of a base that never saw the set. The peers learn the same folds."""
    scored = []
    for place in places:
        fold = folds(place)
        said = {who: np.zeros(len(fold)) for who in ("Voxpop", *(peer.name for peer in PEERS))}
        for number in progress.track(range(FOLDS), description=f"within {place.name}"):
            train, test = place.part(np.flatnonzero(fold != number)), place.part(np.flatnonzero(fold == number))
            said["Voxpop"][fold == number] = ours.odds(made[place.name], test, ours.lessons(train))
            for peer in PEERS:
                with tempfile.TemporaryDirectory() as folder:
                    taught = Taught(peer, Path(folder))
                    taught.learn(train.rows)
                    said[peer.name][fold == number] = taught.score(test.rows)
        scored.append(by_us(place, said.pop("Voxpop")))
        scored += [Scored(who, place.name, place.spam, odds, odds) for who, odds in said.items()]
    return scored


def unseen(
    places: Sequence[Place], made: dict[str, Base], own: Sequence[Row], progress: Progress
) -> tuple[list[Scored], list[Scored]]:
    """On a source that nobody has seen, and after decisions of that source: the first list, and the second.

    Peers learn a part of what the base model learns, once with our own corpus and once without: the better counts.
    """
    before: list[Scored] = []
    after: list[Scored] = []
    work = progress.add_task("unseen sources", total=len(places) * len(PEERS))
    for place in places:
        before.append(by_us(place, ours.odds(made[place.name], place)))
        others = [
            row
            for other in places
            if other.name not in (place.name, *NEVER_TRAINED_ON)
            for row in _some(apart(other, place).rows)
        ]
        for peer in PEERS:
            scored = _by_peer(peer, (others, own[:TAUGHT_OWN]), place)
            before.append(scored[0])
            after += scored[1:]
            progress.advance(work)
    return before, after


def _some(rows: list[Row]) -> list[Row]:
    """TAUGHT of them, or all: files are in the order of their labels or dates."""
    return random.Random(len(rows)).sample(rows, min(TAUGHT, len(rows)))


def _by_peer(peer: Peer, known: tuple[Sequence[Row], Sequence[Row]], place: Place) -> list[Scored]:
    """Before any decision of the place, after 100, after all that the place has enough texts for."""
    order = np.random.default_rng(7).permutation(len(place.rows))
    test = place.part(order[-min(TESTED, len(order) - _most(place)) :])
    decided = place.part(order[: _most(place)]).rows
    with tempfile.TemporaryDirectory() as folder:
        without = Taught(peer, Path(folder) / "without")
        without.learn(known[0])
        with_ours = without.copy(Path(folder) / "with")
        with_ours.learn(known[1])
        taught, found = max(((one, _tried(one, test, "")) for one in (without, with_ours)), key=lambda two: two[1].area)
        scored, last = [found], 0
        for step in (100, _most(place)):
            taught.learn(decided[last:step])
            last = step
            scored.append(_tried(taught, test, f" {step}"))
        return scored


def _tried(taught: Taught, test: Place, after: str) -> Scored:
    said = taught.score(test.rows)
    return Scored(taught.peer.name, f"{test.name}{after}", test.spam, said, said)


def _most(place: Place) -> int:
    """Decisions that leave enough texts to be tried on."""
    return min(1000, len(place.rows) * 2 // 3)


def local(
    places: Sequence[Place], made: dict[str, Base], progress: Progress
) -> dict[str, list[tuple[int, float, float]]]:
    """For each place: decisions, mean area and mean recall at ALARMS over SEEDS orders."""
    lines: dict[str, list[tuple[int, float, float]]] = {}
    for place in progress.track(places, description="local decisions"):
        base, most = made[place.name], _most(place)
        found: dict[int, list[tuple[float, float]]] = {}
        for seed in range(SEEDS):
            order = np.random.default_rng(seed).permutation(len(place.rows))
            rest, decided = place.part(order[most:]), ours.lessons(place.part(order[:most]))
            for step in STEPS:
                odds = ours.odds(base, rest, decided[: min(step, most)])
                scored = by_us(rest, odds)
                found.setdefault(min(step, most), []).append((scored.area, scored.recall(ALARMS)))
        lines[place.name] = [
            (step, float(np.mean([a for a, _ in each])), float(np.mean([r for _, r in each])))
            for step, each in sorted(found.items())
        ]
    return lines


def figures(
    within_: Sequence[Scored], unseen_: Sequence[Scored], lines: dict[str, list[tuple[int, float, float]]]
) -> list[Figure]:
    made: list[Figure] = []
    for one in (one for one in within_ if one.who == "Voxpop"):
        rival = max((other for other in within_ if other.place == one.place and other is not one), key=lambda o: o.area)
        small = f"best peer: {rival.who}, {rival.area:.4f}"
        wanted = max(WITHIN.get(one.place, 0.0), rival.area)  # the figure, and above every peer
        made.append(Figure("within", f"within {one.place}, area", one.area, "", wanted, small=small, digits=4))
        made.append(_error("within", one, ECE_WITHIN))
    for one in (one for one in unseen_ if one.who == "Voxpop"):
        rival = max((other for other in unseen_ if other.place == one.place and other is not one), key=lambda o: o.area)
        small = f"best peer: {rival.who}, {rival.area:.3f}"
        made.append(Figure("unseen", f"{one.place} unseen, area", one.area, "", UNSEEN, small=small, digits=3))
        small = f"best peer: {max(o.recall(ALARMS) for o in unseen_ if o.place == one.place and o is not one):.2f}"
        name = f"{one.place} unseen, recall at 0.5 % false alarms"
        made.append(Figure("unseen", name, one.recall(ALARMS), "", FOUND, small=small, digits=3))
        made.append(_error("unseen", one, ECE_UNSEEN))
    for place, steps in lines.items():
        for step, area, _ in steps:
            target = WANTED.get(step) or (WANTED[1000] if step == steps[-1][0] else None)
            if target and step:
                made.append(Figure("local", f"{place} after {step} decisions, area", area, "", target, digits=3))
    return made


def _error(group: str, one: Scored, target: float) -> Figure:
    name = f"{one.place} {group}, calibration error"
    return Figure(group, name, one.error or 0.0, "", target, at_least=False, digits=3)
