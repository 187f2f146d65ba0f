"""What the operator has agreed with providers of accounts: the setting `sign_in`, looked through and made into Keys.

    [sign_in.google]                              # in voxpop.toml; or the same as one JSON object
    id = "…"
    secret = "…"

Which fields a provider needs and may have stands here, so that a mistake is told when a server starts.
"""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from voxpop.lib import urls
from voxpop.lib.refused import Refused
from voxpop.people.provider import Keys
from voxpop.people.providers import KNOWN
from voxpop.settings import Agreed, Settings, SettingsError

OURS = ("email", "passkey", "host", "guest", "window")  # of /sign-in/NAME, what is nobody else's
FIELDS = ("id", "secret", "name", "issuer", "server")
LONGEST = 8192  # characters of a field; a private key has 300


class Wants(NamedTuple):
    needs: tuple[str, ...] = ("id", "secret")
    may: tuple[str, ...] = ("name", "server")


ISSUER = Wants(needs=("issuer", "id", "secret"), may=("name",))
WANTS = {
    "apple": Wants(needs=("id", "team", "key_id", "key")),
    "mastodon": Wants(needs=()),
    "microsoft": Wants(may=("name", "server", "tenant")),
}
FILLED_IN = {"microsoft": {"tenant": "common"}}


def of(settings: Settings) -> tuple[Keys, ...]:
    """In the order of the settings. Raises SettingsError naming every mistake."""
    return _of(settings.sign_in)


@lru_cache(maxsize=8)
def _of(agreed: Agreed) -> tuple[Keys, ...]:
    wrong = [f"sign_in: {name}: {why}" for name, fields in agreed for why in _wrong(name, dict(fields))]
    if wrong:
        raise SettingsError("\n".join(wrong))
    return tuple(_keys(name, dict(fields)) for name, fields in agreed)


def _keys(name: str, fields: Mapping[str, str]) -> Keys:
    fields = {**FILLED_IN.get(name, {}), **fields}
    more = {field: value for field, value in fields.items() if field not in FIELDS}
    plain = {field: value for field, value in fields.items() if field in FIELDS}
    if "server" in plain:
        plain["server"] = urls.origin(plain["server"])
    return Keys(name, **plain, more=more)


def wanted(name: str, fields: Mapping[str, str]) -> Wants:
    """Which fields a provider needs, and which it may have."""
    if name not in KNOWN:
        return ISSUER
    if name == "mastodon" and "server" in fields:  # one server, at which this one was registered by hand
        return Wants()
    return WANTS.get(name, Wants())


def _wrong(name: str, fields: Mapping[str, str]) -> list[str]:
    """All that is wrong with what was agreed with one provider."""
    if name in OURS:
        return [f"this name is Voxpop's own: take another than {', '.join(OURS)}"]
    wants = wanted(name, fields)
    there = f"there are {', '.join(wants.needs + wants.may)}"
    wrong = [f"{field}: it has no such field; {there}" for field in fields if field not in wants.needs + wants.may]
    missing = [field for field in wants.needs if not fields.get(field, "").strip()]
    wrong += [f"{field} is missing: {_remedy(name, field)}" for field in missing]
    for field, value in fields.items():
        why = _wrong_value(field, value)
        if why:
            wrong.append(f"{field}: {why}")
    return wrong


def _remedy(name: str, field: str) -> str:
    if field == "issuer":
        known = ", ".join(sorted(KNOWN))
        return f"a provider that is not one of {known} needs the address of its OpenID Connect issuer"
    return f"docs/sign-in.md says where {name if name in KNOWN else 'the provider'} shows it"


def _wrong_value(field: str, value: str) -> str:
    if len(value) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if field == "key":
        return "" if "-----BEGIN PRIVATE KEY-----" in value else "want the text of the file .p8, from its first line on"
    if not value.isprintable():
        return "it holds a line break or another character that nobody can see"
    if field in ("issuer", "server") and value:
        return _wrong_address(field, value)
    return ""


def _wrong_address(field: str, value: str) -> str:
    """`issuer` is kept as it is written: it must be the same, letter by letter, in what the issuer signs."""
    try:
        origin = urls.origin(value)
    except Refused:
        return f"want an address like https://accounts.paper.example, not {value[:100]!r}"
    parts = urlsplit(value)
    if parts.query or parts.fragment or (field == "server" and parts.path not in ("", "/")):
        return f"want {'an origin like' if field == 'server' else 'an address without ? and #, like'} {origin}"
    if parts.scheme != "https" and not _here(parts.hostname or ""):
        return "want https: only a provider on this machine (127.0.0.1, localhost) may be asked by http"
    return ""


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
