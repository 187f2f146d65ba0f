"""What comments show of the people who wrote them: a copy, so that a page is one statement, renewed when they change.

Also what is theirs since they proved an address: the comments that they left as a guest with it; and what stood
against somebody with their account who was forgotten.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from voxpop.discussion import restraints
from voxpop.lib.ids import Clock
from voxpop.people import picture
from voxpop.people.accounts import Arrival
from voxpop.people.person import Person
from voxpop.people.signing_in import Welcome
from voxpop.sites.site import Site
from voxpop.spam import records
from voxpop.storage.database import renew

CLAIM = text("""
    UPDATE sender SET guest = :mark
    WHERE site_id = :site AND mail = :mail
      AND (guest IS NULL OR guest NOT IN (SELECT mark FROM person WHERE site_id = :site))
    RETURNING comment_id
""")
SIGN = text("""
    UPDATE comment SET role = :role, badges = :badges, picture = :picture
    WHERE site_id = :site AND state <> 'gone'
      AND id IN (SELECT comment_id FROM sender WHERE site_id = :site AND guest = :mark)
      AND (role IS DISTINCT FROM :role OR badges IS DISTINCT FROM :badges OR picture IS DISTINCT FROM :picture)
    RETURNING thread_id
""")
NAME = text("""
    UPDATE comment SET name = :name
    WHERE site_id = :site AND state <> 'gone' AND name <> :name
      AND id IN (SELECT comment_id FROM sender WHERE site_id = :site AND guest = :mark)
    RETURNING thread_id
""")


def welcomed(clock: Clock) -> Welcome:
    """What is done when somebody is let in: what they wrote as a guest is theirs, and their picture is fetched."""

    def welcome(conn: Connection, site: Site, arrives: Arrival, who: Person) -> None:
        secret = records.secret(conn, site.id)
        if secret:
            account = restraints.by_account(secret, arrives.profile.issuer, arrives.profile.subject)
            restraints.came_back(conn, site.id, account, who.mark)
        proved = arrives.profile.email if arrives.profile.issuer == "email" else ""
        claimed = proved and claim(conn, site.id, who, proved)
        if claimed or arrives.follows:
            sign(conn, site.id, who)
        if who.source and not who.picture:
            picture.ask(conn, clock, site.id, who)

    return welcome


def claim(conn: Connection, site: int, who: Person, email: str) -> int:
    """The comments that were left with this proved address by a guest are theirs; how many that were."""
    mail = restraints.by_mail(records.secret(conn, site) or b"", email)
    return len(conn.execute(CLAIM, {"site": site, "mail": mail, "mark": who.mark}).all())


def sign(conn: Connection, site: int, who: Person) -> None:
    """All that they wrote shows who they are: role, badges, picture. Not their name: it may have been another then."""
    badges = "\n".join(who.badges) or None
    values = {"site": site, "mark": who.mark, "role": who.role, "badges": badges, "picture": who.shown or None}
    _renew(conn, site, conn.execute(SIGN, values).scalars())


def rename(conn: Connection, site: int, who: Person) -> None:
    """All that they wrote bears their name as it is now."""
    _renew(conn, site, conn.execute(NAME, {"site": site, "mark": who.mark, "name": who.name}).scalars())


def _renew(conn: Connection, site: int, threads: Iterable[int]) -> None:
    for thread in set(threads):
        renew(conn, site, thread)
