"""How often something may happen: exact sliding windows, kept in this process.

pace.take(("post", address), limit=5, seconds=60, now=now)  ->  True, or False when the sixth comes within a minute
"""

from collections import OrderedDict, deque
from collections.abc import Hashable

KEYS = 50_000  # windows kept at most; the ones idle for longest go first


class Pace:
    """Counts by key. Used from the event loop alone, so a check and its count are one step."""

    def __init__(self, *, on: bool = True) -> None:
        self._on = on
        self._taken: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def take(self, key: Hashable, *, limit: int, seconds: float, now: float) -> bool:
        """Count one more for `key` and answer True; answer False and count nothing when `limit` is reached."""
        if not self._on:
            return True
        taken = self._taken.setdefault(key, deque())
        self._taken.move_to_end(key)
        while taken and not now - seconds < taken[0] < now + seconds:  # later than that: the clock was set back
            taken.popleft()
        if len(taken) >= limit:
            return False
        taken.append(now)
        while len(self._taken) > KEYS:
            self._taken.popitem(last=False)
        return True

    def give_back(self, key: Hashable) -> None:
        """Take back the last count of `key`: what it was counted for did not happen."""
        if taken := self._taken.get(key):
            taken.pop()
