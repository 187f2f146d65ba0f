"""How the C library hands out memory to threads, and when Python looks for what is of no use any more."""

import contextlib
import ctypes
import gc
from collections.abc import Iterator

ARENA_MAX = -8  # M_ARENA_MAX of glibc's <malloc.h>
ARENAS = 2


def share() -> None:
    """Let all threads draw from two heaps.

    glibc gives each thread its own, and what a reader's thread needed once for a large page stays with it. Other C
    libraries have no such choice, and no need of it.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(ARENA_MAX, ARENAS)


@contextlib.contextmanager
def growing() -> Iterator[None]:
    """While libraries are read and what they need is made, nothing is looked for: it all stays, and is never again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
