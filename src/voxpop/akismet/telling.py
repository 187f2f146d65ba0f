"""Tell Akismet when it was wrong: moderators decide, and what was once asked is sent again with their word.

    a moderator's act -> heed: what do they say now? -> a letter in the outbox, in the same transaction
    the outbox's worker -> send: does Akismet know? -> submit-spam or submit-ham, with the fields as first sent

A letter holds nothing but whom it is about; what is to be told is looked up when it is sent. So acts that are taken
back in time are never told, and in the end Akismet knows the last word, whatever happened in which order.
"""

from sqlalchemy import Connection

from voxpop.akismet import advice, asking, client, kept
from voxpop.akismet.client import Busy
from voxpop.akismet.kept import HONEST, NOTHING, SPAM, Kept
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.notify import outbox
from voxpop.notify.outbox import Channel, Later, Letter
from voxpop.sites.house import House
from voxpop.storage.quick import Quick

NAME = "akismet-telling"
TRIES = 5  # with somebody else writing at the same time

ACTS = Quick("SELECT act FROM act WHERE site_id = :site AND comment_id = :comment ORDER BY id")
SAYS = {"approve": HONEST, "grant": HONEST, "not_spam": HONEST, "spam": SPAM}


def heed(conn: Connection, clock: Clock, site: int, comment: int) -> None:
    """The moderators' acts on a comment have changed. Costs one look where Akismet was not asked."""
    for _ in range(TRIES):
        found = kept.find(conn, site, comment)
        if found is None:
            return
        before = found.kept
        after = before._replace(decided=_said(conn, site, comment), waits=False)
        if after == before:
            return
        if kept.replace(conn, site, comment, after, found):
            advice.count(conn, site, after.answer, after.decided, before.decided)
            _put(conn, clock, site, comment, after)
            return
    raise Refused("changed_since", f"Comment {comment} is being changed by somebody else: decide anew.")


def _put(conn: Connection, clock: Clock, site: int, comment: int, about: Kept) -> None:
    """One letter, whatever waited before, if there is something to tell."""
    if about.wanted not in (NOTHING, about.believed):
        forget(conn, site, comment)
        outbox.put(conn, clock, Letter(site, NAME, str(comment), "", clock.now()))


def _said(conn: Connection, site: int, comment: int) -> str:
    """What the moderators say, by all of their acts: each `restore` goes back to before the one it follows."""
    words = [NOTHING]
    for (act,) in ACTS.rows(conn, {"site": site, "comment": comment}):
        words.append(words[-2] if act == "restore" and len(words) > 1 else SAYS.get(act, words[-1]))
    return words[-1]


def forget(conn: Connection, site: int, comment: int) -> None:
    """Nothing of the comment is to be sent any more. What is kept of it goes with its sender's row."""
    outbox.drop(conn, site, NAME, str(comment))


async def send(house: House, letter: Letter) -> None:
    """Raises Refused, Later. Who has no key any more, or is erased, is not told of."""
    site = await house.sites.numbered(letter.site)
    to, comment = asking.line(house, site), int(letter.target)
    found = await house.database.read(lambda conn: kept.find(conn, letter.site, comment))
    if to is None or found is None or found.kept.wanted in (NOTHING, found.kept.believed):
        return
    word = found.kept.wanted
    try:
        await client.submit(to, found.kept.sent, spam=word == SPAM)
    except Busy as busy:
        raise Later(busy.seconds) from None
    await house.database.write(lambda conn: _told(conn, house.clock, letter, word))


def _told(conn: Connection, clock: Clock, letter: Letter, word: str) -> None:
    """Akismet knows now. Who decided otherwise meanwhile found nothing to tell; that takes another letter."""
    comment = int(letter.target)
    for _ in range(TRIES):
        found = kept.find(conn, letter.site, comment)
        if found is None:
            return
        after = found.kept._replace(told=word)
        if kept.replace(conn, letter.site, comment, after, found):
            _put(conn, clock, letter.site, comment, after)
            return


CHANNEL = Channel(NAME, send)
