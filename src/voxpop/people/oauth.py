"""Signing in at a provider of accounts: the code flow of OAuth 2, always with PKCE (RFC 7636), state and OpenID
Connect's nonce.

    address   where the reader is sent
    profile   the code that they come back with is redeemed, and whoever they are is read: from the id token of OpenID
              Connect, or from the provider's profile addresses. The provider's tokens are dropped with that.

What is odd about a provider stands in its file in providers/; how patient one is with them, in asking.py.
"""

import asyncio
import base64
import json
import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from voxpop.lib import metrics, urls
from voxpop.lib.refused import Refused
from voxpop.people import asking, claims, oidc, tokens
from voxpop.people.asking import Away, Line
from voxpop.people.claims import Lied
from voxpop.people.oidc import Published
from voxpop.people.provider import Asked, Keys, Profile, Provider, Returned
from voxpop.sites.house import House

CODE_LONGEST = 8192  # characters
NOT_GOOD = ("invalid_grant", "bad_verification_code")  # of a code; the second is GitHub's
BUSY = (408, 425, 429)  # of 4xx, what is not about the reader

log = logging.getLogger("voxpop")


async def address(house: House, keys: Keys, provider: Provider, asked: Asked) -> str:
    """Where a reader is sent. Raises Refused provider_away."""
    asking.awake(house, keys, provider)
    where = await _published_address(house, keys, provider) if provider.oidc else _at(keys, provider.authorize)
    sent = {
        "response_type": "code",
        "client_id": keys.id,
        "redirect_uri": asked.redirect,
        "scope": " ".join(provider.scopes),
        "state": asked.state,
        "code_challenge": tokens.challenge(asked.verifier),
        "code_challenge_method": "S256",
        **({"nonce": asked.nonce} if provider.oidc else {}),
        **({"response_mode": "form_post"} if provider.form_post else {}),
        **provider.asked,
    }
    return _with(where, {name: value for name, value in sent.items() if value})


async def _published_address(house: House, keys: Keys, provider: Provider) -> str:
    known = oidc.remembered(house, keys, provider)
    if known is None:
        async with asking.line(house, keys, provider) as to:
            known = await oidc.published(house, to, keys, provider)
    return known.authorize


async def profile(house: House, keys: Keys, provider: Provider, asked: Asked, returned: Returned) -> Profile:
    """Who came back. Raises Refused provider_refused, provider_lied, provider_away."""
    try:
        async with asking.line(house, keys, provider) as to:
            read = _by_claims if provider.oidc else _by_token
            found = claims.sure(await read(house, to, (keys, provider), asked, returned))
    except Refused as refused:
        metrics.count("voxpop_returns_total", "outcome", refused.code)
        raise
    metrics.count("voxpop_returns_total", "outcome", "known")
    return found


Whom = tuple[Keys, Provider]


async def _by_claims(house: House, to: Line, whom: Whom, asked: Asked, returned: Returned) -> Profile:
    keys, provider = whom
    known = await oidc.published(house, to, keys, provider)
    if not (oidc.is_called(returned.iss, known) if returned.iss else not known.says_iss):
        raise Lied("it is not who the answer says it is from")
    secret = await _secret(house, keys, provider)
    token = await _redeem(to, known.token, _form(asked, returned), (keys.id, secret, provider.basic or known.basic))
    said = await oidc.read(house, to, keys, known, token.get("id_token"), asked.nonce)
    said = await _with_userinfo(to, known, said, token.get("access_token"))
    return provider.read([said, *_user(provider, returned)])


async def _by_token(house: House, to: Line, whom: Whom, asked: Asked, returned: Returned) -> Profile:
    keys, provider = whom
    if returned.iss and not _is_of(returned.iss, _at(keys, provider.authorize), provider.issuer):
        raise Lied("it is not who the answer says it is from")
    secret = await _secret(house, keys, provider)
    where = _at(keys, provider.token)
    answer = await _redeem(to, where, _form(asked, returned), (keys.id, secret, provider.basic))
    token, kind = answer.get("access_token"), answer.get("token_type", "bearer")
    if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]+", token) or str(kind).lower() != "bearer":
        raise Lied("there is no token in it")
    proof = provider.proof(keys, token) if provider.proof else {}
    pages = [_with(_at(keys, page), proof) for page in provider.profile]
    return provider.read([await asking.get(to, page, token) for page in pages])


def _form(asked: Asked, returned: Returned) -> dict[str, str]:
    if not returned.code or len(returned.code) > CODE_LONGEST:
        raise Lied("there is no code in it")
    return {
        "grant_type": "authorization_code",
        "code": returned.code,
        "redirect_uri": asked.redirect,
        "code_verifier": asked.verifier,
    }


async def _secret(house: House, keys: Keys, provider: Provider) -> str:
    if provider.secret is None:
        return keys.secret
    return await asyncio.to_thread(provider.secret, keys, house.clock.now())


async def _redeem(to: Line, where: str, form: Mapping[str, str], client: tuple[str, str, bool]) -> Mapping[str, Any]:
    """What a code is good for. `client` is our id there, its secret, and whether that goes as HTTP Basic.

    Raises Away; Refused provider_refused.
    """
    id_, secret, basic = client
    headers = {}
    if basic:  # RFC 6749, 2.3.1: both are encoded as in a form first
        pair = f"{quote_plus(id_)}:{quote_plus(secret)}"
        headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form = {**form, "client_id": id_, "client_secret": secret}
    answer = await asking.post(to, where, form, headers)
    refusal = 400 <= answer.status < 500 and answer.status not in BUSY
    if answer.status != 200 and not refusal:
        raise Away(f"it answers {answer.status} where codes are redeemed")
    said = asking.said(answer, where) if not refusal else _error(answer.body)
    if not isinstance(said, dict):
        raise Away("it answers with no JSON object where codes are redeemed")
    if refusal or said.get("error"):
        raise _refusal(to, said.get("error"))
    return said


def _error(body: bytes) -> dict[str, Any]:
    try:
        said = asking.read(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _refusal(to: Line, error: Any) -> Refused:
    """A code that is not good, or keys that are not: the operator has to be told of those."""
    word = error if isinstance(error, str) and re.fullmatch(r"[a-z_]{1,40}", error) else "an error"
    if word not in NOT_GOOD:
        log.warning("%s: it does not redeem a code (%s): look at id and secret in sign_in", to.whom, word)
    return Refused("provider_refused", "The provider did not sign you in. Try again, or another way.")


async def _with_userinfo(to: Line, known: Published, said: dict[str, Any], token: Any) -> dict[str, Any]:
    """The claims, with those that an issuer only tells at its userinfo address (Core 1.0, 5.3.2), if it is needed."""
    if "name" in said or not known.userinfo or not isinstance(token, str) or not token.isascii():
        return said
    more = await asking.get(to, known.userinfo, token)
    if not isinstance(more, dict) or more.get("sub") != said["sub"]:
        raise Lied("its userinfo is about somebody else")
    mail = said if "email" in said else more
    return {**more, **said, "email": mail.get("email"), "email_verified": mail.get("email_verified")}


def _user(provider: Provider, returned: Returned) -> list[Any]:
    """What came by way of the browser, where a provider sends something by it."""
    if not provider.form_post or not returned.user or len(returned.user) > CODE_LONGEST:
        return []
    try:
        return [json.loads(returned.user)]
    except (ValueError, RecursionError):
        return []


def _at(keys: Keys, url: str) -> str:
    """An address of the provider, or the same at the server that stands in its place."""
    if not keys.server or not url:
        return url
    parts = urlsplit(url)
    return keys.server + (f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _with(url: str, fields: Mapping[str, str]) -> str:
    if not fields:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(fields)}"


def _is_of(named: str, *addresses: str) -> bool:
    """Whether who is named (RFC 9207) is at one of these origins. Without OpenID Connect nobody has published more."""
    try:
        return urls.origin(named) in {urls.origin(address) for address in addresses if address}
    except Refused:
        return False
