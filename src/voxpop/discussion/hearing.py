"""Who reported a comment hears of it by mail: that a notice has come, and what became of it.

    put       a letter that holds nothing but which report, in the transaction that has something to tell
    send      what there is to tell then; nothing when a decision was taken back meanwhile, or it was told already

Of a decision they hear ten minutes later, so that one that is taken back at once is never told. With what is told, the
address and the name go from the report.
"""

import enum
from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib.ids import Clock
from voxpop.lib.templates import template
from voxpop.notify import mail, outbox
from voxpop.notify.mail import Mail
from voxpop.notify.outbox import Channel, Letter, Never
from voxpop.sites.house import House

NAME = "reporters"  # the channel's
LATER = 600_000_000  # microseconds between a decision and what is told of it

REPORT = text("""
    SELECT r.comment_id, r.outcome, r.email, r.reason, r.decided FROM report r
    WHERE r.site_id = :site AND r.id = :id AND r.email IS NOT NULL
""")
FORGET = text("UPDATE report SET email = NULL, name = NULL WHERE site_id = :site AND id = :id")
TOLD = text("UPDATE report SET email = NULL, name = NULL, told = :now WHERE site_id = :site AND id = :id")


class Hears(enum.StrEnum):
    RECEIPT = "receipt"
    OUTCOME = "outcome"


class Heard(NamedTuple):
    """What there is to tell of a report."""

    comment: int
    outcome: str
    email: str


def put(conn: Connection, clock: Clock, site: int, report: int, what: Hears) -> None:
    due = clock.now() + (LATER if what is Hears.OUTCOME else 0)
    outbox.put(conn, clock, Letter(site, NAME, str(report), what.value, due))


async def send(house: House, letter: Letter) -> None:
    """Raises Refused mail_away to be asked again, Never where no mail is sent."""
    report, what = int(letter.target), Hears(letter.body)
    heard = await house.database.read(lambda conn: _found(conn, letter.site, report))
    if heard is None or (what is Hears.OUTCOME and heard.outcome == "open"):
        return
    if not mail.offered(house.settings):
        if what is Hears.OUTCOME:  # they find it on the page alone, and the address is of no use any more
            await house.database.write(lambda conn: conn.execute(FORGET, {"site": letter.site, "id": report}))
        raise Never("no relay for mail is set")
    site = await house.sites.numbered(letter.site)
    words = template(f"report_{what}.txt", site.rules.language).render(
        title=mail.one_line(site.title),
        outcome=heard.outcome,
        report=report,
        link=f"{house.settings.address}/comments/{heard.comment}/report",
    )
    subject, _, body = words.partition("\n")
    made = mail.message(Mail(heard.email, subject, body.lstrip("\n")), site.title, house.settings.mail_from, letter)
    await mail.hand_over(house.settings, made)
    if what is Hears.OUTCOME:
        now = house.clock.now()
        await house.database.write(lambda conn: conn.execute(TOLD, {"site": letter.site, "id": report, "now": now}))


def _found(conn: Connection, site: int, report: int) -> Heard | None:
    row = conn.execute(REPORT, {"site": site, "id": report}).one_or_none()
    return Heard(row.comment_id, row.outcome, row.email) if row else None


CHANNEL = Channel(NAME, send)
