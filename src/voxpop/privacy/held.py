"""Everything that is kept, item by item: what it is, why, who sees it, for how long, and in which columns it is.

A column of storage/schema is in one item, or in NOTHING_OF_A_READER with the reason; a test fails for one that is in
neither, and for a rule `keep_…` that no item names. What applies to a site, `applying` says.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import NamedTuple

from voxpop.akismet import checked
from voxpop.lib.sentence import said
from voxpop.people import attempts
from voxpop.privacy.running import Running
from voxpop.storage.schema import metadata

When = Callable[[Running], bool]
MICROSECOND = timedelta(microseconds=1)


def always(_: Running) -> bool:
    return True


class Keep(NamedTuple):
    """How long something is kept: a sentence, with %(time)s for the value of the `rule`, or for `lasts`."""

    words: str
    rule: str = ""
    lasts: timedelta | None = None
    when: When = always

    def time(self, running: Running) -> timedelta | None:
        return getattr(running.site.rules, self.rule) if self.rule else self.lasts


class Item(NamedTuple):
    """`columns`: "table" for all of a table, or "table.column other_column …"."""

    key: str
    group: str
    columns: tuple[str, ...]
    what: str
    why: str
    seen: str
    keeps: tuple[Keep, ...]
    when: When = always


EVERYBODY = said("Everybody who reads the page")
MODERATORS = said("The moderators of the site")
YOU = said("You alone")
YOU_AND_MODERATORS = said("You, and the moderators of the site")
NOBODY = said("Nobody: only the program uses it")

WITH_COMMENT = Keep(said("As long as the comment"))
WITH_ACCOUNT = Keep(said("As long as your account"))
UNLIMITED = Keep(said("Without a limit"))
DONE = Keep(said("Until it is done"))

GROUPS = {
    "comment": said("When you comment"),
    "part": said("When you like, mute, report or appeal"),
    "account": said("When you sign in"),
    "moderation": said("When moderators act"),
    "machine": said("So that it works"),
    "team": said("If you are one of the moderators"),
}


def _cut(running: Running) -> bool:
    return running.site.rules.addresses == "cut"


def _hashed(running: Running) -> bool:
    return not _cut(running)


def _accounts(running: Running) -> bool:
    return running.accounts


ITEMS = (
    Item(
        "text",
        "comment",
        ("comment.text html renderer edited", "version"),
        said("What you write"),
        said("So that others can read and answer it. Earlier versions show moderators alone what was changed."),
        EVERYBODY,
        (
            Keep(said("Until you delete it")),
            Keep(said("%(time)s if it is spam"), "keep_spam"),
            Keep(said("%(time)s if it is rejected"), "keep_trash"),
            Keep(said("%(time)s if nobody decides about it"), "keep_held"),
        ),
    ),
    Item(
        "place",
        "comment",
        ("comment.id thread_id parent_id root_id depth path kind state shown",),
        said("When you wrote it, and where"),
        said("So that it stands in the conversation, below what it answers."),
        EVERYBODY,
        (WITH_COMMENT,),
    ),
    Item(
        "name",
        "comment",
        ("comment.name website",),
        said("Your name, and your website if you give one"),
        said("To show who wrote it."),
        EVERYBODY,
        (WITH_COMMENT,),
    ),
    Item(
        "email",
        "comment",
        ("sender.email mail",),
        said("Your e-mail address, if you give one"),
        said("So that you can be written to and known again. It is never made public, nor is anything made from it."),
        MODERATORS,
        (
            Keep(said("%(time)s, or as long as something waits to be told to you"), "keep_emails"),
            Keep(said("Then a keyed hash, as long as the comment")),
        ),
    ),
    Item(
        "address",
        "comment",
        ("sender.address",),
        said("Your network address"),
        said("To tell spam by where it comes from."),
        MODERATORS,
        (
            Keep(said("%(time)s in full, then its network alone (/24, /48)"), "keep_addresses", when=_cut),
            Keep(said("Never in full: a keyed hash of its network, as long as the comment"), when=_hashed),
        ),
    ),
    Item(
        "browser",
        "comment",
        ("sender.agent",),
        said("The name of your browser"),
        said("To tell people from programs that send spam."),
        MODERATORS,
        (
            Keep(said("%(time)s in full, then what it is called"), "keep_addresses", when=_cut),
            Keep(said("Never in full: what it is called, as long as the comment"), when=_hashed),
        ),
    ),
    Item(
        "cookie",
        "comment",
        ("sender.guest",),
        said("A hash of the cookie that knows you again"),
        said("So that you alone can edit and delete what you wrote."),
        NOBODY,
        (WITH_COMMENT,),
    ),
    Item(
        "consent",
        "comment",
        ("sender.consent",),
        said("What you agreed to, word for word"),
        said("To show that you did."),
        MODERATORS,
        (WITH_COMMENT,),
        lambda running: bool(running.site.rules.consent),
    ),
    Item(
        "twice",
        "comment",
        ("sender.draft_key fingerprint",),
        said("Hashes of what you sent"),
        said("So that nothing is posted twice."),
        NOBODY,
        (WITH_COMMENT,),
    ),
    Item(
        "verdict",
        "comment",
        ("sender.verdict rule", "comment.risk"),
        said("How likely it is to be spam, and why"),
        said("To decide whether it is shown at once, waits or is put away."),
        MODERATORS,
        (WITH_COMMENT,),
    ),
    Item(
        "record",
        "comment",
        ("sender.marks", "record"),
        said("How many comments of yours, from your network and with your links were good, and how many spam"),
        said("So that who wrote well before is believed. The counts are kept under keyed hashes, without a name."),
        NOBODY,
        (UNLIMITED,),
    ),
    Item(
        "lesson",
        "comment",
        ("lesson",),
        said("What the spam filter has learnt from your comment"),
        said("So that it judges better next time. Kept are hashes of words, not the words."),
        NOBODY,
        (Keep(said("Until the decision is taken back, or you are forgotten")),),
    ),
    Item(
        "akismet",
        "comment",
        ("sender.asked",),
        said("What was sent to Akismet, and its answer"),
        said("So that it can be told when it was wrong."),
        MODERATORS,
        (
            Keep(said("%(time)s in full, then without your address and browser"), "keep_addresses"),
            WITH_COMMENT,
        ),
        lambda running: bool(running.site.rules.akismet_key),
    ),
    Item(
        "likes",
        "part",
        ("liking", "reaction"),
        said("What you like and react to"),
        said("So that everybody counts once. Others see the number alone."),
        YOU,
        (Keep(said("Until you take it back")),),
    ),
    Item(
        "mutes",
        "part",
        ("muting",),
        said("Whom you mute"),
        said("So that you do not see them."),
        YOU,
        (Keep(said("Until you take it back")),),
    ),
    Item(
        "reports",
        "part",
        ("report",),
        said("What you report, with your name and e-mail address if you give them"),
        said("So that moderators look at it, and you are told what became of it."),
        YOU_AND_MODERATORS,
        (Keep(said("Name and e-mail address until you are told, the rest as long as the comment")),),
    ),
    Item(
        "appeals",
        "part",
        ("appeal",),
        said("Your appeal against a decision, and the answer"),
        said("So that somebody else looks again."),
        YOU_AND_MODERATORS,
        (WITH_COMMENT,),
    ),
    Item(
        "account",
        "account",
        ("person", "account", "comment.role badges picture"),
        said("Your name, picture, and e-mail address as your account has them, and which account that is"),
        said("So that you are known again, and nobody else can write in your name."),
        said("Everybody sees name and picture, the moderators all of it"),
        (WITH_ACCOUNT,),
        _accounts,
    ),
    Item(
        "passkeys",
        "account",
        ("passkey",),
        said("The public half of your passkeys"),
        said("So that you can sign in without a password."),
        NOBODY,
        (WITH_ACCOUNT,),
        lambda running: running.passkeys,
    ),
    Item(
        "sessions",
        "account",
        ("session",),
        said("In which browsers you are signed in, and since when"),
        said("So that you stay signed in, and can end it."),
        YOU,
        (Keep(said("Until you sign out, or %(time)s without being used"), "keep_sessions"),),
        _accounts,
    ),
    Item(
        "attempts",
        "account",
        ("attempt",),
        said("That you are about to sign in, and what you had typed so far"),
        said("So that nothing is lost on the way."),
        NOBODY,
        (Keep(said("Until it is done, %(time)s at most"), lasts=attempts.KEPT * MICROSECOND),),
        _accounts,
    ),
    Item(
        "acts",
        "moderation",
        ("act",),
        said("What moderators did about you and your comments, and why"),
        said("So that it can be told to you, checked and taken back."),
        YOU_AND_MODERATORS,
        (UNLIMITED,),
    ),
    Item(
        "standing",
        "moderation",
        ("standing",),
        said("A warning, a pause or an exclusion that is in force against you"),
        said("So that the rules of the site hold."),
        YOU_AND_MODERATORS,
        (Keep(said("Until it ends or is lifted")),),
    ),
    Item(
        "notes",
        "moderation",
        ("note",),
        said("Notes of moderators about a comment"),
        said("So that they know what others have found out."),
        MODERATORS,
        (WITH_COMMENT,),
    ),
    Item(
        "letters",
        "machine",
        ("outbox",),
        said("Mail to you, and other messages on their way"),
        said("So that none is lost when something fails."),
        NOBODY,
        (DONE,),
    ),
    Item(
        "checks",
        "machine",
        ("akismet_check", "akismet_seen"),
        said("Comments from other sites that this server is asked about"),
        said("To answer whether they are spam."),
        NOBODY,
        (DONE, Keep(said("A hash of each, to know it again: %(time)s"), lasts=checked.KEPT * MICROSECOND)),
        lambda running: running.checks,
    ),
    Item(
        "forgotten",
        "machine",
        ("erasure", "erased"),
        said("That somebody wanted to be forgotten, as keyed hashes"),
        said("So that a backup does not bring them back."),
        NOBODY,
        (UNLIMITED,),
    ),
    Item(
        "team",
        "team",
        ("staff", "staff_site", "staff_key", "staff_session", "staff_challenge", "invitation"),
        said("Your name, role, e-mail address, hashes of your password and passkeys, and where you are signed in"),
        said("So that you alone can decide in your name."),
        said("You, and the owners of the site"),
        (Keep(said("As long as you are one of them")),),
    ),
)


class Nothing(NamedTuple):
    """Columns in which nothing about a reader is, and why that is so."""

    why: str
    columns: tuple[str, ...]


NOTHING_OF_A_READER = (
    Nothing("the owner's sites, their pages and what stands there", ("site", "origin", "thread", "story", "imported")),
    Nothing("the number of the site that a row belongs to", ("comment.site_id", "sender.site_id")),
    Nothing("the comment that a row of private columns is of", ("sender.comment_id",)),
    Nothing("numbers of what others did, and what the editors think", ("comment.likes likes_before score reactions",)),
    Nothing("whether the editors put it first or recommend it", ("comment.pinned picked",)),
    Nothing("keys that this server has with others", ("client", "akismet_key")),
    Nothing("counts over all comments, of nobody in particular", ("judge", "model", "akismet_use", "advice")),
    Nothing("the last checksum of the log", ("ledger",)),
    Nothing("when something is done next, and what the page on privacy said", ("keeping", "notice")),
)


def columns(listed: Iterable[str]) -> list[tuple[str, str]]:
    """The (table, column) pairs that an item or a reason covers. Raises KeyError for a table that is not there."""
    found: list[tuple[str, str]] = []
    for one in listed:
        table, _, names = one.partition(".")
        known = metadata.tables[table].columns.keys()
        found += [(table, name) for name in (names.split() or known)]
    return found


def applying(running: Running) -> list[Item]:
    """What of it a site keeps, as it runs."""
    return [item for item in ITEMS if item.when(running)]
