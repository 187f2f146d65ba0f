"""Authors change or delete what they wrote, within the site's window, by the token in their cookie."""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.akismet import asking, kept, telling
from voxpop.akismet.asking import Asked
from voxpop.discussion import (
    appeals,
    gate,
    reasking,
    recording,
    reporting,
    restraints,
    screened,
    standing,
    submitting,
    thread,
)
from voxpop.discussion.moving import move
from voxpop.discussion.restraints import Whom
from voxpop.discussion.standing import Standing
from voxpop.discussion.state import State
from voxpop.discussion.text import RENDERER, Text, render
from voxpop.lib.characters import tidy
from voxpop.lib.ids import Clock, span
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted
from voxpop.people.asker import Asker, owner
from voxpop.screening.facts import Facts, Writer
from voxpop.screening.kinds import Outcome
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.spam import judging, learning, limits, odds
from voxpop.spam.judging import Judged
from voxpop.spam.submission import Submission
from voxpop.storage.database import renew

OWN = text("""
    SELECT c.site_id, c.id, c.thread_id, c.parent_id, c.state, c.name, c.website, c.text, c.edited, s.email,
           EXISTS (SELECT 1 FROM comment a WHERE a.site_id = c.site_id AND a.parent_id = c.id AND a.shown) AS answered
    FROM comment c JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.id = :id AND s.guest = :guest AND c.state IN ('live', 'held', 'spam')
""")
ANSWERED = text("SELECT EXISTS (SELECT 1 FROM comment a WHERE a.site_id = :site AND a.parent_id = :id AND a.shown)")
KEEP_VERSION = text("INSERT INTO version (site_id, comment_id, until, text) VALUES (:site, :id, :now, :text)")
CHANGE = text("""
    UPDATE comment SET text = :text, html = :html, renderer = :renderer, edited = :now, risk = :risk
    WHERE site_id = :site AND id = :id AND edited IS NOT DISTINCT FROM :seen AND state = :state
      AND EXISTS (SELECT 1 FROM sender s WHERE s.site_id = :site AND s.comment_id = :id AND s.guest = :guest)
""")
SET_VERDICT = text("""
    UPDATE sender
    SET verdict = :verdict, fingerprint = NULL, asked = :asked,
        rule = COALESCE(:rule, CASE WHEN :waited = 1 THEN rule END)
    WHERE site_id = :site AND comment_id = :id
""")
SET_RULE = text("UPDATE sender SET rule = :rule WHERE site_id = :site AND comment_id = :id")
ERASE_COMMENT = text("""
    UPDATE comment
    SET name = '', website = NULL, role = NULL, badges = NULL, picture = NULL, text = '', html = '', edited = NULL,
        picked = FALSE
    WHERE site_id = :site AND id = :id
""")
ERASE_SENDER = text("""
    UPDATE sender
    SET email = '', mail = NULL, address = '', agent = '', verdict = '', fingerprint = NULL, guest = NULL, asked = NULL,
        rule = NULL, consent = NULL
    WHERE site_id = :site AND comment_id = :id
""")
ERASE_VERSIONS = text("DELETE FROM version WHERE site_id = :site AND comment_id = :id")
ERASE_NOTES = text("DELETE FROM note WHERE site_id = :site AND comment_id = :id")  # which may tell what it said


class Own(NamedTuple):
    """A comment of the asker's own. `seen` is when it was last edited, as the asker saw it."""

    site: int
    id: int
    thread: int
    state: State
    name: str
    email: str
    website: str
    text: str
    seen: int | None
    answered: bool
    whom: Whom = Whom(b"")


class Change(NamedTuple):
    """What an edit makes of a comment."""

    source: str
    body: Text
    judged: Judged
    stands: Standing
    now: int
    asked: Asked | None
    site: Site

    @property
    def state(self) -> State:
        return self.stands.state


class Edited(NamedTuple):
    id: int
    thread: int
    state: State
    html: str


def site_of(conn: Connection, comment: int) -> int:
    """The site of a comment that may be the asker's own. Raises Refused no_such_comment, as `own` does."""
    number = conn.execute(thread.SITE_OF, {"id": comment}).scalar()
    if number is None:
        raise _not_theirs()
    return int(number)


def own(conn: Connection, comment: int, asker: Asker) -> Own:
    """The asker's own comment. Raises Refused no_such_comment: the same for none and for somebody else's."""
    row = conn.execute(OWN, {"id": comment, "guest": owner(asker)}).one_or_none()
    if row is None:
        raise _not_theirs()
    return Own(
        row.site_id,
        row.id,
        row.thread_id,
        State(row.state),
        row.name,
        row.email,
        row.website or "",
        row.text,
        row.edited,
        bool(row.answered),
        restraints.whom(asker),
    )


def may_edit(mine: Own, site: Site, now: int) -> None:
    """Raises Refused edit_closed."""
    if mine.answered:
        raise Refused("edit_closed", "Somebody has answered this comment, so it can no longer be changed.")
    _in_window(mine, site, now)


def _in_window(mine: Own, site: Site, now: int) -> None:
    minutes = int(site.rules.edit_window.total_seconds() // 60)
    if now - mine.id > span(site.rules.edit_window):
        raise Refused(
            "edit_closed",
            counted(
                "A comment can be changed and deleted by its author for %(count)s minute after it was posted.",
                "A comment can be changed and deleted by its author for %(count)s minutes after it was posted.",
                minutes,
            ),
        )


async def edit(house: House, mine: Own, site: Site, source: str, now: int) -> Edited:
    """The text before is kept as a version. Raises Refused: edit_closed, edit_conflict, and what text refuses;
    banned, muted, sign_in_first, email_unproved, rejected, by which the comment stays as it was.
    """
    may_edit(mine, site, now)
    now = house.clock.next(now)  # no two edits at the same time, so that each can tell whether another came before
    body = render(source)
    gate.few_links(body, site.rules)
    submission, facts = await _looked(house, mine, site, (body, now))
    screened.may_post(site.screens, facts)
    asked = await _asked(house, mine, site, tidy(source))
    judged = await judging.judged(house.knowledge, site.id, submission, opinion=asked.opinion if asked else None)
    match = screened.found(site.screens, facts, judged)
    if match is not None and match.rule.outcome is Outcome.REJECT:
        raise screened.Rejected(match.rule.told)
    left = site.screens.limits(limits.of(judged.known))
    stands = standing.of(judged.verdict, site.rules, known=True, limits=left, match=match)
    asked, state = reasking.held(asked, stands.state)
    change = Change(tidy(source), body, judged, stands._replace(state=_state(mine, state)), now, asked, site)
    became = await house.database.write(lambda conn: _change(conn, house.clock, mine, change))
    return Edited(mine.id, mine.thread, became, body.html)


async def _looked(house: House, mine: Own, site: Site, new: tuple[Text, int]) -> tuple[Submission, Facts]:
    """The new words, with all that is known of who wrote them and what they stand under."""

    def look(conn: Connection) -> tuple[submitting.Stored, Writer] | None:
        stored = submitting.stored(conn, site.id, mine.id, site.rules.language)
        if stored is None:
            return None
        guest = bytes.fromhex(stored.sent.person) or None
        return stored, screened.kept_writer(conn, site, guest, stored.author.email)

    found = await house.database.read(look)
    if found is None:
        raise Refused("no_such_comment", "There is no such comment of yours here.")
    (stored, writer), (body, now) = found, new
    submission = submitting.submission(stored.spot, stored.author, body, stored.sent)._replace(now=now)
    return submission, screened.facts(site, submission, writer)


async def _asked(house: House, mine: Own, site: Site, source: str) -> Asked | None:
    """What Akismet says of the new words, if it was to be asked about the old ones."""
    if asking.line(house, site) is None:
        return None
    found = await house.database.read(lambda conn: kept.find(conn, mine.site, mine.id))
    if found is None:
        return None
    sent = asking.edited(found.kept, source)
    if found.kept.waits:  # whoever asks again later asks about these, and then it may be shown
        return asking.silent(sent, "it is asked about it later")
    return await asking.ask(house, site, sent)


def _state(mine: Own, judged: State) -> State:
    """An edit can put a comment in doubt, never out of it: that is a moderator's."""
    return judged if mine.state is State.LIVE else mine.state


def _change(conn: Connection, clock: Clock, mine: Own, new: Change) -> State:
    """The state that it has then."""
    at = {"site": mine.site, "id": mine.id}
    standings = restraints.of(conn, mine.site, mine.whom, clock.now())
    restraints.may_write(standings, new.site)
    waits = restraints.waits(standings)
    if waits:
        new = new._replace(asked=reasking.moderators(new.asked))
    renew(conn, mine.site, mine.thread)
    if conn.execute(ANSWERED, at).scalar():
        raise Refused("edit_closed", "Somebody has answered this comment, so it can no longer be changed.")
    changed = {
        "text": new.source,
        "html": new.body.html,
        "renderer": RENDERER,
        "now": new.now,
        "seen": mine.seen,
        "state": mine.state.value,
        "guest": mine.whom.guest,
        "risk": odds.percent(new.judged.verdict.probability),
    }
    if conn.execute(CHANGE, at | changed).rowcount != 1:
        raise Refused("edit_conflict", "This comment was changed meanwhile. Look at it again before you change it.")
    keep_version(conn, (mine.site, mine.id), new.now, mine.text)
    asked = kept.written(new.asked.kept) if new.asked else None
    verdict = msgspec.json.encode(new.judged.verdict).decode()
    waited = int(mine.state is not State.LIVE)  # and does so still, for the rule that it came by
    stands = {"verdict": verdict, "asked": asked, "rule": new.stands.rule, "waited": waited}
    conn.execute(SET_VERDICT, at | stands)
    if new.judged.marks or (new.judged.known is not None and not new.judged.known.away):
        recording.changed(conn, mine.site, mine.id, new.judged.marks, new.now)
    if new.asked is not None:
        reasking.forget(conn, mine.site, mine.id)
        reasking.put(conn, clock, mine.site, mine.id, new.asked)
    state = _state(mine, State.HELD) if waits and new.state is State.LIVE else new.state
    if state is not mine.state:
        move(conn, mine.site, mine.id, state)
    if state is not new.state:
        conn.execute(SET_RULE, at | {"rule": restraints.RULE})
    return state


def keep_version(conn: Connection, at: tuple[int, int], now: int, words: str) -> None:
    """The words that a comment (`at` is its site and id) had until now."""
    site, comment = at
    conn.execute(KEEP_VERSION, {"site": site, "id": comment, "now": now, "text": words})


def delete(conn: Connection, clock: Clock, mine: Own, site: Site) -> None:
    """Delete for good: nothing of what its author wrote or was is kept. Raises Refused edit_closed."""
    _in_window(mine, site, clock.now())
    reporting.tell(conn, clock, mine.site, mine.id)
    move(conn, mine.site, mine.id, State.GONE)
    erase(conn, mine.site, mine.id)


def erase(conn: Connection, site: int, comment: int) -> None:
    """Keep nothing of what the author of a comment wrote or was."""
    at = {"site": site, "id": comment}
    recording.erased(conn, site, comment)
    learning.forget(conn, site, comment)
    conn.execute(ERASE_COMMENT, at)
    conn.execute(ERASE_SENDER, at)
    conn.execute(ERASE_VERSIONS, at)
    conn.execute(ERASE_NOTES, at)
    reporting.ended(conn, site, comment)
    appeals.ended(conn, site, comment)
    reasking.forget(conn, site, comment)
    telling.forget(conn, site, comment)


def _not_theirs() -> Refused:
    return Refused("no_such_comment", "There is no such comment of yours here.")
