"""A few things kept in memory for a while: the newest so many, each for so many seconds. Knows not what they are."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """Used from one event loop. `steady` counts seconds since any moment."""

    def __init__(self, most: int, seconds: float, steady: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._steady = steady
        self._kept: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self.cleared = 0  # how often; who was looking meanwhile may have found what holds no more

    def get(self, key: Hashable) -> T | None:
        until, value = self._kept.get(key, (0.0, None))
        return value if value is not None and self._steady() < until else None

    def replace(self, key: Hashable, value: T) -> None:
        """Another value for what is remembered, for the time that is left; nothing for what is not."""
        if key in self._kept:
            self._kept[key] = self._kept[key][0], value

    def clear(self) -> None:
        self.cleared += 1
        self._kept.clear()

    def put(self, key: Hashable, value: T) -> None:
        self._kept[key] = self._steady() + self._seconds, value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
