"""Report a comment: for programs, and on a page of our own that needs no script.

POST /api/v1/comments/{id}/report
GET  /comments/{id}/report           the form; for who has reported it already, what became of that
POST /comments/{id}/report           303 back
"""

from typing import Annotated, Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct
from sqlalchemy import Connection

from voxpop.discussion import reporting, shapes, thread
from voxpop.discussion.api import ANY, BODY, CommentId, done, guests, takes_json
from voxpop.discussion.reporting import REASONS, Report, Sent, Shown
from voxpop.lib import answer
from voxpop.lib.refused import Refused
from voxpop.moderation import cases
from voxpop.moderation.cases import Reported
from voxpop.notify import mail
from voxpop.pages.forms import fields
from voxpop.pages.frame import page
from voxpop.people import door
from voxpop.people.asker import Asker, owner
from voxpop.sites.house import House
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]
REPORTING = ("not_found", "no_such_comment", "own_comment", "origin_refused", "too_fast", "banned", "reason_unknown")
SENT = (
    *("text_invalid", "text_empty", "text_too_long", "faith_missing"),
    *("name_missing", "name_too_long", "name_invalid", "email_missing", "email_invalid"),
)


class ReportIn(Struct, forbid_unknown_fields=True):
    """What is wrong with a comment.

    `illegal` and `child_abuse` are notices of illegal content (Regulation (EU) 2022/2065, Art. 16): they need `words`
    and `good_faith`, and `illegal` needs `name` and `email`. `other` needs `words`. `hear`: tell me by mail what
    becomes of it, at `email` or at the proved address of my account.
    """

    reason: Annotated[str, shapes.one_of(*REASONS)]
    words: Annotated[str, Meta(description="At most 2,000 characters.")] = ""
    name: Annotated[str, Meta(max_length=1000)] = ""
    email: Annotated[str, Meta(max_length=1000, description="Removed when they were told.")] = ""
    good_faith: Annotated[bool, Meta(description="It is accurate and complete, as far as they know.")] = False
    hear: bool = False


class ReportOut(Struct):
    """`report`: the report's number; null where the comment is not shown any more and nothing was kept.

    `again`: they had reported it before, and that report stands.
    """

    id: shapes.Id
    report: shapes.Id | None
    reason: Annotated[str, shapes.one_of(*REASONS)] | None
    outcome: Annotated[str, shapes.one_of("open", "upheld", "dismissed", "gone")] | None
    again: bool


class Looked(NamedTuple):
    """What the page shows: the comment if it is live, and the asker's report if there is one."""

    shown: Shown | None
    report: Report | None


@post(
    "/api/v1/comments/{comment:int}/report",
    operation_id="reportComment",
    summary="Report a comment",
    tags=["Reporting"],
    status_code=201,
    response_description="A moderator will look at it",
    guards=[takes_json],
    refuses=(*ANY, *BODY, *REPORTING, *SENT),
)
async def report_comment(
    request: Asking, house: NamedDependency[House], comment: CommentId, data: JSONBody[ReportIn]
) -> Response[ReportOut]:
    """201 when it is new, 200 when it is there already or the comment is not shown any more.

    Once for each reader and comment. Who reported is told nobody but, of notices, the moderators. The answer brings a
    guest the cookie by which they are known again.
    """
    sent = Sent(data.reason, data.words, data.name, data.email, data.good_faith, data.hear)
    asker, site = await _who(request, house, comment)
    made = await _report(house, (site, comment), sent, asker)
    report = made.report
    out = ReportOut(
        comment,
        report.id if report else None,
        report.reason if report else None,
        report.outcome if report else None,
        made.again,
    )
    new = report is not None and not made.again
    headers = answer.NO_STORE | guests(request, house, asker)
    return Response(out, status_code=201 if new else 200, headers=headers)


async def _who(request: Asking, house: House, comment: int) -> tuple[Asker, Site]:
    """Who reports, with a token, and the comment's site. Raises Refused no_such_comment, origin_refused, banned."""
    site = await _site(house, comment)
    door.may_act(request, site, house.settings)
    return door.known(await door.enter(request, house, site)), site


async def _site(house: House, comment: int) -> Site:
    return await house.sites.numbered(await house.database.read(lambda conn: thread.site_of(conn, comment)))


async def _report(house: House, at: tuple[Site, int], sent: Sent, asker: Asker) -> Reported:
    now = house.clock.now()
    reporting.in_time(house.pace, asker, now)
    checked = reporting.check(sent, asker)
    reporting.may_be_written_to(house.pace, checked.email, now)
    by = reporting.reporter(house.pace, at[1], asker, now)
    return await done(house, asker, at[0], lambda conn: cases.report(conn, house.clock, at, checked, by))


@get("/comments/{comment:int}/report", include_in_schema=False)
async def report_page(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    site = await _site(house, comment)
    asker = await door.enter(request, house, site)
    html = await _shown(house, site, comment, asker, Sent(request.query_params.get("reason", "")))
    return answer.private(html)


async def _shown(house: House, site: Site, comment: int, asker: Asker, sent: Sent, error: str = "") -> str:
    def read(conn: Connection) -> Looked:
        mine = reporting.of(conn, site.id, comment, owner(asker))
        return Looked(reporting.shown(conn, site.id, comment), mine)

    found = await house.database.read(read)
    return page(
        "report.html",
        site,
        comment=comment,
        sent=sent,
        error=error,
        reasons=REASONS,
        mail=mail.offered(house.settings),
        **found._asdict(),
    )


@post("/comments/{comment:int}/report", include_in_schema=False)
async def report_form(request: Asking, house: NamedDependency[House], comment: CommentId) -> Response[bytes]:
    form = await fields(request)
    asker, site = await _who(request, house, comment)
    said = {name: form.get(name, "") for name in ("reason", "words", "name", "email")}
    sent = Sent(**said, faith=form.get("faith") == "on", hear=form.get("hear") == "on")
    try:
        await _report(house, (site, comment), sent, asker)
    except Refused as refused:
        html = await _shown(house, site, comment, asker, sent, refused.sentence)
        return answer.private(html, answer.status(refused))
    return answer.see(f"/comments/{comment}/report", door.cookie(asker, house.settings))


API: list[Any] = [report_comment]
HANDLERS: list[Any] = [*API, report_page, report_form]
