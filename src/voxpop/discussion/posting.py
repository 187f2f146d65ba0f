"""Post a comment: the one path from a reader's draft to a stored row.

    Draft -> gate -> text -> who may post -> (Akismet) -> judge -> house rules -> standing -> restraints -> row, stamp

All that is slow or can be refused by itself comes before the transaction; inside it there is only SQL.
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from voxpop.akismet import asking, kept
from voxpop.akismet.asking import Asked
from voxpop.discussion import (
    gate,
    heating,
    reasking,
    recording,
    restraints,
    screened,
    slowing,
    standing,
    submitting,
    traces,
    tree,
)
from voxpop.discussion.draft import Author, Draft, draft_key, fingerprint
from voxpop.discussion.restraints import Whom
from voxpop.discussion.standing import Standing
from voxpop.discussion.state import State
from voxpop.discussion.text import RENDERER, Text, render
from voxpop.discussion.traces import Traces
from voxpop.lib import metrics
from voxpop.lib.characters import tidy
from voxpop.lib.ids import DAY, Clock
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.people import person
from voxpop.people.asker import owner
from voxpop.screening.facts import Facts
from voxpop.screening.kinds import Outcome
from voxpop.sites.house import House
from voxpop.sites.rules import reserved_skeletons
from voxpop.spam import judging, limits, odds
from voxpop.spam.judging import Judged
from voxpop.spam.submission import Submission
from voxpop.storage.database import NEW_THREADS, note_renewed, stamp
from voxpop.storage.quick import Quick

TRIES = 3  # ids drawn before a clash is taken for something else
TITLE_LIMIT = 300

KNOWN = text("""
    SELECT EXISTS (
        SELECT 1 FROM sender s JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
        WHERE s.site_id = :site AND c.state = 'live' AND s.guest = :guest
    )
""")
# What stands against its writer comes along: mostly nothing, and no statement of its own.
THREAD = Quick("""
    SELECT t.id, t.likes, t.closed, t.active, t.slow, t.heated, s.kind, s.until, s.why, s.since
    FROM thread t LEFT JOIN standing s ON s.site_id = t.site_id AND s.whom IN (:guest, :mail)
    WHERE t.site_id = :site AND t.key = :key
""")
INSERT_THREAD = text("""
    INSERT INTO thread (site_id, id, key, url, title, stamp, live, likes, ranked, closed, active)
    VALUES (:site, :id, :key, :url, :title, :stamp, 0, 0, 0, :closed, :now)
    ON CONFLICT (site_id, key) DO NOTHING
""")
GROW = Quick("""
    UPDATE thread SET live = live + 1, stamp = :stamp, active = CASE WHEN active < :now THEN :now ELSE active END
    WHERE site_id = :site AND id = :thread
""")
PARENT = Quick("""
    SELECT root_id, depth, path FROM comment
    WHERE site_id = :site AND id = :parent AND thread_id = :thread AND state = 'live'
""")
INSERT_SENDER = Quick("""
    INSERT INTO sender (site_id, comment_id, email, mail, address, agent, guest, verdict, draft_key, fingerprint, marks,
                        asked, rule, consent)
    VALUES (:site, :id, :email, :mail, :address, :agent, :guest, :verdict, :draft_key, :fingerprint, :marks,
            :asked, :rule, :consent)
    ON CONFLICT DO NOTHING
    RETURNING comment_id
""")
INSERT_COMMENT = Quick("""
    INSERT INTO comment (site_id, id, thread_id, parent_id, root_id, depth, path, state, shown, kind,
                         name, website, role, badges, picture, text, html, renderer, edited, likes, likes_before, score,
                         risk)
    VALUES (:site, :id, :thread, :parent, :root, :depth, :path, :state, :shown, 'comment',
            :name, :website, :role, :badges, :picture, :text, :html, :renderer, NULL, 0, :likes_before, 0,
            :risk)
""")
SAME = text("""
    SELECT c.id, c.state, c.html, c.thread_id, s.draft_key, s.fingerprint
    FROM sender s JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
    WHERE s.site_id = :site AND (s.draft_key = :draft_key OR s.fingerprint = :fingerprint)
    ORDER BY c.id
""")


class Duplicate(Refused):
    """The same was said at the same place by the same person before; `comment` is that one."""

    def __init__(self, comment: int) -> None:
        super().__init__("duplicate", said("You have said that here already."))
        self.comment = comment


class Posted(NamedTuple):
    """What became of a draft. `again`: the very draft was there already."""

    id: int
    thread: int
    state: State
    html: str
    again: bool


class Ready(NamedTuple):
    """A draft that only needs to be stored."""

    draft: Draft
    author: Author
    body: Text
    judged: Judged
    stands: Standing
    asked: Asked | None
    whom: Whom
    traces: Traces

    @property
    def state(self) -> State:
        return self.stands.state


class Entered(NamedTuple):
    """The thread as it is entered, and what stands against who enters."""

    id: int
    likes: int
    active: int
    slow: int
    heated: int | None
    standings: tuple[restraints.Restraint, ...]


class Looked(NamedTuple):
    """What a draft is judged and screened by. `known`: an earlier comment of its writer is live, where that counts."""

    submission: Submission
    known: bool
    facts: Facts


async def post(house: House, draft: Draft) -> Posted:
    """Raises Refused: what gate and text refuse; sign_in_first, email_unproved; banned, muted, warned; thread_closed,
    slow_mode, no_such_parent, duplicate, key_reused, storage_…; and rejected, after it was put into the trash.
    """
    author = gate.check(house.pace, draft)
    try:
        body = render(draft.text)
        gate.few_links(body, draft.site.rules)
        submission, known, facts = await _looked(house, draft, author, body)
        screened.may_post(draft.site.screens, facts)
        asked = await asking.about(house, draft.site, draft.place, submission, draft.text)
        judged = await judging.judged(
            house.knowledge,
            draft.site.id,
            submission,
            newcomer=draft.asker.fresh,
            opinion=asked.opinion if asked else None,
        )
        match = screened.found(draft.site.screens, facts, judged)
        left = draft.site.screens.limits(limits.of(judged.known))
        stands = standing.of(judged.verdict, draft.site.rules, known=known, limits=left, match=match)
        asked, state = reasking.held(asked, stands.state)
        secret = await house.knowledge.secret(draft.site.id)
        whom = restraints.whom(draft.asker, author.email, secret)
        left_by = traces.of(draft.asker, draft.site.rules, secret)
        asked = traces.unsaid(asked, draft.site.rules)
        stands = stands._replace(state=state)
        posted = await _stored(house, Ready(draft, author, body, judged, stands, asked, whom, left_by))
    except BaseException:
        gate.give_back(house.pace, draft)
        raise
    if posted.again:
        gate.give_back(house.pace, draft)
    else:
        house.knowledge.taken(draft.site.id, submission, judged.sketch)
        house.knowledge.counted(draft.site.id, judged.marks, recording.counted(posted.state, draft.now))
        metrics.count("voxpop_posts_total", "state", posted.state.value)
    if match is not None and match.rule.outcome is Outcome.REJECT and posted.state is State.TRASH:
        raise screened.Rejected(match.rule.told)
    return posted


async def _looked(house: House, draft: Draft, author: Author, body: Text) -> Looked:
    """The draft as the judge and the house rules are given it.

    For most that needs no look at the database: they begin a branch under a page that others wrote under lately.
    """
    site, mine = draft.site, owner(draft.asker)
    here = site.id, draft.place.key
    kept: submitting.Article | None = house.articles.get(here)
    by_them = site.rules.approval == "first" and mine is not None and not draft.asker.fresh
    wanted = screened.wants(site.screens, draft.asker)

    def look(conn: Connection) -> tuple[submitting.Article | None, str, bool, int]:
        under = kept or submitting.article(conn, *here)
        known = by_them and bool(conn.execute(KNOWN, {"site": site.id, "guest": mine}).scalar())
        return under, submitting.answered(conn, site.id, draft.parent), known, screened.live(conn, site.id, wanted)

    article, answered, known, live = kept, "", False, 0
    if kept is None or draft.parent is not None or by_them or wanted.live:
        article, answered, known, live = await house.database.read(look)
    if article is None:
        article = submitting.Article(draft.title)
    elif kept is None:
        house.articles.put(here, article)
    sent = submitting.Sent(
        draft.asker.address, draft.asker.agent, mine.hex() if mine else "", draft.seconds, draft.trap, draft.now
    )
    spot = submitting.Spot(site.id, site.rules.language, draft.place.key, draft.parent, article, answered)
    submission = submitting.submission(spot, author, body, sent)
    return Looked(submission, known, screened.facts(site, submission, screened.writer(draft.asker, author.email, live)))


async def _stored(house: House, ready: Ready) -> Posted:
    draft = ready.draft
    for _ in range(TRIES):
        try:
            return await house.database.write(lambda conn: store(conn, house.clock, ready))
        except IntegrityError:  # another process drew the same microsecond for an id
            continue
        except restraints.Warned:  # nothing is stored, but that they have been told
            await house.database.write(lambda conn: restraints.told(conn, draft.site.id, ready.whom, draft.now))
            raise
    raise Refused("storage_away", "The comment could not be kept just now. Please try again.")


def store(conn: Connection, clock: Clock, ready: Ready) -> Posted:
    """The transaction: the thread, who sent it, the place in the tree, the comment itself."""
    draft = ready.draft
    if draft.asker.session is not None:
        person.stays(conn, draft.site.id, draft.asker.session.person.id)
    comment = clock.next(draft.now)
    at = enter(conn, clock, draft, ready.whom)
    if ready.state in (State.LIVE, State.HELD) and restraints.waits(at.standings):
        stands = Standing(State.HELD, restraints.RULE)
        ready = ready._replace(stands=stands, asked=reasking.moderators(ready.asked))
    if draft.asker.session is None and ready.author.name != gate.NAMELESS:
        person.may_carry(conn, draft.site.id, ready.author.name, reserved_skeletons(draft.site.rules), None)
    sender = _sender_row(ready, comment)
    if INSERT_SENDER.row(conn, sender) is None:
        return _same(conn, sender)
    restraints.may_write(at.standings, draft.site)
    read = restraints.must_read(at.standings, draft.now)
    _in_time(conn, at, sender, draft)
    if ready.state is State.LIVE:
        # Before the parent is looked at: on PostgreSQL this also holds off whoever deletes it.
        GROW.row(conn, {"stamp": stamp(), "now": draft.now, "site": draft.site.id, "thread": at.id})
        note_renewed(conn, at.id)
    spot = _spot(conn, draft, at.id, comment)
    INSERT_COMMENT.row(conn, _comment_row(ready, at.id, comment, spot) | {"likes_before": at.likes})
    recording.came(conn, draft.site.id, ready.judged.marks, ready.state, draft.now)
    if ready.asked is not None:
        reasking.put(conn, clock, draft.site.id, comment, ready.asked)
    if ready.state is State.LIVE and heating.near(draft.site.rules, at.active, draft.now):
        heating.feel(conn, clock, (draft.site.id, at.id), draft.site.rules, at.heated, draft.now)
    if read is not None:
        restraints.confirm(conn, clock, draft.site.id, ready.whom, read)
    return Posted(comment, at.id, ready.state, ready.body.html, again=False)


def enter(conn: Connection, clock: Clock, draft: Draft, whom: Whom) -> Entered:
    """The thread of a draft, made if it is not there. Raises Refused thread_closed."""
    site = draft.site
    at = {"site": site.id, "key": draft.place.key, **whom.values()}
    rows = THREAD.rows(conn, at)
    if not rows:
        made = {
            "site": site.id,
            "key": draft.place.key,
            "id": clock.next(draft.now),
            "url": draft.place.url,
            "title": draft.title[:TITLE_LIMIT],
            "stamp": stamp(),
            "closed": False,
            "now": draft.now,
        }
        conn.execute(INSERT_THREAD, made)
        note_renewed(conn, NEW_THREADS)
        rows = THREAD.rows(conn, at)
    if not rows:
        raise LookupError("a thread that was just made is not there")
    number, likes, closed, active, slow, heated = rows[0][:6]
    quiet = site.rules.close_after and active < draft.now - site.rules.close_after * DAY
    if closed or quiet:
        raise Refused("thread_closed", "This conversation is closed: it can be read, but nothing can be added.")
    standings = restraints.in_force((row[6:] for row in rows if row[6] is not None), draft.now)
    return Entered(number, likes, active, slow, heated, standings)


def _in_time(conn: Connection, at: Entered, sender: Mapping[str, object], draft: Draft) -> None:
    """People of the site are not slowed down. Raises Refused slow_mode."""
    session = draft.asker.session
    seconds = heating.slow(draft.site.rules, at.slow, at.heated, draft.now)
    if seconds and not (session and session.person.role == person.STAFF):
        stored = {"id": sender["id"], "guest": sender["guest"], "mail": sender["mail"]}
        slowing.in_time(conn, (draft.site.id, at.id), stored, seconds, draft.now)


def _spot(conn: Connection, draft: Draft, thread: int, comment: int) -> tree.Spot:
    if draft.parent is None:
        return tree.top(comment)
    row = PARENT.row(conn, {"site": draft.site.id, "parent": draft.parent, "thread": thread})
    if row is None:
        raise Refused("no_such_parent", "The comment that this answers is not here any more.")
    root, depth, path = row
    return tree.below(tree.Spot(root, depth, bytes(path)), comment)


def _same(conn: Connection, sender: dict[str, object]) -> Posted:
    """The comment that is there already: given again for the same key, else refused as said before."""
    for row in conn.execute(SAME, {name: sender[name] for name in ("site", "draft_key", "fingerprint")}):
        same_key = row.draft_key is not None and row.draft_key == sender["draft_key"]
        if same_key and row.fingerprint != sender["fingerprint"]:
            raise Refused(
                "key_reused", "This Idempotency-Key was used for another comment. Use a new one for each comment."
            )
        if same_key:
            return Posted(row.id, row.thread_id, State(row.state), row.html, again=True)
        raise Duplicate(row.id)
    raise IntegrityError("sender", sender, Exception("the id is taken"))


def _sender_row(ready: Ready, comment: int) -> dict[str, object]:
    draft = ready.draft
    return {
        "site": draft.site.id,
        "id": comment,
        "email": ready.author.email,
        "mail": ready.whom.mail or None,
        "address": ready.traces.address,
        "agent": ready.traces.agent,
        "guest": owner(draft.asker),
        "verdict": msgspec.json.encode(ready.judged.verdict).decode(),
        "draft_key": draft_key(draft),
        "fingerprint": fingerprint(draft),
        "marks": ready.judged.marks or None,
        "asked": kept.written(ready.asked.kept) if ready.asked else None,
        "rule": ready.stands.rule,
        "consent": draft.site.rules.consent or None,
    }


def _comment_row(ready: Ready, thread: int, comment: int, spot: tree.Spot) -> dict[str, object]:
    draft = ready.draft
    who = draft.asker.session.person if draft.asker.session else None
    return {
        "site": draft.site.id,
        "id": comment,
        "thread": thread,
        "parent": draft.parent,
        "root": spot.root,
        "depth": spot.depth,
        "path": spot.path,
        "state": ready.state.value,
        "shown": ready.state is State.LIVE,
        "name": ready.author.name,
        "website": ready.author.website or None,
        "role": who.role if who else None,
        "badges": "\n".join(who.badges) or None if who else None,
        "picture": who.shown or None if who else None,
        "text": tidy(draft.text),
        "html": ready.body.html,
        "renderer": RENDERER,
        "risk": odds.percent(ready.judged.verdict.probability),
    }
