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


class Seen(NamedTuple):
    """Who sees something, where `when` holds."""

    words: str
    when: When = always


class Item(NamedTuple):
    """`columns`: "table" for all of a table, or "table.column other_column …". Who sees it is the first of `seen` whose
    `when` holds.
    """

    key: str
    group: str
    columns: tuple[str, ...]
    what: str
    why: str
    seen: tuple[Seen, ...]
    keeps: tuple[Keep, ...]
    when: When = always

    def seen_by(self, running: Running) -> str:
        return next(one.words for one in self.seen if one.when(running))


EVERYBODY = (Seen(said("Everybody who reads the page")),)
MODERATORS = (Seen(said("The moderators of the site")),)
YOU = (Seen(said("You alone")),)
YOU_AND_MODERATORS = (Seen(said("You, and the moderators of the site")),)
NOBODY = (Seen(said("Nobody: only the program uses it")),)

AGREED = said("What writers agree to")

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
    "team": "If you are one of the moderators",  # who work in English, as the desk does: on no page of readers
}


def _cut(running: Running) -> bool:
    return running.site.rules.addresses == "cut"


def _hashed(running: Running) -> bool:
    return not _cut(running)


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
        "name",
        "comment",
        ("comment.name website", "comment.id thread_id parent_id root_id depth path kind state shown"),
        said("Your name, your website if you give one, and when and where you wrote"),
        said("To show who wrote it, and what it answers."),
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
        ("sender.address agent",),
        said("Your network address, and the name of your browser"),
        said("To tell people from programs that send spam."),
        MODERATORS,
        (
            Keep(
                said("%(time)s in full; after that only the network (/24, /48), and what the browser is called"),
                "keep_addresses",
                when=_cut,
            ),
            Keep(said("Never in full: a keyed hash of the network, and what the browser is called"), when=_hashed),
        ),
    ),
    Item(
        "cookie",
        "comment",
        ("sender.guest draft_key fingerprint",),
        said("Hashes of what you sent, and of the cookie that knows you again"),
        said("So that you alone can edit and delete it, and nothing is posted twice."),
        NOBODY,
        (WITH_COMMENT,),
    ),
    Item(
        "consent",
        "comment",
        ("sender.consent",),
        AGREED,
        said("To show that you did."),
        MODERATORS,
        (WITH_COMMENT,),
        lambda running: bool(running.site.rules.consent) or running.agreed,
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
        "lesson",
        "comment",
        ("lesson", "sender.marks", "record"),
        said("What the spam filter has learnt from your comments, and how many were good or spam"),
        said("So that it judges better next time. Kept are counts and hashes, no words and no names."),
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
            Keep(
                said("%(time)s in full, then with the network alone, and what your browser is called"),
                "keep_addresses",
                when=_cut,
            ),
            Keep(said("Never in full: a keyed hash of the network, and what the browser is called"), when=_hashed),
            WITH_COMMENT,
        ),
        lambda running: bool(running.site.rules.akismet_key) or running.asked,
    ),
    Item(
        "likes",
        "part",
        ("liking", "reaction", "muting"),
        said("What you like and react to, and whom you mute"),
        said("So that everybody counts once, and you do not see whom you mute. Others see numbers alone."),
        YOU,
        (Keep(said("Until you take it back")),),
    ),
    Item(
        "reports",
        "part",
        ("report", "appeal"),
        said("What you report or appeal against, with your name and e-mail address if you give them"),
        said("So that moderators look at it, and you are told what became of it."),
        YOU_AND_MODERATORS,
        (
            Keep(said("Name and e-mail address until you are told, your words as long as the comment")),
            Keep(said("Name and e-mail address: %(time)s if nobody decides about it"), "keep_held"),
            Keep(said("That you did: without a limit")),
        ),
    ),
    Item(
        "account",
        "account",
        ("person", "account", "passkey", "comment.role badges picture"),
        said("Your name, picture, e-mail address and passkeys as your account has them, and which account that is"),
        said("So that you are known again, and nobody else can write in your name."),
        (Seen(said("Everybody sees name and picture, the moderators all of it")),),
        (WITH_ACCOUNT,),
        lambda running: running.accounts or running.people,
    ),
    Item(
        "sessions",
        "account",
        ("session", "attempt"),
        said("In which browsers you are signed in, or about to be"),
        said("So that you stay signed in, and nothing is lost on the way there."),
        YOU,
        (
            Keep(said("Until you sign out, or %(time)s without being used"), "keep_sessions"),
            Keep(said("What you typed before you signed in: %(time)s"), lasts=attempts.KEPT * MICROSECOND),
        ),
        lambda running: running.accounts or running.sessions,
    ),
    Item(
        "acts",
        "moderation",
        ("act",),
        said("What moderators did about you and your comments, and why"),
        said("So that it can be told to you, checked and taken back."),
        (
            Seen(
                said("Everybody sees what was done and why, without names; you and the moderators see all of it"),
                lambda running: running.site.rules.public_log,
            ),
            *YOU_AND_MODERATORS,
        ),
        (UNLIMITED,),
    ),
    Item(
        "standing",
        "moderation",
        ("standing",),
        said("A warning, a pause or an exclusion that is in force against you"),
        said("So that the rules of the site hold."),
        YOU_AND_MODERATORS,
        (Keep(said("Until it ends or is lifted, and %(time)s more"), "keep_trash"),),
    ),
    Item(
        "screens",
        "moderation",
        ("site.screens",),
        said("Your e-mail address, website or name, where a moderator has put it into a house rule of the site"),
        said("So that what comes from there waits, is put away, is refused or is let through."),
        MODERATORS,
        (Keep(said("As long as the rule; in the log of what moderators did, without a limit")),),
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
        lambda running: running.checks or running.checked,
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
        "Your name, role, e-mail address, hashes of your password and passkeys, and where you are signed in",
        "So that you alone can decide in your name.",
        (Seen("You, and the owners of the site"),),
        (Keep("As long as you are one of them"),),
    ),
)


class Nothing(NamedTuple):
    """Columns in which nothing about a reader is, and why that is so."""

    why: str
    columns: tuple[str, ...]


NOTHING_OF_A_READER = (
    Nothing(
        "the owner's sites, their pages and what stands there",
        ("site.id name title rules stamp", "origin", "thread", "story", "imported"),
    ),
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
