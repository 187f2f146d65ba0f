"""The queues of the desk.

GET /desk?site=&queue=&thread=&of=&near=&reason=&age=&q=&risk=&after=&done=
"""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy import Connection

from voxpop.lib import ids
from voxpop.moderation import bulk, docket, dossier, threads
from voxpop.moderation.docket import Queue, Wanted
from voxpop.pages.desk import bulk as pages
from voxpop.pages.desk import looking
from voxpop.pages.desk.frame import HOME, page, shown
from voxpop.pages.desk.looking import Looking
from voxpop.sites.house import House
from voxpop.spam import tongue
from voxpop.staff import door

Asking = Request[Any, Any, Any]

LANGUAGES = dict(sorted(tongue.NAMES.items(), key=lambda one: one[1]))
PAST = {
    "approve": "Approved", "reject": "Rejected", "spam": "Put away as spam", "not_spam": "Taken out of spam",
    "restore": "Taken back", "hide": "Hidden", "pin": "Pinned", "unpin": "Unpinned", "pick": "Picked",
    "unpick": "Unpicked", "edit": "Edited", "erase": "Erased for good",
    "keep": "Kept as it is", "grant": "Appeal granted", "refuse": "Appeal refused",
}  # fmt: skip


@get(HOME, include_in_schema=False)
async def queue(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    colleague = await door.enter(request, house)
    sent = {name: str(value) for name, value in request.query_params.items()}
    at = await looking.read(house, colleague, sent)

    def read(conn: Connection) -> dict[str, Any]:
        return {
            "found": docket.read(conn, at.site.id, at.queue, at.wanted, at.after),
            "counts": docket.counts(conn, at.site.id),
            "done": done(conn, at, sent.get("done", "")),
            "hot": threads.how_many_hot(conn, at.site.id, house.clock.now()),
        }

    found = await house.database.read(read)
    found |= {
        "sites": await looking.sites(house, colleague),
        "queues": list(Queue),
        "bulk": many(sent),
        "narrowed": at.wanted != Wanted(fresh=at.wanted.fresh),
        "ticked": pages.offered(colleague, bulk.TICKED.get(at.queue, ())),
        "all_of": pages.offered(colleague, bulk.ACTS.get(at.queue, ())) if not at.wanted.language else [],
        "languages": LANGUAGES,
    }
    return shown(page("queue.html", colleague, at=at, **found), scripts=True)


def many(sent: Mapping[str, str]) -> dict[str, object] | None:
    """What a colleague has just done to many comments at once, as the address tells."""
    numbers = {name: ids.read(sent.get(name, "")) or 0 for name in ("many", "first", "last", "passed")}
    if sent.get("did") not in PAST or not (numbers["many"] or numbers["passed"]):
        return None
    return numbers | {"said": PAST[sent["did"]], "done": numbers["many"]}


def done(conn: Connection, at: Looking, act: str) -> dict[str, object] | None:
    """What a colleague has just done, and what the comment is now."""
    number = ids.read(act)
    row = dossier.done(conn, at.site.id, number) if number else None
    if row is None or row.comment_id is None:
        return None
    now = dossier.stands(conn, at.site.id, row.comment_id)
    said = PAST.get(row.act, row.act)
    return {"comment": row.comment_id, "said": said, "actor": row.actor, "seen": now, "act": row.act}


HANDLERS: list[Any] = [queue]
