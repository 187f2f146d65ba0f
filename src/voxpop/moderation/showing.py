"""The queue in a terminal: plain lines, so that an id is whole at any width, and a stranger's text does nothing."""

from rich.console import Console
from sqlalchemy import Connection

from voxpop.discussion.state import State
from voxpop.lib.refused import Refused
from voxpop.lib.templates import iso
from voxpop.moderation import queue
from voxpop.sites.site import find

CUT = 400  # characters of a text that are shown
STATES = ("held", "spam", "trash")


def show(conn: Connection, site: str, state: str, limit: int, out: Console) -> None:
    """Print what waits, the oldest first. Raises Refused site_unknown, state_unknown."""
    if state not in STATES:
        raise Refused("state_unknown", f"--state {state!r}: want one of {', '.join(STATES)}.")
    place = find(conn, site)
    rows = queue.waiting(conn, place, State(state), 0, limit)
    total = queue.count(conn, place, State(state))
    _say(out, f"{total:,} {state}" + (f", of which the oldest {len(rows):,}:" if len(rows) < total else ""))
    for row in rows:
        _say(out, "", f"{row.id}  {iso(row.id)}  {plain(row.name)}, under {plain(row.title or row.url)}")
        _say(out, f"    {plain(row.text)}", *_why(row))


def _why(row: queue.Waiting) -> list[str]:
    """Nothing for a comment that came from elsewhere and was never judged."""
    if row.verdict is None:
        return []
    reasons = "; ".join(plain(reason.sentence) for reason in row.verdict.reasons)
    return [f"    {row.verdict.probability:.0%} spam{': ' if reasons else ''}{reasons}"]


def plain(text: str) -> str:
    """A stranger's text for a terminal: one line, no control characters."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= CUT else line[:CUT] + "…"


def _say(out: Console, *lines: str) -> None:
    for line in lines:
        out.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)
