"""Who comes in: the asker behind a request, and whether the page they come from may act here."""

from typing import Any

from litestar import Request

from voxpop.lib.refused import Refused
from voxpop.people.asker import AGENT_LIMIT, COOKIE, Asker, client_address, group, new_token, well_formed
from voxpop.settings import Settings
from voxpop.sites.site import Site

Asking = Request[Any, Any, Any]

YEAR = 365 * 86400


def enter(request: Asking, settings: Settings) -> Asker:
    """The asker; their token is '' without a cookie of ours."""
    peer = request.client.host if request.client else ""
    address = client_address(peer, request.headers.get("x-forwarded-for", ""), settings.trusted_proxies)
    return Asker(
        address=address,
        group=group(address),
        agent=request.headers.get("user-agent", "")[:AGENT_LIMIT],
        token=well_formed(request.cookies.get(COOKIE, "")),
    )


def known(asker: Asker) -> Asker:
    """The asker with a token: their own, or a new one that the answer has to bring them (`cookie`)."""
    return asker if asker.token else asker._replace(token=new_token(), fresh=True)


def cookie(asker: Asker, settings: Settings) -> dict[str, str]:
    """The field that sets a guest's cookie: not readable by scripts, not sent along with other sites' forms."""
    secure = "; Secure" if settings.address.startswith("https:") else ""
    return {"set-cookie": f"{COOKIE}={asker.token}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}"}


def origin(request: Asking, settings: Settings) -> str:
    """The origin under which the reader sees this server."""
    if settings.public_url:
        return settings.public_url
    return f"http://{request.headers.get('host', '').lower()}"


def may_act(request: Asking, site: Site, settings: Settings) -> None:
    """Refuse what a page of somebody else's sends in a reader's name. Raises Refused origin_refused."""
    if request.headers.get("sec-fetch-site") == "same-origin":
        return
    sender = request.headers.get("origin", "")
    if sender and (sender in site.origins or sender == settings.address):
        return
    raise Refused(
        "origin_refused",
        "This came from a page that does not belong to the site. Send the Origin of a page of the site.",
    )
