"""The queue in a terminal."""

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection

from voxpop.discussion.state import State
from voxpop.lib.refused import Refused
from voxpop.lib.templates import iso
from voxpop.moderation import queue
from voxpop.sites.site import find

CUT = 200  # characters of a text that are shown
STATES = ("held", "spam", "trash")


def show(conn: Connection, site: str, state: str, limit: int, out: Console) -> None:
    """Print what waits. Raises Refused site_unknown, state_unknown."""
    if state not in STATES:
        raise Refused("state_unknown", f"--state {state!r}: want one of {', '.join(STATES)}.")
    place = find(conn, site)
    waiting = queue.waiting(conn, place, State(state), 0, limit)
    table = Table(
        "id", "written", "who", "where", "text", "why", title=f"{queue.count(conn, place, State(state))} {state}"
    )
    for row in waiting:
        table.add_row(
            str(row.id), iso(row.id), _plain(row.name), _plain(row.title or row.url), _plain(row.text), _why(row)
        )
    out.print(table, markup=False)


def _plain(text: str) -> str:
    """A stranger's text for a terminal: one line, no control characters, no markup."""
    line = "".join(character if character.isprintable() else " " for character in text).replace("[", "\\[")
    return line if len(line) <= CUT else line[:CUT] + "…"


def _why(row: queue.Waiting) -> str:
    if row.verdict is None:
        return ""
    return "\n".join([f"{row.verdict.probability:.0%} spam", *(reason.sentence for reason in row.verdict.reasons)])
