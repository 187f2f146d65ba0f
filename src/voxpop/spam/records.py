"""Records: what became of earlier submissions of the same person, from the same address group, with the same domains.

    read: {mark: Record}
    a comment comes, moves or goes -> add: each of its marks (spam/marks) counts one more or less

A comment's marks are kept with it, so that what it counted can be taken back exactly.
"""

import secrets
from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from voxpop.spam.known import Record
from voxpop.spam.marks import MOST, unpacked
from voxpop.storage.quick import Quick

SECRET = 16  # bytes

THE_SECRET = Quick("SELECT secret FROM judge WHERE site_id = :site")
BEGIN = Quick("""
    INSERT INTO judge (site_id, secret, spam, honest, changes, tried, fitting, refused, refused_quality)
    VALUES (:site, :secret, 0, 0, 0, 0, 0, 0, 0)
    ON CONFLICT (site_id) DO NOTHING
""")


def _named(marks: int) -> str:
    return ", ".join(f":m{number}" for number in range(marks))


# A statement for each number of marks; of the reading ones a few, filled up by asking for a mark twice.
READ = {
    size: Quick(f"""
        SELECT mark, live, spam, reports, first FROM record WHERE site_id = :site AND mark IN ({_named(size)})
    """)
    for size in (4, 16, 64, 256)
}
ADD = {
    size: Quick(f"""
        INSERT INTO record (site_id, mark, live, spam, reports, first)
        VALUES {", ".join(f"(:site, :m{n}, :live, :spam, :reports, :first)" for n in range(size))}
        ON CONFLICT (site_id, mark) DO UPDATE SET
            live = record.live + excluded.live, spam = record.spam + excluded.spam,
            reports = record.reports + excluded.reports
    """)
    for size in range(1, 2 * MOST + 1)
}
DROP_EMPTY = {
    size: Quick(f"""
        DELETE FROM record
        WHERE site_id = :site AND mark IN ({_named(size)}) AND live = 0 AND spam = 0 AND reports = 0
    """)
    for size in range(1, MOST + 1)
}


def secret(conn: Connection, site: int) -> bytes | None:
    """The key of a site's marks; None before `begin`."""
    row = THE_SECRET.row(conn, {"site": site})
    return bytes(row[0]) if row else None


def begin(conn: Connection, site: int) -> bytes:
    """The key of a site's marks, made if it is not there."""
    BEGIN.row(conn, {"site": site, "secret": secrets.token_bytes(SECRET)})
    made = secret(conn, site)
    if made is None:
        raise LookupError("a judge that was just made is not there")
    return made


def read(conn: Connection, site: int, wanted: Collection[int]) -> dict[int, Record]:
    """The records that there are. One statement for up to 256 marks."""
    found: dict[int, Record] = {}
    asked = list(wanted)
    largest = max(READ)
    for at in range(0, len(asked), largest):
        part = asked[at : at + largest]
        size = next(size for size in READ if size >= len(part))
        rows = READ[size].rows(conn, {"site": site, **_values(part + part[:1] * (size - len(part)))})
        found |= {mark: Record(*counts) for mark, *counts in rows}
    return found


def hold(conn: Connection, site: int, marks: bytes, now: int) -> None:
    """Have those records, in order, before some of them are counted up and others down: else two could wait for ever.

    Of the packed marks there may be twice as many as of a submission.
    """
    add(conn, site, marks, Record(first=now))


def add(conn: Connection, site: int, marks: bytes | None, more: Record) -> None:
    """Count `more` (which may be less) for each of the packed marks; its `first` is that of who is not there yet."""
    each = unpacked(marks)
    if each:
        counts = {"live": more.live, "spam": more.spam, "reports": more.reports, "first": more.first}
        ADD[len(each)].row(conn, {"site": site, **counts, **_values(each)})


def drop_empty(conn: Connection, site: int, marks: bytes | None) -> None:
    """Forget those of the packed marks for which nothing is counted any more."""
    each = unpacked(marks)
    if each:
        DROP_EMPTY[len(each)].row(conn, {"site": site, **_values(each)})


def _values(marks: Iterable[int]) -> dict[str, object]:
    return {f"m{number}": mark for number, mark in enumerate(marks)}
