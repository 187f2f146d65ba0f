"""Who takes part in a conversation, by the beginning of their name: for whoever is about to mention them.

Looks at the newest comments only, so that a long thread costs no more than a short one.
"""

from sqlalchemy import Connection, text

from voxpop.lib import names

LOOKED_AT = 500  # comments
MOST = 8  # names

NEWEST = text("""
    SELECT c.name, c.kind FROM comment c
    WHERE c.site_id = :site AND c.thread_id = :thread AND c.state = 'live' ORDER BY c.id DESC LIMIT :limit
""")


def beginning(conn: Connection, site: int, thread: int, written: str) -> list[str]:
    """Names that begin with what is written, whatever its case and accents; who spoke last comes first."""
    wanted = names.folded(written)
    if not wanted:
        return []
    rows = conn.execute(NEWEST, {"site": site, "thread": thread, "limit": LOOKED_AT}).all()
    spoke = dict.fromkeys(row.name for row in rows if row.kind == "comment")
    return [name for name in spoke if names.folded(name).startswith(wanted)][:MOST]
