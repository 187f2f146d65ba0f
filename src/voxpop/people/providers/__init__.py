"""The providers of accounts that Voxpop knows, one file each, and those that only the operator knows."""

from collections.abc import Iterable

from voxpop.people.provider import Keys, Provider
from voxpop.people.providers import (
    apple,
    discord,
    facebook,
    github,
    gitlab,
    google,
    mastodon,
    microsoft,
    oidc,
    wordpress,
    x,
)

KNOWN: dict[str, Provider] = {
    provider.key: provider
    for provider in (
        wordpress.PROVIDER,
        google.PROVIDER,
        x.PROVIDER,
        facebook.PROVIDER,
        github.PROVIDER,
        apple.PROVIDER,
        microsoft.PROVIDER,
        mastodon.PROVIDER,
        gitlab.PROVIDER,
        discord.PROVIDER,
    )
}


def offered(keys: Iterable[Keys]) -> tuple[tuple[Keys, Provider], ...]:
    """Each of the keys with whom they are for, in their order."""
    return tuple((agreed, KNOWN.get(agreed.provider) or oidc.of(agreed)) for agreed in keys)
