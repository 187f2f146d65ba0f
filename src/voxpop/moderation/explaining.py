"""`voxpop spam explain`: why a comment was judged as it was, how it would be judged today, and who decided what.

A bar to the right speaks for spam, one to the left against it; what the bars add up to is the probability.
"""

import math

import msgspec
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection, text

from voxpop.discussion import recording, submitting
from voxpop.lib.ids import moment
from voxpop.lib.refused import Refused
from voxpop.moderation.showing import plain
from voxpop.sites.site import read_all
from voxpop.spam import judging, odds
from voxpop.spam.judge import judge
from voxpop.spam.submission import Reason, Verdict

WIDE = 7.0  # log-odds that fill half of the room for a bar
HALF = 12  # characters

FIND = text("""
    SELECT c.site_id, c.state, c.name, c.text, t.title, t.url, s.verdict
    FROM comment c
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.id = :id
""")
ACTS = text("""
    SELECT a.id, a.act, a.actor, a.why, a.before, a.after, l.spam, l.undone
    FROM act a LEFT JOIN lesson l ON l.site_id = a.site_id AND l.id = a.id
    WHERE a.site_id = :site AND a.comment_id = :id ORDER BY a.id
""")


def explain(conn: Connection, comment: int, out: Console) -> None:
    """Raises Refused no_such_comment."""
    row = conn.execute(FIND, {"id": comment}).one_or_none()
    if row is None:
        raise Refused("no_such_comment", f"There is no comment {comment}.")
    _say(out, f"Comment {comment} by {plain(row.name) or 'nobody'}, under {plain(row.title or row.url)}: {row.state}")
    _say(out, f"    {plain(row.text)}", "")
    if row.verdict:
        out.print(drawn("When it came", msgspec.json.decode(row.verdict, type=Verdict)), "")
    if row.text:
        out.print(drawn("Today, without the last hours", _today(conn, row.site_id, comment)), "")
    for act in conn.execute(ACTS, {"site": row.site_id, "id": comment}):
        why = f" ({plain(act.why)})" if act.why else ""
        told = f"{plain(act.actor)}: {act.act}{why}, {act.before} → {act.after}{_taught(act.spam, act.undone)}"
        _say(out, f"{moment(act.id):%Y-%m-%d %H:%M} UTC  {told}")


def _today(conn: Connection, site: int, comment: int) -> Verdict:
    language = next((one.rules.language for one in read_all(conn) if one.id == site), "")
    stored = submitting.stored(conn, site, comment, language)
    if stored is None:
        raise Refused("no_such_comment", f"There is no comment {comment}.")
    given = submitting.submission(stored.spot, stored.author, submitting.rendered(stored.text), stored.sent)
    known = judging.known_now(conn, site, given)
    return judge(given, known._replace(records=recording.others(conn, site, comment, known.records)))


def drawn(title: str, verdict: Verdict) -> Group:
    """A table of reasons, the weightiest first, and the sum of it in words."""
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for header in ("signal", "against".ljust(HALF) + "│" + "for spam".rjust(HALF), "", "why"):
        table.add_column(header, no_wrap=header != "why")
    told = sum(reason.weight for reason in verdict.reasons)
    total = odds.of(verdict.probability)
    for reason in (*verdict.reasons, Reason("", total - told, "what is known before looking")):
        table.add_row(reason.signal, _bar(reason.weight), f"{reason.weight:+.2f}", Text(plain(reason.sentence)))
    return Group(table, Text(f"{verdict.probability:.1%} spam ({total:+.2f} log-odds)"))


def _bar(weight: float) -> Text:
    filled = min(HALF, math.ceil(abs(weight) / WIDE * HALF)) if weight else 0
    if weight < 0:
        return Text(" " * (HALF - filled)) + Text("█" * filled, "green") + Text("│" + " " * HALF)
    return Text(" " * HALF + "│") + Text("█" * filled, "red") + Text(" " * (HALF - filled))


def _taught(spam: bool | None, undone: int | None) -> str:
    if spam is None:
        return ""
    kind = "spam" if spam else "honest"
    return f"; taught: {kind}" if undone is None else f"; taught: {kind}, no longer in force"


def _say(out: Console, *lines: str) -> None:
    for line in lines:
        out.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)
