"""What people see when something is refused; programs get problem details."""

from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from voxpop.lib import answer
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.lib.words import accepted
from voxpop.pages.desk import frame as desk
from voxpop.pages.frame import page
from voxpop.people import door
from voxpop.sites.house import House
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]

CODES = {400: "body_invalid", 404: "not_found", 405: "method_refused", 413: "body_too_large", 415: "type_refused"}
# What was refused may stand in the page's address, like a way back from a provider: it is told to nobody.
HEADERS = answer.with_referrers(answer.PAGE_HEADERS, "strict-origin")
SENTENCES = {
    404: said("There is nothing at this address."),
    405: said("This address cannot be asked in this way."),
    413: said("What was sent is larger than 64 KiB."),
}


def answer_refused(request: Asking, house: House, refused: Refused) -> Response[Any]:
    """The refusal in the form that the asker reads."""
    if request.url.path == desk.HOME or request.url.path.startswith(f"{desk.HOME}/"):
        return desk.answer_refused(request, refused)
    site = None if for_programs(request) else house.sites.known_at(door.origin(request, house.settings))
    if site is None:
        return answer.problem(refused, accepted(request.headers.get("accept-language", "")))
    return refusing(site, refused)


def refusing(site: Site, refused: Refused, back: str = "") -> Response[bytes]:
    """The refusal as a page; `back` leads to the page that the reader came from."""
    number = answer.status(refused)
    html = page("error.html", site, heading=answer.TITLES[number], sentence=refused.sentence, back=back)
    return answer.private(html, number, HEADERS)


def for_programs(request: Asking) -> bool:
    return request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", "")


def refused_http(error: HTTPException) -> Refused:
    """What the framework refuses, as a refusal of ours."""
    code = CODES.get(error.status_code, "failed" if error.status_code >= 500 else "body_invalid")
    return Refused(code, SENTENCES.get(error.status_code) or _why(error))


def _why(error: HTTPException) -> str:
    if isinstance(error.extra, list) and error.extra and isinstance(error.extra[0], dict):
        where, what = error.extra[0].get("key", ""), error.extra[0].get("message", "")
        return f"{where}: {what}" if where else str(what)
    return str(error.detail)
