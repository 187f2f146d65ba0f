"""What an import did, in numbers and by line: what was read, what is new, what was here already, what stayed behind."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from voxpop.exchange.record import Kind, Part, State

SHOWN = 20  # lines named for each reason


@dataclass
class Lines:
    """How often something happened, and the first lines of the export where it did."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(line)

    def __str__(self) -> str:
        more = f" and {self.count - len(self.first):,} more" if self.count > len(self.first) else ""
        return f"line{'' if self.count == 1 else 's'} {', '.join(map(str, self.first))}{more}"


@dataclass
class Tally:
    """read = imported + already + what was skipped."""

    read: int = 0
    imported: int = 0
    already: int = 0
    skipped: dict[str, Lines] = field(default_factory=dict)

    def skip(self, line: int, reason: str) -> None:
        self.skipped.setdefault(reason, Lines()).add(line)

    @property
    def left_out(self) -> int:
        return sum(lines.count for lines in self.skipped.values())


@dataclass
class Report:
    items: Tally = field(default_factory=Tally)
    comments: Tally = field(default_factory=Tally)
    states: dict[str, int] = field(default_factory=dict)  # imported comments by state and kind
    changed: dict[str, Lines] = field(default_factory=dict)

    def of(self, part: Part) -> Tally:
        return self.items if part == "item" else self.comments

    def change(self, line: int, *whats: str) -> None:
        for what in whats:
            self.changed.setdefault(what, Lines()).add(line)

    def count(self, state: State, kind: Kind) -> None:
        """One more comment was imported."""
        named = state if kind == "comment" else f"{state} {kind}"
        self.states[named] = self.states.get(named, 0) + 1

    def rows(self) -> Iterator[tuple[str, int, int, int, int]]:
        """What, read, imported, already here, skipped."""
        for what, tally in (("items", self.items), ("comments", self.comments)):
            yield what, tally.read, tally.imported, tally.already, tally.left_out

    def sentences(self) -> Iterator[str]:
        """What the rows do not say, a line each."""
        if self.states:
            listed = ", ".join(f"{count:,} {state}" for state, count in sorted(self.states.items()))
            yield f"Comments imported: {listed}"
        for name, tally in (("Items", self.items), ("Comments", self.comments)):
            if tally.skipped:
                yield f"{name} skipped:"
            for reason, lines in tally.skipped.items():
                yield f"{lines.count:>8,}  {reason} ({lines})"
        if self.changed:
            yield "Imported with a change:"
        for what, lines in self.changed.items():
            yield f"{lines.count:>8,}  {what} ({lines})"
