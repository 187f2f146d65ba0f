"""Signing in over HTTP: a reader's form sets out, a provider's answer comes back, a window hands over.

    POST /sign-in/{method}        the form of a page, or of the window that a page opened   -> on to the provider
    GET  /sign-in/{method}/back   from the provider (POST: by a form of its page)           -> 303, signed in
    GET  /sign-in/window/{id}     the end of a window; POST there gives its script the code to hand over
    POST /sign-out                the session ends, what was typed stays

What is typed so far comes along and is kept with the attempt, for the page that is gone back to.
"""

import re
from typing import Annotated, Any, NamedTuple

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter, QueryParameter

from voxpop.discussion import bylines, markup, thread
from voxpop.lib import answer
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.pages import conversation
from voxpop.pages.article import with_form
from voxpop.pages.errors import refusing
from voxpop.pages.forms import FORM_BYTES, fields, parent_of
from voxpop.pages.frame import page
from voxpop.people import attempts, door, sessions, signing_in
from voxpop.people.asker import new_token
from voxpop.people.attempts import Purpose
from voxpop.people.provider import Returned
from voxpop.people.signing_in import Came, Errand, Return
from voxpop.sites.house import House
from voxpop.sites.site import Site, place_of
from voxpop.sites.speech import speech

Asking = Request[Any, Any, Any]

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
TYPED = ("parent", "name", "email", "website", "text")  # of a form, kept for the page that is gone back to
CARRIED = ("site", "thread", "to", "lang", "challenge", *TYPED)  # from one of our pages to the next
ACCOUNT = "account"
PAGES = {ACCOUNT: "/account", "yours": "/privacy/yours"}  # where else somebody may want to go back to, by `to`
SET_OUT = 60  # times that one address may begin to sign in, in ten minutes
LONGEST = 4096  # characters of what a provider sends back


class Setting(NamedTuple):
    """Who sets out: on which site, in which browser, and for what."""

    site: Site
    browser: str
    purpose: Purpose


async def setting_out(request: Asking, house: House, sent: dict[str, str]) -> Setting:
    """What a form says of who wants to sign in. Raises Refused site_unknown, origin_refused, banned, body_invalid,
    signed_out, too_fast, url_invalid, url_not_of_site.
    """
    site = await house.sites.named(sent.get("site", ""))
    door.may_act(request, site, house.settings)
    browser = door.browser(request, house.settings) or new_token()
    asker = await door.enter(request, house, site)
    if not house.pace.take(("set out", asker.group), limit=SET_OUT, seconds=600, now=house.clock.now() / 1e6):
        raise Refused(
            "too_fast",
            counted(
                "%(count)s beginning in ten minutes is enough. Wait a moment.",
                "%(count)s beginnings in ten minutes are enough. Wait a moment.",
                SET_OUT,
            ),
        )
    if (to := sent.get("to")) in PAGES:
        if to == ACCOUNT and asker.session is None:
            raise Refused("signed_out", "You have been signed out. Sign in again first.")
        adding = asker.session.person.id if to == ACCOUNT and asker.session else None
        asked = speech(site.rules, sent.get("lang", "")).asked
        back = f"{PAGES[to]}?site={site.name}{f'&lang={asked}' if asked else ''}"
        return Setting(site, browser, Purpose(back=back, adding=adding))
    challenge = sent.get("challenge", "")
    if challenge and not CHALLENGE.fullmatch(challenge):
        raise Refused("body_invalid", "The challenge is not a SHA-256 in base64url.")
    opener = _opener(request, house, site, sent) if challenge else ""
    place = place_of(site, sent.get("thread", ""))
    at = await house.database.read(lambda conn: thread.find(conn, site, place))
    back = markup.home(at) if at.id or at.url.startswith("/") else conversation.address(site, at)
    draft = {} if challenge else {name: sent[name] for name in TYPED if sent.get(name)}
    return Setting(site, browser, Purpose(opener, challenge, back, msgspec.json.encode(draft).decode()))


def _opener(request: Asking, house: House, site: Site, sent: dict[str, str]) -> str:
    """The origin of the page that opened the window. A second form in the window is ours, and carries it on."""
    sender = request.headers.get("origin", "") or house.settings.address
    told = sent.get("opener", "")
    return told if sender == door.origin(request, house.settings) and told in site.origins else sender


@post("/sign-in/{method:str}", include_in_schema=False, request_max_body_size=FORM_BYTES)
async def set_out(request: Asking, house: NamedDependency[House], method: FromPath[str]) -> Response[bytes]:
    sent = await fields(request)
    setting = await setting_out(request, house, sent)
    instance = sent.get("instance", "").strip()
    if not instance and signing_in.asks_where(house, method):
        return answer.private(page("instance.html", setting.site, kept=carried(sent, setting), instance="", error=""))
    redirect = f"{door.origin(request, house.settings)}/sign-in/{method}/back"
    try:
        name, posts = signing_in.called(house, method)
        errand = Errand(method, setting.purpose, redirect, instance)
        address, attempt = await signing_in.set_out(house, setting.site, setting.browser, errand)
    except Refused as refused:
        return await _not_left(request, house, setting, sent, refused)
    back = setting.purpose.back if setting.purpose.opener else there(setting.purpose.back, attempt)
    body = page("connecting.html", setting.site, provider=name, address=address, back=back)
    cookie = door.browser_field(house.settings, setting.browser, posts=posts)
    more = {"refresh": f"0; url={address}", "referrer-policy": "no-referrer", **cookie}
    found = answer.private(body, fields=answer.SCRIPT_HEADERS)  # a sandbox would let nothing go on by itself
    found.headers.update(more)
    return found


def carried(sent: dict[str, str], setting: Setting) -> dict[str, str]:
    """The fields that one of our pages hands on to the next."""
    kept = {name: sent[name] for name in CARRIED if name in sent}
    return kept | {"opener": setting.purpose.opener} if setting.purpose.opener else kept


async def _not_left(
    request: Asking, house: House, setting: Setting, sent: dict[str, str], refused: Refused
) -> Response[bytes]:
    """Nobody could be sent anywhere: the page again with what was typed, and why."""
    if sent.get("instance"):
        kept = carried(sent, setting)
        body = page("instance.html", setting.site, kept=kept, instance=sent["instance"], error=refused.sentence)
        return answer.private(body, answer.status(refused))
    if setting.purpose.opener or sent.get("to") in PAGES:
        raise refused
    return await again(request, house, setting.site, sent, refused)


async def again(
    request: Asking, house: House, site: Site, sent: dict[str, str], refused: Refused | None = None
) -> Response[bytes]:
    """The conversation with the form as it was filled in, and why it was not taken."""
    form = form_of(sent, refused.sentence if refused else "")
    asker = await door.seen(request, house, site)
    body, headers = await with_form(request, house, site, place_of(site, sent.get("thread", "")), form, asker)
    return answer.private(body, answer.status(refused) if refused else 200, headers)


def form_of(sent: dict[str, str], error: str) -> markup.Form:
    return markup.Form(
        parent=parent_of(sent),
        name=sent.get("name", ""),
        email=sent.get("email", ""),
        website=sent.get("website", ""),
        text=sent.get("text", ""),
        error=error,
    )


@get("/sign-in/{method:str}/back", include_in_schema=False)
async def back_by_link(request: Asking, house: NamedDependency[House], method: FromPath[str]) -> Response[bytes]:
    return await _back(request, house, method, dict(request.query_params.items()))


@post("/sign-in/{method:str}/back", include_in_schema=False, request_max_body_size=FORM_BYTES)
async def back_by_form(request: Asking, house: NamedDependency[House], method: FromPath[str]) -> Response[bytes]:
    """From a page of the provider's: what it may do is in the state alone, so any origin may send it."""
    return await _back(request, house, method, await fields(request))


async def _back(request: Asking, house: House, method: str, sent: dict[str, str]) -> Response[bytes]:
    if any(len(sent.get(name, "")) > LONGEST for name in ("state", "code", "error", "iss", "user")):
        raise attempts.unknown()
    error = sent.get("error", "") or ("" if sent.get("code") else "invalid_request")
    back = Return(
        method=method,
        browser=door.browser(request, house.settings),
        agent=request.headers.get("user-agent", ""),
        state=sent.get("state", ""),
        returned=Returned(sent.get("code", ""), sent.get("iss", ""), sent.get("user", "")),
        error=error,
    )
    try:
        came = await signing_in.come_back(house, back, bylines.welcomed(house.clock))
    except attempts.Late as late:
        site = await house.sites.numbered(late.attempt.site)
        return refusing(site, late, "" if late.attempt.opener else there(late.attempt.back, late.attempt.id))
    return await arrived(house, came)


async def arrived(house: House, came: Came) -> Response[bytes]:
    """Somebody's attempt has ended: on to the page that they came from, or to the end of the window."""
    site = await house.sites.numbered(came.attempt.site)
    if came.attempt.opener:
        return answer.see(f"/sign-in/window/{came.attempt.id}?site={site.name}")
    if came.session is None:
        return answer.see(there(came.attempt.back, came.attempt.id))
    cookie = door.session_field(house.settings, site, came.session.token, apart=False)
    return answer.see(there(came.attempt.back, came.attempt.id), cookie)


def there(back: str, attempt: int) -> str:
    """The page that somebody came from, with what they had typed."""
    return f"{back}{'&' if '?' in back else '?'}draft={attempt}#respond"


@get("/sign-in/window/{attempt:int}", include_in_schema=False)
async def window(
    request: Asking,
    house: NamedDependency[House],
    attempt: Annotated[int, PathParameter(ge=1, le=LARGEST)],
    site: Annotated[str, QueryParameter(max_length=100)] = "",
) -> Response[bytes]:
    """The end of a window: it tells the page that opened it, or that it can be closed."""
    where = await house.sites.named(site)
    found = await door.attempt(request, house, where, attempt)
    if found is None or not found.opener or found.outcome in ("open", "used"):
        raise attempts.unknown()
    return answer.private(page("window.html", where, attempt=found), fields=answer.SCRIPT_HEADERS)


@post("/sign-in/window/{attempt:int}", include_in_schema=False)
async def hand_over(
    request: Asking, house: NamedDependency[House], attempt: Annotated[int, PathParameter(ge=1, le=LARGEST)]
) -> Response[dict[str, str]]:
    """The code that the window's script hands to the page that opened it; once, and to our own page alone."""
    ours = door.origin(request, house.settings)
    if request.headers.get("sec-fetch-site") != "same-origin" and request.headers.get("origin") != ours:
        raise Refused("origin_refused", "Only the window itself may ask for this.")
    sent = await fields(request)
    site = await house.sites.named(sent.get("site", ""))
    browser = door.browser(request, house.settings)
    code = await house.database.write(lambda conn: attempts.handed_over(conn, site.id, attempt, browser))
    return Response({"code": code}, headers=answer.NO_STORE, status_code=200)


@post("/sign-out", include_in_schema=False, request_max_body_size=FORM_BYTES)
async def sign_out(request: Asking, house: NamedDependency[House]) -> Response[bytes]:
    sent = await fields(request)
    site = await house.sites.named(sent.get("site", ""))
    door.may_act(request, site, house.settings)
    await ended(request, house, site)
    request.cookies.pop(door.session_cookie(house.settings, site), None)
    found = await again(request, house, site, sent) if sent.get("thread") else answer.see("/")
    found.headers.update(door.session_field(house.settings, site, "", apart=False))
    return found


async def ended(request: Asking, house: House, site: Site) -> None:
    """The asker's session on a site is over, if they have one."""
    session = (await door.seen(request, house, site)).session
    if session is not None:
        await house.database.write(lambda conn: sessions.end(conn, site.id, session.person.id, session.id))


HANDLERS: list[Any] = [set_out, back_by_link, back_by_form, window, hand_over, sign_out]
