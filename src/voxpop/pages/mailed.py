"""Who was sent a mail with a link and a code: the pages that take either, whatever it is for. They need no script.

GET  {kind.path}/sent/{id}  look at your mail, and a field for its code; POST there takes the code
GET  {kind.path}/{token}    the mail's link: a button and nothing else, for mail programs open links, too
POST {kind.path}/{token}    the button
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter

from voxpop.lib import answer
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.pages.forms import fields
from voxpop.pages.frame import Language, Named, page
from voxpop.people import door, email_link
from voxpop.people.email_link import PROOF, Kind, Waiting
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.sites.speech import speech

Asking = Request[Any, Any, Any]
Number = Annotated[int, PathParameter(ge=1, le=LARGEST)]

# The token of the link is in the page's address, so no other request tells that address.
LINK_HEADERS = answer.with_referrers(answer.PAGE_HEADERS, "strict-origin")


class Mailed(NamedTuple):
    """`button` is the template of the link's page; `done` answers who has shown that they can read the mail."""

    kind: Kind
    button: str
    done: Callable[[Asking, House, Site, Waiting], Awaitable[Response[bytes]]]


def handlers(of: Mailed) -> list[Any]:
    """The four addresses of a kind of mail."""
    kind = of.kind

    @get(f"{kind.path}/sent/{{number:int}}", include_in_schema=False)
    async def sent_page(
        request: Asking, house: NamedDependency[House], number: Number, site: Named = "", lang: Language = ""
    ) -> Response[bytes]:
        where = await house.sites.named(site)
        return await _sent(request, house, of, (where, lang), number)

    @post(f"{kind.path}/sent/{{number:int}}", include_in_schema=False)
    async def take_code(request: Asking, house: NamedDependency[House], number: Number) -> Response[bytes]:
        sent = await fields(request)
        site = await house.sites.named(sent.get("site", ""))
        door.may_act(request, site, house.settings)
        browser = door.browser(request, house.settings)
        try:
            found = await email_link.by_code(house, site, number, browser, sent.get("code", ""), kind=kind)
        except Refused as refused:
            if refused.code != "code_wrong":
                raise
            return await _sent(request, house, of, (site, sent.get("lang", "")), number, refused)
        return await of.done(request, house, site, found)

    @get(f"{kind.path}/{{token:str}}", include_in_schema=False)
    async def link_page(
        request: Asking, house: NamedDependency[House], token: FromPath[str], site: Named = "", lang: Language = ""
    ) -> Response[bytes]:
        browser, now = door.browser(request, house.settings), house.clock.now()
        try:
            found = await house.database.read(lambda conn: email_link.opened(conn, token, browser, now, kind=kind))
        except Refused as refused:
            if refused.code not in ("attempt_unknown", "attempt_expired"):
                raise
            at = await door.site(request, house, site)
            body = page("email_elsewhere.html", at, speech(at.rules, lang), home=kind.home)
            return answer.private(body, answer.status(refused), LINK_HEADERS)
        at = await house.sites.numbered(found.attempt.site)
        body = page(of.button, at, speech(at.rules, lang), token=token, kept=found.kept)
        return answer.private(body, 200, LINK_HEADERS)

    @post(f"{kind.path}/{{token:str}}", include_in_schema=False)
    async def take_link(request: Asking, house: NamedDependency[House], token: FromPath[str]) -> Response[bytes]:
        browser, now = door.browser(request, house.settings), house.clock.now()
        found = await house.database.read(lambda conn: email_link.opened(conn, token, browser, now, kind=kind))
        site = await house.sites.numbered(found.attempt.site)
        door.may_act(request, site, house.settings)
        found = await house.database.write(lambda conn: email_link.by_link(conn, token, browser, now, kind=kind))
        return await of.done(request, house, site, found)

    return [sent_page, take_code, link_page, take_link]


async def _sent(
    request: Asking, house: House, of: Mailed, where: tuple[Site, str], number: int, refused: Refused | None = None
) -> Response[bytes]:
    """`where` is the site, and the language that is asked for."""
    site, lang = where
    spoken = speech(site.rules, lang)
    browser, now = door.browser(request, house.settings), house.clock.now()
    found = await house.database.read(lambda conn: email_link.waiting(conn, site, number, browser, now, kind=of.kind))
    error, to = refused.sentence if refused else "", f"{of.kind.path}/sent/{number}"
    body = page(
        "email_sent.html",
        site,
        spoken,
        attempt=found.attempt,
        kept=found.kept,
        error=error,
        to=to,
        proof=of.kind is PROOF,
    )
    return answer.private(body, answer.status(refused) if refused else 200)
