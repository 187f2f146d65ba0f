"""Every setting of an installation in one table; the only reader of the environment.

    flag  ->  environment (VOXPOP_ and the name)  ->  DIR/voxpop.toml  ->  default

What a *site* chooses (depth, order, who may post) is in sites/rules.py, made with the same `setting`.
"""

import dataclasses
import ipaddress
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from voxpop.lib import email, urls
from voxpop.lib.refused import Refused

T = TypeVar("T")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Agreed = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # providers by name, each with its fields

PREFIX = "VOXPOP_"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SIZES = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


class SettingsError(Exception):
    """One or more settings cannot be used; the message has a line for each."""


class Shares(NamedTuple):
    """Who is told what of a reader, while a setting is on. `fields`: the names it travels under, and what it is."""

    whom: str
    why: str
    fields: tuple[tuple[str, str], ...]


def setting(
    default: str, meaning: str, parse: Callable[[str], T], *, secret: bool = False, shares: Shares | None = None
) -> T:
    """A field of a settings table: its default as a person would write it, its meaning in one sentence, its parser.

    The value of a `secret` is not repeated in messages. What a setting that is not empty `shares` with others, the page
    on privacy tells.
    """
    about = {"default": default, "meaning": meaning, "parse": parse, "secret": secret, "shares": shares}
    field: T = dataclasses.field(default_factory=lambda: parse(default), metadata=about)
    return field


def words(value: str) -> str:
    return value.strip()


def path(value: str) -> Path:
    return Path(value)


def whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise ValueError(f"want a whole number from {low} to {high}")
        return int(value)

    return parse


def switch(value: str) -> bool:
    if value not in ("on", "off"):
        raise ValueError("want on or off")
    return value == "on"


def choice(*names: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in names:
            raise ValueError(f"want one of {', '.join(names)}")
        return value

    return parse


def duration(value: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,6})([smhd])", value)
    if not match:
        raise ValueError("want a whole number and one of s, m, h, d, like 15m")
    return timedelta(seconds=int(match[1]) * UNITS[match[2]])


def size(value: str) -> int:
    match = re.fullmatch(r"([0-9]{1,6})(KiB|MiB|GiB)", value)
    if not match:
        raise ValueError("want a whole number and one of KiB, MiB, GiB, like 32MiB")
    return int(match[1]) * SIZES[match[2]]


def networks(value: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in value.split(",") if part.strip())
    except ValueError:
        raise ValueError("want addresses or networks, with commas between them, like 10.0.0.1, 10.1.0.0/16") from None


def origin(value: str) -> str:
    """`scheme://host[:port]` as browsers write it, or nothing."""
    if not value:
        return ""
    try:
        address = urls.address(value)
    except Refused:
        address = None
    if address is None or address.url != f"{address.origin}/" or "#" in value:
        raise ValueError("want an origin like https://talk.example, or nothing")
    return address.origin


def hosts(value: str) -> tuple[str, ...]:
    names = tuple(part.strip().lower() for part in value.split(",") if part.strip())
    if not all(re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name) for name in names):
        raise ValueError("want names of hosts, with commas between them, like akismet.paper.example")
    return names


def machine(value: str) -> str:
    """The name or the address of a machine, or nothing."""
    if value and not re.fullmatch(r"[A-Za-z0-9_.:-]{1,253}", value):
        raise ValueError("want the name of a machine like mail.paper.example, its address, or nothing")
    return value.lower()


def password(value: str) -> str:
    return value


def mailbox(value: str) -> str:
    """An e-mail address that every relay can be told, or nothing."""
    if not value:
        return ""
    try:
        address = email.wire(email.check(value))
    except Refused:
        address = ""
    if not address.isascii() or not address:
        raise ValueError("want an address like voxpop@paper.example, or nothing")
    return address


def server(value: str) -> str:
    """`origin`, but not nothing."""
    if not value:
        raise ValueError("want an origin like https://rest.akismet.com")
    return origin(value)


def providers(value: str) -> Agreed:
    """`{"google": {"id": "…", "secret": "…"}, …}`. What each provider needs, people/keys knows."""
    try:
        read = json.loads(value or "{}")
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise ValueError('want a JSON object like {"google": {"id": "…", "secret": "…"}}, or nothing')
    for name, fields in read.items():
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,30}", name):
            raise ValueError(f"{name!r} is no name of a provider: want up to 31 of a-z, 0-9, _ and -, a letter first")
        if not isinstance(fields, dict):
            raise ValueError(f'{name} has no fields: want {{"id": "…", "secret": "…"}}')
        odd = [field for field, held in fields.items() if not isinstance(held, str)]
        if odd:
            raise ValueError(f"{name}: {_listed(odd)}: want text in quotation marks")
    return tuple((name, tuple(fields.items())) for name, fields in read.items())


RELAY = Shares(
    whom="the relay for mail that it names, and whoever that hands the mail on to",
    why="to have it sent to the reader who asked for it, or to a moderator who wants to hear of what waits",
    fields=(
        ("RCPT TO, To", "the e-mail address"),
        ("From", "the title of the site, and `mail_from`"),
        ("Subject", "the title of the site, and what the mail is about"),
        ("Date", "when it was written"),
        ("Message-ID", "the number of the site, the time again, and the domain of `mail_from`"),
        ("Auto-Submitted", "that a machine wrote it"),
        ("List-Unsubscribe, List-Unsubscribe-Post", "to moderators: a link that ends such letters"),
        ("Content-Type, Content-Transfer-Encoding, MIME-Version", "how the letters are encoded"),
        ("text", "a link and a code that are good in one browser for 15 minutes, and the title of the site"),
        ("text", "to who reported: that it arrived, what became of it, and links to the comment"),
        ("text", "to moderators: names and beginnings of comments that wait, and links to decide about them"),
    ),
)


def database_url(value: str) -> str:
    if value and not value.startswith("postgresql://"):
        raise ValueError("want postgresql://user@host/name, or nothing for SQLite in the data folder")
    return value


@dataclasses.dataclass(frozen=True)
class Settings:
    data: Path = setting("data", "The folder that holds everything Voxpop keeps.", path)
    host: str = setting("127.0.0.1", "The address to listen on.", words)
    port: int = setting("8080", "The port to listen on.", whole(1, 65535))
    workers: int = setting("1", "How many processes answer requests.", whole(1, 64))
    database: str = setting("", "A PostgreSQL database; empty means SQLite in the data folder.", database_url)
    public_url: str = setting(
        "", "The address readers use, if a proxy stands in front; empty means host and port.", origin
    )
    trusted_proxies: tuple[Network, ...] = setting(
        "", "The proxies whose X-Forwarded-For is believed; empty means none.", networks
    )
    akismet_hosts: tuple[str, ...] = setting(
        "", "Further names of this server below which a name may begin with a key of Akismet's protocol.", hosts
    )
    rate_limits: bool = setting("on", "Whether readers are slowed down; off only for load tests.", switch)
    akismet_url: str = setting(
        "https://rest.akismet.com", "The server that sites with a key of Akismet ask, or one like it.", server
    )
    akismet_test: bool = setting("off", "Whether Akismet is told that all of it is a test.", switch)
    smtp_host: str = setting(
        "", "The relay that mail is handed to; empty means that no mail is sent.", machine, shares=RELAY
    )
    smtp_port: int = setting("587", "The port of the relay.", whole(1, 65535))
    smtp_security: str = setting(
        "starttls",
        "How the way to the relay is kept secret: by STARTTLS, by TLS from the start (port 465), or off.",
        choice("starttls", "tls", "off"),
    )
    smtp_user: str = setting(
        "", "The name that the relay knows this server by; empty means that it asks for none.", words
    )
    smtp_password: str = setting("", "The password that belongs to smtp_user.", password, secret=True)
    mail_from: str = setting("", "The address that mail comes from; it must be set where smtp_host is.", mailbox)
    sign_in: Agreed = setting(
        "",
        "The providers of accounts that readers may sign in with, and what was agreed with each (docs/sign-in.md).",
        providers,
        secret=True,
    )
    streams: int = setting(
        "5000",
        "How many readers each process tells of new comments as they come; 0 means none, they look now and then.",
        whole(0, 100_000),
    )
    page_cache: int = setting("16MiB", "How much memory ready pages may take in each process.", size)

    @property
    def address(self) -> str:
        """The origin readers see: `public_url`, or where this process listens."""
        if self.public_url:
            return self.public_url
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104
        host = f"[{host}]" if ":" in host and not host.startswith("[") else host
        return f"http://{host}" if self.port == 80 else f"http://{host}:{self.port}"

    @property
    def database_address(self) -> str:
        """The database as an address that storage opens: PostgreSQL's, or SQLite's file in the data folder."""
        return self.database or f"sqlite:///{self.data / 'voxpop.db'}"


def load(flags: Mapping[str, str | None], environ: Mapping[str, str]) -> Settings:
    """Settings from flags (None: not given), environment, file. Raises SettingsError naming every bad one."""
    given = {name: ("--" + name.replace("_", "-"), value) for name, value in flags.items() if value is not None}
    env = {key.removeprefix(PREFIX).lower(): (key, value) for key, value in environ.items() if key.startswith(PREFIX)}
    folder = Path((given.get("data") or env.get("data") or ("", "data"))[1])
    wrong: list[str] = []
    kept = _file(folder / "voxpop.toml", wrong)
    values = _parsed(Settings, {**kept, **env, **given}, wrong)
    if values.get("smtp_host") and not values.get("mail_from"):
        wrong.append("smtp_host: mail needs an address to come from: set mail_from, like voxpop@paper.example")
    if wrong:
        raise SettingsError("\n".join(wrong))
    return Settings(**values)


def table(kind: type[Any]) -> list[tuple[str, str, str]]:
    """The rows of a settings table: name, default, meaning."""
    return [(f.name, f.metadata["default"], f.metadata["meaning"]) for f in dataclasses.fields(kind)]


def shared(chosen: Any) -> list[Shares]:
    """What is shared with whom by the values of a settings table."""
    marked = [f for f in dataclasses.fields(chosen) if f.metadata["shares"]]
    return [f.metadata["shares"] for f in marked if getattr(chosen, f.name)]


def parsed(kind: type[Any], given: Mapping[str, str]) -> dict[str, Any]:
    """The values of a settings table from its written ones. Raises SettingsError naming every bad one."""
    wrong: list[str] = []
    values = _parsed(kind, {name: (name, value) for name, value in given.items()}, wrong)
    if wrong:
        raise SettingsError("\n".join(wrong))
    return values


def _parsed(kind: type[Any], given: Mapping[str, tuple[str, str]], wrong: list[str]) -> dict[str, Any]:
    fields = {field.name: field for field in dataclasses.fields(kind)}
    values: dict[str, Any] = {}
    for name, (where, value) in given.items():
        if name not in fields:
            wrong.append(f"{where}={value!r}: there is no such setting; there are {_listed(fields)}")
            continue
        try:
            values[name] = fields[name].metadata["parse"](value)
        except ValueError as error:
            shown = "…" if fields[name].metadata["secret"] else repr(value)
            wrong.append(f"{where}={shown}: {error}")
    return values


def _file(file: Path, wrong: list[str]) -> dict[str, tuple[str, str]]:
    if not file.is_file():
        return {}
    try:
        read = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        wrong.append(f"{file}: not readable as TOML: {error}")
        return {}
    return {name: (f"{file}: {name}", _written(value)) for name, value in read.items()}


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return json.dumps(value, default=str)
    return str(value)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
