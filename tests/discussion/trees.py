"""Conversations of random shape, and what a reader should see of them by the plainest way of working it out."""

import random
from typing import Any, NamedTuple

from tests.support.house import Place
from voxpop.discussion import best, tree
from voxpop.discussion.state import State
from voxpop.discussion.text import RENDERER
from voxpop.discussion.tree import Spot
from voxpop.sites.rules import DEEPEST

INSERT = """
    INSERT INTO comment (site_id, id, thread_id, parent_id, root_id, depth, path, state, shown, kind, name, website,
                         text, html, renderer, edited, likes, likes_before, score)
    VALUES (1, :id, :thread, :parent, :root, :depth, :path, :state, :shown, 'comment', :name, NULL,
            :text, :html, :renderer, NULL, :likes, 0, :score)
"""


class Node(NamedTuple):
    id: int
    parent: int | None
    state: State
    likes: int
    score: float


def grown(seed: int, size: int) -> list[Node]:
    """A conversation in the order it was written: some seeds are bushes, some chains, some are full of gaps."""
    chance = random.Random(seed)
    depth_first, gaps, liked = chance.random(), chance.choice((0.0, 0.1, 0.6)), chance.random()
    nodes: list[Node] = []
    for number in range(1, size + 1):
        parent = None
        if nodes and chance.random() < 0.75:
            parent = nodes[-1].id if chance.random() < depth_first else chance.choice(nodes).id
        state = chance.choice((State.GONE, State.TRASH, State.HELD)) if chance.random() < gaps else State.LIVE
        likes = chance.randrange(9) if chance.random() < liked else 0
        nodes.append(Node(number * 1000, parent, state, likes, best.wilson(likes, 40) if chance.random() < 0.9 else 0))
    return nodes


def chain(length: int) -> list[Node]:
    """Everybody answers the one before."""
    return [Node(n * 1000, (n - 1) * 1000 or None, State.LIVE, 0, 0.0) for n in range(1, length + 1)]


def planted(place: Place, thread: int, nodes: list[Node]) -> None:
    """Write a conversation into a thread, as if it had been posted."""
    spots: dict[int, Spot] = {}
    rows: list[dict[str, Any]] = []
    seen = {node.id for node in shown(nodes)}
    for node in nodes:
        spot = spots[node.id] = tree.top(node.id) if node.parent is None else tree.below(spots[node.parent], node.id)
        rows.append({
            "id": node.id, "thread": thread, "parent": node.parent, "root": spot.root, "depth": spot.depth,
            "path": spot.path, "state": node.state.value, "shown": node.id in seen, "name": f"N{node.id}",
            "text": f"t{node.id}", "html": f"<p>t{node.id}</p>", "renderer": RENDERER, "likes": node.likes,
            "score": node.score,
        })  # fmt: skip
    place.write_all(INSERT, rows)


def shown(nodes: list[Node]) -> list[Node]:
    """The live ones, and those above a live one."""
    kept: set[int] = set()
    above = {node.id: node.parent for node in nodes}
    for node in nodes:
        at: int | None = node.id if node.state is State.LIVE else None
        while at is not None and at not in kept:
            kept.add(at)
            at = above[at]
    return [node for node in nodes if node.id in kept]


def walk(nodes: list[Node], order: str) -> list[int]:
    """The ids as a reader should meet them: branches in the chosen order, answers by time, the deepest flat."""
    seen = shown(nodes)
    depths: dict[int, int] = {}
    below: dict[int, list[int]] = {}
    flat: dict[int, list[int]] = {}  # under the last level that nests: everything deeper, by time
    stem: dict[int, int] = {}
    for node in seen:
        depths[node.id] = 0 if node.parent is None else depths[node.parent] + 1
        if node.parent is None:
            continue
        if depths[node.id] < DEEPEST:
            below.setdefault(node.parent, []).append(node.id)
            if depths[node.id] == DEEPEST - 1:
                stem[node.id] = node.parent
        else:
            stem[node.id] = stem[node.parent]
            flat.setdefault(stem[node.id], []).append(node.id)
    roots = sorted(
        (node for node in seen if node.parent is None),
        key=lambda node: {"oldest": (node.id,), "newest": (-node.id,), "best": (-node.score, -node.id)}[order],
    )
    found: list[int] = []
    waiting = [node.id for node in reversed(roots)]
    while waiting:
        at = waiting.pop()
        found.append(at)
        answers = sorted(below.get(at, []) + flat.get(at, []))
        waiting += reversed(answers)
    return found
