"""Who of the desk gets letters about what waits, where and how often. What is in one is moderation/digest's to say.

ask -> a letter with a link -> prove: the address is theirs        choose: every so many hours, 0 for never
due -> claim: of several processes that see it due, one writes the letter
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib import email
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.lib.templates import template
from voxpop.notify import mail, outbox
from voxpop.notify.mail import Mail
from voxpop.staff import slips
from voxpop.staff.roles import Role
from voxpop.staff.slips import Slip

HOUR = 3600 * 1_000_000  # microseconds
CHOICES = (0, 1, 4, 24, 168)  # hours between two letters; 0: none
USUAL = 24
ADDRESS = "address"  # the purpose of a slip
LASTS = HOUR

OF = text("SELECT email, digest, digested FROM staff WHERE id = :id")
PROVE = text("""
    UPDATE staff SET email = :email, digest = CASE WHEN digest = 0 THEN :hours ELSE digest END
    WHERE id = :id AND COALESCE(email, '') = :was
""")
CHOOSE = text("UPDATE staff SET digest = :hours WHERE id = :id AND (email IS NOT NULL OR :hours = 0)")
FORGET = text("UPDATE staff SET email = NULL, digest = 0 WHERE id = :id")
DUE = text("""
    SELECT id, name, role, email, digest, digested FROM staff
    WHERE digest > 0 AND email IS NOT NULL AND digested + digest * :hour <= :now ORDER BY digested, id
""")
CLAIM = text("""
    UPDATE staff SET digested = :now
    WHERE id = :id AND digested = :was AND digest > 0 AND email = :email AND digest_key = :signing
""")


class Wish(NamedTuple):
    """`email` is proved, None without one; `hours` lie between two letters; `digested` is when the last was written."""

    email: str | None
    hours: int
    digested: int


class Due(NamedTuple):
    """Somebody who has not had a letter for as long as they wish."""

    id: int
    name: str
    role: Role
    email: str
    hours: int
    digested: int


def of(conn: Connection, staff: int) -> Wish:
    """Raises Refused not_found."""
    row = conn.execute(OF, {"id": staff}).one_or_none()
    if row is None:
        raise Refused("not_found", "There is nobody with this number at the desk, or not any more.")
    return Wish(*row)


def ask(conn: Connection, clock: Clock, at: tuple[int, int], typed: str, base: str) -> None:
    """Have a link sent to an address. `at` is a site and a colleague. Raises Refused email_invalid, not_found."""
    (site, staff), address, now = at, email.canonical(email.check(typed)), clock.now()
    was = of(conn, staff).email or ""
    token = slips.written(slips.key(conn, staff), Slip(staff, ADDRESS, now + LASTS, (address, was)))
    words = template("desk/digest_address.txt").render(link=f"{base}/desk/team/digest/{token}", host=base)
    subject, _, body = words.partition("\n")
    written = Mail(address, subject, body.lstrip("\n"), until=now + LASTS)
    outbox.put(conn, clock, mail.letter(site, written, clock))


def prove(conn: Connection, staff: int, slip: Slip) -> None:
    """The address is theirs. Raises Refused link_over when the link was used, or is somebody else's."""
    address, was = slip.said
    values = {"id": staff, "email": address, "was": was, "hours": USUAL}
    if slip.staff != staff or conn.execute(PROVE, values).rowcount != 1:
        raise slips.over()


def choose(conn: Connection, staff: int, hours: int) -> None:
    """Raises Refused body_invalid, email_missing."""
    if hours not in CHOICES:
        raise Refused("body_invalid", "Letters come every 1, 4, 24 or 168 hours, or with 0 never.")
    if conn.execute(CHOOSE, {"id": staff, "hours": hours}).rowcount != 1:
        raise Refused("email_missing", "Give an address first, and open the link that is sent to it.")


def forget(conn: Connection, staff: int) -> None:
    """The address, and with it all letters and what their links could do."""
    conn.execute(FORGET, {"id": staff})
    slips.end(conn, staff)


def due(conn: Connection, now: int) -> list[Due]:
    rows = conn.execute(DUE, {"now": now, "hour": HOUR})
    return [Due(*row)._replace(role=Role(row.role)) for row in rows]


def claim(conn: Connection, one: Due, signing: bytes, now: int) -> bool:
    """The letter is this process's to write, with links signed by that key. False when it is another's, or nobody's."""
    values = {"id": one.id, "was": one.digested, "email": one.email, "signing": signing, "now": now}
    return conn.execute(CLAIM, values).rowcount == 1
