"""What a comment says: its HTML is what the present renderer makes of its text, and a deleted one says nothing.

An older renderer may have made it, as long as the present one would make the same.

Each check looks at one row of verifying/comments. No finding holds more of a text than the place where it differs.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row

from voxpop.discussion import text
from voxpop.discussion.state import State
from voxpop.exchange import literal
from voxpop.lib.refused import Refused
from voxpop.verifying.finding import Finding, differing

AROUND = 20  # characters of the HTML that are shown from where it differs

ERASED = (
    *("name", "website", "text", "html", "edited", "email", "address", "agent", "guest", "verdict", "fingerprint"),
    *("marks", "asked", "mail", "consent"),
)


def look(row: Row[Any]) -> Iterator[Finding]:
    if row.state == State.GONE:
        return
    name = f"comment {row.id}"
    if row.renderer > text.RENDERER:
        yield from differing(name, ("renderer", row.renderer, text.RENDERER))
        return
    try:
        right = _rendered(row)
    except Refused as refused:
        yield Finding("html", f"{name}: its text would be refused today: {refused.code}")
        return
    if row.html != right:
        yield _other(name, row, right)


def _other(name: str, row: Row[Any], right: str) -> Finding:
    """Its HTML is not what it should be: that of an older renderer, or from where it differs."""
    if row.renderer != text.RENDERER:
        made = f"renderer {row.renderer} made its html; renderer {text.RENDERER} makes other html of its text"
        return Finding("renderer", f"{name}: {made}")
    at = next((n for n, pair in enumerate(zip(row.html, right, strict=False)) if pair[0] != pair[1]), -1)
    at = at if at >= 0 else min(len(row.html), len(right))
    found, wanted = (html[at : at + AROUND] for html in (row.html, right))
    return Finding("html", f"{name}: html is {found!a} from character {at + 1}, should be {wanted!a}")


def _rendered(row: Row[Any]) -> str:
    """The HTML as posting makes it; for imported ones, which are never judged, as exchange/fitting does."""
    try:
        return text.render(row.text).html
    except Refused:
        if row.verdict != "":
            raise
        return literal.html(row.text)


def gone(row: Row[Any]) -> Iterator[Finding]:
    if row.state != State.GONE:
        return
    kept = [field for field in ERASED if getattr(row, field) not in ("", None)]
    if row.picked:
        kept.append("picked")
    if row.earlier_texts:
        kept.append("earlier texts")
    if row.lessons:
        kept.append("lessons")
    if kept:
        yield Finding("gone", f"comment {row.id}: deleted by its author, yet it still holds {', '.join(kept)}")
