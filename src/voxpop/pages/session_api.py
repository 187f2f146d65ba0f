"""Who is signed in, for the page's script: asked, begun, renewed and ended as JSON; and the form as it is for them.

A session is begun with what a window has come to (its code, and the verifier that the page kept), or with the word of
the site itself about its own reader (people/host_token).
"""

from typing import Annotated, Any

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta, Struct
from sqlalchemy import Connection

from voxpop.discussion import bylines, markup, thread
from voxpop.discussion.api import Language, SiteName, Url, takes_json
from voxpop.discussion.shapes import Address, Moment, one_of
from voxpop.lib import answer
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.lib.templates import iso
from voxpop.pages import sign_in
from voxpop.people import accounts, door, host_token, sessions, signing_in, tokens, ways
from voxpop.people.accounts import Arrival
from voxpop.people.asker import Asker
from voxpop.people.person import Known
from voxpop.people.sessions import Opened, Way
from voxpop.people.signing_in import Handover
from voxpop.sites.house import House
from voxpop.sites.site import Site, place

Asking = Request[Any, Any, Any]

QUESTIONS = 120  # that one address may ask in a minute while somebody signs in

ANY = ("body_invalid", "site_unknown", "origin_refused")
ENDED = ("attempt_unknown", "attempt_expired", "provider_refused", "provider_lied", "provider_away", "banned")


class PersonOut(Struct):
    name: str
    role: Annotated[str, one_of("reader", "staff")]
    badges: list[str]
    picture: Address | None


class MethodOut(Struct):
    """A way to sign in. `name` as its button says it; `email` and `passkey` have words of the reader's language."""

    key: str
    name: str


class SessionOut(Struct):
    """`person`: who is signed in; `via`: by which account. `waiting`: nobody has come in yet. `cookies`: whether this
    browser keeps a cookie of ours on this page. `token`, `until`: of a session that is held in the page's memory.
    """

    person: PersonOut | None
    via: str = ""
    waiting: bool = False
    cookies: bool = False
    methods: list[MethodOut] = []
    token: str | None = None
    until: Moment | None = None


class SessionIn(Struct, forbid_unknown_fields=True):
    """Either `verifier`, with the window's `code` if it could hand one over; or `token`, the site's word on its reader.

    `keep`: in a cookie, or where browsers take none, as a token of a quarter of an hour that the page holds.
    """

    site: Annotated[str, Meta(min_length=1, max_length=100)]
    verifier: Annotated[str, Meta(max_length=200)] = ""
    code: Annotated[str, Meta(max_length=200)] = ""
    token: Annotated[str, Meta(max_length=16384)] = ""
    keep: Annotated[str, Meta(pattern="^(cookie|memory)$"), one_of("cookie", "memory")] = "cookie"


class RenewIn(Struct, forbid_unknown_fields=True):
    site: Annotated[str, Meta(min_length=1, max_length=100)]


@get(
    "/api/v1/session",
    operation_id="readSession",
    summary="Who is signed in",
    tags=["Signing in"],
    response_description="Who it is, and how one may sign in",
    private="session",
    refuses=("body_invalid", "site_unknown"),
)
async def read_session(request: Asking, house: NamedDependency[House], site: SiteName) -> Response[SessionOut]:
    """Asked twice, it tells as well whether this browser keeps a cookie of ours on this page."""
    where = await house.sites.named(site)
    asker = await door.seen(request, house, where)
    out = _out(request, house, where, asker)
    headers = door.probe(apart=door.apart(request, house.settings))
    return Response(out, headers=answer.NO_STORE | headers)


@post(
    "/api/v1/session",
    operation_id="beginSession",
    summary="Sign in",
    tags=["Signing in"],
    response_description="Who it is; or that nobody has come in yet",
    guards=[takes_json],
    status_code=200,
    refuses=(*ANY, *ENDED, "account_taken", "body_too_large", "token_refused", "too_fast", "type_refused"),
)
async def begin_session(
    request: Asking, house: NamedDependency[House], data: JSONBody[SessionIn]
) -> Response[SessionOut]:
    """With what the window came to that the page has opened, or with the site's own word on its reader."""
    site = await house.sites.named(data.site)
    door.may_act(request, site, house.settings)
    asker = await door.seen(request, house, site)
    _in_time(house, asker)
    if data.token:
        opened = await _by_token(request, house, site, data)
        if opened is None:
            return Response(_out(request, house, site, await door.seen(request, house, site)), headers=answer.NO_STORE)
    else:
        opened = await _redeemed(request, house, site, data)
        if opened is None:
            return Response(SessionOut(None, waiting=True), headers=answer.NO_STORE)
    return await _begun(request, house, site, opened, memory=data.keep == "memory")


@post(
    "/api/v1/session/token",
    operation_id="renewSession",
    summary="Stay signed in",
    tags=["Signing in"],
    response_description="The next token",
    guards=[takes_json],
    status_code=200,
    refuses=(*ANY, "body_too_large", "signed_out", "type_refused"),
)
async def renew_session(
    request: Asking, house: NamedDependency[House], data: JSONBody[RenewIn]
) -> Response[SessionOut]:
    """The session that a page holds in its memory goes on with another token; the old one opens nothing more."""
    site = await house.sites.named(data.site)
    door.may_act(request, site, house.settings)
    token = door.presented(request, house.settings, site)
    session = (await door.seen(request, house, site)).session
    if session is None or not request.headers.get("authorization"):
        raise Refused("signed_out", "You have been signed out. Please sign in again.")
    now = house.clock.now()
    opened = await house.database.write(lambda conn: sessions.renew(conn, site.id, session, token, now))
    return await _begun(request, house, site, opened, memory=True)


@delete(
    "/api/v1/session",
    operation_id="endSession",
    summary="Sign out",
    tags=["Signing in"],
    status_code=204,
    response_description="Nobody is signed in here now",
    refuses=ANY,
)
async def end_session(request: Asking, house: NamedDependency[House], site: SiteName) -> Response[None]:
    """In this browser; elsewhere they stay signed in."""
    where = await house.sites.named(site)
    door.may_act(request, where, house.settings)
    await sign_in.ended(request, house, where)
    apart = door.apart(request, house.settings)
    return Response(None, headers=answer.NO_STORE | door.session_field(house.settings, where, "", apart=apart))


@get(
    "/api/v1/form",
    operation_id="readForm",
    summary="The form, as HTML",
    tags=["Reading"],
    response_description="The form as it is for the asker",
    media_type="text/html",
    private="session",
    refuses=("body_invalid", "site_unknown", "url_invalid", "url_not_of_site", "no_such_parent"),
)
async def read_form(
    request: Asking,
    house: NamedDependency[House],
    site: SiteName,
    url: Url,
    reply_to: Annotated[int | None, QueryParameter(ge=1, le=LARGEST, description="The comment to be answered.")] = None,
    lang: Language = "",
) -> Response[bytes]:
    """With who is signed in, or the ways to sign in and the fields of a guest. For one reader alone."""
    where = await house.sites.named(site)
    at = place(where, url)
    asker = await door.seen(request, house, where)

    def look(conn: Connection) -> tuple[thread.Thread, str]:
        found = thread.find(conn, where, at)
        return found, thread.name_of(conn, where, found, reply_to) if reply_to is not None else ""

    found, answered = await house.database.read(look)
    base = (
        door.origin(request, house.settings)
        if request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
        else ""
    )
    links = markup.Links(base, markup.home(found), where.rules.order, where.rules.order)
    form = markup.Form(parent=reply_to, answered=answered, signed=markup.signed(asker))
    form = markup.paced(form, where, found, house.clock.now())
    body = markup.respond(where, found, links, form, ways.row(house.settings, where.rules), lang)
    return answer.private(body)


def _in_time(house: House, asker: Asker) -> None:
    if not house.pace.take(("signing in", asker.group), limit=QUESTIONS, seconds=60, now=house.clock.now() / 1e6):
        raise Refused(
            "too_fast",
            counted(
                "%(count)s question in a minute is enough. Wait a moment.",
                "%(count)s questions in a minute are enough. Wait a moment.",
                QUESTIONS,
            ),
        )


async def _redeemed(request: Asking, house: House, site: Site, data: SessionIn) -> Opened | None:
    opener = request.headers.get("origin", "") or house.settings.address
    agent = request.headers.get("user-agent", "")
    lasts = sessions.SHORT if data.keep == "memory" else sessions.lasting(site.rules)
    return await signing_in.redeem(house, site, Handover(opener, data.verifier, data.code, agent), lasts)


async def _by_token(request: Asking, house: House, site: Site, data: SessionIn) -> Opened | None:
    """A session for whom the site says it is; None when they have one in this browser: a page may say it each time."""
    present = (await door.seen(request, house, site)).session if data.keep == "cookie" else None
    host = host_token.read(site, data.token, house.clock.now())
    profile = host.profile
    known = Known(profile.name, "", profile.page, profile.picture, host.role, host.badges)
    arrives = Arrival(profile, "host", "host", known, follows=True)
    lasts = sessions.SHORT if data.keep == "memory" else sessions.lasting(site.rules)
    way = Way("host", request.headers.get("user-agent", ""), request.headers.get("origin", ""), lasts)

    def enter(conn: Connection) -> Opened | None:
        who = accounts.enter(conn, house.clock, site, arrives)
        bylines.welcomed(house.clock)(conn, site, arrives, who)
        if present and present.person.id == who.id:
            return None
        return sessions.begin(conn, house.clock, site.id, who.id, way)

    return await house.database.write(enter)


async def _begun(request: Asking, house: House, site: Site, opened: Opened, *, memory: bool) -> Response[SessionOut]:
    now = house.clock.now()
    hashed = tokens.hashed(opened.token)
    session = await house.database.read(lambda conn: sessions.look(conn, site.id, hashed, now))
    asker = (await door.seen(request, house, site))._replace(session=session)
    out = _out(request, house, site, asker)
    if memory:
        out.token, out.until = opened.token, iso(opened.until)
        return Response(out, headers=answer.NO_STORE)
    apart = door.apart(request, house.settings)
    return Response(out, headers=answer.NO_STORE | door.session_field(house.settings, site, opened.token, apart=apart))


def _out(request: Asking, house: House, site: Site, asker: Asker) -> SessionOut:
    signed = markup.signed(asker)
    base = door.origin(request, house.settings)
    methods = [MethodOut(way.key, way.name) for way in ways.row(house.settings, site.rules)]
    cookies = door.probed(request)
    if signed is None:
        return SessionOut(None, cookies=cookies, methods=methods)
    picture = f"{base}/media/{signed.picture}" if signed.picture else None
    who = PersonOut(signed.name, signed.role, signed.badges.splitlines(), picture)
    return SessionOut(who, signed.via, cookies=cookies, methods=methods)


HANDLERS: list[Any] = [read_session, begin_session, renew_session, end_session, read_form]
