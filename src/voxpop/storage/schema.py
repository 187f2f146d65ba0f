"""Every table, its keys and its indexes: one schema for SQLite and PostgreSQL.

Every table that grows has `site_id` first in its key. Times and ids are microseconds since 1970 (lib/ids).
What the public may see (`comment`) and what it never sees (`sender`) are two tables.

The index of words is each database's own and not in here: on SQLite the table `comment_words`, kept by triggers, on
PostgreSQL an index of that name (migration 0004, discussion/finding).
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

HEAD = "0007"  # the newest migration: what a database must be at before it is served

metadata = MetaData()


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


site = Table(
    "site",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("rules", Text, nullable=False),  # JSON: what differs from the defaults in sites/rules.py
    Column("stamp", Text, nullable=False),  # random, renewed when anything that its pages show has changed
    Column("screens", Text, nullable=False, server_default=""),  # JSON: its house rules in their order, or ''
)

origin = Table(
    "origin",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("site_id", BigInteger, nullable=False),
    Column("ours", Boolean, nullable=False),  # served by Voxpop itself: its pages are stories
    ForeignKeyConstraint(["site_id"], ["site.id"]),
)

thread = Table(
    "thread",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),  # what all spellings of its address have in common: lib/urls
    Column("url", Text, nullable=False),  # the address as first seen; a path alone for a story of ours
    Column("title", Text, nullable=False),
    Column("stamp", Text, nullable=False),  # random, renewed when anything that its page shows has changed
    Column("live", Integer, nullable=False),  # comments in state live
    Column("likes", Integer, nullable=False),  # likes of all its comments
    Column("ranked", Integer, nullable=False),  # `likes` when all its scores were last worked out
    Column("closed", Boolean, nullable=False),
    Column("active", BigInteger, nullable=False),  # when its newest live comment was written, or it was made
    Column("pinned", Integer, nullable=False, server_default="0"),  # comments that stand first
    Column("slow", Integer, nullable=False, server_default="0"),  # seconds between two comments of one person
    Column("heated", BigInteger),  # until when it is slowed by itself; below 0, until when not
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "key", name="thread_key"),
    UniqueConstraint("id", name="thread_id"),
    Index("thread_active", "site_id", "active"),
    Index("thread_heated", "site_id", "heated", **_where("heated IS NOT NULL")),
)

story = Table(
    "story",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("slug", Text, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("headline", Text, nullable=False),
    Column("standfirst", Text, nullable=False),
    Column("byline", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("direction", Text, nullable=False),  # ltr, rtl
    Column("html", Text, nullable=False),
    Column("credits", Text, nullable=False),  # JSON list
    Column("rights", Text, nullable=False),
    Column("original", Text),  # where it first appeared, when it is syndicated
    Column("image", Text),
    Column("image_alt", Text, nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("updated", BigInteger),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "slug", name="story_slug"),
    Index("story_thread", "site_id", "thread_id"),
    Index("story_published", "site_id", "published"),
)

comment = Table(
    "comment",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # its time of writing
    Column("thread_id", BigInteger, nullable=False),
    Column("parent_id", BigInteger),
    Column("root_id", BigInteger, nullable=False),  # the top of its branch; itself at the top
    Column("depth", Integer, nullable=False),  # 0 at the top; grows without bound
    Column("path", LargeBinary, nullable=False),  # ids from the root down, 8 bytes each: discussion/tree
    Column("state", Text, nullable=False),  # live, held, spam, trash, gone
    Column("shown", Boolean, nullable=False),  # live, or keeps the place of shown answers
    Column("kind", Text, nullable=False),  # comment, pingback, trackback
    Column("name", Text, nullable=False),
    Column("website", Text),
    Column("role", Text),  # of who was signed in: reader, staff; none for a guest
    Column("badges", Text),  # what the site calls them, a line each
    Column("picture", Text),  # a file of the media folder
    Column("text", Text, nullable=False),  # as written
    Column("html", Text, nullable=False),  # as shown: discussion/text
    Column("renderer", Integer, nullable=False),  # which renderer made `html`
    Column("edited", BigInteger),
    Column("likes", Integer, nullable=False),
    Column("likes_before", Integer, nullable=False),  # likes in the thread when it was written
    Column("score", Float, nullable=False),  # for the order "best": discussion/best
    Column("reactions", Text),  # JSON: how many of each kind; none without any
    Column("pinned", BigInteger),  # when it was put first in its thread
    Column("picked", Boolean, nullable=False, server_default=false()),  # the editors recommend it
    Column("risk", Integer, nullable=False, server_default="0"),  # percent: how likely the judge takes it for spam
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("id", name="comment_id"),
    # Unique, so that SQLite sees that a walk along them needs no sorting.
    Index("comment_walk", "site_id", "thread_id", "root_id", "path", unique=True, **_where("shown")),
    Index("comment_walk_newest", "site_id", "thread_id", text("root_id DESC"), "path", unique=True, **_where("shown")),
    Index(
        "comment_root_score",
        "site_id",
        "thread_id",
        "score",
        "id",
        unique=True,
        **_where("shown AND parent_id IS NULL"),
    ),
    Index("comment_newest", "site_id", "thread_id", "id", unique=True, **_where("state = 'live'")),
    Index("comment_answers", "site_id", "parent_id", "id", **_where("parent_id IS NOT NULL")),
    Index("comment_waiting", "site_id", "state", "id", **_where("state <> 'live'")),
    Index("comment_risk", "site_id", "state", "risk", "id", **_where("state <> 'live'")),
    Index("comment_site_newest", "site_id", "id", **_where("state = 'live'")),
    Index("comment_liked", "site_id", "thread_id", **_where("likes > 0")),
    Index("comment_pinned", "site_id", "thread_id", "pinned", **_where("pinned IS NOT NULL")),
)

sender = Table(
    "sender",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("comment_id", BigInteger, nullable=False),
    Column("email", Text, nullable=False),  # as it was given, until it is of no use any more: privacy/keeping
    Column("mail", LargeBinary),  # what a guest's is known by: a hash with the site's key, discussion/restraints
    Column("address", Text, nullable=False),  # in full, of its network, or #hash of that: privacy/keeping
    Column("agent", Text, nullable=False),  # as it was sent, or what its browser is called: privacy/keeping
    Column("guest", LargeBinary),  # whose it is: hash of a guest's cookie, or a person's mark
    Column("verdict", Text, nullable=False),  # JSON: the judge's probability and reasons
    Column("draft_key", LargeBinary),  # hash of the Idempotency-Key
    Column("fingerprint", LargeBinary),  # hash of who said what where: the same twice is refused
    Column("marks", LargeBinary),  # the records it counts in, 8 bytes each: spam/records
    Column("asked", Text),  # JSON: what was sent to Akismet, and its answer
    Column("rule", Text),  # the rule of the site's that decided about it: discussion/screened
    Column("consent", Text),  # what its writer agreed to, word for word, where the site asks for that
    PrimaryKeyConstraint("site_id", "comment_id"),
    Index("sender_draft", "site_id", "draft_key", unique=True, **_where("draft_key IS NOT NULL")),
    Index("sender_fingerprint", "site_id", "fingerprint", unique=True, **_where("fingerprint IS NOT NULL")),
    Index("sender_untold", "site_id", "comment_id", **_where("email <> '' OR fingerprint IS NOT NULL")),
    Index("sender_guest", "site_id", "guest", "comment_id", **_where("guest IS NOT NULL")),
    Index("sender_mail", "site_id", "mail", "comment_id", **_where("mail IS NOT NULL")),
)

person = Table(
    "person",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when they first signed in
    Column("mark", LargeBinary, nullable=False),  # random; stands in what they write and like as a guest's hash does
    Column("name", Text, nullable=False),
    Column("skeleton", Text, nullable=False),  # of the name: lib/names
    Column("email", Text, nullable=False),  # proved; else empty
    Column("page", Text, nullable=False),  # an address of theirs, or empty
    Column("source", Text, nullable=False),  # the address of their picture; empty without one
    Column("picture", Text),  # a file of the media folder, made from it
    Column("pictured", Boolean, nullable=False),  # whether they want it shown
    Column("role", Text, nullable=False),  # reader, staff
    Column("badges", Text, nullable=False),  # a line each
    Column("seen", BigInteger, nullable=False),  # when they last signed in
    Column("banned", BigInteger),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("mark", name="person_mark"),
    Index("person_skeleton", "site_id", "skeleton"),
)

account = Table(
    "account",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("issuer", Text, nullable=False),  # who vouches: an origin, email, host
    Column("subject", Text, nullable=False),  # what never changes there
    Column("person_id", BigInteger, nullable=False),
    Column("method", Text, nullable=False),  # by which they came: google, email
    Column("via", Text, nullable=False),  # what readers call it: Google
    Column("label", Text, nullable=False),  # their name there
    Column("made", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),
    PrimaryKeyConstraint("site_id", "issuer", "subject"),
    Index("account_person", "site_id", "person_id"),
)

session = Table(
    "session",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it was opened
    Column("hash", LargeBinary, nullable=False),  # of its token
    Column("person_id", BigInteger, nullable=False),
    Column("via", Text, nullable=False),  # what readers call the account that was used: Google
    Column("agent", Text, nullable=False),  # what the browser is called: lib/agents
    Column("place", Text, nullable=False),  # the origin of the pages it is for; empty for our own
    Column("seen", BigInteger, nullable=False),  # to the day
    Column("until", BigInteger, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("hash", name="session_hash"),
    Index("session_person", "site_id", "person_id", "id"),
    Index("session_until", "until"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it began
    Column(
        "state", LargeBinary, nullable=False
    ),  # hash of what comes back with the reader: OAuth's state, a link's token
    Column("browser", LargeBinary, nullable=False),  # hash of the cookie that it began with
    Column("method", Text, nullable=False),  # google, email, passkey
    Column("person_id", BigInteger),  # to whom the account is to be added
    Column("opener", Text, nullable=False),  # the origin whose page opened a window for it; empty for none
    Column("challenge", Text, nullable=False),  # SHA-256 of what that page keeps, base64url
    Column("back", Text, nullable=False),  # the path of ours to go back to
    Column("draft", Text, nullable=False),  # JSON: what was typed so far
    Column("asked", Text, nullable=False),  # JSON: what the method must know again
    Column("outcome", Text, nullable=False),  # open, used, done, redeemed; else why not: a code
    Column("said", Text, nullable=False),  # why not, in a sentence
    Column("entered", BigInteger),  # who came in
    Column("via", Text, nullable=False),
    Column("code", LargeBinary),  # hash of what the window hands over
    Column("until", BigInteger, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("state", name="attempt_state"),
    Index("attempt_challenge", "site_id", "challenge", **_where("challenge <> ''")),
)

passkey = Table(
    "passkey",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it was registered
    Column("credential", LargeBinary, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("public_key", LargeBinary, nullable=False),  # COSE
    Column("counter", BigInteger, nullable=False),  # of its signatures; never goes back
    Column("label", Text, nullable=False),  # what its owner calls it
    Column("used", BigInteger, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "credential", name="passkey_credential"),
    Index("passkey_person", "site_id", "person_id"),
)

client = Table(
    "client",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("issuer", Text, nullable=False),  # a server at which this one registered itself: its origin
    Column("redirect", Text, nullable=False),  # the address that its readers come back to
    Column("id", Text, nullable=False),  # as whom it asks there
    Column("secret", Text, nullable=False),
    Column("made", BigInteger, nullable=False),
    PrimaryKeyConstraint("site_id", "issuer", "redirect"),
    Index("client_made", "made"),
)

version = Table(
    "version",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("comment_id", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),  # when this text was replaced
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("site_id", "comment_id", "until"),
)

liking = Table(
    "liking",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("comment_id", BigInteger, nullable=False),
    Column("guest", LargeBinary, nullable=False),  # who likes it: hash of a guest's cookie, or a person's mark
    PrimaryKeyConstraint("site_id", "comment_id", "guest"),
    Index("liking_guest", "site_id", "guest", "comment_id"),
)

reaction = Table(
    "reaction",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("comment_id", BigInteger, nullable=False),
    Column("guest", LargeBinary, nullable=False),  # whose it is: hash of a guest's cookie, or a person's mark
    Column("kind", Text, nullable=False),  # love, funny: discussion/reacting
    PrimaryKeyConstraint("site_id", "comment_id", "guest", "kind"),
    Index("reaction_guest", "site_id", "guest", "comment_id", "kind"),
)

muting = Table(
    "muting",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("guest", LargeBinary, nullable=False),  # who does not want to see somebody: hash of a cookie, or a mark
    Column("comment_id", BigInteger, nullable=False),  # the comment at which they said so
    Column("whom", LargeBinary, nullable=False),  # who sent it: the same
    PrimaryKeyConstraint("site_id", "guest", "comment_id"),
    Index("muting_whom", "site_id", "whom"),
)

act = Table(
    "act",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # its time
    Column("comment_id", BigInteger),  # what it was done to: a comment,
    Column("thread_id", BigInteger),  # a conversation,
    Column("whom", LargeBinary),  # somebody who writes: hash of a guest's cookie, or a person's mark
    Column("act", Text, nullable=False),  # approve, reject, spam, pin, pick, close, ban, restore
    Column("actor", Text, nullable=False),  # the name of who did it
    Column("why", Text, nullable=False),
    Column("before", Text, nullable=False),  # the comment's state before; unpinned, picked for whether it is that
    Column("after", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),  # its place in the site's log, from 1 on without a gap
    Column("chain", LargeBinary, nullable=False),  # SHA-256 of what it says and of the chain before: discussion/ledger
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "seq", name="act_seq"),
    Index("act_comment", "site_id", "comment_id", "id"),
    Index("act_whom", "site_id", "whom", "id", **_where("whom IS NOT NULL")),
    Index("act_thread", "site_id", "thread_id", "id", **_where("thread_id IS NOT NULL")),
)

ledger = Table(
    "ledger",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),  # of the last act in the site's log
    Column("chain", LargeBinary, nullable=False),
    PrimaryKeyConstraint("site_id"),
)

note = Table(
    "note",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it was written
    Column("comment_id", BigInteger, nullable=False),
    Column("author", Text, nullable=False),  # a colleague's name
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index("note_comment", "site_id", "comment_id", "id"),
)

report = Table(
    "report",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it was made
    Column("comment_id", BigInteger, nullable=False),
    Column("guest", LargeBinary, nullable=False),  # whose it is: hash of a guest's cookie, or a person's mark
    Column("reason", Text, nullable=False),  # spam, abuse, illegal: discussion/reporting
    Column("words", Text, nullable=False),
    Column("outcome", Text, nullable=False),  # open, upheld, dismissed; gone: the author has deleted the comment
    Column("decided", BigInteger),  # when, by the act of that id
    Column("email", Text),  # where they want to hear what became of it
    Column("told", BigInteger),  # when they were told
    Column("name", Text),  # of who gives notice of something illegal, until they were told
    Column("weight", Integer, nullable=False, server_default="100"),  # what it counts, in hundredths
    Column("was", BigInteger),  # the act that had decided before `decided` did the opposite
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "comment_id", "guest", name="report_once"),
    Index("report_open", "site_id", "comment_id", **_where("outcome = 'open'")),
    Index("report_guest", "site_id", "guest", "id"),
    Index("report_email", "site_id", "email", **_where("email IS NOT NULL")),
)

appeal = Table(
    "appeal",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it was made
    Column("comment_id", BigInteger, nullable=False),
    Column("act_id", BigInteger, nullable=False),  # against which act
    Column("words", Text, nullable=False),
    Column("outcome", Text, nullable=False),  # open, granted, refused; gone: the author has deleted the comment
    Column("decided", BigInteger),  # when, by the act of that id
    Column("decider", Text, nullable=False),  # the name of who did, or ''
    Column("answer", Text, nullable=False),  # in words that the writer is told
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "comment_id", name="appeal_once"),
    Index("appeal_open", "site_id", "id", **_where("outcome = 'open'")),
)

standing = Table(
    "standing",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("whom", LargeBinary, nullable=False),  # of a guest's cookie, a person's mark, or of an e-mail
    Column("kind", Text, nullable=False),  # warned, held, muted, banned: discussion/restraints
    Column("until", BigInteger),  # none: for good; 0: no more. Of a warning none until they were told, then when
    Column("why", Text, nullable=False),  # in words that they are told
    Column("since", BigInteger, nullable=False),
    PrimaryKeyConstraint("site_id", "whom", "kind"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # when they came
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # owner, editor, moderator, trusted: staff/roles
    Column("password", Text),  # scrypt: staff/passwords
    Column("totp", LargeBinary),  # the secret that they share with a device of theirs: staff/totp
    Column("totp_step", BigInteger, nullable=False),  # the last one used: none is good twice
    Column("seen", BigInteger, nullable=False),
    Column("email", Text),  # where digests go
    Column("digest", Integer, nullable=False, server_default="0"),  # hours between two of them; 0: none
    Column("digested", BigInteger, nullable=False, server_default="0"),  # when the last one was written
    Column("digest_key", LargeBinary),  # signs the links in letters to them: staff/slips
    UniqueConstraint("name", name="staff_name"),
)

staff_site = Table(
    "staff_site",
    metadata,
    Column("staff_id", BigInteger, nullable=False),
    Column("site_id", BigInteger, nullable=False),  # where they are that; an owner is it everywhere
    PrimaryKeyConstraint("staff_id", "site_id"),
)

staff_key = Table(
    "staff_key",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # when it was registered
    Column("staff_id", BigInteger, nullable=False),
    Column("credential", LargeBinary, nullable=False),  # a passkey
    Column("public_key", LargeBinary, nullable=False),  # COSE
    Column("counter", BigInteger, nullable=False),  # of its signatures; never goes back
    Column("label", Text, nullable=False),
    Column("used", BigInteger, nullable=False),
    UniqueConstraint("credential", name="staff_key_credential"),
    Index("staff_key_staff", "staff_id"),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # when it was opened
    Column("hash", LargeBinary, nullable=False),  # of its token
    Column("staff_id", BigInteger, nullable=False),
    Column("agent", Text, nullable=False),  # what the browser is called: lib/agents
    Column("seen", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("proved", BigInteger, nullable=False),  # when they last showed who they are
    UniqueConstraint("hash", name="staff_session_hash"),
    Index("staff_session_staff", "staff_id"),
)

staff_challenge = Table(
    "staff_challenge",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # of what a device is to sign, or of the step after a password
    Column("browser", LargeBinary, nullable=False),  # hash of the cookie that it began with
    Column("staff_id", BigInteger),  # whose it is, where that is known
    Column("purpose", Text, nullable=False),  # enter, add, prove
    Column("until", BigInteger, nullable=False),
    Index("staff_challenge_until", "until"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # of the token in its link
    Column("name", Text, nullable=False),  # whom it is for
    Column("role", Text, nullable=False),
    Column("sites", Text, nullable=False),  # ids, with commas between them
    Column("maker", Text, nullable=False),  # who invites
    Column("until", BigInteger, nullable=False),
)

imported = Table(
    "imported",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("source", Text, nullable=False),  # the blog it came from
    Column("key", Text, nullable=False),  # what the source calls it
    Column("kind", Text, nullable=False),  # story, comment
    Column("target_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("site_id", "source", "kind", "key"),
)

record = Table(
    "record",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("mark", BigInteger, nullable=False),  # keyed hash of a person, an address group or a domain: spam/records
    Column("live", Integer, nullable=False),  # comments that are live, and submissions from elsewhere taught as honest
    Column("spam", Integer, nullable=False),  # comments in state spam, and submissions from elsewhere taught as spam
    Column("reports", Integer, nullable=False),  # of readers, upheld
    Column("first", BigInteger, nullable=False),  # when they were first seen
    PrimaryKeyConstraint("site_id", "mark"),
    sqlite_with_rowid=False,  # keys without an order: one tree to look up in, not two
)

judge = Table(
    "judge",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("secret", LargeBinary, nullable=False),  # the key of its marks: without it nobody can look one up
    Column("spam", BigInteger, nullable=False),  # lessons in force
    Column("honest", BigInteger, nullable=False),
    Column("changes", BigInteger, nullable=False),  # how often the lessons in force have changed
    Column("tried", BigInteger, nullable=False),  # `changes` when a model was last fitted to them
    Column("fitting", BigInteger, nullable=False),  # until when a process has the fitting of a new model; 0 for none
    Column("refused", BigInteger, nullable=False),  # when a fitted model was last not taken into use; 0 for never
    Column("refused_quality", Float, nullable=False),
    PrimaryKeyConstraint("site_id"),
    Index("judge_behind", "site_id", **_where("changes <> tried")),
)

lesson = Table(
    "lesson",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # its time; that of the act which taught it
    Column("spam", Boolean, nullable=False),
    Column("source", Text, nullable=False),  # who taught it: moderator:NAME, key:ID
    Column("day", Integer, nullable=False),  # days since 1970
    Column("cluster", BigInteger, nullable=False),  # a sketch by which near-copies know each other: spam/sketch
    Column("comment_id", BigInteger),  # what it is about: a comment here,
    Column("subject", LargeBinary),  # or a submission that came from elsewhere, by its hash
    Column("features", LargeBinary, nullable=False),  # what the text model sees of it: spam/features
    Column("marks", LargeBinary, nullable=False),  # the records it counts in; none for a comment, which counts itself
    Column("undone", BigInteger),  # when it was taken back; the id of the lesson that took its place
    PrimaryKeyConstraint("site_id", "id"),
    Index("lesson_kind", "site_id", "spam", "id", unique=True, **_where("undone IS NULL")),
    Index("lesson_comment", "site_id", "comment_id", **_where("comment_id IS NOT NULL")),
    Index("lesson_subject", "site_id", "subject", **_where("subject IS NOT NULL")),
    Index("lesson_undone", "site_id", "undone", **_where("undone IS NOT NULL")),
)

model = Table(
    "model",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it was made; the newest is the one in use
    Column("upto", BigInteger, nullable=False),  # the newest lesson that it has seen
    Column("lessons", BigInteger, nullable=False),  # in force when it was made
    Column("state", LargeBinary, nullable=False),
    Column("quality", Float, nullable=False),  # on the frozen set
    Column("note", Text, nullable=False),  # what an operator did with it
    PrimaryKeyConstraint("site_id", "id"),
)

akismet_key = Table(
    "akismet_key",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it was made
    Column("hash", LargeBinary, nullable=False),
    Column("label", Text, nullable=False),  # what its owner calls it
    Column("scopes", Text, nullable=False),  # check, feedback, with a space between
    Column("blog", Text, nullable=False),  # the only front page that may use it; empty for any
    Column("hourly", Integer, nullable=False),  # calls; 0 for no limit
    Column("monthly", Integer, nullable=False),
    Column("callback", Text, nullable=False),  # the only origin that a web hook may go to; empty for none
    Column("revoked", BigInteger),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("hash", name="akismet_key_hash"),
)

akismet_use = Table(
    "akismet_use",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("key_id", BigInteger, nullable=False),
    Column("day", Text, nullable=False),  # YYYY-MM-DD, UTC
    Column("blog", Text, nullable=False),
    Column("calls", BigInteger, nullable=False),
    Column("spam", BigInteger, nullable=False),
    Column("ham", BigInteger, nullable=False),
    Column("missed", BigInteger, nullable=False),  # taught as spam after it was called honest
    Column("mistaken", BigInteger, nullable=False),  # taught as honest after it was called spam
    PrimaryKeyConstraint("site_id", "key_id", "day", "blog"),
)

akismet_check = Table(
    "akismet_check",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it came
    Column("key_id", BigInteger, nullable=False),
    Column("guid", Text, nullable=False),
    Column("due", BigInteger, nullable=False),  # when it is looked at again
    Column("callback", Text, nullable=False),
    Column("submission", Text, nullable=False),  # JSON
    PrimaryKeyConstraint("site_id", "id"),
    Index("akismet_check_due", "due"),
)

akismet_seen = Table(
    "akismet_seen",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("key_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it was written
    Column("tags", LargeBinary, nullable=False),  # what this key had checked, 8 bytes each: akismet/checked
    PrimaryKeyConstraint("site_id", "key_id", "id"),
)

advice = Table(
    "advice",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("source", Text, nullable=False),  # another filter that is asked: akismet
    Column("spam", Boolean, nullable=False),  # what it said
    Column("agreed", Integer, nullable=False),  # comments of which a moderator says the same
    Column("differed", Integer, nullable=False),
    PrimaryKeyConstraint("site_id", "source", "spam"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it was put there
    Column("channel", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("due", BigInteger, nullable=False),  # when it is tried next
    Column("tries", Integer, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index("outbox_due", "channel", "due", "id"),
    Index("outbox_target", "site_id", "channel", "target"),
)

notice = Table(
    "notice",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # since when the page on privacy says this
    Column("said", Text, nullable=False),  # JSON: what it says, by keys: privacy/history
    PrimaryKeyConstraint("site_id", "id"),
)

keeping = Table(
    "keeping",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),  # when what is kept too long is next looked for
    Column("done", BigInteger, nullable=False),  # when that was last brought to an end; 0 for never
    Column("upto", BigInteger, nullable=False),  # the newest comment up to which no address is left to cut, by the
    Column("addresses", Text, nullable=False),  # rule that was in force then; '' before the first time
    PrimaryKeyConstraint("site_id"),
)

erasure = Table(
    "erasure",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),  # when it was asked for: what came later is left alone
    Column("extent", Text, nullable=False),  # name, all: privacy/erasing
    Column("whose", Text, nullable=False),  # JSON: what somebody is known by, none of it as they wrote it
    Column("step", Text, nullable=False),  # where it is
    Column("due", BigInteger, nullable=False),  # when the step may be taken
    PrimaryKeyConstraint("site_id", "id"),
    Index("erasure_due", "due"),
)

erased = Table(
    "erased",
    metadata,
    Column("site_id", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),  # keyed, of one of the things that somebody was known by
    Column("id", BigInteger, nullable=False),  # when they wanted to be forgotten
    Column("extent", Text, nullable=False),
    PrimaryKeyConstraint("site_id", "hash", "id"),
)
