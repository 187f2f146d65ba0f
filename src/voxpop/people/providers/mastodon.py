"""Mastodon: any server of its kind, which the reader names; Voxpop registers itself there the first time.

    what was typed -> host -> client kept for it, or POST /api/v1/apps -> a Provider like any other

Sources: docs.joinmastodon.org, "Logging in with an account", "apps API methods", "accounts API methods". An id means
something at its own server only, so the server's origin is the issuer. A server that the operator has chosen
(`Keys.server`) has the keys that the operator agreed with it.
"""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib import email, fetch, sentence, urls
from voxpop.lib.ids import DAY
from voxpop.lib.refused import Refused
from voxpop.people import said
from voxpop.people.provider import Keys, Profile, Provider
from voxpop.sites.house import House

KEY, NAME = "mastodon", "Mastodon"
SCOPE = "read:accounts"  # the narrowest that every version takes; `profile` is since 4.3
SECONDS = 10.0  # for a registration
LIMIT = 65_536  # bytes of its answer
LONGEST = 500  # characters of an id and a secret
LASTS = 30 * DAY  # a server may forget clients; after that one is registered anew
TYPED = re.compile(r"(?:https://)?(?:@?[^@/\s]*@)?([^@/\s:?#]+)(?:/\S*)?")

KEPT = text("""
    SELECT id, secret FROM client
    WHERE site_id = :site AND issuer = :issuer AND redirect = :redirect AND made > :oldest
""")
KEEP = text("""
    INSERT INTO client (site_id, issuer, redirect, id, secret, made)
    VALUES (:site, :issuer, :redirect, :id, :secret, :made)
    ON CONFLICT (site_id, issuer, redirect) DO NOTHING
""")
OVER = text("DELETE FROM client WHERE made <= :oldest")


def read(issuer: str, replies: Sequence[Any]) -> Profile:
    me = said.fields(replies, 0, NAME)
    return Profile(
        issuer=issuer,
        subject=said.name(me.get("id"), NAME),
        name=said.words(me.get("display_name"), me.get("username")),
        picture=said.address(me.get("avatar_static")) or said.address(me.get("avatar")),
        page=said.address(me.get("url")),
    )


def at(origin: str) -> Provider:
    """The server at an origin."""
    return Provider(
        key=KEY,
        name=NAME,
        issuer=origin,
        scopes=(SCOPE,),
        read=partial(read, origin),
        authorize=f"{origin}/oauth/authorize",
        token=f"{origin}/oauth/token",
        profile=(f"{origin}/api/v1/accounts/verify_credentials",),
    )


PROVIDER = at("https://mastodon.social")  # stands for all of them where only the name matters


async def registered(house: House, site_id: int, instance: str, redirect: str) -> tuple[Keys, Provider]:
    """What is needed to send a reader to the server that they typed, or to redeem what they come back with.

    Raises Refused: provider_unknown (this can be no server), provider_away (it does not answer as one).
    """
    provider = at(origin(instance))
    which = {"site": site_id, "issuer": provider.issuer, "redirect": redirect}

    def kept(conn: Connection) -> Keys | None:
        row = conn.execute(KEPT, which | {"oldest": house.clock.now() - LASTS}).one_or_none()
        return Keys(KEY, row.id, row.secret) if row else None

    keys = await house.database.read(kept)
    if keys is not None:
        return keys, provider
    site = await house.sites.numbered(site_id)
    async with house.patience.turn(SECONDS, f"register {KEY}"):
        made = await _register(provider.issuer, site.title, redirect)

    def keep(conn: Connection) -> Keys:
        now = house.clock.now()
        conn.execute(OVER, {"oldest": now - LASTS})
        conn.execute(KEEP, which | {"id": made.id, "secret": made.secret, "made": now})
        return kept(conn) or made

    return await house.database.write(keep), provider


def origin(instance: str) -> str:
    """The origin of a server as readers type it: its name, a handle, or the address of a page of it.

    Raises Refused provider_unknown.
    """
    found = TYPED.fullmatch(instance.strip())
    try:
        address = urls.origin(f"https://{found[1]}") if found else ""
    except Refused:
        address = ""
    host = address.removeprefix("https://")
    if not email.plain_domain(host):
        shown = instance.strip()[:60]
        raise Refused(
            "provider_unknown",
            sentence.said(
                "%(name)s is not the name of a server. It should be like mastodon.example.", name=repr(shown)
            ),
        )
    return address


async def _register(issuer: str, title: str, redirect: str) -> Keys:
    """Make this site known to a server. Raises Refused provider_unknown, provider_away."""
    host = issuer.removeprefix("https://")
    form = {"client_name": title or "Voxpop", "redirect_uris": redirect, "scopes": SCOPE}
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    try:
        answer = await fetch.post(
            f"{issuer}/api/v1/apps", urlencode(form).encode(), headers=headers, timeout=SECONDS, limit=LIMIT
        )
    except Refused as refused:
        if refused.code == "fetch_refused":
            raise Refused(
                "provider_unknown", sentence.said("%(host)s is not a server that can be asked.", host=host)
            ) from None
        raise Refused(
            "provider_away",
            sentence.said("%(host)s does not answer at the moment. Check its name, or try later.", host=host),
        ) from None
    keys = _keys(answer)
    if keys is None:
        raise Refused(
            "provider_away",
            sentence.said("%(host)s does not answer as a Mastodon server does. Check its name.", host=host),
        )
    return keys


def _keys(answer: fetch.Answer) -> Keys | None:
    try:
        client = msgspec.json.decode(answer.body) if answer.status == 200 else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        client = None
    if not isinstance(client, dict):
        return None
    id_, secret = said.words(client.get("client_id")), said.words(client.get("client_secret"))
    return Keys(KEY, id_, secret) if 0 < len(id_) <= LONGEST and 0 < len(secret) <= LONGEST else None
