"""Mail: a letter of the outbox becomes a message, which the operator's relay is given by SMTP.

    letter -> outbox.put, with what it tells of -> the outbox's worker -> message -> the relay

Whom to write to, and what, is others' to say. The relay is the operator's choice, so it may well be a machine of a
private network, where lib/fetch would not go.
"""

import asyncio
import ssl
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib import email
from voxpop.lib.ids import Clock, moment
from voxpop.lib.names import shown
from voxpop.lib.refused import Refused
from voxpop.notify.outbox import Channel, Letter, Never
from voxpop.settings import Settings
from voxpop.sites.house import House

NAME = "mail"  # the channel's
TITLE = 60  # characters of a site's title beside the address that mail comes from
LINE = 900  # characters of a line; RFC 5321, 4.5.3.1.6, has room for 998
STEP = 15.0  # seconds for each answer of the relay
TIME = 45.0  # seconds for all of it; less than the outbox gives a sending
PERMANENT = range(500, 600)  # RFC 5321, 4.2.1: the same again will fare no better

DROP_REGULAR = text("""
    DELETE FROM outbox WHERE channel = :channel AND id <= :upto AND body LIKE '%"end":"http%'
""")


class Mail(msgspec.Struct):
    """What a letter holds. `to` is a checked address; from `until` on (microseconds since 1970; 0: ever) it is late.

    `end` is a link to a page that ends such letters, '' for one that was asked for.
    """

    to: str
    subject: str
    text: str
    until: int = 0
    end: str = ""


class Message(NamedTuple):
    """What the relay is given: the two addresses of the envelope, and the mail with its header."""

    sender: str
    to: str
    body: bytes

    @property
    def plain(self) -> bool:
        """Can any relay take it? Else it must know SMTPUTF8."""
        return self.to.isascii()


def offered(settings: Settings) -> bool:
    """Can mail be sent?"""
    return bool(settings.smtp_host and settings.mail_from)


def letter(site: int, mail: Mail, clock: Clock) -> Letter:
    return Letter(site, NAME, mail.to, msgspec.json.encode(mail).decode(), clock.now())


def drop_regular(conn: Connection, upto: int) -> int:
    """No letter up to that one is sent any more that came by itself, not because somebody asked for it. How many."""
    return conn.execute(DROP_REGULAR, {"channel": NAME, "upto": upto}).rowcount


def message(mail: Mail, title: str, sender: str, letter: Letter) -> Message:
    """The mail as it is sent from the site with that title; the same each time, also by its Message-ID.

    Raises Refused email_invalid. Nothing that is put into the header can end its line.
    """
    to = email.wire(email.check(mail.to))
    made = EmailMessage(policy.SMTP if to.isascii() else policy.SMTPUTF8)
    made["From"] = Address(one_line(title)[:TITLE], addr_spec=sender)
    made["To"] = Address(username=to.partition("@")[0], domain=to.partition("@")[2])  # any letters, unlike addr_spec
    made["Subject"] = one_line(mail.subject)
    made["Date"] = moment(letter.id)
    made["Message-ID"] = f"<{letter.site}.{letter.id}@{sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer is wanted from machines
    made.set_content(mail.text, cte="7bit" if _plain(mail.text) else None)
    return Message(sender, to, _ending(mail.end) + made.as_bytes())


def _ending(link: str) -> bytes:
    """The fields by which a mail program ends such letters (RFC 2369, RFC 8058).

    Written by hand: Python's email would encode a link that is longer than a line, and then nobody finds it.
    """
    if not link:
        return b""
    field = f"List-Unsubscribe: <{''.join(one_line(link).split())}>\r\n"
    if link.startswith("https:"):
        field += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return field.encode("ascii", "replace")


def _plain(text: str) -> bool:
    """Can it travel as it is? Then a link in it is whole also to who reads no encodings."""
    return text.isascii() and all(len(line) <= LINE for line in text.splitlines())


def one_line(words: str) -> str:
    """The words without line breaks, controls and what else cannot be seen, and with nothing that is read as encoded.

    Python's email reads encoded words (RFC 2047) out of what it is given, and writes the line breaks that are in them.
    """
    return " ".join("".join(map(shown, words)).split()).replace("=?", "= ?")


async def send(house: House, letter: Letter) -> None:
    """Raises Refused mail_off, mail_away to be asked again, Never when that would not help."""
    if not offered(house.settings):
        raise Refused("mail_off", "No relay for mail is set.")
    mail = msgspec.json.decode(letter.body, type=Mail)
    if mail.until and house.clock.now() >= mail.until:
        raise Never("it is of no use any more")
    site = await house.sites.numbered(letter.site)
    await hand_over(house.settings, message(mail, site.title, house.settings.mail_from, letter))


async def hand_over(settings: Settings, made: Message) -> None:
    """Raises Refused mail_away, Never. Of the relay's answer only the number is told: its words may hold an address."""
    import aiosmtplib  # here and below: who sends no mail need not hold it in memory

    try:
        async with asyncio.timeout(TIME):
            await _speak(settings, made)
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _refusal(error.recipients[0].code) from None
    except aiosmtplib.SMTPDataError as error:
        raise _refusal(error.code) from None
    except aiosmtplib.SMTPNotSupported:
        if made.plain:  # no STARTTLS, no way to prove who is asking: the operator's to mend
            raise _away("cannot do what is set") from None
        raise Never("the relay cannot write to such an address") from None
    except aiosmtplib.SMTPResponseException as error:
        raise _away(f"said {error.code}") from None
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise _away(f"is not to be had ({type(error).__name__})") from None


async def _speak(settings: Settings, made: Message) -> None:
    import aiosmtplib

    relay = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user or None,
        password=settings.smtp_password or None,
        local_hostname=greeting(settings),
        timeout=STEP,
        use_tls=settings.smtp_security == "tls",
        start_tls=settings.smtp_security == "starttls",
        tls_context=None if settings.smtp_security == "off" else _certificates(),
    )
    async with relay:
        await relay.sendmail(made.sender, [made.to], made.body, mail_options=[] if made.plain else ["SMTPUTF8"])


def greeting(settings: Settings) -> str:
    """How this server names itself: its own name, or its address as RFC 5321 (4.1.3) wants it."""
    host = urlsplit(settings.address).hostname or "localhost"
    if ":" in host:
        return f"[IPv6:{host}]"
    return f"[{host}]" if host.replace(".", "").isdigit() else host


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Those that the relay's certificate may be signed by: the system's, or what SSL_CERT_FILE names."""
    return ssl.create_default_context()


def _refusal(code: int) -> Exception:
    if code in PERMANENT:
        return Never(f"the relay said {code}")
    return _away(f"said {code}")


def _away(why: str) -> Refused:
    return Refused("mail_away", f"The relay {why}.")


CHANNEL = Channel(NAME, send)
