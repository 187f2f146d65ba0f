"""A relay for mail on loopback (aiosmtpd), which answers as a test says and keeps what it took.

async with relay.serving(rcpt=["450 later"]) as there:
    …                            # hand it mail at there.host, there.port
    there.taken[0].mail["subject"]
"""

import asyncio
import contextlib
import dataclasses
import email
import ssl
from collections.abc import AsyncIterator
from email import policy
from email.message import EmailMessage
from typing import Any, NamedTuple

from aiosmtpd.smtp import SMTP, AuthResult

from tests.docs import repository

CERTIFICATES = repository.ROOT / "tests/support/certificates"
CERTIFICATE = str(CERTIFICATES / "localhost.pem")
DROP = "drop"  # no answer: the connection is cut


class Taken(NamedTuple):
    """`raw` is what came after DATA, without the dots that SMTP puts in."""

    sender: str
    recipients: list[str]
    raw: bytes
    secure: bool
    user: str

    @property
    def mail(self) -> EmailMessage:
        read = email.message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(read, EmailMessage)
        return read

    @property
    def text(self) -> str:
        part = self.mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


@dataclasses.dataclass
class Relay:
    """`mail`, `rcpt`, `data`: its next answers to these commands; '' or none left is yes. `silent`: it never speaks."""

    mail: list[str] = dataclasses.field(default_factory=list)
    rcpt: list[str] = dataclasses.field(default_factory=list)
    data: list[str] = dataclasses.field(default_factory=list)
    passwords: dict[str, str] = dataclasses.field(default_factory=dict)
    silent: bool = False
    port: int = 0
    greeted: list[str] = dataclasses.field(default_factory=list)  # the names under which clients came
    taken: list[Taken] = dataclasses.field(default_factory=list)
    connections: int = 0

    @property
    def settings(self) -> dict[str, str]:
        """What makes a house send its mail here."""
        return {
            "smtp_host": "localhost", "smtp_port": str(self.port), "smtp_security": "off",
            "mail_from": "voxpop@paper.example",
        }  # fmt: skip

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greeted.append(hostname)
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._say(server, self.mail)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        said = await self._say(server, self.rcpt)
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        assert server.transport is not None
        user = session.auth_data.login.decode() if session.auth_data else ""
        self.taken.append(
            Taken(
                envelope.mail_from,
                list(envelope.rcpt_tos),
                envelope.content,
                server.transport.get_extra_info("ssl_object") is not None,
                user,
            )
        )
        return await self._say(server, self.data)

    async def _say(self, server: SMTP, answers: list[str]) -> str:
        said = answers.pop(0) if answers else ""
        if said == DROP:
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]
        return said or "250 OK"

    def knows(self, _server: SMTP, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = self.passwords.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=right, handled=False, auth_data=data)


class Silent(asyncio.Protocol):
    """Takes a connection and says nothing."""


@contextlib.asynccontextmanager
async def serving(*, security: str = "off", utf8: bool = True, **behaviour: Any) -> AsyncIterator[Relay]:
    """A relay until the block ends, that speaks TLS by STARTTLS (`starttls`), from the start (`tls`), or not."""
    there = Relay(**behaviour)
    loop = asyncio.get_running_loop()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    met: list[asyncio.BaseProtocol] = []

    def meet() -> asyncio.BaseProtocol:
        there.connections += 1
        met.append(Silent() if there.silent else speak())
        return met[-1]

    def speak() -> SMTP:
        return SMTP(
            there,
            hostname="relay.example",
            enable_SMTPUTF8=utf8,
            tls_context=context if security == "starttls" else None,
            require_starttls=security == "starttls",
            auth_require_tls=security == "starttls",  # of TLS from the start it knows nothing
            authenticator=there.knows if there.passwords else None,
            loop=loop,
        )

    server = await loop.create_server(meet, "127.0.0.1", 0, ssl=context if security == "tls" else None)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        for one in met:
            transport = getattr(one, "transport", None)
            if transport is not None:
                transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0)  # the ends of the connections are told
