"""How many files and connections this process may have open."""

import contextlib
import resource

OTHERS = 1024  # for the database, files, and connections that nobody counts


def room(wanted: int) -> int:
    """Make room for `wanted` further ones, as far as the system lets this process; how many of them there is room for.

    Where it does not, half of what there is is left to others.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted + OTHERS if hard == resource.RLIM_INFINITY else min(wanted + OTHERS, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with contextlib.suppress(OSError, ValueError):  # a system with a limit of its own: then what there is
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
    if soft == resource.RLIM_INFINITY or soft >= wanted + OTHERS:
        return wanted
    return min(wanted, soft // 2)
