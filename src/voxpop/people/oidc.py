"""OpenID Connect: what an issuer publishes of itself, and what an id token of its is worth.

    published   its addresses and what it can (Discovery 1.0), when it calls itself what it is called here
    claims      an id token, signed with a key that it publishes, for this client, this sign-in and this moment

Both are kept for an hour (house.issuers). An unknown key makes it be asked for its keys again, once a minute at most:
keys are changed, and ids of keys are made up.
"""

import asyncio
import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from voxpop.lib import metrics, urls
from voxpop.lib.refused import Refused
from voxpop.people import asking, claims, signed
from voxpop.people.asking import Away, Line
from voxpop.people.claims import Lied
from voxpop.people.provider import Keys, Provider
from voxpop.people.signed import Key, Token
from voxpop.sites.house import House

LEEWAY = 60  # seconds by which two clocks may differ
AGAIN = 60.0  # seconds after which an unknown key may be asked for again
DISABLED = 300.0  # seconds for which an issuer is left alone that calls itself otherwise
LATEST = 1 << 53  # seconds; a time beyond is none

WHERE = "/.well-known/openid-configuration"
TENANT, TENANT_ID = "{tenant}", "{tenantid}"
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Published(NamedTuple):
    """What an issuer says of itself. It is `called` so by us, `issuer` by itself, with `{tenantid}` if Microsoft's."""

    called: str
    issuer: str
    authorize: str
    token: str
    keys: str
    userinfo: str
    algorithms: tuple[str, ...]
    says_iss: bool  # it names itself when a reader comes back (RFC 9207)
    basic: bool  # the client is to prove itself by HTTP Basic


class Issuer:
    """What is kept of an issuer. `looked` is when its keys were last asked for, in seconds of the steady clock."""

    def __init__(self) -> None:
        self.published: Published | None = None
        self.keys: tuple[Key, ...] = ()
        self.looked = -math.inf
        self.lock = asyncio.Lock()  # of those who all find that something is missing, one asks


def name(keys: Keys, provider: Provider) -> str:
    """What the issuer is called."""
    return keys.issuer or keys.server or provider.issuer.replace(TENANT, keys.more.get("tenant", ""))


def _kept(house: House, called: str) -> Issuer:
    found: Issuer | None = house.issuers.get(called)
    if found is None:
        found = Issuer()
        house.issuers.put(called, found)
    return found


def remembered(house: House, keys: Keys, provider: Provider) -> Published | None:
    """What `published` knows without asking."""
    return _kept(house, name(keys, provider)).published


async def published(house: House, to: Line, keys: Keys, provider: Provider) -> Published:
    """Raises Away."""
    called = name(keys, provider)
    issuer = _kept(house, called)
    async with issuer.lock:
        if issuer.published is None:
            document = await asking.get(to, called.rstrip("/") + WHERE)
            issuer.published = _published(document, called, provider, to.home)
    return issuer.published


def _published(document: Any, called: str, provider: Provider, home: str) -> Published:
    if not isinstance(document, dict):
        raise Away("what it publishes of itself is no JSON object")
    itself = document.get("issuer")
    if not isinstance(itself, str) or not _same(itself, called, provider):
        shown = f"calls itself {itself[:100]!r}" if isinstance(itself, str) else "does not say what it is called"
        raise Away(f"not used: the issuer {called} {shown}", rest=DISABLED)
    ways = _listed(document, "token_endpoint_auth_methods_supported") or ("client_secret_basic",)
    return Published(
        called=called,
        issuer=itself,
        authorize=_address(document, "authorization_endpoint", home),
        token=_address(document, "token_endpoint", home),
        keys=_address(document, "jwks_uri", home),
        userinfo=_address(document, "userinfo_endpoint", home) if "userinfo_endpoint" in document else "",
        algorithms=tuple(a for a in _listed(document, "id_token_signing_alg_values_supported") if a in signed.KINDS),
        says_iss=document.get("authorization_response_iss_parameter_supported") is True,
        basic="client_secret_post" not in ways,
    )


def _same(itself: str, called: str, provider: Provider) -> bool:
    """Whether an issuer is called so, letter by letter. What stands for a tenant is one, whatever it is called."""
    if itself == called:
        return True
    before, tenant, after = provider.issuer.partition(TENANT)
    if not tenant or not called.startswith(before) or not called.endswith(after) or GUID.search(called):
        return False
    return itself == before + TENANT_ID + after or _of_tenant(itself, before + TENANT_ID + after)


def _of_tenant(itself: str, pattern: str) -> bool:
    before, _, after = pattern.partition(TENANT_ID)
    return re.fullmatch(re.escape(before) + GUID.pattern + re.escape(after), itself) is not None


def is_called(itself: str, known: Published) -> bool:
    """Whether a name that comes with a reader (RFC 9207) is the issuer's."""
    return itself == known.issuer or (TENANT_ID in known.issuer and _of_tenant(itself, known.issuer))


def _listed(document: Mapping[str, Any], field: str) -> tuple[str, ...]:
    listed = document.get(field)
    return tuple(entry for entry in listed if isinstance(entry, str)) if isinstance(listed, list) else ()


def _address(document: Mapping[str, Any], field: str, home: str) -> str:
    """By https, unless it is where the operator's own issuer is."""
    address = document.get(field)
    try:
        origin = urls.origin(address) if isinstance(address, str) else ""
    except Refused:
        origin = ""
    if not isinstance(address, str) or not origin or not (origin.startswith("https://") or origin == home):
        raise Away(f"its {field} is no address that may be asked")
    return address


async def read(house: House, to: Line, keys: Keys, known: Published, written: Any, nonce: str) -> dict[str, Any]:
    """The claims of an id token. Raises Lied, Away."""
    token = signed.opened(written, known.algorithms)
    key = await _key(house, to, known, token)
    said = await asyncio.to_thread(signed.verified, token, key)
    for pattern in filter(None, (known.issuer, key.issuer)):
        _check_issuer(said, pattern)
    _check_audience(said, keys.id)
    _check_times(said, house.clock.now() // 1_000_000)
    if said.get("nonce") != nonce:
        raise Lied("its token is for another sign-in")
    claims.subject(said.get("sub"))
    return said


async def _key(house: House, to: Line, known: Published, token: Token) -> Key:
    """The key that a token says it is signed with. Raises Lied, Away."""
    issuer = _kept(house, known.called)
    async with issuer.lock:
        found = signed.fitting(issuer.keys, token)
        now = house.clock.steady()
        if found is None and now - issuer.looked >= AGAIN:
            issuer.keys = signed.keys(await asking.get(to, known.keys))
            issuer.looked = now
            found = signed.fitting(issuer.keys, token)
    if found is None:
        raise Lied("its token is signed with a key that it does not publish")
    return found


def _check_issuer(said: Mapping[str, Any], pattern: str) -> None:
    """Letter by letter; a tenant stands in the claim `tid` ("Access tokens" in Microsoft's documentation)."""
    tenant = said.get("tid")
    if isinstance(tenant, str) and GUID.fullmatch(tenant):
        pattern = pattern.replace(TENANT_ID, tenant)
    if TENANT_ID in pattern or said.get("iss") != pattern:
        raise Lied("its token is another issuer's")


def _check_audience(said: Mapping[str, Any], client: str) -> None:
    """For this client, and if for others as well, then given to this one (Core 1.0, 3.1.3.7, steps 3 to 5)."""
    audience = said.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    party = said.get("azp")
    if client not in listed or (len(listed) > 1 and party is None) or party not in (None, client):
        raise Lied("its token is for another application")


def _check_times(said: Mapping[str, Any], now: int) -> None:
    """`now` in seconds. A clock that is wrong is the likeliest reason, so it has a name."""
    end, made, start = _time(said.get("exp")), _time(said.get("iat")), _time(said.get("nbf", 0))
    late, early = now - end, max(made, start) - now
    if late > LEEWAY:
        metrics.count("voxpop_clock_differs_total")
        raise Lied(f"by this server's clock its token ended {late:.0f} s ago")
    if early > LEEWAY:
        metrics.count("voxpop_clock_differs_total")
        raise Lied(f"by this server's clock its token is good in {early:.0f} s only")


def _time(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < LATEST:
        raise Lied("its token does not say when it is good")
    return value
