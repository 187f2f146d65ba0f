"""The conversations of the demo: slug of a story -> its remarks, oldest first.

    conversation("gull-bakery-ninth-time") -> [Remark, Remark, Remark]

All but one are handwritten, in threads/*.toml; the one of a thousand comes from crowd.py, the same at every call.
Held and gone remarks come on top of the round numbers: 3, 40 and 1,000 are what a reader sees.
"""

import tomllib
from pathlib import Path

from voxpop.demo import crowd
from voxpop.demo.remark import Remark

THREADS = Path(__file__).parent / "threads"
CROWDED = "eleven-minutes-to-varra"


def slugs() -> list[str]:
    """The stories that have a conversation."""
    return sorted([CROWDED, *(path.stem for path in THREADS.glob("*.toml"))])


def conversation(slug: str) -> list[Remark]:
    """The remarks under a story, oldest first, parents before answers. Raises KeyError for a story without any."""
    if slug not in slugs():
        raise KeyError(slug)
    return crowd.gather() if slug == CROWDED else written(THREADS / f"{slug}.toml")


def written(path: Path) -> list[Remark]:
    tables = tomllib.loads(path.read_text("utf-8"))["remark"]
    remarks = [
        Remark(
            key=table["key"],
            parent=table.get("parent"),
            name=table["name"],
            website=table.get("website"),
            minutes=table["minutes"],
            text=table["text"].strip(),
            likes=table["likes"],
            state=table.get("state", "live"),
        )
        for table in tables
    ]
    return sorted(remarks, key=lambda remark: remark.minutes)
