"""Who else receives anything: every way out of this server, when it is open, and what goes through it.

A test fails for a module that speaks to others (lib/fetch, aiosmtplib), for a channel of the outbox and for a setting
that shares something, if no processor names it.
"""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from voxpop.lib.address import parsed
from voxpop.lib.sentence import said
from voxpop.people import keys, ways
from voxpop.people.providers import offered
from voxpop.privacy.running import Running
from voxpop.settings import RELAY, Shares
from voxpop.sites.rules import AKISMET

INSIDE = frozenset("arpa corp home internal intranet lan local localdomain localhost private".split())  # RFC 6762, G

STORY = "story"  # the one whom readers' browsers ask themselves

Names = Callable[[Running], list[str]]


class Processor(NamedTuple):
    """`whom` may have a %(name)s, for each of `names`: those who are on, none of them where it is off.

    `modules` send, by `channels` of the outbox if later. `settings`, or rules, switch it on, or what `otherwise` says.
    `shares` lists each field.
    """

    key: str
    whom: str
    what: str
    why: str
    names: Names
    modules: tuple[str, ...]
    channels: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    shares: Shares | None = None
    otherwise: str = ""


def _relay(running: Running) -> list[str]:
    """By its name in public; a machine of one's own is this server's business, and told of by the name of that."""
    host = running.settings.smtp_host
    if not host:
        return []
    return [host if _is_public(host) else urlsplit(running.settings.address).hostname or "localhost"]


def _is_public(host: str) -> bool:
    address = parsed(host)
    if address is not None:
        return address.is_global
    return "." in host and host.rpartition(".")[2] not in INSIDE


def _akismet(running: Running) -> list[str]:
    return [running.settings.akismet_url.partition("://")[2]] if running.site.rules.akismet_key else []


def _providers(running: Running) -> list[str]:
    """By the names that readers know; a server that readers name is told of by itself."""
    found = offered(keys.of(running.settings))
    return [agreed.name or how.name for agreed, how in found if not ways.asks_where(agreed, how)]


def _servers(running: Running) -> list[str]:
    found = offered(keys.of(running.settings))
    return [how.name for agreed, how in found if ways.asks_where(agreed, how)]


def _pictures(running: Running) -> list[str]:
    return ["*"] if offered(keys.of(running.settings)) or running.site.rules.host_key else []


def _hooks(running: Running) -> list[str]:
    return ["*"] if running.hooks else []


def _stories(running: Running) -> list[str]:
    own = {urlsplit(origin).hostname for origin in (*running.site.hosted, running.settings.address)}
    return sorted(running.pictures - own)


PROCESSORS = (
    Processor(
        "relay",
        said("The mail server %(name)s, and whoever it hands mail on to"),
        said("Your e-mail address, and the mail to you; to moderators also names and beginnings of what waits."),
        said("To send you the mail that you ask for, and to tell moderators what waits."),
        _relay,
        ("notify.mail",),
        ("mail", "reporters"),
        ("smtp_host",),
        RELAY,
    ),
    Processor(
        "akismet",
        said("Akismet, a service of Automattic Inc. (%(name)s)"),
        said(
            "Your comment, name, e-mail address, website, network address, the name of your browser, and the address "
            "of the page."
        ),
        said("To have it say whether the comment is spam, and to tell it when it was wrong."),
        _akismet,
        ("akismet.client",),
        ("akismet-telling", "akismet-again"),
        ("akismet_key",),
        AKISMET,
    ),
    Processor(
        "provider",
        "%(name)s",
        said("That you sign in on this site, if you choose that button. Nothing of what you write or read here."),
        said("To have it say who you are: your name, picture, and e-mail address where it tells them."),
        _providers,
        ("people.asking",),
        (),
        ("sign_in",),
    ),
    Processor(
        "server",
        said("The %(name)s server that you name yourself"),
        said("That you sign in on this site, if you choose that button. Nothing of what you write or read here."),
        said("To have it say who you are: your name, picture, and e-mail address where it tells them."),
        _servers,
        ("people.providers.mastodon", "people.asking"),
        (),
        ("sign_in",),
    ),
    Processor(
        "picture",
        said("The server that has the picture of your account"),
        said("That this server fetches the picture, once. It shows its own copy after that."),
        said("To show it beside your name, without your readers’ browsers asking anybody."),
        _pictures,
        ("discussion.portraits",),
        ("picture",),
        ("sign_in", "host_key"),
    ),
    Processor(
        "hook",
        said("Sites that have this server check their comments"),
        said("Whether one of their own comments is spam after all. Nothing of what you write here."),
        said("So that they put it right."),
        _hooks,
        ("akismet.hooks",),
        ("akismet",),
        otherwise="a key with `--callback`",
    ),
    Processor(
        STORY,
        "%(name)s",
        said(
            "Your network address and what your browser sends with each request, when you open a story that shows a "
            "picture from there. The address of the story is not sent."
        ),
        said("To show that picture: your browser fetches it there."),
        _stories,
        (),
        otherwise="a story with a picture from elsewhere",
    ),
)
