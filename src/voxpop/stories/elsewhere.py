"""Pictures of stories that come from elsewhere: readers' browsers fetch them there, so their hosts see who reads.

origins   of one story: what the policy of its page lets in (lib/answer)
hosts     of all stories of a site: whom the page on privacy names
"""

import re
from urllib.parse import urlsplit

from sqlalchemy import Connection, text

from voxpop.sites.site import Site

PIECE = 100  # stories that are looked through at once

# Nothing in an origin can end or widen a directive of the policy.
PICTURE = re.compile(r'<img(?: [a-z]+="[^"]*")*? src="(https?://[A-Za-z0-9.-]+(?::[0-9]+)?)(?=[/?#"])')

PICTURED = text("""
    SELECT id, html FROM story
    WHERE site_id = :site AND id > :past AND html LIKE '% src="http%' ORDER BY id LIMIT :limit
""")

_known: dict[int, tuple[str, frozenset[str]]] = {}  # by the number of a site, what it had under which stamp


def origins(html: str) -> frozenset[str]:
    """Of a body as stories/body cleans it."""
    return frozenset(PICTURE.findall(html))


def hosts(conn: Connection, site: Site) -> frozenset[str]:
    """In small letters. They are looked for once for each stamp: whatever is published renews that."""
    stamp, found = _known.get(site.id, ("", frozenset()))
    if stamp != site.stamp or not stamp:
        found = frozenset(str(urlsplit(one).hostname) for one in _all(conn, site))
        _known[site.id] = site.stamp, found
    return found


def _all(conn: Connection, site: Site) -> frozenset[str]:
    found: set[str] = set()
    past: int | None = -1
    while past is not None:
        rows = conn.execute(PICTURED, {"site": site.id, "past": past, "limit": PIECE}).all()
        found.update(*(origins(row.html) for row in rows))
        past = rows[-1].id if len(rows) == PIECE else None
    return frozenset(found)
