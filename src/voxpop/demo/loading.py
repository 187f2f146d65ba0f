"""Load the demo newspaper into a site, once: its stories, then their conversations, by the same verbs as an import."""

import hashlib
from pathlib import Path

from rich.console import Console
from rich.progress import track
from sqlalchemy import Connection, text

from voxpop.demo.conversations import conversation, slugs
from voxpop.demo.remark import Remark
from voxpop.discussion import best
from voxpop.discussion.editing import erase
from voxpop.discussion.moving import move
from voxpop.discussion.state import State
from voxpop.exchange import fitting, storing
from voxpop.exchange.record import Remark as Record
from voxpop.lib import ids
from voxpop.settings import Settings
from voxpop.sites.site import Site, choose, find, first
from voxpop.storage.database import Database, open_database
from voxpop.stories import adding, story

HERE = Path(__file__).parent
STORIES = HERE / "stories"
TITLE = "The Harbour Post"
SITE = "default"
SOURCE = "demo"
MINUTE = 60_000_000  # microseconds

HAS_STORIES = text("SELECT EXISTS (SELECT 1 FROM story WHERE site_id = :site)")
INSERT_LIKE = text("INSERT INTO liking (site_id, comment_id, guest) VALUES (:site, :id, :guest)")
SET_LIKES = text("UPDATE comment SET likes = :likes WHERE site_id = :site AND id = :id")
SET_ALL = text("""
    UPDATE thread SET likes = (
        SELECT COALESCE(SUM(c.likes), 0) FROM comment c WHERE c.site_id = thread.site_id AND c.thread_id = thread.id
    ) WHERE site_id = :site AND id = :thread RETURNING likes
""")


def load(settings: Settings, out: Console) -> None:
    """Fill the site `default` unless it has stories already; then print the addresses worth opening."""
    database = open_database(settings.database_address)
    try:
        database.write_now(lambda conn: first(conn, settings.address))
        site = database.read_now(lambda conn: find(conn, SITE))
        if not database.read_now(lambda conn: conn.execute(HAS_STORIES, {"site": site.id}).scalar()):
            _fill(database, site, settings, out)
    finally:
        database.close()
    _addresses(settings, out)


def _fill(database: Database, site: Site, settings: Settings, out: Console) -> None:
    """All of it in one transaction, so that a demo cut off in the middle is loaded again from the start."""
    files = sorted(STORIES.glob("*.md"))
    stories = [adding.read(file, site.rules, settings.data / "media") for file in files]
    conversations = {made.slug: _arrivals(made) for made in stories if made.slug in slugs()}
    clock = ids.Clock()

    def write(conn: Connection) -> None:
        choose(conn, site, {"title": TITLE})
        for made in track(stories, "Setting the demo newspaper", console=out, transient=True):
            thread = story.put(conn, clock, site, made)
            _converse(conn, site, thread, conversations.get(made.slug, []))

    database.write_now(write)


def _arrivals(made: story.Story) -> list[tuple[Remark, storing.Arrival]]:
    """The remarks under a story, fitted as an import's are; their thread is not known yet."""
    fitted = []
    for remark in conversation(made.slug):
        record = Record(
            line=0,
            key=f"{made.slug}/{remark.key}",
            entry=made.slug,
            parent=f"{made.slug}/{remark.parent}" if remark.parent else "",
            name=remark.name,
            email="",
            website=remark.website or "",
            address="",
            text=remark.text or "(taken back)",
            at=made.published + remark.minutes * MINUTE,
            state="held" if remark.state == "held" else "live",
            kind="comment",
        )
        fitted.append((remark, storing.Arrival(record, fitting.comment(record), 0, record.at)))
    return fitted


def _converse(conn: Connection, site: Site, thread: int, said: list[tuple[Remark, storing.Arrival]]) -> None:
    if not said:
        return
    placed = [
        arrival._replace(thread=thread, id=number) for (_, arrival), number in zip(said, _free(conn, said), strict=True)
    ]
    storing.add_comments(conn, storing.Blog(site, SOURCE), placed)
    for (remark, _), arrival in zip(said, placed, strict=True):
        at = {"site": site.id, "id": arrival.id}
        if remark.likes and remark.state == "live":
            conn.execute(SET_LIKES, at | {"likes": remark.likes})
            conn.execute(INSERT_LIKE, [at | {"guest": _guest(n)} for n in range(remark.likes)])
        if remark.state == "gone":
            move(conn, site.id, arrival.id, State.GONE)
            erase(conn, site.id, arrival.id)
    likes = int(conn.execute(SET_ALL, {"site": site.id, "thread": thread}).scalar_one())
    best.rank(conn, site.id, thread, likes)


def _free(conn: Connection, said: list[tuple[Remark, storing.Arrival]]) -> list[int]:
    return storing.free_ids(conn, [arrival.id for _, arrival in said])


def _guest(number: int) -> bytes:
    """One of the invented readers who like things."""
    return hashlib.blake2b(f"demo reader {number}".encode(), digest_size=16).digest()


def _addresses(settings: Settings, out: Console) -> None:
    base = settings.address
    out.print(f"\n[bold]{TITLE}[/bold] is at {base}/\n", highlight=False)
    for slug, words in (
        ("gull-bakery-ninth-time", "a thread of 3 comments"),
        ("custom-house-clock-stays-fast", "one of 40"),
        ("eleven-minutes-to-varra", "and one of 1,000"),
    ):
        out.print(f"  {base}/{slug}   {words}", highlight=False)
    out.print(
        f"  {base}/api/docs   the API\n\nCtrl-C stops it; what is posted stays in {settings.data}.\n", highlight=False
    )
