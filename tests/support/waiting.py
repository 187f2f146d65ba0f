"""Wait for what another process does; the only sleep in the tests."""

import time
from collections.abc import Callable


def until(happened: Callable[[], bool], seconds: float, what: str) -> None:
    """Return as soon as `happened()`. Raises TimeoutError saying `what` did not happen."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.02)
