"""The house rules of a house's site, put there without anybody's act.

await screens.put(place, Links(outcome=Outcome.HOLD, least=2))
"""

import msgspec
from sqlalchemy import Connection, text

from tests.support.house import Place
from voxpop.screening.kinds import AnyRule
from voxpop.screening.screens import written
from voxpop.storage.database import renew_site

SET = text("UPDATE site SET screens = :screens WHERE id = :site")


async def put(place: Place, *rules: AnyRule) -> None:
    numbered = tuple(msgspec.structs.replace(rule, id=number) for number, rule in enumerate(rules, 1))
    site = place.site()

    def write(conn: Connection) -> None:
        conn.execute(SET, {"screens": written(numbered, 0), "site": site.id})
        renew_site(conn, site.id)

    await place.house.database.write(write)


def rule(place: Place, comment: int) -> str | None:
    """What is kept with a comment of the rule that decided."""
    found: str | None = place.one("SELECT rule FROM sender WHERE comment_id = :id", id=comment)
    return found
