"""How the C library hands out memory to threads."""

import contextlib
import ctypes

ARENA_MAX = -8  # M_ARENA_MAX of glibc's <malloc.h>
ARENAS = 2


def share() -> None:
    """Let all threads draw from two heaps.

    glibc gives each thread its own, and what a reader's thread needed once for a large page stays with it. Other C
    libraries have no such choice, and no need of it.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(ARENA_MAX, ARENAS)
