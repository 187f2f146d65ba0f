"""The ways to sign in that a site offers, in the order of its row of buttons. What has no key is not shown."""

from typing import NamedTuple

from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.notify import mail
from voxpop.people import keys
from voxpop.people.provider import Keys, Provider
from voxpop.people.providers import mastodon, offered
from voxpop.settings import Settings
from voxpop.sites.house import House
from voxpop.sites.rules import Rules
from voxpop.sites.site import Site

EMAIL, PASSKEY = "email", "passkey"


class Way(NamedTuple):
    """`name` is what the button says; '' for our own ways, whose words the templates have."""

    key: str
    name: str = ""


def row(settings: Settings, rules: Rules) -> tuple[Way, ...]:
    """All that are offered."""
    ways = [Way(found.provider, found.name or provider.name) for found, provider in offered(keys.of(settings))]
    if mail.offered(settings):
        ways.append(Way(EMAIL))
    if rules.passkeys == "all":
        ways.append(Way(PASSKEY))
    return tuple(ways)


def configured(settings: Settings, method: str) -> tuple[Keys, Provider]:
    """Raises Refused provider_unknown."""
    for found, how in offered(keys.of(settings)):
        if found.provider == method:
            return found, how
    raise Refused("provider_unknown", said("Nobody can sign in with %(method)s here.", method=repr(method[:40])))


def asks_where(found: Keys, how: Provider) -> bool:
    """Is it many servers, of which the operator has not chosen one?"""
    return how.key == mastodon.KEY and not found.server


async def provider(house: House, site: Site, method: str, instance: str, redirect: str) -> tuple[Keys, Provider]:
    """What is needed to send somebody to a provider, where it has many to the `instance` that they named.

    Raises Refused provider_unknown, and what registering with an instance is refused with.
    """
    found, how = configured(house.settings, method)
    if asks_where(found, how):
        return await mastodon.registered(house, site.id, instance, redirect)
    if how.key == mastodon.KEY:
        return found, mastodon.at(found.server)
    return found, how
