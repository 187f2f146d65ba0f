"""A clock that stands still until a test moves it."""

import dataclasses
from datetime import timedelta

START = 1_760_000_000_000_000  # microseconds since 1970: 9 October 2025


@dataclasses.dataclass
class MovableClock:
    """Both hands of voxpop.lib.ids.Clock: `wall` in microseconds since 1970, `steady` in seconds since any moment."""

    now: int = START
    seconds: float = 0.0

    def wall(self) -> int:
        return self.now

    def steady(self) -> float:
        return self.seconds

    def forward(self, **time: float) -> None:
        """`forward(minutes=16)`: the names are those of a timedelta."""
        gone = timedelta(**time)
        self.now += gone // timedelta(microseconds=1)
        self.seconds += gone.total_seconds()
