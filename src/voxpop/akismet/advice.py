"""How often Akismet's word was right on a site, by what the site's moderators say: the table `advice`."""

from sqlalchemy import Connection

from voxpop.akismet.kept import SPAM
from voxpop.storage.quick import Quick

NAME = "Akismet"
SOURCE = "akismet"

READ = Quick("SELECT agreed, differed FROM advice WHERE site_id = :site AND source = :source AND spam = :spam")
COUNT = Quick("""
    INSERT INTO advice (site_id, source, spam, agreed, differed) VALUES (:site, :source, :spam, :agreed, :differed)
    ON CONFLICT (site_id, source, spam) DO UPDATE SET
        agreed = advice.agreed + excluded.agreed, differed = advice.differed + excluded.differed
""")


def read(conn: Connection, site: int, *, spam: bool) -> tuple[int, int]:
    """(agreed, differed): moderators who said the same when it said that, and those who did not."""
    row = READ.row(conn, {"site": site, "source": SOURCE, "spam": spam})
    return (row[0], row[1]) if row else (0, 0)


def count(conn: Connection, site: int, answer: str, decided: str, before: str) -> None:
    """A moderator says `decided` of what it called `answer`, and said `before` until now; "" is to say nothing."""
    if not answer:
        return
    agreed = (decided == answer) - (before == answer)
    differed = (decided not in (answer, "")) - (before not in (answer, ""))
    if agreed or differed:
        values = {"site": site, "source": SOURCE, "spam": answer == SPAM, "agreed": agreed, "differed": differed}
        COUNT.row(conn, values)
