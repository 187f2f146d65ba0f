"""Where a comment stands: state, tree, counters, score. Each check looks at one row of verifying/comments."""

import math
from collections.abc import Iterator
from typing import Any, get_args

from sqlalchemy import Row

from voxpop.discussion import best, tree
from voxpop.discussion.state import State
from voxpop.exchange.record import Kind
from voxpop.lib.ids import LARGEST
from voxpop.sites.rules import DEEPEST
from voxpop.verifying.finding import Finding, differing

STATES = frozenset(state.value for state in State)
KINDS = frozenset(get_args(Kind))
CLOSE = 1e-9  # two floats that stand for one score


def state(row: Row[Any]) -> Iterator[Finding]:
    name = f"comment {row.id}"
    if row.state not in STATES:
        yield Finding("state", f"{name}: state is {row.state!r}, should be one of {', '.join(sorted(STATES))}")
    if row.kind not in KINDS:
        yield Finding("kind", f"{name}: kind is {row.kind!r}, should be one of {', '.join(sorted(KINDS))}")
    if not 0 < row.id <= LARGEST:
        yield Finding("id", f"{name}: its id should be a time, from 1 to {LARGEST}")
    if row.sender is None:
        yield Finding("sender", f"{name}: it has no row in the table sender, and should have one")


def place(row: Row[Any]) -> Iterator[Finding]:
    """Its thread and its parent are there, and its place in the tree follows from its parent's."""
    name = f"comment {row.id}"
    if row.thread is None:
        yield Finding("thread", f"{name}: its thread {row.thread_id} is not there")
    if row.parent_id is not None and row.above is None:
        yield Finding("parent", f"{name}: its parent {row.parent_id} is not there")
    elif row.parent_id is not None and row.above_thread != row.thread_id:
        yield Finding("parent", f"{name}: its parent is in thread {row.above_thread}, itself in {row.thread_id}")
    elif 0 < row.id <= LARGEST:
        spot = _spot(row)
        path, right = _bytes(row.path), spot.path
        yield from differing(name, ("root_id", row.root_id, spot.root), ("depth", row.depth, spot.depth))
        if path != right:
            yield Finding("path", f"{name}: path is {_said(path)}, should be {_said(right)}")
        elif isinstance(row.path, str):
            yield Finding("path", f"{name}: path is text, should be bytes")


def _spot(row: Row[Any]) -> tree.Spot:
    if row.parent_id is None:
        return tree.top(row.id)
    return tree.below(tree.Spot(row.above_root, row.above_depth, _bytes(row.above_path)), row.id)


def _bytes(path: bytes | str) -> bytes:
    """SQLite keeps text in a column of bytes when it is told to, and sorts it before all of them."""
    return path.encode("utf-8", "surrogatepass") if isinstance(path, str) else bytes(path)


def _said(path: bytes) -> str:
    if len(path) % tree.STEP or len(path) > tree.STEP * DEEPEST:
        return f"{len(path)} bytes"
    steps = (path[at : at + tree.STEP] for at in range(0, len(path), tree.STEP))
    return "/".join(str(int.from_bytes(step, "big")) for step in steps) or "empty"


def shown(row: Row[Any]) -> Iterator[Finding]:
    yield from differing(f"comment {row.id}", ("shown", bool(row.shown), row.state == State.LIVE or bool(row.answered)))


def pinned(row: Row[Any]) -> Iterator[Finding]:
    if row.pinned is not None and row.state != State.LIVE:
        yield Finding("pinned", f"comment {row.id}: it is {row.state} and should not stand first in its thread")


def likes(row: Row[Any]) -> Iterator[Finding]:
    yield from differing(f"comment {row.id}", ("likes", row.likes, row.likings))


def score(row: Row[Any]) -> Iterator[Finding]:
    """Its score is of its likes, and of a number of likes in the thread at which no new ranking was due."""
    if row.thread is None:
        return
    low, high = _bounds(row)
    if not low - CLOSE <= row.score <= high + CLOSE:
        right = f"{low:.6g}" if math.isclose(low, high) else f"from {low:.6g} to {high:.6g}"
        yield Finding("score", f"comment {row.id}: score is {row.score:.6g}, should be {right}")


def _bounds(row: Row[Any]) -> tuple[float, float]:
    if row.likes <= 0:
        return 0.0, 0.0
    if row.thread_ranked <= best.START and row.thread_likes <= best.START:
        fewest = most = row.thread_ranked - row.likes_before
    else:
        fewest = math.floor(row.thread_ranked / best.GROWTH) - row.likes_before
        most = math.ceil(row.thread_ranked * best.GROWTH) - row.likes_before
    high = best.wilson(row.likes, max(fewest, 1)) if most > 0 else 0.0
    low = best.wilson(row.likes, most) if fewest > 0 else 0.0
    return low, high
