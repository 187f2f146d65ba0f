"""Wait for what another process does; the only sleep in the tests."""

import time
from collections.abc import Callable


def until(happened: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Return as soon as `happened()`. Raises TimeoutError saying `what` did not happen.

    `seconds` only ends a test that would wait for ever: how fast a thing is, is measured by bench/.
    """
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.02)
