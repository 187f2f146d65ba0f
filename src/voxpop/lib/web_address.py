"""The address of a person's own website, as they type it. Nothing is fetched; the sites served are unknown here."""

import re
from urllib.parse import urlsplit

from voxpop.lib import email
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said

LONGEST = 500  # characters
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?![0-9]+(?:[/?#]|$))")  # "host:8080" has a port, not a scheme
FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"`{}|^\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
IPV4 = re.compile(r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}", re.ASCII)


def website(value: str) -> str:
    """A full http or https address; a bare domain gets https://, "" stays "". Raises Refused(website_invalid)."""
    value = value.strip(" \t\r\n")
    if not value:
        return ""
    if len(value) > LONGEST:
        raise Refused(
            "website_invalid", said("The website's address is longer than %(most)s characters.", most=LONGEST)
        )
    if SCHEME.match(value) is None:
        value = f"https://{value.removeprefix('//')}"
    if FORBIDDEN.search(value) or not reachable(value):
        raise Refused(
            "website_invalid", "This does not look like a website's address. It should be like https://example.org."
        )
    return value


def reachable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and address[len(parts.scheme) :].startswith("://")
        and "@" not in parts.netloc
        and port != 0
        and a_host(parts.hostname or "")
    )


def a_host(name: str) -> bool:
    return email.plain_domain(name.removesuffix(".")) or IPV4.fullmatch(name) is not None
