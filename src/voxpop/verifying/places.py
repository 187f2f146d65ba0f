"""Sites, whose rules must be readable, and stories, whose threads must be the ones at their addresses."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib import urls
from voxpop.screening import screens
from voxpop.settings import SettingsError
from voxpop.sites import rules
from voxpop.verifying.finding import Finding, differing

SITES = text("SELECT name, rules, screens FROM site ORDER BY id")
STORIES = text("""
    SELECT s.slug, s.thread_id, s.site_id, p.name AS site, t.key
    FROM story s
    LEFT JOIN site p ON p.id = s.site_id
    LEFT JOIN thread t ON t.site_id = s.site_id AND t.id = s.thread_id
    ORDER BY s.site_id, s.id
""")


def sites(conn: Connection) -> Iterator[Finding]:
    for row in conn.execute(SITES):
        try:
            rules.read(msgspec.json.decode(row.rules, type=dict[str, str]))
        except (msgspec.DecodeError, SettingsError) as error:
            yield Finding(
                "rules", f"site {row.name!r}: its rules cannot be read: {' / '.join(str(error).split(chr(10)))}"
            )
        try:
            screens.read(row.screens)
        except msgspec.DecodeError as error:
            yield Finding("rules", f"site {row.name!r}: its house rules cannot be read: {error}")


def stories(conn: Connection) -> Iterator[Finding]:
    for row in conn.execute(STORIES, execution_options={"yield_per": 500}):
        name = f"story /{row.slug}"
        if row.site is None:
            yield Finding("site", f"{name}: its site {row.site_id} is not there")
        elif row.key is None:
            yield Finding("thread", f"{name}: its thread {row.thread_id} is not there")
        else:
            key = urls.spelt(f"/{row.slug}")
            yield from differing(f"{name}, its thread {row.thread_id}", ("key", repr(row.key), repr(key)))
