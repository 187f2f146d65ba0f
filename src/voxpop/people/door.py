"""Who comes in: the asker behind a request, and whether the page they come from may act here."""

import contextlib
from collections.abc import Collection
from typing import Any

from litestar import Request

from voxpop.lib.refused import Refused
from voxpop.people import attempts, cookies, person, sessions, tokens
from voxpop.people.asker import AGENT_LIMIT, COOKIE, Asker, client_address, group, new_token, well_formed
from voxpop.people.attempts import Attempt
from voxpop.people.sessions import Session
from voxpop.settings import Settings
from voxpop.sites.house import House
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]

LONGEST = 200  # characters of a token that are looked at


async def enter(request: Asking, house: House, site: Site) -> Asker:
    """Who wants to do something on a site. Raises Refused banned."""
    asker = await seen(request, house, site)
    if asker.session:
        person.welcome(asker.session.person)
    return asker


async def seen(request: Asking, house: House, site: Site) -> Asker:
    """Who looks at a site. The guest's token is '' without a cookie of ours, and for a page of another site's."""
    asker = _asker(request, house.settings)
    if request.method == "GET" and _elsewhere(request, site, house.settings):
        return asker._replace(token="")
    token = presented(request, house.settings, site)
    if not token:
        return asker
    session = await _session(house, site, tokens.hashed(token))
    return asker._replace(session=session, lapsed=session is None)


def _elsewhere(request: Asking, site: Site, settings: Settings) -> bool:
    """Does a page ask that is not the site's? What changes something is refused to it (`may_act`)."""
    sender = request.headers.get("origin", "")
    return bool(sender) and sender not in site.origins and sender != settings.address


def presented(request: Asking, settings: Settings, site: Site) -> str:
    """The token of a session that a request brings: in a field where a page holds it in memory, else in its cookie."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return bearer.strip()[:LONGEST]
    if cookies.SESSION.name not in request.headers.get("cookie", ""):
        return ""
    return request.cookies.get(session_cookie(settings, site), "")[:LONGEST]


async def _session(house: House, site: Site, token_hash: bytes) -> Session | None:
    """The session of a token, from memory when it was asked for a moment ago."""
    now = house.clock.now()
    key = site.id, token_hash
    session: Session | None = house.people.get(key)
    if session is None:
        before = house.people.cleared
        session = await house.database.read(lambda conn: sessions.look(conn, site.id, token_hash, now))
        if session is not None and house.people.cleared == before:  # else it may have ended meanwhile
            house.people.put(key, session)
    lasts = sessions.lasting(site.rules)
    if session is None or sessions.over(session, lasts, now):
        return None
    if sessions.due(session, lasts, now):
        with contextlib.suppress(Refused):  # it is only put off
            await house.database.write(lambda conn: sessions.touch(conn, site.id, session.id, now, now + lasts))
            house.people.replace(key, session._replace(seen=now, until=now + lasts))  # if it is still there
    return session


def network(request: Asking, settings: Settings) -> str:
    """What limits are counted by: the group of the asker's address."""
    return group(_address(request, settings))


def _address(request: Asking, settings: Settings) -> str:
    peer = request.client.host if request.client else ""
    return client_address(peer, request.headers.get("x-forwarded-for", ""), settings.trusted_proxies)


def _asker(request: Asking, settings: Settings) -> Asker:
    address = _address(request, settings)
    return Asker(
        address=address,
        group=group(address),
        agent=request.headers.get("user-agent", "")[:AGENT_LIMIT],
        token=well_formed(request.cookies.get(COOKIE, "")),
    )


def known(asker: Asker) -> Asker:
    """The asker, a guest with a token: their own, or a new one that the answer has to bring them (`cookie`)."""
    return asker if asker.token or asker.session else asker._replace(token=new_token(), fresh=True)


def cookie(asker: Asker, settings: Settings, *, apart: bool = False) -> dict[str, str]:
    """The field that sets a guest's cookie: not readable by scripts, not sent along with other sites' forms.

    None for who is signed in. `apart`: for the section on pages of another origin, as with `session_field`.
    """
    if asker.session:
        return {}
    secure = "; Secure" if safe(settings) else ""
    where = "; Secure; SameSite=None; Partitioned" if apart else f"; SameSite=Lax{secure}"
    return {"set-cookie": f"{COOKIE}={asker.token}; Path=/; Max-Age={cookies.GUEST.lasts}; HttpOnly{where}"}


def safe(settings: Settings) -> bool:
    """Do readers come by https?"""
    return settings.address.startswith("https:")


def session_cookie(settings: Settings, site: Site) -> str:
    """What the cookie of a session is called. Each site has its own: they may share this server's origin."""
    return cookies.SESSION.called(safe=safe(settings), site=site.id)


def session_field(settings: Settings, site: Site, token: str, *, apart: bool) -> dict[str, str]:
    """The field that sets a session's cookie, or with '' ends it.

    `apart`: for the section on pages of another origin: a cookie of that site alone (CHIPS), which browsers take that
    refuse those of third parties. When a session is over, its row says; the cookie lasts as long as browsers let one.
    """
    lasts = cookies.SESSION.lasts if token else 0
    secure = "; Secure" if safe(settings) else ""
    where = "; Secure; SameSite=None; Partitioned" if apart else f"; SameSite=Lax{secure}"
    name = session_cookie(settings, site)
    return {"set-cookie": f"{name}={token}; Path=/; Max-Age={lasts}; HttpOnly{where}"}


def probe(*, apart: bool) -> dict[str, str]:
    """The field that sets a cookie by which it is seen whether cookies of ours are kept at all."""
    where = "; Secure; SameSite=None; Partitioned" if apart else "; SameSite=Lax"
    return {"set-cookie": f"{cookies.PROBE.name}=1; Path=/; Max-Age={cookies.PROBE.lasts}; HttpOnly{where}"}


def probed(request: Asking) -> bool:
    return cookies.PROBE.name in request.cookies


def apart(request: Asking, settings: Settings) -> bool:
    """Does a request come from a page of another origin, for which a session needs a cookie of its own?"""
    sender = request.headers.get("origin", "")
    return safe(settings) and bool(sender) and sender != settings.address


def browser(request: Asking, settings: Settings) -> str:
    """The token by which a browser is known again that set out to sign in; '' for none."""
    return well_formed(request.cookies.get(browser_cookie(settings), ""))


async def attempt(request: Asking, house: House, site: Site, number: int) -> Attempt | None:
    """An attempt to sign in that began in this browser; None when it is not there any more."""
    here, now = browser(request, house.settings), house.clock.now()
    return await house.database.read(lambda conn: attempts.of_browser(conn, site.id, number, here, now))


def browser_field(settings: Settings, token: str, *, posts: bool = False) -> dict[str, str]:
    """The field that sets it. `posts`: the provider sends the reader back by a form of its own page."""
    secure = "; Secure" if safe(settings) else ""
    where = "; SameSite=None" if posts and secure else "; SameSite=Lax"
    name, lasts = browser_cookie(settings), cookies.SIGNING_IN.lasts
    return {"set-cookie": f"{name}={token}; Path=/; Max-Age={lasts}; HttpOnly{where}{secure}"}


def browser_cookie(settings: Settings) -> str:
    return cookies.SIGNING_IN.called(safe=safe(settings))


async def site(request: Asking, house: House, name: str) -> Site:
    """The site of that name; without one that at whose address the reader is. Raises Refused site_unknown."""
    return await (house.sites.named(name) if name else house.sites.at(origin(request, house.settings)))


def origin(request: Asking, settings: Settings) -> str:
    """The origin under which the reader sees this server."""
    if settings.public_url:
        return settings.public_url
    return f"http://{request.headers.get('host', '').lower()}"


def sent_from(request: Asking, origins: Collection[str]) -> bool:
    """Does it come from a page of this server's own origin, or of one of these?"""
    if request.headers.get("sec-fetch-site") == "same-origin":
        return True
    sender = request.headers.get("origin", "")
    return bool(sender) and sender in origins


def may_act(request: Asking, site: Site, settings: Settings) -> None:
    """Refuse what a page of somebody else's sends in a reader's name. Raises Refused origin_refused."""
    if sent_from(request, {*site.origins, settings.address}):
        return
    raise Refused(
        "origin_refused",
        "This came from a page that does not belong to the site. Send the Origin of a page of the site.",
    )
